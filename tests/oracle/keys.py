"""Section 8: the two keys of a relationship."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

LOW_BELOW, HIGH_FROM, MANY_FROM, FEW_UP_TO = 5, 7, 5, 2
BEYOND = Fraction("0.1")


def trend(now: Fraction | None, before: Fraction | None) -> str | None:
    """Up or down beyond a tenth of what it was (of its size: a loss may shrink, too)."""
    if now is None or before is None:
        return None
    change, slack = now - before, BEYOND * abs(before)
    return "up" if change > slack else "down" if change < -slack else "steady"


def service(satisfaction: Fraction | None, service_points: Fraction | None) -> str | None:
    if satisfaction is None or service_points is None:
        return None
    if satisfaction < LOW_BELOW and service_points >= MANY_FROM:
        return "depth missing"
    return "room for more" if satisfaction >= HIGH_FROM and service_points <= FEW_UP_TO else "in step"


def keys(metrics: dict[str, Any], prior_contribution: Fraction | None) -> dict[str, Any]:
    return {
        "trend": trend(metrics["net_contribution"], prior_contribution),
        "customer_benefit": metrics["customer_benefit"],
        "service": service(metrics["satisfaction"], metrics["service_points"]),
    }
