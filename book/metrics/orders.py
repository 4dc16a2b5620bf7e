"""What needs whole orders: how many sold, in which months, the largest one and what came after it."""

from __future__ import annotations

from typing import Any

import ibis

from book.metrics.inputs import Inputs


def order_sums(given: Inputs) -> Any:
    """One row per account that ordered up to the day: orders, active_months, largest, largest_day, net_after."""
    lines = given.rows("order_lines", "order_id", "order_date", "net_base")
    seen = lines.filter(lines.order_date <= given.as_of)
    orders = seen.group_by("account_id", "order_id").agg(
        net=seen.net_base.sum(),
        net_w=seen.net_base.sum(where=seen.order_date > given.window_start),
        first_day=seen.order_date.min(),
        last_day=seen.order_date.max(),
    )
    largest = largest_orders(orders)
    dated = dated_parts(orders, given)
    joined = dated.join(largest, "account_id")
    months = joined.group_by("account_id", month=given.month(joined.day)).agg(
        net_after=joined.net.sum(where=joined.day > joined.largest_day),
        active=(joined.sold & (joined.day > given.window_start)).any().ifelse(1, 0),
        largest=joined.largest.max(),
        largest_day=joined.largest_day.max(),
        orders=joined.orders.max(),
    )
    return months.group_by("account_id").agg(
        net_after=months.net_after.sum(),
        active_months=months.active.sum(),
        largest=months.largest.max(),
        largest_day=months.largest_day.max(),
        orders=months.orders.max(),
    )


def largest_orders(orders: Any) -> Any:
    """The largest order's net and last day per account (of equal net the later), and how many orders sold in the window."""
    top = orders.group_by("account_id").agg(largest=orders.net.max(), orders=orders.count(where=orders.net_w > 0))
    equal = top.join(orders, (top.account_id == orders.account_id) & (top.largest == orders.net))
    return equal.group_by("account_id").agg(
        largest=equal.largest.max(), largest_day=equal.last_day.max(), orders=equal.orders.max()
    )


def dated_parts(orders: Any, given: Inputs) -> Any:
    """Orders by day: an order of one date is itself a part; only those of several dates go back to their lines."""
    of_one_date = orders.filter(orders.first_day == orders.last_day)
    whole = of_one_date.select("account_id", day="last_day", net="net", sold=of_one_date.net_w > 0)
    spread = orders.filter(orders.first_day < orders.last_day)
    lines = given.rows("order_lines", "order_id", "line_no", "order_date", "net_base")
    joined = spread.join(lines, (spread.account_id == lines.account_id) & (spread.order_id == lines.order_id))
    parts = joined.filter(lines.order_date <= given.as_of).select(
        account_id=spread.account_id, day=lines.order_date, net=lines.net_base, sold=spread.net_w > 0
    )
    return ibis.union(whole, parts, distinct=False)


def breadth(given: Inputs) -> Any:
    """Distinct categories in the window, per account. Grouped twice: cheaper everywhere than a distinct count."""
    lines = given.rows("order_lines", "category", "order_date")
    seen = lines.filter(
        lines.order_date <= given.as_of, lines.order_date > given.window_start, lines.category.notnull()
    )
    pairs = seen.select("account_id", "category").distinct()
    return pairs.group_by("account_id").agg(categories=pairs.count())
