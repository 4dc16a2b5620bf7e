"""The two keys of a relationship (`domain.md` §8, article §1): mutual profit and mutual service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from scoring.rounding import DUST
from scoring.rubric import Rubric
from scoring.verdict import Keys

Metrics = Mapping[str, float | None]


def keys(metrics: Metrics, rubric: Rubric) -> Keys:
    """Both keys of one account; what is not known is None."""
    return Keys(_trend(metrics, rubric), metrics.get("customer_benefit"), _service(metrics, rubric))


def _trend(metrics: Metrics, rubric: Rubric) -> Literal["up", "down", "steady"] | None:
    """Net contribution of W against P. The bound is relative to P's size, so that a loss can shrink upwards."""
    now, before = metrics.get("net_contribution"), metrics.get("prior_net_contribution")
    if now is None or before is None:
        return None
    change, bound = now - before, rubric.keys["trend"].value * abs(before) + DUST
    if abs(change) <= bound:
        return "steady"
    return "up" if change > 0 else "down"


def _service(metrics: Metrics, rubric: Rubric) -> Literal["depth missing", "room for more", "in step"] | None:
    """What satisfaction says against the number of service points."""
    satisfaction, points = metrics.get("satisfaction"), metrics.get("service_points")
    if satisfaction is None or points is None:
        return None
    bound = {name: number.value for name, number in rubric.keys.items()}
    if satisfaction < bound["satisfaction_low"] - DUST and points >= bound["service_points_many"] - DUST:
        return "depth missing"
    if satisfaction >= bound["satisfaction_high"] - DUST and points <= bound["service_points_few"] + DUST:
        return "room for more"
    return "in step"
