"""Rules as trees of comparisons, evaluated over all accounts at once with unknowns (`domain.md` §7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scoring.rubric.models import TIER_LETTERS, Tier
from scoring.table import FloatArray
from scoring.ternary import FALSE, TRUE, UNKNOWN, Operator, Ternary, both, compare, either
from scoring.tiers import NONE, Codes
from scoring.verdict import PitfallState

STATES: tuple[PitfallState, ...] = ("clear", "watch", "fired", "not testable")
CLEAR, WATCH, FIRED, NOT_TESTABLE = range(4)

Column = Callable[[str], FloatArray]


@dataclass(frozen=True, slots=True)
class Compare:
    """`subject operator bound`; a text bound is another subject. `needs`: what may be missing (the subject, if not said)."""

    subject: str
    operator: Operator
    bound: float | str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TierIn:
    """The tier is one of these; unknown for an account without a tier."""

    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class NoOwner:
    """Nobody owns the account. Always known."""


@dataclass(frozen=True, slots=True)
class Alone:
    """One of the metrics, taken alone, gives a tier `levels` or more away, or (`key_account`) A where the scorecard does not."""

    metrics: tuple[str, ...]
    levels: float
    key_account: bool


@dataclass(frozen=True, slots=True)
class Every:
    """Every part holds."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One part holds."""

    parts: tuple[Rule, ...]


Leaf = Compare | TierIn | NoOwner | Alone
Rule = Leaf | Every | OneOf


@dataclass(frozen=True, slots=True)
class PitfallRules:
    """When a pitfall fires, and when it is to be watched."""

    key: str
    name: str
    fired: Rule
    watch: Rule


def evaluate(rule: Rule, column: Column, tier: Codes) -> Ternary:
    """The rule for every account. `column` gives a subject's values, `tier` the tier that the rule speaks of."""
    match rule:
        case Every():
            return both(*(evaluate(part, column, tier) for part in rule.parts))
        case OneOf():
            return either(*(evaluate(part, column, tier) for part in rule.parts))
        case Compare():
            bound = column(rule.bound) if isinstance(rule.bound, str) else rule.bound
            return compare(column(rule.subject), rule.operator, bound)
        case TierIn():
            return _tier_in(rule, tier)
        case NoOwner():
            return compare(column("owner"), "<", 1)
        case Alone():
            apart = compare(column("single_metric.levels"), ">=", rule.levels)
            return either(apart, compare(column("single_metric.key_account"), ">=", 1)) if rule.key_account else apart


def _tier_in(rule: TierIn, tier: Codes) -> Ternary:
    held = np.full(len(TIER_LETTERS) + 1, FALSE, dtype=np.int8)
    held[[TIER_LETTERS.index(letter) for letter in rule.tiers]] = TRUE
    held[NONE] = UNKNOWN  # the last place: code -1
    return held[tier]


def state_codes(pitfall: PitfallRules, column: Column, tier: Codes) -> Codes:
    """Fired if that rule is true; else watch if that one is; else not testable if either is unknown; else clear."""
    fired, watch = evaluate(pitfall.fired, column, tier), evaluate(pitfall.watch, column, tier)
    codes = np.full(len(tier), CLEAR, dtype=np.int8)
    codes[(fired == UNKNOWN) | (watch == UNKNOWN)] = NOT_TESTABLE
    codes[watch == TRUE] = WATCH
    codes[fired == TRUE] = FIRED
    return codes
