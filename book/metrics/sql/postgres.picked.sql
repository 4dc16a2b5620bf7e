-- Written by `python -m book.metrics.render`; the source is book/metrics/expression.py.
WITH "t35" AS (
  SELECT
    "t32"."account_id",
    "t32"."order_id",
    SUM("t32"."net_base") AS "net",
    SUM("t32"."net_base") FILTER(WHERE
      "t32"."order_date" > CAST(%(window_start)s AS DATE)) AS "net_w",
    MIN("t32"."order_date") AS "first_day",
    MAX("t32"."order_date") AS "last_day"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t9"."order_id",
        "t9"."order_date",
        "t9"."net_base",
        "t5"."counts_as" AS "account_id"
      FROM "picked" AS "t5"
      INNER JOIN "order_lines" AS "t9"
        ON "t5"."account_id" = "t9"."account_id"
    ) AS "t22"
    WHERE
      "t22"."order_date" <= CAST(%(as_of)s AS DATE)
  ) AS "t32"
  GROUP BY
    1,
    2
)
SELECT
  "t65"."account_id",
  "t65"."name",
  CAST(CASE WHEN "t65"."ordered" THEN 1 ELSE 0 END AS BIGINT) AS "ordered",
  CAST(CASE WHEN "t65"."lines_w" > 0 THEN 1 ELSE 0 END AS BIGINT) AS "ordered_in_window",
  CAST(CASE
    WHEN (
      "t65"."owner" IS NOT NULL
    ) AND (
      "t65"."owner" <> ''
    )
    THEN 1
    ELSE 0
  END AS BIGINT) AS "has_owner",
  CAST("t65"."revenue" AS DOUBLE PRECISION) / CAST(%(minor_units)s AS DOUBLE PRECISION) AS "revenue",
  CAST("t65"."prior_revenue" AS DOUBLE PRECISION) / CAST(%(minor_units)s AS DOUBLE PRECISION) AS "prior_revenue",
  CAST("t65"."gross" AS DOUBLE PRECISION) / CAST(%(minor_units)s AS DOUBLE PRECISION) AS "gross_margin",
  CAST(CASE WHEN "t65"."costed_w" > 0 THEN "t65"."net_costed_w" ELSE NULL END AS DOUBLE PRECISION) / CAST(%(minor_units)s AS DOUBLE PRECISION) AS "net_covered",
  CAST("t65"."granted" AS DOUBLE PRECISION) / CAST(%(minor_units)s AS DOUBLE PRECISION) AS "granted",
  CAST("t65"."prior_granted" AS DOUBLE PRECISION) / CAST(%(minor_units)s AS DOUBLE PRECISION) AS "prior_granted",
  "t65"."hours",
  CASE WHEN "t65"."touching" THEN "t65"."service" ELSE NULL END AS "service_cost",
  "t65"."contribution" AS "net_contribution",
  "t65"."contribution_p" AS "prior_net_contribution",
  CAST(CASE WHEN "t65"."ordered" THEN "t65"."orders" ELSE NULL END AS DOUBLE PRECISION) AS "orders",
  CAST(CASE WHEN "t65"."ordered" THEN LEAST("t65"."active_months", 12) ELSE NULL END AS DOUBLE PRECISION) AS "active_months",
  CAST(CASE WHEN "t65"."categorised" > 0 THEN "t65"."categories" ELSE NULL END AS DOUBLE PRECISION) AS "breadth",
  CASE
    WHEN "t65"."net_costed_w" > 0
    THEN CAST("t65"."gross" AS DOUBLE PRECISION) / CAST("t65"."net_costed_w" AS DOUBLE PRECISION)
    ELSE NULL
  END AS "margin_rate",
  CASE
    WHEN (
      "t65"."revenue" + "t65"."granted"
    ) > 0
    THEN CAST("t65"."granted" AS DOUBLE PRECISION) / CAST("t65"."revenue" + "t65"."granted" AS DOUBLE PRECISION)
    ELSE NULL
  END AS "concession_rate",
  CASE
    WHEN (
      "t65"."prior_revenue" + "t65"."prior_granted"
    ) > 0
    THEN CAST("t65"."prior_granted" AS DOUBLE PRECISION) / CAST("t65"."prior_revenue" + "t65"."prior_granted" AS DOUBLE PRECISION)
    ELSE NULL
  END AS "prior_concession_rate",
  CASE
    WHEN CASE WHEN "t65"."conceding" THEN "t65"."conceded_w" ELSE NULL END = 0
    THEN CAST(0 AS DOUBLE PRECISION)
    WHEN CASE WHEN "t65"."conceding" THEN "t65"."conceded_w" ELSE NULL END <> 0
    THEN CAST("t65"."conceded_alone" AS DOUBLE PRECISION) / CAST(CASE WHEN "t65"."conceding" THEN "t65"."conceded_w" ELSE NULL END AS DOUBLE PRECISION)
    ELSE NULL
  END AS "unreciprocated_share",
  CASE
    WHEN "t65"."net_w" > 0
    THEN CAST("t65"."contribution" AS DOUBLE PRECISION) / (
      CAST("t65"."net_w" AS DOUBLE PRECISION) / CAST(%(minor_units)s AS DOUBLE PRECISION)
    )
    ELSE NULL
  END AS "contribution_rate",
  CASE
    WHEN (
      "t65"."due" > 0
    ) AND (
      "t65"."revenue" > 0
    )
    THEN CAST("t65"."net_overdue" AS DOUBLE PRECISION) / CAST("t65"."revenue" AS DOUBLE PRECISION)
    ELSE NULL
  END AS "overdue_rate",
  CASE
    WHEN "t65"."prior_revenue" > 0
    THEN CAST("t65"."revenue" - "t65"."prior_revenue" AS DOUBLE PRECISION) / CAST("t65"."prior_revenue" AS DOUBLE PRECISION)
    ELSE NULL
  END AS "growth",
  CASE
    WHEN "t65"."net_all" > 0
    THEN CAST("t65"."largest" AS DOUBLE PRECISION) / CAST("t65"."net_all" AS DOUBLE PRECISION)
    ELSE NULL
  END AS "largest_order_share",
  CASE
    WHEN "t65"."net_all" > 0
    THEN CAST("t65"."net_after" AS DOUBLE PRECISION) / CAST("t65"."largest" AS DOUBLE PRECISION)
    ELSE NULL
  END AS "after_largest_share",
  CASE
    WHEN (
      "t65"."of_a_kind" > 0
    ) AND (
      "t65"."revenue" > 0
    )
    THEN CAST("t65"."service_w" AS DOUBLE PRECISION) / CAST("t65"."revenue" AS DOUBLE PRECISION)
    ELSE NULL
  END AS "service_share",
  CASE
    WHEN (
      "t65"."payable" > 0
    ) AND (
      "t65"."net_payable" > 0
    )
    THEN CAST("t65"."net_days" AS DOUBLE PRECISION) / CAST("t65"."net_payable" AS DOUBLE PRECISION)
    ELSE NULL
  END AS "days_to_pay",
  CAST(DATE_MI(CAST(%(as_of)s AS DATE), "t65"."last_order") AS DOUBLE PRECISION) AS "recency_days",
  CAST(CASE
    WHEN "t65"."net_all" > 0
    THEN DATE_MI(CAST(%(as_of)s AS DATE), "t65"."largest_day")
    ELSE NULL
  END AS DOUBLE PRECISION) AS "days_since_largest",
  CASE
    WHEN "t65"."touching"
    THEN CASE
      WHEN "t65"."last_touch" IS NULL
      THEN CAST('Inf' AS DOUBLE PRECISION)
      ELSE CAST(DATE_MI(CAST(%(as_of)s AS DATE), "t65"."last_touch") AS DOUBLE PRECISION)
    END
    ELSE NULL
  END AS "days_since_touch"
