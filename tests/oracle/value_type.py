"""Section 6: how the customer sees value, and whether our time fits that."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tests.oracle.metrics import ratio
from tests.oracle.points import quantile, tenth
from tests.oracle.rubric import HALF, KNOWN_SIGNALS, LEAD, MUCH_TIME_QUANTILE, VALUE_TYPES, WINNER_AT_LEAST
from tests.oracle.scorecard import Points, measured_share, weighted_mean


def winner(scores: dict[str, Fraction]) -> str:
    """The type that the ranked scores (already to 0.1) give; Python's stable sort keeps the table's order of equals."""
    ranked = sorted(scores, key=lambda name: scores[name], reverse=True)
    if len(ranked) < 2 or scores[ranked[0]] < WINNER_AT_LEAST:
        return "undetermined"
    first, second = ranked[:2]
    return first if scores[first] - scores[second] >= LEAD else f"mixed ({first}/{second})"


def questions(points: Points) -> list[str]:
    """Missing signals by the weight that they miss, over all types that they serve."""
    missing: dict[str, int] = {}
    for weights in VALUE_TYPES.values():
        for criterion, weight in weights.items():
            if points[criterion] is None and criterion in KNOWN_SIGNALS:
                missing[criterion] = missing.get(criterion, 0) + weight
    return sorted(missing, key=lambda key: missing[key], reverse=True)


def much_time(all_metrics: Iterable[dict[str, Any]]) -> Fraction | None:
    """The quantile of hours per revenue over accounts with revenue > 0 and known hours, 0 included."""
    shares = [share for m in all_metrics if (share := ratio(m["hours"], m["revenue"])) is not None]
    return quantile(shares, MUCH_TIME_QUANTILE) if shares else None


def mismatch(kind: str, metrics: dict[str, Any], much: Fraction | None) -> bool:
    if kind == "intrinsic":
        share = ratio(metrics["hours"], metrics["revenue"])
        return share is not None and much is not None and share > 0 and share >= much
    return kind in ("strategic", "extrinsic") and metrics["hours"] == 0


def value_type(points: Points, metrics: dict[str, Any], much: Fraction | None) -> dict[str, Any]:
    scores = {name: tenth(weighted_mean(weights, points)) for name, weights in VALUE_TYPES.items()}
    coverage = {name: measured_share(weights, points) for name, weights in VALUE_TYPES.items()}
    kind = winner({name: scores[name] for name in scores if coverage[name] >= HALF})
    return {
        "type": kind,
        "scores": scores,
        "coverage": coverage,
        "questions": questions(points) if kind == "undetermined" else [],
        "mismatch": mismatch(kind, metrics, much),
    }
