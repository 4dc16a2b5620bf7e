"""Section 7: the five pitfalls of one account, with unknowns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.oracle.rubric import HALF, LEVELS
from tests.oracle.scorecard import tier_of

Known = bool | None  # None: unknown


def both(*parts: Known) -> Known:
    return False if False in parts else None if None in parts else True


def either(*parts: Known) -> Known:
    return True if True in parts else None if None in parts else False


def if_known(test: Callable[..., bool], *values: Any) -> Known:
    return None if None in values else test(*values)


def state(fired: Known, watch: Known) -> str:
    if fired:
        return "fired"
    if watch:
        return "watch"
    return "not testable" if fired is None or watch is None else "clear"


@dataclass
class Subject:
    """What the pitfalls look at: metrics (share_of_book included), points to 0.1, scores and tiers of one account."""

    metrics: dict[str, Any]
    points: dict[str, Fraction | None]
    coverage: Fraction
    potential: Fraction | None
    tier_before_gates: str | None
    tier: str | None
    has_owner: bool
    book_margin_rate: Fraction | None

    def at_least(self, metric: str, threshold: str) -> Known:
        return if_known(lambda x: x == "never" or x >= Fraction(threshold), self.metrics[metric])

    def up(self) -> Fraction | None:
        now, before = self.metrics["concession_rate"], self.metrics["prior_concession_rate"]
        return None if now is None or before is None else now - before


def single_metric(s: Subject) -> str:
    alone = [tier_of(s.points[c]) for c in ("revenue", "gross_margin", "orders") if s.points[c] is not None]
    if s.coverage < HALF or len(alone) < 2 or s.tier_before_gates is None:
        return "not testable"
    level = LEVELS.index(s.tier_before_gates)
    apart = [abs(LEVELS.index(tier) - level) for tier in alone]
    fired = any(d >= 2 for d in apart) or ("A" in alone and s.tier_before_gates != "A")
    return state(fired, 1 in apart)


def small_but_promising(s: Subject) -> Known:
    """The C/D half's common condition."""
    small = if_known(lambda tier: tier in ("C", "D"), s.tier)
    return both(small, if_known(lambda p: p >= 60, s.potential))


def neglected(s: Subject) -> Known:
    """The C/D half of P2: much potential in a small account that nobody visits."""
    return both(small_but_promising(s), s.at_least("days_since_touch", "90"))


def big_over_small(s: Subject) -> str:
    big = if_known(lambda tier: tier in ("A", "B"), s.tier)
    rising = if_known(lambda up: up > 0, s.up())
    spoiled = either(both(s.at_least("unreciprocated_share", "0.5"), rising), s.at_least("share_of_book", "0.20"))
    fired = either(both(big, spoiled), neglected(s))
    watch = either(s.at_least("share_of_book", "0.10"), both(small_but_promising(s), not s.has_owner))
    return state(fired, watch)


def one_off(s: Subject) -> str:
    dominated = both(
        s.at_least("largest_order_share", "0.60"),
        if_known(lambda x: x < Fraction("0.05"), s.metrics["after_largest_share"]),
    )
    old = s.at_least("days_since_largest", "365")
    return state(both(dominated, old), both(dominated, if_known(lambda o: not o, old)))


def volume_without_profit(s: Subject) -> str:
    large = if_known(lambda p: p >= 75, s.points["revenue"])
    rates = (s.metrics["margin_rate"], s.book_margin_rate)
    unprofitable = either(
        if_known(lambda x: x <= 0, s.metrics["net_contribution"]),
        if_known(lambda own, book: own <= book - Fraction("0.05"), *rates),
    )
    return state(both(large, unprofitable), both(large, if_known(lambda own, book: own < book, *rates)))


def concession_ratchet(s: Subject) -> str:
    up = if_known(lambda up: up >= Fraction("0.02"), s.up())
    shrinking = if_known(lambda g: g <= 0, s.metrics["growth"])
    return state(either(s.at_least("concession_rate", "0.15"), both(up, shrinking)), up)


RULES = {
    "P1": single_metric,
    "P2": big_over_small,
    "P3": one_off,
    "P4": volume_without_profit,
    "P5": concession_ratchet,
}
