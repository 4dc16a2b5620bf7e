"""Sums of an account's order lines up to the day: exact integers, one pass over the lines."""

from __future__ import annotations

from typing import Any

from book.metrics.inputs import Inputs

COLUMNS = ("order_date", "category", "kind", "due_date", "paid_date", "list_base", "net_base", "cost_base")


def line_sums(given: Inputs) -> Any:
    """One row per account that ordered up to the day; `_w` sums the window, `_p` the prior window."""
    lines = given.rows("order_lines", *COLUMNS)
    seen = lines.filter(lines.order_date <= given.as_of)
    in_w = seen.order_date > given.window_start
    in_p = (seen.order_date > given.prior_start) & (seen.order_date <= given.window_start)
    sums = {f"{name}_w": expression for name, expression in of_window(seen, in_w).items()}
    sums |= {f"{name}_p": expression for name, expression in of_window(seen, in_p).items()}
    return seen.group_by("account_id").agg(
        last_order=seen.order_date.max(),
        net_all=seen.net_base.sum(),
        lines_w=seen.count(where=in_w),
        categorised=seen.category.count(),
        of_a_kind=seen.kind.count(),
        service_w=seen.net_base.sum(where=in_w & (seen.kind == "service")),
        **sums,
        **payment(seen, in_w, given),
    )


def of_window(seen: Any, within: Any) -> dict[str, Any]:
    """Net, and net and cost of the lines with a cost, and what list prices were cut by."""
    costed = within & seen.cost_base.notnull()
    cut = within & (seen.list_base > seen.net_base)
    return {
        "net": seen.net_base.sum(where=within),
        "costed": seen.count(where=costed),
        "net_costed": seen.net_base.sum(where=costed),
        "cost": seen.cost_base.sum(where=within),
        "listed": seen.count(where=within & seen.list_base.notnull()),
        "discount": (seen.list_base - seen.net_base).sum(where=cut),
    }


def payment(seen: Any, in_w: Any, given: Inputs) -> dict[str, Any]:
    """What the window's lines say about payment. A payment after the day is not yet seen: the line is unpaid."""
    paid = seen.paid_date.notnull() & (seen.paid_date <= given.as_of)
    dated = in_w & (seen.due_date.notnull() | paid)
    until = paid.ifelse(seen.paid_date, given.as_of)
    return {
        "payable": seen.count(where=dated),
        "net_payable": seen.net_base.sum(where=dated),
        "net_days": (seen.net_base * given.days(until, seen.order_date)).sum(where=dated),
        "due": seen.count(where=in_w & seen.due_date.notnull()),
        "net_overdue": seen.net_base.sum(where=in_w & ~paid & (seen.due_date < given.as_of)),
    }
