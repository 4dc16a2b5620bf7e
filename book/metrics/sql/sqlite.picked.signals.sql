-- Written by `python -m book.metrics.render`; the source is book/metrics/expression.py.
SELECT
  "t8"."account_id",
  "t8"."key",
  "t8"."value",
  "t8"."observed_on",
  IIF("t8"."place" = 0, 1, 0) AS "latest"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t6"."account_id",
      "t6"."key",
      "t6"."value",
      "t6"."observed_on",
      ROW_NUMBER() OVER (
        PARTITION BY "t6"."account_id", "t6"."key"
        ORDER BY "t6"."observed_on" DESC, "t6"."seq" DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "place"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t4"."account_id",
          "t2"."key",
          "t2"."value",
          "t2"."observed_on",
          "t2"."seq"
        FROM (
          SELECT
            *
          FROM "picked" AS "t0"
          WHERE
            "t0"."account_id" = "t0"."counts_as"
        ) AS "t4"
        INNER JOIN "signals" AS "t2"
          ON "t4"."account_id" = "t2"."account_id"
      ) AS "t5"
      WHERE
        "t5"."observed_on" <= :as_of
    ) AS "t6"
  ) AS "t7"
  WHERE
    (
      "t7"."place" = 0
    )
    OR (
      (
        "t7"."key" = 'complaints'
      )
      AND (
        "t7"."observed_on" > :window_start
      )
    )
) AS "t8"
