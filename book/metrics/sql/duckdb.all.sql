-- Written by `python -m book.metrics.render`; the source is book/metrics/expression.py.
WITH "t29" AS (
  SELECT
    "t22"."account_id",
    "t22"."order_id",
    SUM("t22"."net_base") AS "net",
    SUM("t22"."net_base") FILTER(WHERE
      "t22"."order_date" > CAST($window_start AS DATE)) AS "net_w",
    MIN("t22"."order_date") AS "first_day",
    MAX("t22"."order_date") AS "last_day"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t3"."account_id",
        "t3"."order_id",
        "t3"."order_date",
        "t3"."net_base"
      FROM "order_lines" AS "t3"
    ) AS "t8"
    WHERE
      "t8"."order_date" <= CAST($as_of AS DATE)
  ) AS "t22"
  GROUP BY
    1,
    2
)
SELECT
  "t59"."account_id",
  "t59"."name",
  CAST(CASE WHEN "t59"."ordered" THEN 1 ELSE 0 END AS BIGINT) AS "ordered",
  CAST(CASE WHEN "t59"."lines_w" > 0 THEN 1 ELSE 0 END AS BIGINT) AS "ordered_in_window",
  CAST(CASE
    WHEN (
      "t59"."owner" IS NOT NULL
    ) AND (
      "t59"."owner" <> ''
    )
    THEN 1
    ELSE 0
  END AS BIGINT) AS "has_owner",
  CAST("t59"."revenue" AS DOUBLE) / CAST($minor_units AS DOUBLE) AS "revenue",
  CAST("t59"."prior_revenue" AS DOUBLE) / CAST($minor_units AS DOUBLE) AS "prior_revenue",
  CAST("t59"."gross" AS DOUBLE) / CAST($minor_units AS DOUBLE) AS "gross_margin",
  CAST(CASE WHEN "t59"."costed_w" > 0 THEN "t59"."net_costed_w" ELSE NULL END AS DOUBLE) / CAST($minor_units AS DOUBLE) AS "net_covered",
  CAST("t59"."granted" AS DOUBLE) / CAST($minor_units AS DOUBLE) AS "granted",
  CAST("t59"."prior_granted" AS DOUBLE) / CAST($minor_units AS DOUBLE) AS "prior_granted",
  "t59"."hours",
  CASE WHEN "t59"."touching" THEN "t59"."service" ELSE NULL END AS "service_cost",
  "t59"."contribution" AS "net_contribution",
  "t59"."contribution_p" AS "prior_net_contribution",
  CAST(CASE WHEN "t59"."ordered" THEN "t59"."orders" ELSE NULL END AS DOUBLE) AS "orders",
  CAST(CASE WHEN "t59"."ordered" THEN LEAST("t59"."active_months", 12) ELSE NULL END AS DOUBLE) AS "active_months",
  CAST(CASE WHEN "t59"."categorised" > 0 THEN "t59"."categories" ELSE NULL END AS DOUBLE) AS "breadth",
  CASE
    WHEN "t59"."net_costed_w" > 0
    THEN CAST("t59"."gross" AS DOUBLE) / CAST("t59"."net_costed_w" AS DOUBLE)
    ELSE NULL
  END AS "margin_rate",
  CASE
    WHEN (
      "t59"."revenue" + "t59"."granted"
    ) > 0
    THEN CAST("t59"."granted" AS DOUBLE) / CAST("t59"."revenue" + "t59"."granted" AS DOUBLE)
    ELSE NULL
  END AS "concession_rate",
  CASE
    WHEN (
      "t59"."prior_revenue" + "t59"."prior_granted"
    ) > 0
    THEN CAST("t59"."prior_granted" AS DOUBLE) / CAST("t59"."prior_revenue" + "t59"."prior_granted" AS DOUBLE)
    ELSE NULL
  END AS "prior_concession_rate",
  CASE
    WHEN CASE WHEN "t59"."conceding" THEN "t59"."conceded_w" ELSE NULL END = 0
    THEN CAST(0 AS DOUBLE)
    WHEN CASE WHEN "t59"."conceding" THEN "t59"."conceded_w" ELSE NULL END <> 0
    THEN CAST("t59"."conceded_alone" AS DOUBLE) / CAST(CASE WHEN "t59"."conceding" THEN "t59"."conceded_w" ELSE NULL END AS DOUBLE)
    ELSE NULL
  END AS "unreciprocated_share",
  CASE
    WHEN "t59"."net_w" > 0
    THEN "t59"."contribution" / (
      CAST("t59"."net_w" AS DOUBLE) / CAST($minor_units AS DOUBLE)
    )
    ELSE NULL
  END AS "contribution_rate",
  CASE
    WHEN (
      "t59"."due" > 0
    ) AND (
      "t59"."revenue" > 0
    )
    THEN CAST("t59"."net_overdue" AS DOUBLE) / CAST("t59"."revenue" AS DOUBLE)
    ELSE NULL
  END AS "overdue_rate",
  CASE
    WHEN "t59"."prior_revenue" > 0
    THEN CAST("t59"."revenue" - "t59"."prior_revenue" AS DOUBLE) / CAST("t59"."prior_revenue" AS DOUBLE)
    ELSE NULL
  END AS "growth",
  CASE
    WHEN "t59"."net_all" > 0
    THEN CAST("t59"."largest" AS DOUBLE) / CAST("t59"."net_all" AS DOUBLE)
    ELSE NULL
  END AS "largest_order_share",
  CASE
    WHEN "t59"."net_all" > 0
    THEN CAST("t59"."net_after" AS DOUBLE) / CAST("t59"."largest" AS DOUBLE)
    ELSE NULL
  END AS "after_largest_share",
  CASE
    WHEN (
      "t59"."of_a_kind" > 0
    ) AND (
      "t59"."revenue" > 0
    )
    THEN CAST("t59"."service_w" AS DOUBLE) / CAST("t59"."revenue" AS DOUBLE)
    ELSE NULL
  END AS "service_share",
  CASE
    WHEN (
      "t59"."payable" > 0
    ) AND (
      "t59"."net_payable" > 0
    )
    THEN CAST("t59"."net_days" AS DOUBLE) / CAST("t59"."net_payable" AS DOUBLE)
    ELSE NULL
  END AS "days_to_pay",
  CAST(DATE_DIFF('DAY', "t59"."last_order", CAST($as_of AS DATE)) AS DOUBLE) AS "recency_days",
  CAST(CASE
    WHEN "t59"."net_all" > 0
    THEN DATE_DIFF('DAY', "t59"."largest_day", CAST($as_of AS DATE))
    ELSE NULL
  END AS DOUBLE) AS "days_since_largest",
  CASE
    WHEN "t59"."touching"
    THEN CASE
      WHEN "t59"."last_touch" IS NULL
      THEN CAST('inf' AS DOUBLE)
      ELSE CAST(DATE_DIFF('DAY', "t59"."last_touch", CAST($as_of AS DATE)) AS DOUBLE)
    END
    ELSE NULL
  END AS "days_since_touch"
