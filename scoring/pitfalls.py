"""The five pitfalls (`domain.md` §7, article §3) as rules that both decide and speak.

A rule is a tree of comparisons. The same tree is evaluated over all accounts at once, and read out, comparison by comparison,
as the evidence of one account. Every bound comes from the rubric.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scoring.rubric import Rubric
from scoring.table import FloatArray
from scoring.ternary import FALSE, TRUE, UNKNOWN, Operator, Ternary, both, compare, either
from scoring.tiers import NONE, Codes, tier_letter
from scoring.verdict import Evidence, Pitfall, PitfallState

STATES: tuple[PitfallState, ...] = ("clear", "watch", "fired", "not testable")
CLEAR, WATCH, FIRED, NOT_TESTABLE = range(4)
ON_FINAL_TIER = "P2"
BIG, SMALL = ("A", "B"), ("C", "D")

Column = Callable[[str], FloatArray]


@dataclass(frozen=True, slots=True)
class Compare:
    """`subject operator bound`; `needs`: the metrics whose lack makes it unknown. A text bound is another subject."""

    subject: str
    operator: Operator
    bound: float | str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TierIn:
    """The final tier is one of these."""

    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """Every part holds."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One part holds."""

    parts: tuple[Rule, ...]


Rule = Compare | TierIn | Every | OneOf


@dataclass(frozen=True, slots=True)
class PitfallRules:
    """When a pitfall fires, and when it is to be watched."""

    key: str
    name: str
    fired: Rule
    watch: Rule


def rules(rubric: Rubric) -> dict[str, PitfallRules]:
    """The rules of P1 to P5 with the rubric's thresholds."""

    def bound(pitfall: str, name: str) -> float:
        return rubric.threshold(pitfall, name)

    makers = {"P1": _p1, "P2": _p2, "P3": _p3, "P4": _p4, "P5": _p5}
    return {key: PitfallRules(key, rubric.pitfalls[key].name, *make(bound)) for key, make in makers.items()}


Bound = Callable[[str, str], float]


def _p1(bound: Bound) -> tuple[Rule, Rule]:
    needs = ("revenue.points", "gross_margin.points", "orders.points")
    return (
        OneOf(
            (
                Compare("levels_apart", ">=", bound("P1", "levels_fired"), needs),
                Compare("key_account_by_one_metric", ">=", 1, needs),
            )
        ),
        Compare("levels_apart", ">=", bound("P1", "levels_watch"), needs),
    )


def _p2(bound: Bound) -> tuple[Rule, Rule]:
    potential = Compare("potential", ">=", bound("P2", "potential"), ("potential",))
    given_away = Every(
        (
            Compare("unreciprocated_share", ">=", bound("P2", "unreciprocated_share"), ("unreciprocated_share",)),
            Compare("concession_rate", ">", "prior_concession_rate", ("concession_rate", "prior_concession_rate")),
        )
    )
    share = ("share_of_book",)
    neglected = Compare("days_since_touch", ">=", bound("P2", "days_since_touch"), ("days_since_touch",))
    return (
        OneOf(
            (
                Every(
                    (
                        TierIn(BIG),
                        OneOf((given_away, Compare("share_of_book", ">=", bound("P2", "share_fired"), share))),
                    )
                ),
                Every((TierIn(SMALL), potential, neglected)),
            )
        ),
        OneOf(
            (
                Compare("share_of_book", ">=", bound("P2", "share_watch"), share),
                Every((TierIn(SMALL), potential, Compare("owners", "<", 1, ("owner",)))),
            )
        ),
    )


def small_neglected(rubric: Rubric) -> Rule:
    """The half of P2 that the portfolio lists: a small account with potential, left alone."""
    fired, _ = _p2(rubric.threshold)
    assert isinstance(fired, OneOf)  # noqa: S101 - the shape of the rule above
    return fired.parts[1]


def _p3(bound: Bound) -> tuple[Rule, Rule]:
    share = Compare("largest_order_share", ">=", bound("P3", "largest_order_share"), ("largest_order_share",))
    after = Compare("after_largest_share", "<", bound("P3", "after_largest_share"), ("after_largest_share",))
    days, needs = bound("P3", "days_since_largest"), ("days_since_largest",)
    return (
        Every((share, Compare("days_since_largest", ">=", days, needs), after)),
        Every((share, Compare("days_since_largest", "<", days, needs), after)),
    )


