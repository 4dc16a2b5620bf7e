"""The five pitfalls (`domain.md` §7, article §3), each as two rules. Every bound comes from the rubric."""

from __future__ import annotations

from scoring.pitfalls.logic import Alone, Compare, Every, NoOwner, OneOf, PitfallRules, Rule, TierIn
from scoring.rubric import Rubric
from scoring.rubric.models import Tier

ON_FINAL_TIER = "P2"
"""Decided last, on the tier that the gates leave; the others come before the gates."""
BIG: tuple[Tier, ...] = ("A", "B")
SMALL: tuple[Tier, ...] = ("C", "D")

FiredAndWatch = tuple[Rule, Rule]


def rules(rubric: Rubric) -> dict[str, PitfallRules]:
    """The rules of P1 to P5 with the rubric's thresholds."""
    makers = {
        "P1": single_metric,
        "P2": big_over_small,
        "P3": one_off,
        "P4": volume_without_profit,
        "P5": concession_ratchet,
    }
    return {key: PitfallRules(key, rubric.pitfalls[key].name, *make(rubric)) for key, make in makers.items()}


def single_metric(rubric: Rubric) -> FiredAndWatch:
    """§3.1: a single metric would give another tier."""
    metrics = rubric.pitfalls["P1"].metrics
    return (
        Alone(metrics, rubric.threshold("P1", "levels_fired"), key_account=True),
        Alone(metrics, rubric.threshold("P1", "levels_watch"), key_account=False),
    )


def big_over_small(rubric: Rubric) -> FiredAndWatch:
    """§3.2: everything for the big one, or a small one with potential left alone."""
    unreciprocated = Compare("unreciprocated_share", ">=", rubric.threshold("P2", "unreciprocated_share"))
    rising = Compare(
        "concession_rate", ">", "prior_concession_rate", needs=("concession_rate", "prior_concession_rate")
    )
    dependent = Compare("share_of_book", ">=", rubric.threshold("P2", "share_fired"))
    watched = Compare("share_of_book", ">=", rubric.threshold("P2", "share_watch"))
    return (
        OneOf((Every((TierIn(BIG), OneOf((Every((unreciprocated, rising)), dependent)))), small_neglected(rubric))),
        OneOf((watched, Every((TierIn(SMALL), _potential(rubric), NoOwner())))),
    )


def small_neglected(rubric: Rubric) -> Rule:
    """The half of P2 that the portfolio lists: a small account with potential, left alone."""
    neglected = Compare("days_since_touch", ">=", rubric.threshold("P2", "days_since_touch"))
    return Every((TierIn(SMALL), _potential(rubric), neglected))


def _potential(rubric: Rubric) -> Rule:
    return Compare("potential", ">=", rubric.threshold("P2", "potential"))


def one_off(rubric: Rubric) -> FiredAndWatch:
    """§3.3: one large order, and next to nothing after it."""
    share = Compare("largest_order_share", ">=", rubric.threshold("P3", "largest_order_share"))
    after = Compare("after_largest_share", "<", rubric.threshold("P3", "after_largest_share"))
    days = rubric.threshold("P3", "days_since_largest")
    return (
        Every((share, Compare("days_since_largest", ">=", days), after)),
        Every((share, Compare("days_since_largest", "<", days), after)),
    )


def volume_without_profit(rubric: Rubric) -> FiredAndWatch:
    """§3.4: much revenue and too little profit."""
    large = Compare("revenue.points", ">=", rubric.threshold("P4", "revenue_points"))
    needs = ("margin_rate", "book_margin_rate")
    nothing_left = Compare("net_contribution", "<=", rubric.threshold("P4", "net_contribution"))
    far_below = Compare("margin_rate.gap", "<=", -rubric.threshold("P4", "margin_gap"), needs)
    return (
        Every((large, OneOf((nothing_left, far_below)))),
        Every((large, Compare("margin_rate", "<", "book_margin_rate", needs))),
    )


def concession_ratchet(rubric: Rubric) -> FiredAndWatch:
    """§3.5: more and more is given."""
    much = Compare("concession_rate", ">=", rubric.threshold("P5", "concession_rate"))
    risen = Compare(
        "concession_rate.change",
        ">=",
        rubric.threshold("P5", "increase"),
        needs=("concession_rate", "prior_concession_rate"),
    )
    not_growing = Compare("growth", "<=", rubric.threshold("P5", "growth"))
    return OneOf((much, Every((risen, not_growing)))), risen
