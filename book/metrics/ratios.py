"""From exact sums to metrics: each cast to float64 once, then divided; NULL where `domain.md` §2 says missing."""

from __future__ import annotations

from typing import Any

import ibis

from book.metrics.inputs import Inputs

DUST = 1e-12
"""Relative slack of the cost cover: 0.8 of a sum is not exactly representable."""
MONTHS_AT_MOST = 12
MILLIONTHS = 1_000_000


def columns(sums: Any, recorded: dict[str, Any], given: Inputs) -> Any:
    """One row per account with every metric. `sums` are of `expression.sums`; `recorded` are conditions on the book."""
    known = sums.mutate(
        **{name: sums[name].fill_null(0) for name in ZERO_WITHOUT_ROWS},
        ordered=sums.last_order.notnull(),
        **recorded,
    )
    base = known.mutate(**amounts(known, given))
    full = base.mutate(**contributions(base, given))
    return full.select(
        "account_id",
        "name",
        **flags(full),
        **{metric: real(value) for metric, value in amounts_out(full, given).items()},
        **{metric: real(value) for metric, value in shares(full, given).items()},
        **{metric: real(value) for metric, value in times(full, given).items()},
    )


ZERO_WITHOUT_ROWS = (
    *(f"{name}_{window}" for name in ("net", "costed", "net_costed", "cost", "listed", "discount") for window in "wp"),
    *("lines_w", "service_w", "payable", "net_payable", "net_days", "due", "net_overdue", "orders", "categories"),
    *("conceded_w", "conceded_p", "conceded_alone", "hours_w", "hours_p", "net_after", "active_months"),
)
"""Sums and counts over no rows: nothing, where the metric is not missing for another reason."""


def real(value: Any) -> Any:
    """As float64."""
    return value.cast("float64")


def when(condition: Any, value: Any) -> Any:
    """The value where the condition holds, else missing."""
    return ibis.cases((condition, value))


def ratio(part: Any, whole: Any, *, if_: Any = None) -> Any:
    """An exact sum over another; missing where the whole is not positive."""
    condition = whole > 0 if if_ is None else if_ & (whole > 0)
    return when(condition, real(part) / real(whole))


def amounts(s: Any, given: Inputs) -> dict[str, Any]:
    """Amounts in minor units, and hours; NULL where missing."""
    return {
        "revenue": when(s.ordered, s.net_w),
        "prior_revenue": when(s.ordered & s.covered, s.net_p),
        "gross": when(s.costed_w > 0, s.net_costed_w - s.cost_w),
        "gross_p": when(s.costed_p > 0, s.net_costed_p - s.cost_p),
        "granted": when(s.conceding | (s.listed_w > 0), s.conceded_w + s.discount_w),
        "prior_granted": when(s.conceding | (s.listed_p > 0), s.conceded_p + s.discount_p),
        "hours": when(s.touching, real(s.hours_w) / real(ibis.literal(MILLIONTHS))),
        "service": real(s.hours_w) / real(ibis.literal(MILLIONTHS)) * given.hourly_rate,
        "service_p": real(s.hours_p) / real(ibis.literal(MILLIONTHS)) * given.hourly_rate,
    }


def contributions(s: Any, given: Inputs) -> dict[str, Any]:
    """Net contribution of both windows, in major units."""
    now = real(s.gross - s.conceded_w) / given.minor_units - s.service
    then = real(s.gross_p - s.conceded_p) / given.minor_units - s.service_p
    return {
        "contribution": when(s.gross.notnull() & enough_cost(s.net_costed_w, s.net_w, given), now),
        "contribution_p": when(s.gross_p.notnull() & s.covered & enough_cost(s.net_costed_p, s.net_p, given), then),
    }


def enough_cost(covered: Any, net: Any, given: Inputs) -> Any:
    """Whether the cost of enough of the window's net is known."""
    slack = real(net).abs() * real(ibis.literal(DUST))
    return real(covered) >= given.cost_cover * real(net) - slack


def flags(s: Any) -> dict[str, Any]:
    """0 or 1 on every engine."""
    owned = s.owner.notnull() & (s.owner != "")
    conditions = {"ordered": s.ordered, "ordered_in_window": s.lines_w > 0, "has_owner": owned}
    return {name: condition.ifelse(1, 0).cast("int64") for name, condition in conditions.items()}


def amounts_out(s: Any, given: Inputs) -> dict[str, Any]:
    """Money in major units, hours and counts."""
    money = {
        "revenue": s.revenue,
        "prior_revenue": s.prior_revenue,
        "gross_margin": s.gross,
        "net_covered": when(s.costed_w > 0, s.net_costed_w),
        "granted": s.granted,
        "prior_granted": s.prior_granted,
    }
    return {name: real(value) / given.minor_units for name, value in money.items()} | {
        "hours": s.hours,
        "service_cost": when(s.touching, s.service),
        "net_contribution": s.contribution,
        "prior_net_contribution": s.contribution_p,
        "orders": when(s.ordered, s.orders),
        "active_months": when(s.ordered, ibis.least(s.active_months, MONTHS_AT_MOST)),
        "breadth": when(s.categorised > 0, s.categories),
    }


def shares(s: Any, given: Inputs) -> dict[str, Any]:
    """Ratios."""
    conceded = when(s.conceding, s.conceded_w)
    return {
        "margin_rate": ratio(s.gross, s.net_costed_w),
        "concession_rate": ratio(s.granted, s.revenue + s.granted),
        "prior_concession_rate": ratio(s.prior_granted, s.prior_revenue + s.prior_granted),
        "unreciprocated_share": ibis.cases(
            (conceded == 0, real(ibis.literal(0))), (conceded != 0, real(s.conceded_alone) / real(conceded))
        ),
        "contribution_rate": when(s.net_w > 0, s.contribution / (real(s.net_w) / given.minor_units)),
        "overdue_rate": ratio(s.net_overdue, s.revenue, if_=s.due > 0),
        "growth": ratio(s.revenue - s.prior_revenue, s.prior_revenue),
        "largest_order_share": ratio(s.largest, s.net_all),
        "after_largest_share": when(s.net_all > 0, real(s.net_after) / real(s.largest)),
        "service_share": ratio(s.service_w, s.revenue, if_=s.of_a_kind > 0),
    }


def times(s: Any, given: Inputs) -> dict[str, Any]:
    """Days; `days_since_touch` is infinite for an account without a touch."""
    since = s.last_touch.isnull().ifelse(ibis.literal(float("inf")), real(given.days(given.as_of, s.last_touch)))
    return {
        "days_to_pay": ratio(s.net_days, s.net_payable, if_=s.payable > 0),
        "recency_days": given.days(given.as_of, s.last_order),
        "days_since_largest": when(s.net_all > 0, given.days(given.as_of, s.largest_day)),
        "days_since_touch": when(s.touching, since),
    }
