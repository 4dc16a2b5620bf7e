-- The metrics of domain.md §2 as a person writes them for DuckDB: what the rendered expression is measured against.
WITH seen AS (
  SELECT account_id, order_id, order_date, category, kind, list_base, net_base, cost_base, due_date,
         CASE WHEN paid_date <= $as_of THEN paid_date END AS paid,
         order_date > $as_of - 365 AS w,
         order_date > $as_of - 730 AND order_date <= $as_of - 365 AS p
  FROM order_lines WHERE order_date <= $as_of
),
book AS (
  SELECT (SELECT min(order_date) FROM seen) <= $as_of - 730 AS covered,
         EXISTS (SELECT 1 FROM concessions WHERE granted_on <= $as_of) AS conceding,
         EXISTS (SELECT 1 FROM touches WHERE on_date <= $as_of) AS touching
),
lines AS (
  SELECT account_id,
         max(order_date) AS last_order,
         count(*) FILTER (w) AS lines_w,
         coalesce(sum(net_base) FILTER (w), 0) AS net_w,
         coalesce(sum(net_base) FILTER (p), 0) AS net_p,
         count(cost_base) FILTER (w) AS costed_w,
         count(cost_base) FILTER (p) AS costed_p,
         coalesce(sum(net_base) FILTER (w AND cost_base IS NOT NULL), 0) AS net_costed_w,
         coalesce(sum(net_base) FILTER (p AND cost_base IS NOT NULL), 0) AS net_costed_p,
         coalesce(sum(cost_base) FILTER (w), 0) AS cost_w,
         coalesce(sum(cost_base) FILTER (p), 0) AS cost_p,
         count(list_base) FILTER (w) AS listed_w,
         count(list_base) FILTER (p) AS listed_p,
         coalesce(sum(greatest(list_base - net_base, 0)) FILTER (w AND list_base IS NOT NULL), 0) AS discount_w,
         coalesce(sum(greatest(list_base - net_base, 0)) FILTER (p AND list_base IS NOT NULL), 0) AS discount_p,
         count(*) FILTER (w AND (due_date IS NOT NULL OR paid IS NOT NULL)) AS payable,
         coalesce(sum(net_base) FILTER (w AND (due_date IS NOT NULL OR paid IS NOT NULL)), 0) AS net_payable,
         coalesce(sum(net_base * (coalesce(paid, $as_of) - order_date))
                  FILTER (w AND (due_date IS NOT NULL OR paid IS NOT NULL)), 0) AS net_days,
         count(due_date) FILTER (w) AS due,
         coalesce(sum(net_base) FILTER (w AND due_date < $as_of AND paid IS NULL), 0) AS net_overdue,
         count(DISTINCT category) FILTER (w) AS categories,
         count(category) AS categorised,
         coalesce(sum(net_base) FILTER (w AND kind = 'service'), 0) AS service_w,
         count(kind) AS of_a_kind
  FROM seen GROUP BY account_id
),
orders AS (
  SELECT account_id, order_id, sum(net_base) AS net, sum(net_base) FILTER (w) AS net_w, max(order_date) AS last_day
  FROM seen GROUP BY account_id, order_id
),
sold AS (
  SELECT account_id, count(*) FILTER (net_w > 0) AS orders, sum(net) AS net_all,
         arg_max({net: net, day: last_day}, (net, last_day)) AS largest
  FROM orders GROUP BY account_id
),
months AS (
  SELECT seen.account_id, least(count(DISTINCT date_trunc('month', seen.order_date)), 12) AS active_months
  FROM seen JOIN orders USING (account_id, order_id) WHERE seen.w AND orders.net_w > 0 GROUP BY seen.account_id
),
after AS (
  SELECT seen.account_id, sum(seen.net_base) AS net_after
  FROM seen JOIN sold USING (account_id) WHERE seen.order_date > sold.largest.day GROUP BY seen.account_id
),
given AS (
  SELECT account_id,
         coalesce(sum(value_base) FILTER (granted_on > $as_of - 365), 0) AS given_w,
         coalesce(sum(value_base) FILTER (granted_on > $as_of - 730 AND granted_on <= $as_of - 365), 0) AS given_p,
         coalesce(sum(value_base) FILTER (granted_on > $as_of - 365 AND coalesce(counter_commitment, '') = ''), 0) AS alone_w
  FROM concessions WHERE granted_on <= $as_of GROUP BY account_id
),
visits AS (
  SELECT account_id, max(on_date) AS last_touch,
         coalesce(sum(hours) FILTER (on_date > $as_of - 365), 0) / 1e6 AS hours_w,
         coalesce(sum(hours) FILTER (on_date > $as_of - 730 AND on_date <= $as_of - 365), 0) / 1e6 AS hours_p
  FROM touches WHERE on_date <= $as_of GROUP BY account_id
),
amounts AS (
  SELECT a.account_id, b.*, l.*, s.net_all, s.orders, s.largest, m.active_months, v.last_touch,
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
              THEN (net_costed_w - cost_w - given_w) / 100.0::DOUBLE - hours_w * 60 END AS contribution,
         CASE WHEN costed_p > 0 AND covered AND net_costed_p >= 0.8 * net_p
              THEN (net_costed_p - cost_p - given_p) / 100.0::DOUBLE - hours_p * 60 END AS prior_contribution
  FROM amounts
)
SELECT account_id,
       revenue / 100.0::DOUBLE AS revenue,
       prior / 100.0::DOUBLE AS prior_revenue,
       CASE WHEN costed_w > 0 THEN (net_costed_w - cost_w) / 100.0::DOUBLE END AS gross_margin,
       CASE WHEN costed_w > 0 THEN net_costed_w / 100.0::DOUBLE END AS net_covered,
       granted / 100.0::DOUBLE AS granted,
       prior_granted / 100.0::DOUBLE AS prior_granted,
       CASE WHEN touching THEN hours_w END AS hours,
       CASE WHEN touching THEN hours_w * 60 END AS service_cost,
       contribution AS net_contribution,
       prior_contribution AS prior_net_contribution,
       orders,
       CASE WHEN revenue IS NOT NULL THEN coalesce(active_months, 0) END AS active_months,
       CASE WHEN categorised > 0 THEN categories END AS breadth,
       CASE WHEN costed_w > 0 AND net_costed_w > 0 THEN (net_costed_w - cost_w) / net_costed_w::DOUBLE END AS margin_rate,
       CASE WHEN revenue + granted > 0 THEN granted / (revenue + granted)::DOUBLE END AS concession_rate,
       CASE WHEN prior + prior_granted > 0 THEN prior_granted / (prior + prior_granted)::DOUBLE END AS prior_concession_rate,
       CASE WHEN conceding THEN CASE WHEN given_w = 0 THEN 0 ELSE alone_w / given_w::DOUBLE END END AS unreciprocated_share,
       CASE WHEN net_w > 0 THEN contribution / (net_w / 100.0::DOUBLE) END AS contribution_rate,
       CASE WHEN due > 0 AND revenue > 0 THEN net_overdue / revenue::DOUBLE END AS overdue_rate,
       CASE WHEN prior > 0 THEN (revenue - prior) / prior::DOUBLE END AS growth,
       CASE WHEN net_all > 0 THEN largest.net / net_all::DOUBLE END AS largest_order_share,
       CASE WHEN net_all > 0 THEN net_after / largest.net::DOUBLE END AS after_largest_share,
       CASE WHEN of_a_kind > 0 AND revenue > 0 THEN service_w / revenue::DOUBLE END AS service_share,
       CASE WHEN payable > 0 AND net_payable > 0 THEN net_days / net_payable::DOUBLE END AS days_to_pay,
       $as_of - last_order AS recency_days,
       CASE WHEN net_all > 0 THEN $as_of - largest.day END AS days_since_largest,
       CASE WHEN touching THEN coalesce(($as_of - last_touch)::DOUBLE, 'inf'::DOUBLE) END AS days_since_touch
FROM earned ORDER BY account_id
