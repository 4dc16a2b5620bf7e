-- Written by `python -m book.metrics.render`; the source is book/metrics/expression.py.
SELECT
  "t4"."account_id",
  "t4"."key",
  "t4"."value",
  "t4"."observed_on",
  CASE WHEN "t4"."place" = 0 THEN 1 ELSE 0 END AS "latest"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t2"."account_id",
      "t2"."key",
      "t2"."value",
      "t2"."observed_on",
      ROW_NUMBER() OVER (
        PARTITION BY "t2"."account_id", "t2"."key"
        ORDER BY "t2"."observed_on" DESC NULLS LAST, "t2"."seq" DESC NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "place"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t0"."account_id",
          "t0"."key",
          "t0"."value",
          "t0"."observed_on",
          "t0"."seq"
        FROM "signals" AS "t0"
      ) AS "t1"
      WHERE
        "t1"."observed_on" <= CAST(%(as_of)s AS DATE)
    ) AS "t2"
  ) AS "t3"
  WHERE
    (
      "t3"."place" = 0
    )
    OR (
      (
        "t3"."key" = 'complaints'
      )
      AND (
        "t3"."observed_on" > CAST(%(window_start)s AS DATE)
      )
    )
) AS "t4"