FROM (
  SELECT
    "t64"."account_id",
    "t64"."name",
    "t64"."owner",
    "t64"."last_order",
    "t64"."net_all",
    "t64"."lines_w",
    "t64"."categorised",
    "t64"."of_a_kind",
    "t64"."service_w",
    "t64"."net_w",
    "t64"."costed_w",
    "t64"."net_costed_w",
    "t64"."cost_w",
    "t64"."listed_w",
    "t64"."discount_w",
    "t64"."net_p",
    "t64"."costed_p",
    "t64"."net_costed_p",
    "t64"."cost_p",
    "t64"."listed_p",
    "t64"."discount_p",
    "t64"."payable",
    "t64"."net_payable",
    "t64"."net_days",
    "t64"."due",
    "t64"."net_overdue",
    "t64"."net_after",
    "t64"."active_months",
    "t64"."largest",
    "t64"."largest_day",
    "t64"."orders",
    "t64"."categories",
    "t64"."conceded_w",
    "t64"."conceded_p",
    "t64"."conceded_alone",
    "t64"."last_touch",
    "t64"."hours_w",
    "t64"."hours_p",
    "t64"."ordered",
    "t64"."conceding",
    "t64"."touching",
    "t64"."covered",
    "t64"."revenue",
    "t64"."prior_revenue",
    "t64"."gross",
    "t64"."gross_p",
    "t64"."granted",
    "t64"."prior_granted",
    "t64"."hours",
    "t64"."service",
    "t64"."service_p",
    CASE
      WHEN (
        "t64"."gross" IS NOT NULL
      )
      AND (
        CAST("t64"."net_costed_w" AS DOUBLE PRECISION) >= (
          (
            CAST(%(cost_cover)s AS DOUBLE PRECISION) * CAST("t64"."net_w" AS DOUBLE PRECISION)
          ) - (
            ABS(CAST("t64"."net_w" AS DOUBLE PRECISION)) * 1e-12
          )
        )
      )
      THEN (
        CAST("t64"."gross" - "t64"."conceded_w" AS DOUBLE PRECISION) / CAST(%(minor_units)s AS DOUBLE PRECISION)
      ) - "t64"."service"
      ELSE NULL
    END AS "contribution",
    CASE
      WHEN (
        "t64"."gross_p" IS NOT NULL
      )
      AND "t64"."covered"
      AND (
        CAST("t64"."net_costed_p" AS DOUBLE PRECISION) >= (
          (
            CAST(%(cost_cover)s AS DOUBLE PRECISION) * CAST("t64"."net_p" AS DOUBLE PRECISION)
          ) - (
            ABS(CAST("t64"."net_p" AS DOUBLE PRECISION)) * 1e-12
          )
        )
      )
      THEN (
        CAST("t64"."gross_p" - "t64"."conceded_p" AS DOUBLE PRECISION) / CAST(%(minor_units)s AS DOUBLE PRECISION)
      ) - "t64"."service_p"
      ELSE NULL
    END AS "contribution_p"
  FROM (
    SELECT
      "t63"."account_id",
      "t63"."name",
      "t63"."owner",
      "t63"."last_order",
      "t63"."net_all",
      "t63"."lines_w",
      "t63"."categorised",
      "t63"."of_a_kind",
      "t63"."service_w",
      "t63"."net_w",
      "t63"."costed_w",
      "t63"."net_costed_w",
      "t63"."cost_w",
      "t63"."listed_w",
      "t63"."discount_w",
      "t63"."net_p",
      "t63"."costed_p",
      "t63"."net_costed_p",
      "t63"."cost_p",
      "t63"."listed_p",
      "t63"."discount_p",
      "t63"."payable",
      "t63"."net_payable",
      "t63"."net_days",
      "t63"."due",
      "t63"."net_overdue",
      "t63"."net_after",
      "t63"."active_months",
      "t63"."largest",
      "t63"."largest_day",
      "t63"."orders",
      "t63"."categories",
      "t63"."conceded_w",
      "t63"."conceded_p",
      "t63"."conceded_alone",
      "t63"."last_touch",
      "t63"."hours_w",
      "t63"."hours_p",
      "t63"."ordered",
      "t63"."conceding",
      "t63"."touching",
      "t63"."covered",
      CASE WHEN "t63"."ordered" THEN "t63"."net_w" ELSE NULL END AS "revenue",
      CASE WHEN "t63"."ordered" AND "t63"."covered" THEN "t63"."net_p" ELSE NULL END AS "prior_revenue",
      CASE
        WHEN "t63"."costed_w" > 0
        THEN "t63"."net_costed_w" - "t63"."cost_w"
        ELSE NULL
      END AS "gross",
      CASE
        WHEN "t63"."costed_p" > 0
        THEN "t63"."net_costed_p" - "t63"."cost_p"
        ELSE NULL
      END AS "gross_p",
      CASE
        WHEN "t63"."conceding" OR (
          "t63"."listed_w" > 0
        )
        THEN "t63"."conceded_w" + "t63"."discount_w"
        ELSE NULL
      END AS "granted",
      CASE
        WHEN "t63"."conceding" OR (
          "t63"."listed_p" > 0
        )
        THEN "t63"."conceded_p" + "t63"."discount_p"
        ELSE NULL
      END AS "prior_granted",
      CASE
        WHEN "t63"."touching"
        THEN CAST("t63"."hours_w" AS DOUBLE PRECISION) / CAST(1000000 AS DOUBLE PRECISION)
        ELSE NULL
      END AS "hours",
      (
        CAST("t63"."hours_w" AS DOUBLE PRECISION) / CAST(1000000 AS DOUBLE PRECISION)
      ) * CAST(%(hourly_rate)s AS DOUBLE PRECISION) AS "service",
      (
        CAST("t63"."hours_p" AS DOUBLE PRECISION) / CAST(1000000 AS DOUBLE PRECISION)
      ) * CAST(%(hourly_rate)s AS DOUBLE PRECISION) AS "service_p"
    FROM (
      SELECT
        "t62"."account_id",
        "t62"."name",
        "t62"."owner",
        "t62"."last_order",
        "t62"."net_all",
        COALESCE("t62"."lines_w", 0) AS "lines_w",
        "t62"."categorised",
        "t62"."of_a_kind",
        COALESCE("t62"."service_w", 0) AS "service_w",
        COALESCE("t62"."net_w", 0) AS "net_w",
        COALESCE("t62"."costed_w", 0) AS "costed_w",
        COALESCE("t62"."net_costed_w", 0) AS "net_costed_w",
        COALESCE("t62"."cost_w", 0) AS "cost_w",
        COALESCE("t62"."listed_w", 0) AS "listed_w",
        COALESCE("t62"."discount_w", 0) AS "discount_w",
        COALESCE("t62"."net_p", 0) AS "net_p",
        COALESCE("t62"."costed_p", 0) AS "costed_p",
        COALESCE("t62"."net_costed_p", 0) AS "net_costed_p",
        COALESCE("t62"."cost_p", 0) AS "cost_p",
        COALESCE("t62"."listed_p", 0) AS "listed_p",
        COALESCE("t62"."discount_p", 0) AS "discount_p",
        COALESCE("t62"."payable", 0) AS "payable",
        COALESCE("t62"."net_payable", 0) AS "net_payable",
        COALESCE("t62"."net_days", 0) AS "net_days",
        COALESCE("t62"."due", 0) AS "due",
        COALESCE("t62"."net_overdue", 0) AS "net_overdue",
        COALESCE("t62"."net_after", 0) AS "net_after",
        COALESCE("t62"."active_months", 0) AS "active_months",
        "t62"."largest",
        "t62"."largest_day",
        COALESCE("t62"."orders", 0) AS "orders",
        COALESCE("t62"."categories", 0) AS "categories",
        COALESCE("t62"."conceded_w", 0) AS "conceded_w",
        COALESCE("t62"."conceded_p", 0) AS "conceded_p",
        COALESCE("t62"."conceded_alone", 0) AS "conceded_alone",
        "t62"."last_touch",
        COALESCE("t62"."hours_w", 0) AS "hours_w",
        COALESCE("t62"."hours_p", 0) AS "hours_p",
        "t62"."last_order" IS NOT NULL AS "ordered",
        (
          SELECT
            COUNT(*) AS "CountStar()"
          FROM (
            SELECT
              *
            FROM "concessions" AS "t2"
            WHERE
              "t2"."granted_on" <= CAST(%(as_of)s AS DATE)
            LIMIT 1
          ) AS "t15"
        ) > 0 AS "conceding",
        (
          SELECT
            COUNT(*) AS "CountStar()"
          FROM (
            SELECT
              *
            FROM "touches" AS "t3"
            WHERE
              "t3"."on_date" <= CAST(%(as_of)s AS DATE)
            LIMIT 1
          ) AS "t16"
        ) > 0 AS "touching",
        (
          SELECT
            COUNT(*) AS "CountStar()"
          FROM (
            SELECT
              *
            FROM "order_lines" AS "t4"
            WHERE
              "t4"."order_date" <= CAST(%(prior_start)s AS DATE)
            LIMIT 1
          ) AS "t17"
        ) > 0 AS "covered"
      FROM (
        SELECT
          "t14"."account_id",
          "t6"."name",
          "t6"."owner",
          "t46"."last_order",
          "t46"."net_all",
          "t46"."lines_w",
          "t46"."categorised",
          "t46"."of_a_kind",
          "t46"."service_w",
          "t46"."net_w",
          "t46"."costed_w",
          "t46"."net_costed_w",
          "t46"."cost_w",
          "t46"."listed_w",
          "t46"."discount_w",
          "t46"."net_p",
          "t46"."costed_p",
          "t46"."net_costed_p",
          "t46"."cost_p",
          "t46"."listed_p",
          "t46"."discount_p",
          "t46"."payable",
          "t46"."net_payable",
          "t46"."net_days",
          "t46"."due",
          "t46"."net_overdue",
          "t61"."net_after",
          "t61"."active_months",
          "t61"."largest",
          "t61"."largest_day",
          "t61"."orders",
          "t37"."categories",
          "t42"."conceded_w",
          "t42"."conceded_p",
          "t42"."conceded_alone",
          "t40"."last_touch",
          "t40"."hours_w",
          "t40"."hours_p"
        FROM (
          SELECT
            *
          FROM "picked" AS "t0"
          WHERE
            "t0"."account_id" = "t0"."counts_as"
        ) AS "t14"
        INNER JOIN "accounts" AS "t6"
          ON "t14"."account_id" = "t6"."account_id"
        LEFT OUTER JOIN (
          SELECT
            "t30"."account_id",
            MAX("t30"."order_date") AS "last_order",
            SUM("t30"."net_base") AS "net_all",
            COUNT(*) FILTER(WHERE
              "t30"."order_date" > CAST(%(window_start)s AS DATE)) AS "lines_w",
            COUNT("t30"."category") AS "categorised",
            COUNT("t30"."kind") AS "of_a_kind",
            SUM("t30"."net_base") FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(window_start)s AS DATE)
              )
              AND (
                "t30"."kind" = 'service'
              )) AS "service_w",
            SUM("t30"."net_base") FILTER(WHERE
              "t30"."order_date" > CAST(%(window_start)s AS DATE)) AS "net_w",
            COUNT(*) FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(window_start)s AS DATE)
              )
              AND (
                "t30"."cost_base" IS NOT NULL
              )) AS "costed_w",
            SUM("t30"."net_base") FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(window_start)s AS DATE)
              )
              AND (
                "t30"."cost_base" IS NOT NULL
              )) AS "net_costed_w",
            SUM("t30"."cost_base") FILTER(WHERE
              "t30"."order_date" > CAST(%(window_start)s AS DATE)) AS "cost_w",
            COUNT(*) FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(window_start)s AS DATE)
              )
              AND (
                "t30"."list_base" IS NOT NULL
              )) AS "listed_w",
            SUM("t30"."list_base" - "t30"."net_base") FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(window_start)s AS DATE)
              )
              AND (
                "t30"."list_base" > "t30"."net_base"
              )) AS "discount_w",
            SUM("t30"."net_base") FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(prior_start)s AS DATE)
              )
              AND (
                "t30"."order_date" <= CAST(%(window_start)s AS DATE)
              )) AS "net_p",
            COUNT(*) FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(prior_start)s AS DATE)
              )
              AND (
                "t30"."order_date" <= CAST(%(window_start)s AS DATE)
              )
              AND (
                "t30"."cost_base" IS NOT NULL
              )) AS "costed_p",
            SUM("t30"."net_base") FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(prior_start)s AS DATE)
              )
              AND (
                "t30"."order_date" <= CAST(%(window_start)s AS DATE)
              )
              AND (
                "t30"."cost_base" IS NOT NULL
              )) AS "net_costed_p",
            SUM("t30"."cost_base") FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(prior_start)s AS DATE)
              )
              AND (
                "t30"."order_date" <= CAST(%(window_start)s AS DATE)
              )) AS "cost_p",
            COUNT(*) FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(prior_start)s AS DATE)
              )
              AND (
                "t30"."order_date" <= CAST(%(window_start)s AS DATE)
              )
              AND (
                "t30"."list_base" IS NOT NULL
              )) AS "listed_p",
            SUM("t30"."list_base" - "t30"."net_base") FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(prior_start)s AS DATE)
              )
              AND (
                "t30"."order_date" <= CAST(%(window_start)s AS DATE)
              )
              AND (
                "t30"."list_base" > "t30"."net_base"
              )) AS "discount_p",
            COUNT(*) FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(window_start)s AS DATE)
              )
              AND (
                (
                  "t30"."due_date" IS NOT NULL
                )
                OR (
                  (
                    "t30"."paid_date" IS NOT NULL
                  ) AND (
                    "t30"."paid_date" <= CAST(%(as_of)s AS DATE)
                  )
                )
              )) AS "payable",
            SUM("t30"."net_base") FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(window_start)s AS DATE)
              )
              AND (
                (
                  "t30"."due_date" IS NOT NULL
                )
                OR (
                  (
                    "t30"."paid_date" IS NOT NULL
                  ) AND (
                    "t30"."paid_date" <= CAST(%(as_of)s AS DATE)
                  )
                )
              )) AS "net_payable",
            SUM(
              "t30"."net_base" * DATE_MI(
                CASE
                  WHEN (
                    "t30"."paid_date" IS NOT NULL
                  ) AND (
                    "t30"."paid_date" <= CAST(%(as_of)s AS DATE)
                  )
                  THEN "t30"."paid_date"
                  ELSE CAST(%(as_of)s AS DATE)
                END,
                "t30"."order_date"
              )
            ) FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(window_start)s AS DATE)
              )
              AND (
                (
                  "t30"."due_date" IS NOT NULL
                )
                OR (
                  (
                    "t30"."paid_date" IS NOT NULL
                  ) AND (
                    "t30"."paid_date" <= CAST(%(as_of)s AS DATE)
                  )
                )
              )) AS "net_days",
            COUNT(*) FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(window_start)s AS DATE)
              )
              AND (
                "t30"."due_date" IS NOT NULL
              )) AS "due",
            SUM("t30"."net_base") FILTER(WHERE
              (
                "t30"."order_date" > CAST(%(window_start)s AS DATE)
              )
              AND NOT (
                (
                  "t30"."paid_date" IS NOT NULL
                ) AND (
                  "t30"."paid_date" <= CAST(%(as_of)s AS DATE)
                )
              )
              AND (
                "t30"."due_date" < CAST(%(as_of)s AS DATE)
              )) AS "net_overdue"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t9"."order_date",
                "t9"."category",
                "t9"."kind",
                "t9"."due_date",
                "t9"."paid_date",
                "t9"."list_base",
                "t9"."net_base",
                "t9"."cost_base",
                "t5"."counts_as" AS "account_id"
              FROM "picked" AS "t5"
              INNER JOIN "order_lines" AS "t9"
                ON "t5"."account_id" = "t9"."account_id"
            ) AS "t20"
            WHERE
              "t20"."order_date" <= CAST(%(as_of)s AS DATE)
          ) AS "t30"
          GROUP BY
            1
        ) AS "t46"
          ON "t14"."account_id" = "t46"."account_id"
        LEFT OUTER JOIN (
          SELECT
            "t59"."account_id",
            SUM("t59"."net_after") AS "net_after",
            SUM("t59"."active") AS "active_months",
            MAX("t59"."largest") AS "largest",
            MAX("t59"."largest_day") AS "largest_day",
            MAX("t59"."orders") AS "orders"
          FROM (
            SELECT
              "t58"."account_id",
              (
                EXTRACT(year FROM "t58"."day") * 12
              ) + EXTRACT(month FROM "t58"."day") AS "month",
              SUM("t58"."net") FILTER(WHERE
                "t58"."day" > "t58"."largest_day") AS "net_after",
              CASE
                WHEN BOOL_OR("t58"."sold" AND (
                  "t58"."day" > CAST(%(window_start)s AS DATE)
                ))
                THEN 1
                ELSE 0
              END AS "active",
              MAX("t58"."largest") AS "largest",
              MAX("t58"."largest_day") AS "largest_day",
              MAX("t58"."orders") AS "orders"
            FROM (
              SELECT
                "t57"."account_id",
                "t57"."day",
                "t57"."net",
                "t57"."sold",
                "t54"."largest",
                "t54"."largest_day",
                "t54"."orders"
              FROM (
                SELECT
                  *
                FROM (
                  SELECT
                    "t38"."account_id",
                    "t38"."last_day" AS "day",
                    "t38"."net",
                    "t38"."net_w" > 0 AS "sold"
                  FROM "t35" AS "t38"
                  WHERE
                    "t38"."first_day" = "t38"."last_day"
                ) AS "t44"
                UNION ALL
                SELECT
                  *
                FROM (
                  SELECT
                    "t52"."account_id",
                    "t52"."order_date" AS "day",
                    "t52"."net_base" AS "net",
                    "t52"."net_w" > 0 AS "sold"
                  FROM (
                    SELECT
                      *
                    FROM (
                      SELECT
                        "t48"."account_id",
                        "t48"."order_id",
                        "t48"."net",
                        "t48"."net_w",
                        "t48"."first_day",
                        "t48"."last_day",
                        "t27"."line_no",
                        "t27"."order_date",
                        "t27"."net_base"
                      FROM (
                        SELECT
                          *
                        FROM "t35" AS "t38"
                        WHERE
                          "t38"."first_day" < "t38"."last_day"
                      ) AS "t48"
                      INNER JOIN (
                        SELECT
                          "t9"."order_id",
                          "t9"."line_no",
                          "t9"."order_date",
                          "t9"."net_base",
                          "t5"."counts_as" AS "account_id"
                        FROM "picked" AS "t5"
                        INNER JOIN "order_lines" AS "t9"
                          ON "t5"."account_id" = "t9"."account_id"
                      ) AS "t27"
                        ON "t48"."account_id" = "t27"."account_id" AND "t48"."order_id" = "t27"."order_id"
                    ) AS "t50"
                    WHERE
                      "t50"."order_date" <= CAST(%(as_of)s AS DATE)
                  ) AS "t52"
                ) AS "t55"
              ) AS "t57"
              INNER JOIN (
                SELECT
                  "t51"."account_id",
                  MAX("t51"."largest") AS "largest",
                  MAX("t51"."last_day") AS "largest_day",
                  MAX("t51"."orders") AS "orders"
                FROM (
                  SELECT
                    "t49"."account_id",
                    "t49"."largest",
                    "t49"."orders",
                    "t41"."order_id",
                    "t41"."net",
                    "t41"."net_w",
                    "t41"."first_day",
                    "t41"."last_day"
                  FROM (
                    SELECT
                      "t38"."account_id",
                      MAX("t38"."net") AS "largest",
                      COUNT(*) FILTER(WHERE
                        "t38"."net_w" > 0) AS "orders"
                    FROM "t35" AS "t38"
                    GROUP BY
                      1
                  ) AS "t49"
                  INNER JOIN "t35" AS "t41"
                    ON "t49"."account_id" = "t41"."account_id" AND "t49"."largest" = "t41"."net"
                ) AS "t51"
                GROUP BY
                  1
              ) AS "t54"
                ON "t57"."account_id" = "t54"."account_id"
            ) AS "t58"
            GROUP BY
              1,
              2
          ) AS "t59"
          GROUP BY
            1
        ) AS "t61"
          ON "t14"."account_id" = "t61"."account_id"
        LEFT OUTER JOIN (
          SELECT
            "t33"."account_id",
            COUNT(*) AS "categories"
          FROM (
            SELECT DISTINCT
              "t31"."account_id",
              "t31"."category"
            FROM (
              SELECT
                *
              FROM (
                SELECT
                  "t9"."category",
                  "t9"."order_date",
                  "t5"."counts_as" AS "account_id"
                FROM "picked" AS "t5"
                INNER JOIN "order_lines" AS "t9"
                  ON "t5"."account_id" = "t9"."account_id"
              ) AS "t21"
              WHERE
                "t21"."order_date" <= CAST(%(as_of)s AS DATE)
                AND "t21"."order_date" > CAST(%(window_start)s AS DATE)
                AND "t21"."category" IS NOT NULL
            ) AS "t31"
          ) AS "t33"
          GROUP BY
            1
        ) AS "t37"
          ON "t14"."account_id" = "t37"."account_id"
        LEFT OUTER JOIN (
          SELECT
            "t28"."account_id",
            SUM("t28"."value_base") FILTER(WHERE
              "t28"."granted_on" > CAST(%(window_start)s AS DATE)) AS "conceded_w",
            SUM("t28"."value_base") FILTER(WHERE
              NOT (
                "t28"."granted_on" > CAST(%(window_start)s AS DATE)
              )) AS "conceded_p",
            SUM("t28"."value_base") FILTER(WHERE
              (
                "t28"."granted_on" > CAST(%(window_start)s AS DATE)
              )
              AND (
                (
                  "t28"."counter_commitment" IS NULL
                ) OR (
                  "t28"."counter_commitment" = ''
                )
              )) AS "conceded_alone"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t7"."granted_on",
                "t7"."counter_commitment",
                "t7"."value_base",
                "t5"."counts_as" AS "account_id"
              FROM "picked" AS "t5"
              INNER JOIN "concessions" AS "t7"
                ON "t5"."account_id" = "t7"."account_id"
            ) AS "t18"
            WHERE
              "t18"."granted_on" <= CAST(%(as_of)s AS DATE) AND "t18"."granted_on" > CAST(%(prior_start)s AS DATE)
          ) AS "t28"
          GROUP BY
            1
        ) AS "t42"
          ON "t14"."account_id" = "t42"."account_id"
        LEFT OUTER JOIN (
          SELECT
            "t29"."account_id",
            MAX("t29"."on_date") AS "last_touch",
            SUM("t29"."hours") FILTER(WHERE
              "t29"."on_date" > CAST(%(window_start)s AS DATE)) AS "hours_w",
            SUM("t29"."hours") FILTER(WHERE
              (
                "t29"."on_date" > CAST(%(prior_start)s AS DATE)
              )
              AND (
                "t29"."on_date" <= CAST(%(window_start)s AS DATE)
              )) AS "hours_p"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t8"."on_date",
                "t8"."hours",
                "t5"."counts_as" AS "account_id"
              FROM "picked" AS "t5"
              INNER JOIN "touches" AS "t8"
                ON "t5"."account_id" = "t8"."account_id"
            ) AS "t19"
            WHERE
              "t19"."on_date" <= CAST(%(as_of)s AS DATE)
          ) AS "t29"
          GROUP BY
            1
        ) AS "t40"
          ON "t14"."account_id" = "t40"."account_id"
      ) AS "t62"
    ) AS "t63"
  ) AS "t64"
) AS "t65"
