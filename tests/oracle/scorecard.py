"""Sections 4 and 5: perspectives, total, range, contributions, quadrant, tiers and gates."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

from tests.oracle.points import tenth
from tests.oracle.rubric import GATES, HALF, LEVELS, PERSPECTIVES, QUADRANT_CUT, QUADRANTS, TIERS

Points = dict[str, Fraction | None]


def measured_share(weights: dict[str, int], points: Points) -> Fraction:
    measured = sum(w for c, w in weights.items() if points[c] is not None)
    return Fraction(measured, sum(weights.values()))


def weighted_mean(weights: dict[str, int], points: Points) -> Fraction | None:
    """Mean of the measured criteria, their weights scaled up; None where nothing is measured."""
    measured = {c: w for c, w in weights.items() if points[c] is not None}
    return sum((w * points[c] for c, w in measured.items()), Fraction(0)) / sum(measured.values()) if measured else None


def rated_mean(weights: dict[str, int], points: Points) -> Fraction | None:
    """The same, but not rated where less than half of the weight is measured."""
    return weighted_mean(weights, points) if measured_share(weights, points) >= HALF else None


def tier_of(score: Fraction | None) -> str | None:
    return None if score is None else next(tier for tier, cut in TIERS if score >= cut)


def side(scores: dict[str, Fraction | None], *sides: str) -> Fraction | None:
    """Mean of the rated perspectives of these sides, by their weights."""
    rated = {p: w for p, (w, s, _) in PERSPECTIVES.items() if s in sides and scores[p] is not None}
    return sum((w * scores[p] for p, w in rated.items()), Fraction(0)) / sum(rated.values()) if rated else None


def score_range(points: Points) -> list[Fraction]:
    """The total if every missing criterion were 0, and if it were 100."""
    low = high = Fraction(0)
    for weight, _, criteria in PERSPECTIVES.values():
        for criterion, share in criteria.items():
            nominal, known = Fraction(weight * share, 100 * 100), points[criterion]
            low += nominal * (0 if known is None else known)
            high += nominal * (100 if known is None else known)
    return [tenth(low), tenth(high)]


def contributions(points: Points, scores: dict[str, Fraction | None]) -> dict[str, Fraction]:
    """Final weight x points of every measured criterion, unrounded; 0 in a perspective that is not rated."""
    rated = sum(w for p, (w, _, _) in PERSPECTIVES.items() if scores[p] is not None)
    found: dict[str, Fraction] = {}
    for p, (weight, _, criteria) in PERSPECTIVES.items():
        measured = {c: w for c, w in criteria.items() if points[c] is not None}
        for c, w in measured.items():
            share = Fraction(0) if scores[p] is None else Fraction(weight, rated) * Fraction(w, sum(measured.values()))
            found[c] = share * points[c]
    return found


def shown(parts: dict[str, Fraction]) -> dict[str, Fraction]:
    """Tenths by largest remainder, ties in order, so that they sum to the shown whole."""
    floors = {c: floor(part * 10) for c, part in parts.items()}
    spare = tenth(sum(parts.values())) * 10 - sum(floors.values())
    by_remainder = sorted(parts, key=lambda c: parts[c] * 10 - floors[c], reverse=True)  # stable: ties keep order
    lifted = by_remainder[: int(spare)]
    return {c: Fraction(floors[c] + (c in lifted), 10) for c in parts}


def quadrant(actual: Fraction | None, potential: Fraction | None) -> str | None:
    if actual is None or potential is None:
        return None
    return QUADRANTS[actual >= QUADRANT_CUT, potential >= QUADRANT_CUT]


def gated(tier: str | None, states: dict[str, str]) -> tuple[str | None, list[dict[str, str]]]:
    """The final tier and the gates that lowered it."""
    lowered = []
    for pitfall, at_most in GATES:
        if tier is not None and states[pitfall] == "fired" and LEVELS.index(tier) < LEVELS.index(at_most):
            tier = at_most
            lowered.append({"pitfall": pitfall, "at_most": at_most})
    return tier, lowered


def scorecard(points: Points, known: bool) -> dict[str, Any]:
    """Everything of section 4 and the tier before gates; `known`: an order up to D or a valid signal."""
    scores = {p: rated_mean(criteria, points) for p, (_, _, criteria) in PERSPECTIVES.items()}
    shares = {p: measured_share(criteria, points) for p, (_, _, criteria) in PERSPECTIVES.items()}
    coverage = sum((Fraction(w, 100) * shares[p] for p, (w, _, _) in PERSPECTIVES.items()), Fraction(0))
    any_rated = any(score is not None for score in scores.values())
    rated = known and any_rated
    total = tenth(side(scores, "actual", "potential")) if rated else None
    actual, potential = tenth(side(scores, "actual")), tenth(side(scores, "potential"))
    return {
        "rated": rated,
        "provisional": rated and coverage < HALF,
        "reason": None if rated else "no perspective can be rated" if known else "no order and no signal",
        "perspectives": {p: {"score": tenth(scores[p]), "coverage": shares[p]} for p in scores},
        "coverage": coverage,
        "total": total,
        "range": score_range(points),
        "actual": actual,
        "potential": potential,
        "quadrant": quadrant(actual, potential),
        "tier_before_gates": tier_of(total),
        "contributions": shown(contributions(points, scores)) if rated else {},
    }
