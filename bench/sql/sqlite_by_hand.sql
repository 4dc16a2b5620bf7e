-- The metrics of domain.md §2 as a person writes them for SQLite (days are numbers there): what the rendered expression is measured against.
WITH seen AS (
  SELECT account_id, order_id, order_date, category, kind, list_base, net_base, cost_base, due_date,
         CASE WHEN paid_date <= :as_of THEN paid_date END AS paid,
         order_date > :as_of - 365 AS w,
         order_date > :as_of - 730 AND order_date <= :as_of - 365 AS p
  FROM order_lines WHERE order_date <= :as_of
),
book AS (
  SELECT (SELECT min(order_date) FROM seen) <= :as_of - 730 AS covered,
         EXISTS (SELECT 1 FROM concessions WHERE granted_on <= :as_of) AS conceding,
         EXISTS (SELECT 1 FROM touches WHERE on_date <= :as_of) AS touching
),
lines AS (
  SELECT account_id,
         max(order_date) AS last_order,
         count(*) FILTER (WHERE w) AS lines_w,
         coalesce(sum(net_base) FILTER (WHERE w), 0) AS net_w,
         coalesce(sum(net_base) FILTER (WHERE p), 0) AS net_p,
         count(cost_base) FILTER (WHERE w) AS costed_w,
         count(cost_base) FILTER (WHERE p) AS costed_p,
         coalesce(sum(net_base) FILTER (WHERE w AND cost_base IS NOT NULL), 0) AS net_costed_w,
         coalesce(sum(net_base) FILTER (WHERE p AND cost_base IS NOT NULL), 0) AS net_costed_p,
         coalesce(sum(cost_base) FILTER (WHERE w), 0) AS cost_w,
         coalesce(sum(cost_base) FILTER (WHERE p), 0) AS cost_p,
         count(list_base) FILTER (WHERE w) AS listed_w,
         count(list_base) FILTER (WHERE p) AS listed_p,
         coalesce(sum(max(list_base - net_base, 0)) FILTER (WHERE w AND list_base IS NOT NULL), 0) AS discount_w,
         coalesce(sum(max(list_base - net_base, 0)) FILTER (WHERE p AND list_base IS NOT NULL), 0) AS discount_p,
         count(*) FILTER (WHERE w AND (due_date IS NOT NULL OR paid IS NOT NULL)) AS payable,
         coalesce(sum(net_base) FILTER (WHERE w AND (due_date IS NOT NULL OR paid IS NOT NULL)), 0) AS net_payable,
         coalesce(sum(net_base * (coalesce(paid, :as_of) - order_date))
                  FILTER (WHERE w AND (due_date IS NOT NULL OR paid IS NOT NULL)), 0) AS net_days,
         count(due_date) FILTER (WHERE w) AS due,
         coalesce(sum(net_base) FILTER (WHERE w AND due_date < :as_of AND paid IS NULL), 0) AS net_overdue,
         count(DISTINCT category) FILTER (WHERE w) AS categories,
         count(category) AS categorised,
         coalesce(sum(net_base) FILTER (WHERE w AND kind = 'service'), 0) AS service_w,
         count(kind) AS of_a_kind
  FROM seen GROUP BY account_id
),
orders AS (
  SELECT account_id, order_id, sum(net_base) AS net, sum(net_base) FILTER (WHERE w) AS net_w, max(order_date) AS last_day
  FROM seen GROUP BY account_id, order_id
),
ranked AS (
  SELECT account_id, net, net_w, last_day,
         row_number() OVER (PARTITION BY account_id ORDER BY net DESC, last_day DESC) AS place
  FROM orders
),
sold AS (
  SELECT account_id, count(*) FILTER (WHERE net_w > 0) AS orders, sum(net) AS net_all,
         max(net) FILTER (WHERE place = 1) AS largest_net, max(last_day) FILTER (WHERE place = 1) AS largest_day
  FROM ranked GROUP BY account_id
),
months AS (
  SELECT seen.account_id, min(count(DISTINCT strftime('%Y%m', seen.order_date * 86400, 'unixepoch')), 12) AS active_months
  FROM seen JOIN orders USING (account_id, order_id) WHERE seen.w AND orders.net_w > 0 GROUP BY seen.account_id
),
after AS (
  SELECT seen.account_id, sum(seen.net_base) AS net_after
  FROM seen JOIN sold USING (account_id) WHERE seen.order_date > sold.largest_day GROUP BY seen.account_id
),
given AS (
  SELECT account_id,
         coalesce(sum(value_base) FILTER (WHERE granted_on > :as_of - 365), 0) AS given_w,
         coalesce(sum(value_base) FILTER (WHERE granted_on > :as_of - 730 AND granted_on <= :as_of - 365), 0) AS given_p,
         coalesce(sum(value_base) FILTER (WHERE granted_on > :as_of - 365 AND coalesce(counter_commitment, '') = ''), 0) AS alone_w
  FROM concessions WHERE granted_on <= :as_of GROUP BY account_id
),
visits AS (
  SELECT account_id, max(on_date) AS last_touch,
         coalesce(sum(hours) FILTER (WHERE on_date > :as_of - 365), 0) / 1e6 AS hours_w,
         coalesce(sum(hours) FILTER (WHERE on_date > :as_of - 730 AND on_date <= :as_of - 365), 0) / 1e6 AS hours_p
  FROM touches WHERE on_date <= :as_of GROUP BY account_id
),
amounts AS (
  SELECT a.account_id, b.*, l.*, s.net_all, s.orders, s.largest_net, s.largest_day, m.active_months, v.last_touch,
         coalesce(f.net_after, 0) AS net_after,
         coalesce(g.given_w, 0) AS given_w, coalesce(g.given_p, 0) AS given_p, coalesce(g.alone_w, 0) AS alone_w,
         coalesce(v.hours_w, 0) AS hours_w, coalesce(v.hours_p, 0) AS hours_p,
         CASE WHEN l.account_id IS NOT NULL THEN net_w END AS revenue,
         CASE WHEN b.covered THEN net_p END AS prior,
         CASE WHEN b.conceding OR l.listed_w > 0 THEN coalesce(g.given_w, 0) + coalesce(l.discount_w, 0) END AS granted,
         CASE WHEN b.conceding OR l.listed_p > 0 THEN coalesce(g.given_p, 0) + coalesce(l.discount_p, 0) END AS prior_granted
  FROM accounts a CROSS JOIN book b LEFT JOIN lines l USING (account_id) LEFT JOIN sold s USING (account_id)
  LEFT JOIN months m USING (account_id) LEFT JOIN after f USING (account_id) LEFT JOIN given g USING (account_id)
  LEFT JOIN visits v USING (account_id)
),
earned AS (
  SELECT *,
         CASE WHEN costed_w > 0 AND net_costed_w >= 0.8 * net_w
              THEN (net_costed_w - cost_w - given_w) / 100.0 - hours_w * 60 END AS contribution,
         CASE WHEN costed_p > 0 AND covered AND net_costed_p >= 0.8 * net_p
              THEN (net_costed_p - cost_p - given_p) / 100.0 - hours_p * 60 END AS prior_contribution
  FROM amounts
)
SELECT account_id,
       revenue / 100.0 AS revenue,
       prior / 100.0 AS prior_revenue,
       CASE WHEN costed_w > 0 THEN (net_costed_w - cost_w) / 100.0 END AS gross_margin,
       CASE WHEN costed_w > 0 THEN net_costed_w / 100.0 END AS net_covered,
       granted / 100.0 AS granted,
       prior_granted / 100.0 AS prior_granted,
       CASE WHEN touching THEN hours_w END AS hours,
       CASE WHEN touching THEN hours_w * 60 END AS service_cost,
       contribution AS net_contribution,
       prior_contribution AS prior_net_contribution,
       orders,
       CASE WHEN revenue IS NOT NULL THEN coalesce(active_months, 0) END AS active_months,
       CASE WHEN categorised > 0 THEN categories END AS breadth,
       CASE WHEN costed_w > 0 AND net_costed_w > 0 THEN (net_costed_w - cost_w) * 1.0 / net_costed_w END AS margin_rate,
       CASE WHEN revenue + granted > 0 THEN granted * 1.0 / (revenue + granted) END AS concession_rate,
       CASE WHEN prior + prior_granted > 0 THEN prior_granted * 1.0 / (prior + prior_granted) END AS prior_concession_rate,
       CASE WHEN conceding THEN CASE WHEN given_w = 0 THEN 0 ELSE alone_w * 1.0 / given_w END END AS unreciprocated_share,
       CASE WHEN net_w > 0 THEN contribution / (net_w / 100.0) END AS contribution_rate,
       CASE WHEN due > 0 AND revenue > 0 THEN net_overdue * 1.0 / revenue END AS overdue_rate,
       CASE WHEN prior > 0 THEN (revenue - prior) * 1.0 / prior END AS growth,
       CASE WHEN net_all > 0 THEN largest_net * 1.0 / net_all END AS largest_order_share,
       CASE WHEN net_all > 0 THEN net_after * 1.0 / largest_net END AS after_largest_share,
       CASE WHEN of_a_kind > 0 AND revenue > 0 THEN service_w * 1.0 / revenue END AS service_share,
       CASE WHEN payable > 0 AND net_payable > 0 THEN net_days * 1.0 / net_payable END AS days_to_pay,
       :as_of - last_order AS recency_days,
       CASE WHEN net_all > 0 THEN :as_of - largest_day END AS days_since_largest,
       CASE WHEN touching THEN coalesce(:as_of - last_touch, 9e999) END AS days_since_touch
FROM earned ORDER BY account_id