def _p4(bound: Bound) -> tuple[Rule, Rule]:
    large = Compare("revenue.points", ">=", bound("P4", "revenue_points"), ("revenue.points",))
    margin = ("margin_rate",)
    return (
        Every(
            (
                large,
                OneOf(
                    (
                        Compare("net_contribution", "<=", bound("P4", "net_contribution"), ("net_contribution",)),
                        Compare("margin_rate.below_book", ">=", bound("P4", "margin_gap"), margin),
                    )
                ),
            )
        ),
        Every((large, Compare("margin_rate", "<", "book_margin_rate", margin))),
    )


def _p5(bound: Bound) -> tuple[Rule, Rule]:
    risen = Compare(
        "concession_rate.change", ">=", bound("P5", "increase"), ("concession_rate", "prior_concession_rate")
    )
    return (
        OneOf(
            (
                Compare("concession_rate", ">=", bound("P5", "concession_rate"), ("concession_rate",)),
                Every((risen, Compare("growth", "<=", bound("P5", "growth"), ("growth",)))),
            )
        ),
        risen,
    )


def evaluate(rule: Rule, column: Column, tier: Codes) -> Ternary:
    """The rule for every account. `column` gives a subject's values, `tier` the final tier."""
    match rule:
        case Compare():
            bound = column(rule.bound) if isinstance(rule.bound, str) else rule.bound
            return compare(column(rule.subject), rule.operator, bound)
        case TierIn():
            inside = np.isin(tier, ["ABCD".index(letter) for letter in rule.tiers])
            return np.where(tier == NONE, UNKNOWN, np.where(inside, TRUE, FALSE)).astype(np.int8)
        case Every():
            return both(*(evaluate(part, column, tier) for part in rule.parts))
        case OneOf():
            return either(*(evaluate(part, column, tier) for part in rule.parts))


def state_codes(pitfall: PitfallRules, column: Column, tier: Codes) -> Codes:
    """Fired if that rule is true; else watch if that one is; else not testable if either is unknown; else clear."""
    fired, watch = evaluate(pitfall.fired, column, tier), evaluate(pitfall.watch, column, tier)
    unknown = (fired == UNKNOWN) | (watch == UNKNOWN)
    codes = np.where(unknown, NOT_TESTABLE, CLEAR)
    codes = np.where(watch == TRUE, WATCH, codes)
    return np.where(fired == TRUE, FIRED, codes).astype(np.int8)


def spoken(pitfall: PitfallRules, code: int, column: Column, tier: Codes) -> Pitfall:
    """The pitfall of one account (columns of one row), with each comparison it rests on."""
    seen = [(rule, leaf) for rule in ("fired", "watch") for leaf in leaves(getattr(pitfall, rule))]
    evidence = tuple(_evidence(rule, leaf, column, tier) for rule, leaf in seen)  # type: ignore[arg-type]
    missing: tuple[str, ...] = ()
    if code == NOT_TESTABLE:
        unknown = [leaf for (_, leaf), said in zip(seen, evidence, strict=True) if said.holds is None]
        missing = tuple(dict.fromkeys(need for leaf in unknown for need in _lacking(leaf, column)))
    return Pitfall(pitfall.key, pitfall.name, STATES[code], evidence, missing)


def leaves(rule: Rule) -> Iterator[Compare | TierIn]:
    """The comparisons of a rule, in order."""
    if isinstance(rule, Compare | TierIn):
        yield rule
    else:
        for part in rule.parts:
            yield from leaves(part)


def _lacking(leaf: Compare | TierIn, column: Column) -> tuple[str, ...]:
    if isinstance(leaf, TierIn):
        return ("tier",)
    lacking = [_what_lacks(need, column) for need in leaf.needs if np.isnan(column(need)[0])]
    return tuple(lacking) or ("coverage",)


def _what_lacks(need: str, column: Column) -> str:
    """Points lack their metric, or, where that is known, the calibration."""
    metric = need.removesuffix(".points")
    return metric if np.isnan(column(metric)[0]) else "calibration"


def _evidence(rule: Literal["fired", "watch"], leaf: Compare | TierIn, column: Column, tier: Codes) -> Evidence:
    holds = {TRUE: True, FALSE: False, UNKNOWN: None}[int(evaluate(leaf, column, tier)[0])]
    if isinstance(leaf, TierIn):
        return Evidence(rule, "tier", tier_letter(int(tier[0])), "in", "/".join(leaf.tiers), holds)
    value = float(column(leaf.subject)[0])
    bound = float(column(leaf.bound)[0]) if isinstance(leaf.bound, str) else leaf.bound
    return Evidence(rule, leaf.subject, None if np.isnan(value) else value, leaf.operator, bound, holds)


def states_by_name(codes: Mapping[str, Codes], index: int) -> dict[str, PitfallState]:
    """Each pitfall's state of one account."""
    return {key: STATES[int(column[index])] for key, column in codes.items()}
