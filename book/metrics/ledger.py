"""Concessions and touches per account, and what is recorded in the book at all."""

from __future__ import annotations

from typing import Any

from book.metrics.inputs import Inputs


def concession_sums(given: Inputs) -> Any:
    """Value of the window's concessions, of those without a counter-commitment, and of the prior window's."""
    rows = given.rows("concessions", "granted_on", "counter_commitment", "value_base")
    seen = rows.filter(rows.granted_on <= given.as_of, rows.granted_on > given.prior_start)
    in_w = seen.granted_on > given.window_start
    alone = seen.counter_commitment.isnull() | (seen.counter_commitment == "")
    return seen.group_by("account_id").agg(
        conceded_w=seen.value_base.sum(where=in_w),
        conceded_p=seen.value_base.sum(where=~in_w),
        conceded_alone=seen.value_base.sum(where=in_w & alone),
    )


def touch_sums(given: Inputs) -> Any:
    """The last touch up to the day, and hours (millionths) of the window and the prior window."""
    rows = given.rows("touches", "on_date", "hours")
    seen = rows.filter(rows.on_date <= given.as_of)
    in_w = seen.on_date > given.window_start
    in_p = (seen.on_date > given.prior_start) & (seen.on_date <= given.window_start)
    return seen.group_by("account_id").agg(
        last_touch=seen.on_date.max(),
        hours_w=seen.hours.sum(where=in_w),
        hours_p=seen.hours.sum(where=in_p),
    )


def recorded(given: Inputs) -> dict[str, Any]:
    """Conditions on the whole book, as scalars: the first row that meets one settles it."""
    concessions, touches, lines = (given.book(name) for name in ("concessions", "touches", "order_lines"))
    return {
        "conceding": any_row(concessions, concessions.granted_on <= given.as_of),
        "touching": any_row(touches, touches.on_date <= given.as_of),
        "covered": any_row(lines, lines.order_date <= given.prior_start),
    }


def any_row(rows: Any, condition: Any) -> Any:
    """Whether the table has a row of that kind."""
    return rows.filter(condition).limit(1).count().as_scalar() > 0