FROM (
  SELECT
    "t58"."account_id",
    "t58"."name",
    "t58"."owner",
    "t58"."last_order",
    "t58"."net_all",
    "t58"."lines_w",
    "t58"."categorised",
    "t58"."of_a_kind",
    "t58"."service_w",
    "t58"."net_w",
    "t58"."costed_w",
    "t58"."net_costed_w",
    "t58"."cost_w",
    "t58"."listed_w",
    "t58"."discount_w",
    "t58"."net_p",
    "t58"."costed_p",
    "t58"."net_costed_p",
    "t58"."cost_p",
    "t58"."listed_p",
    "t58"."discount_p",
    "t58"."payable",
    "t58"."net_payable",
    "t58"."net_days",
    "t58"."due",
    "t58"."net_overdue",
    "t58"."net_after",
    "t58"."active_months",
    "t58"."largest",
    "t58"."largest_day",
    "t58"."orders",
    "t58"."categories",
    "t58"."conceded_w",
    "t58"."conceded_p",
    "t58"."conceded_alone",
    "t58"."last_touch",
    "t58"."hours_w",
    "t58"."hours_p",
    "t58"."ordered",
    "t58"."conceding",
    "t58"."touching",
    "t58"."covered",
    "t58"."revenue",
    "t58"."prior_revenue",
    "t58"."gross",
    "t58"."gross_p",
    "t58"."granted",
    "t58"."prior_granted",
    "t58"."hours",
    "t58"."service",
    "t58"."service_p",
    CASE
      WHEN (
        "t58"."gross" IS NOT NULL
      )
      AND (
        CAST("t58"."net_costed_w" AS DOUBLE) >= (
          (
            CAST($cost_cover AS DOUBLE) * CAST("t58"."net_w" AS DOUBLE)
          ) - (
            ABS(CAST("t58"."net_w" AS DOUBLE)) * 1e-12
          )
        )
      )
      THEN (
        CAST("t58"."gross" - "t58"."conceded_w" AS DOUBLE) / CAST($minor_units AS DOUBLE)
      ) - "t58"."service"
      ELSE NULL
    END AS "contribution",
    CASE
      WHEN (
        "t58"."gross_p" IS NOT NULL
      )
      AND "t58"."covered"
      AND (
        CAST("t58"."net_costed_p" AS DOUBLE) >= (
          (
            CAST($cost_cover AS DOUBLE) * CAST("t58"."net_p" AS DOUBLE)
          ) - (
            ABS(CAST("t58"."net_p" AS DOUBLE)) * 1e-12
          )
        )
      )
      THEN (
        CAST("t58"."gross_p" - "t58"."conceded_p" AS DOUBLE) / CAST($minor_units AS DOUBLE)
      ) - "t58"."service_p"
      ELSE NULL
    END AS "contribution_p"
  FROM (
    SELECT
      "t57"."account_id",
      "t57"."name",
      "t57"."owner",
      "t57"."last_order",
      "t57"."net_all",
      "t57"."lines_w",
      "t57"."categorised",
      "t57"."of_a_kind",
      "t57"."service_w",
      "t57"."net_w",
      "t57"."costed_w",
      "t57"."net_costed_w",
      "t57"."cost_w",
      "t57"."listed_w",
      "t57"."discount_w",
      "t57"."net_p",
      "t57"."costed_p",
      "t57"."net_costed_p",
      "t57"."cost_p",
      "t57"."listed_p",
      "t57"."discount_p",
      "t57"."payable",
      "t57"."net_payable",
      "t57"."net_days",
      "t57"."due",
      "t57"."net_overdue",
      "t57"."net_after",
      "t57"."active_months",
      "t57"."largest",
      "t57"."largest_day",
      "t57"."orders",
      "t57"."categories",
      "t57"."conceded_w",
      "t57"."conceded_p",
      "t57"."conceded_alone",
      "t57"."last_touch",
      "t57"."hours_w",
      "t57"."hours_p",
      "t57"."ordered",
      "t57"."conceding",
      "t57"."touching",
      "t57"."covered",
      CASE WHEN "t57"."ordered" THEN "t57"."net_w" ELSE NULL END AS "revenue",
      CASE WHEN "t57"."ordered" AND "t57"."covered" THEN "t57"."net_p" ELSE NULL END AS "prior_revenue",
      CASE
        WHEN "t57"."costed_w" > 0
        THEN "t57"."net_costed_w" - "t57"."cost_w"
        ELSE NULL
      END AS "gross",
      CASE
        WHEN "t57"."costed_p" > 0
        THEN "t57"."net_costed_p" - "t57"."cost_p"
        ELSE NULL
      END AS "gross_p",
      CASE
        WHEN "t57"."conceding" OR (
          "t57"."listed_w" > 0
        )
        THEN "t57"."conceded_w" + "t57"."discount_w"
        ELSE NULL
      END AS "granted",
      CASE
        WHEN "t57"."conceding" OR (
          "t57"."listed_p" > 0
        )
        THEN "t57"."conceded_p" + "t57"."discount_p"
        ELSE NULL
      END AS "prior_granted",
      CASE
        WHEN "t57"."touching"
        THEN CAST("t57"."hours_w" AS DOUBLE) / CAST(1000000 AS DOUBLE)
        ELSE NULL
      END AS "hours",
      (
        CAST("t57"."hours_w" AS DOUBLE) / CAST(1000000 AS DOUBLE)
      ) * CAST($hourly_rate AS DOUBLE) AS "service",
      (
        CAST("t57"."hours_p" AS DOUBLE) / CAST(1000000 AS DOUBLE)
      ) * CAST($hourly_rate AS DOUBLE) AS "service_p"
    FROM (
      SELECT
        "t56"."account_id",
        "t56"."name",
        "t56"."owner",
        "t56"."last_order",
        "t56"."net_all",
        COALESCE("t56"."lines_w", 0) AS "lines_w",
        "t56"."categorised",
        "t56"."of_a_kind",
        COALESCE("t56"."service_w", 0) AS "service_w",
        COALESCE("t56"."net_w", 0) AS "net_w",
        COALESCE("t56"."costed_w", 0) AS "costed_w",
        COALESCE("t56"."net_costed_w", 0) AS "net_costed_w",
        COALESCE("t56"."cost_w", 0) AS "cost_w",
        COALESCE("t56"."listed_w", 0) AS "listed_w",
        COALESCE("t56"."discount_w", 0) AS "discount_w",
        COALESCE("t56"."net_p", 0) AS "net_p",
        COALESCE("t56"."costed_p", 0) AS "costed_p",
        COALESCE("t56"."net_costed_p", 0) AS "net_costed_p",
        COALESCE("t56"."cost_p", 0) AS "cost_p",
        COALESCE("t56"."listed_p", 0) AS "listed_p",
        COALESCE("t56"."discount_p", 0) AS "discount_p",
        COALESCE("t56"."payable", 0) AS "payable",
        COALESCE("t56"."net_payable", 0) AS "net_payable",
        COALESCE("t56"."net_days", 0) AS "net_days",
        COALESCE("t56"."due", 0) AS "due",
        COALESCE("t56"."net_overdue", 0) AS "net_overdue",
        COALESCE("t56"."net_after", 0) AS "net_after",
        COALESCE("t56"."active_months", 0) AS "active_months",
        "t56"."largest",
        "t56"."largest_day",
        COALESCE("t56"."orders", 0) AS "orders",
        COALESCE("t56"."categories", 0) AS "categories",
        COALESCE("t56"."conceded_w", 0) AS "conceded_w",
        COALESCE("t56"."conceded_p", 0) AS "conceded_p",
        COALESCE("t56"."conceded_alone", 0) AS "conceded_alone",
        "t56"."last_touch",
        COALESCE("t56"."hours_w", 0) AS "hours_w",
        COALESCE("t56"."hours_p", 0) AS "hours_p",
        "t56"."last_order" IS NOT NULL AS "ordered",
        (
          SELECT
            COUNT(*) AS "CountStar()"
          FROM (
            SELECT
              *
            FROM "concessions" AS "t1"
            WHERE
              "t1"."granted_on" <= CAST($as_of AS DATE)
            LIMIT 1
          ) AS "t16"
        ) > 0 AS "conceding",
        (
          SELECT
            COUNT(*) AS "CountStar()"
          FROM (
            SELECT
              *
            FROM "touches" AS "t2"
            WHERE
              "t2"."on_date" <= CAST($as_of AS DATE)
            LIMIT 1
          ) AS "t17"
        ) > 0 AS "touching",
        (
          SELECT
            COUNT(*) AS "CountStar()"
          FROM (
            SELECT
              *
            FROM "order_lines" AS "t3"
            WHERE
              "t3"."order_date" <= CAST($prior_start AS DATE)
            LIMIT 1
          ) AS "t18"
        ) > 0 AS "covered"
      FROM (
        SELECT
          "t11"."account_id",
          "t11"."name",
          "t11"."owner",
          "t42"."last_order",
          "t42"."net_all",
          "t42"."lines_w",
          "t42"."categorised",
          "t42"."of_a_kind",
          "t42"."service_w",
          "t42"."net_w",
          "t42"."costed_w",
          "t42"."net_costed_w",
          "t42"."cost_w",
          "t42"."listed_w",
          "t42"."discount_w",
          "t42"."net_p",
          "t42"."costed_p",
          "t42"."net_costed_p",
          "t42"."cost_p",
          "t42"."listed_p",
          "t42"."discount_p",
          "t42"."payable",
          "t42"."net_payable",
          "t42"."net_days",
          "t42"."due",
          "t42"."net_overdue",
          "t55"."net_after",
          "t55"."active_months",
          "t55"."largest",
          "t55"."largest_day",
          "t55"."orders",
          "t31"."categories",
          "t36"."conceded_w",
          "t36"."conceded_p",
          "t36"."conceded_alone",
          "t34"."last_touch",
          "t34"."hours_w",
          "t34"."hours_p"
        FROM (
          SELECT
            "t0"."account_id",
            "t0"."name",
            "t0"."owner"
          FROM "accounts" AS "t0"
        ) AS "t11"
        LEFT OUTER JOIN (
          SELECT
            "t23"."account_id",
            MAX("t23"."order_date") AS "last_order",
            SUM("t23"."net_base") AS "net_all",
            COUNT(*) FILTER(WHERE
              "t23"."order_date" > CAST($window_start AS DATE)) AS "lines_w",
            COUNT("t23"."category") AS "categorised",
            COUNT("t23"."kind") AS "of_a_kind",
            SUM("t23"."net_base") FILTER(WHERE
              (
                "t23"."order_date" > CAST($window_start AS DATE)
              )
              AND (
                "t23"."kind" = 'service'
              )) AS "service_w",
            SUM("t23"."net_base") FILTER(WHERE
              "t23"."order_date" > CAST($window_start AS DATE)) AS "net_w",
            COUNT(*) FILTER(WHERE
              (
                "t23"."order_date" > CAST($window_start AS DATE)
              )
              AND (
                "t23"."cost_base" IS NOT NULL
              )) AS "costed_w",
            SUM("t23"."net_base") FILTER(WHERE
              (
                "t23"."order_date" > CAST($window_start AS DATE)
              )
              AND (
                "t23"."cost_base" IS NOT NULL
              )) AS "net_costed_w",
            SUM("t23"."cost_base") FILTER(WHERE
              "t23"."order_date" > CAST($window_start AS DATE)) AS "cost_w",
            COUNT(*) FILTER(WHERE
              (
                "t23"."order_date" > CAST($window_start AS DATE)
              )
              AND (
                "t23"."list_base" IS NOT NULL
              )) AS "listed_w",
            SUM("t23"."list_base" - "t23"."net_base") FILTER(WHERE
              (
                "t23"."order_date" > CAST($window_start AS DATE)
              )
              AND (
                "t23"."list_base" > "t23"."net_base"
              )) AS "discount_w",
            SUM("t23"."net_base") FILTER(WHERE
              (
                "t23"."order_date" > CAST($prior_start AS DATE)
              )
              AND (
                "t23"."order_date" <= CAST($window_start AS DATE)
              )) AS "net_p",
            COUNT(*) FILTER(WHERE
              (
                "t23"."order_date" > CAST($prior_start AS DATE)
              )
              AND (
                "t23"."order_date" <= CAST($window_start AS DATE)
              )
              AND (
                "t23"."cost_base" IS NOT NULL
              )) AS "costed_p",
            SUM("t23"."net_base") FILTER(WHERE
              (
                "t23"."order_date" > CAST($prior_start AS DATE)
              )
              AND (
                "t23"."order_date" <= CAST($window_start AS DATE)
              )
              AND (
                "t23"."cost_base" IS NOT NULL
              )) AS "net_costed_p",
            SUM("t23"."cost_base") FILTER(WHERE
              (
                "t23"."order_date" > CAST($prior_start AS DATE)
              )
              AND (
                "t23"."order_date" <= CAST($window_start AS DATE)
              )) AS "cost_p",
            COUNT(*) FILTER(WHERE
              (
                "t23"."order_date" > CAST($prior_start AS DATE)
              )
              AND (
                "t23"."order_date" <= CAST($window_start AS DATE)
              )
              AND (
                "t23"."list_base" IS NOT NULL
              )) AS "listed_p",
            SUM("t23"."list_base" - "t23"."net_base") FILTER(WHERE
              (
                "t23"."order_date" > CAST($prior_start AS DATE)
              )
              AND (
                "t23"."order_date" <= CAST($window_start AS DATE)
              )
              AND (
                "t23"."list_base" > "t23"."net_base"
              )) AS "discount_p",
            COUNT(*) FILTER(WHERE
              (
                "t23"."order_date" > CAST($window_start AS DATE)
              )
              AND (
                (
                  "t23"."due_date" IS NOT NULL
                )
                OR (
                  (
                    "t23"."paid_date" IS NOT NULL
                  ) AND (
                    "t23"."paid_date" <= CAST($as_of AS DATE)
                  )
                )
              )) AS "payable",
            SUM("t23"."net_base") FILTER(WHERE
              (
                "t23"."order_date" > CAST($window_start AS DATE)
              )
              AND (
                (
                  "t23"."due_date" IS NOT NULL
                )
                OR (
                  (
                    "t23"."paid_date" IS NOT NULL
                  ) AND (
                    "t23"."paid_date" <= CAST($as_of AS DATE)
                  )
                )
              )) AS "net_payable",
            SUM(
              "t23"."net_base" * DATE_DIFF(
                'DAY',
                "t23"."order_date",
                CASE
                  WHEN (
                    "t23"."paid_date" IS NOT NULL
                  ) AND (
                    "t23"."paid_date" <= CAST($as_of AS DATE)
                  )
                  THEN "t23"."paid_date"
                  ELSE CAST($as_of AS DATE)
                END
              )
            ) FILTER(WHERE
              (
                "t23"."order_date" > CAST($window_start AS DATE)
              )
              AND (
                (
                  "t23"."due_date" IS NOT NULL
                )
                OR (
                  (
                    "t23"."paid_date" IS NOT NULL
                  ) AND (
                    "t23"."paid_date" <= CAST($as_of AS DATE)
                  )
                )
              )) AS "net_days",
            COUNT(*) FILTER(WHERE
              (
                "t23"."order_date" > CAST($window_start AS DATE)
              )
              AND (
                "t23"."due_date" IS NOT NULL
              )) AS "due",
            SUM("t23"."net_base") FILTER(WHERE
              (
                "t23"."order_date" > CAST($window_start AS DATE)
              )
              AND NOT (
                (
                  "t23"."paid_date" IS NOT NULL
                ) AND (
                  "t23"."paid_date" <= CAST($as_of AS DATE)
                )
              )
              AND (
                "t23"."due_date" < CAST($as_of AS DATE)
              )) AS "net_overdue"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t3"."account_id",
                "t3"."order_date",
                "t3"."category",
                "t3"."kind",
                "t3"."due_date",
                "t3"."paid_date",
                "t3"."list_base",
                "t3"."net_base",
                "t3"."cost_base"
              FROM "order_lines" AS "t3"
            ) AS "t10"
            WHERE
              "t10"."order_date" <= CAST($as_of AS DATE)
          ) AS "t23"
          GROUP BY
            1
        ) AS "t42"
          ON "t11"."account_id" = "t42"."account_id"
        LEFT OUTER JOIN (
          SELECT
            "t53"."account_id",
            SUM("t53"."net_after") AS "net_after",
            SUM("t53"."active") AS "active_months",
            MAX("t53"."largest") AS "largest",
            MAX("t53"."largest_day") AS "largest_day",
            MAX("t53"."orders") AS "orders"
          FROM (
            SELECT
              "t52"."account_id",
              (
                EXTRACT(year FROM "t52"."day") * 12
              ) + EXTRACT(month FROM "t52"."day") AS "month",
              SUM("t52"."net") FILTER(WHERE
                "t52"."day" > "t52"."largest_day") AS "net_after",
              CASE
                WHEN BOOL_OR(CAST("t52"."sold" AND (
                  "t52"."day" > CAST($window_start AS DATE)
                ) AS BOOLEAN))
                THEN 1
                ELSE 0
              END AS "active",
              MAX("t52"."largest") AS "largest",
              MAX("t52"."largest_day") AS "largest_day",
              MAX("t52"."orders") AS "orders"
            FROM (
              SELECT
                "t51"."account_id",
                "t51"."day",
                "t51"."net",
                "t51"."sold",
                "t48"."largest",
                "t48"."largest_day",
                "t48"."orders"
              FROM (
                SELECT
                  *
                FROM (
                  SELECT
                    "t32"."account_id",
                    "t32"."last_day" AS "day",
                    "t32"."net",
                    "t32"."net_w" > 0 AS "sold"
                  FROM "t29" AS "t32"
                  WHERE
                    "t32"."first_day" = "t32"."last_day"
                ) AS "t37"
                UNION ALL
                SELECT
                  *
                FROM (
                  SELECT
                    "t46"."account_id",
                    "t46"."order_date" AS "day",
                    "t46"."net_base" AS "net",
                    "t46"."net_w" > 0 AS "sold"
                  FROM (
                    SELECT
                      *
                    FROM (
                      SELECT
                        "t41"."account_id",
                        "t41"."order_id",
                        "t41"."net",
                        "t41"."net_w",
                        "t41"."first_day",
                        "t41"."last_day",
                        "t15"."line_no",
                        "t15"."order_date",
                        "t15"."net_base"
                      FROM (
                        SELECT
                          *
                        FROM "t29" AS "t32"
                        WHERE
                          "t32"."first_day" < "t32"."last_day"
                      ) AS "t41"
                      INNER JOIN (
                        SELECT
                          "t3"."account_id",
                          "t3"."order_id",
                          "t3"."line_no",
                          "t3"."order_date",
                          "t3"."net_base"
                        FROM "order_lines" AS "t3"
                      ) AS "t15"
                        ON "t41"."account_id" = "t15"."account_id" AND "t41"."order_id" = "t15"."order_id"
                    ) AS "t44"
                    WHERE
                      "t44"."order_date" <= CAST($as_of AS DATE)
                  ) AS "t46"
                ) AS "t49"
              ) AS "t51"
              INNER JOIN (
                SELECT
                  "t45"."account_id",
                  MAX("t45"."largest") AS "largest",
                  MAX("t45"."last_day") AS "largest_day",
                  MAX("t45"."orders") AS "orders"
                FROM (
                  SELECT
                    "t43"."account_id",
                    "t43"."largest",
                    "t43"."orders",
                    "t35"."order_id",
                    "t35"."net",
                    "t35"."net_w",
                    "t35"."first_day",
                    "t35"."last_day"
                  FROM (
                    SELECT
                      "t32"."account_id",
                      MAX("t32"."net") AS "largest",
                      COUNT(*) FILTER(WHERE
                        "t32"."net_w" > 0) AS "orders"
                    FROM "t29" AS "t32"
                    GROUP BY
                      1
                  ) AS "t43"
                  INNER JOIN "t29" AS "t35"
                    ON "t43"."account_id" = "t35"."account_id" AND "t43"."largest" = "t35"."net"
                ) AS "t45"
                GROUP BY
                  1
              ) AS "t48"
                ON "t51"."account_id" = "t48"."account_id"
            ) AS "t52"
            GROUP BY
              1,
              2
          ) AS "t53"
          GROUP BY
            1
        ) AS "t55"
          ON "t11"."account_id" = "t55"."account_id"
        LEFT OUTER JOIN (
          SELECT
            "t27"."account_id",
            COUNT(*) AS "categories"
          FROM (
            SELECT DISTINCT
              "t21"."account_id",
              "t21"."category"
            FROM (
              SELECT
                *
              FROM (
                SELECT
                  "t3"."account_id",
                  "t3"."category",
                  "t3"."order_date"
                FROM "order_lines" AS "t3"
              ) AS "t7"
              WHERE
                "t7"."order_date" <= CAST($as_of AS DATE)
                AND "t7"."order_date" > CAST($window_start AS DATE)
                AND "t7"."category" IS NOT NULL
            ) AS "t21"
          ) AS "t27"
          GROUP BY
            1
        ) AS "t31"
          ON "t11"."account_id" = "t31"."account_id"
        LEFT OUTER JOIN (
          SELECT
            "t19"."account_id",
            SUM("t19"."value_base") FILTER(WHERE
              "t19"."granted_on" > CAST($window_start AS DATE)) AS "conceded_w",
            SUM("t19"."value_base") FILTER(WHERE
              NOT (
                "t19"."granted_on" > CAST($window_start AS DATE)
              )) AS "conceded_p",
            SUM("t19"."value_base") FILTER(WHERE
              (
                "t19"."granted_on" > CAST($window_start AS DATE)
              )
              AND (
                (
                  "t19"."counter_commitment" IS NULL
                ) OR (
                  "t19"."counter_commitment" = ''
                )
              )) AS "conceded_alone"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t1"."account_id",
                "t1"."granted_on",
                "t1"."counter_commitment",
                "t1"."value_base"
              FROM "concessions" AS "t1"
            ) AS "t5"
            WHERE
              "t5"."granted_on" <= CAST($as_of AS DATE) AND "t5"."granted_on" > CAST($prior_start AS DATE)
          ) AS "t19"
          GROUP BY
            1
        ) AS "t36"
          ON "t11"."account_id" = "t36"."account_id"
        LEFT OUTER JOIN (
          SELECT
            "t20"."account_id",
            MAX("t20"."on_date") AS "last_touch",
            SUM("t20"."hours") FILTER(WHERE
              "t20"."on_date" > CAST($window_start AS DATE)) AS "hours_w",
            SUM("t20"."hours") FILTER(WHERE
              (
                "t20"."on_date" > CAST($prior_start AS DATE)
              )
              AND (
                "t20"."on_date" <= CAST($window_start AS DATE)
              )) AS "hours_p"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t2"."account_id",
                "t2"."on_date",
                "t2"."hours"
              FROM "touches" AS "t2"
            ) AS "t6"
            WHERE
              "t6"."on_date" <= CAST($as_of AS DATE)
          ) AS "t20"
          GROUP BY
            1
        ) AS "t34"
          ON "t11"."account_id" = "t34"."account_id"
      ) AS "t56"
    ) AS "t57"
  ) AS "t58"
) AS "t59"
