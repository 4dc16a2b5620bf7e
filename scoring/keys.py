"""The two keys of a relationship (`domain.md` §8, article §1): mutual profit and mutual service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

import numpy as np

from scoring.rounding import DUST
from scoring.rubric import Rubric
from scoring.table import FloatArray
from scoring.verdict import Keys

Metrics = Mapping[str, float | None]
Figure = TypeVar("Figure", float, FloatArray)


def keys(metrics: Metrics, rubric: Rubric) -> Keys:
    """Both keys of one account; what is not known is None."""
    return Keys(_trend(metrics, rubric), metrics.get("customer_benefit"), _service(metrics, rubric))


def _trend(metrics: Metrics, rubric: Rubric) -> Literal["up", "down", "steady"] | None:
    """Net contribution of W against P. The bound is relative to P's size, so that a loss can shrink upwards."""
    now, before = metrics.get("net_contribution"), metrics.get("prior_net_contribution")
    if now is None or before is None:
        return None
    way = moved(now, before, rubric)
    return "up" if way > 0 else "down" if way < 0 else "steady"


def moved(now: Figure, before: Figure, rubric: Rubric) -> Figure:
    """1 up, -1 down, 0 steady: beyond the bound or not; of columns account by account, NaN or 0 where not known."""
    change, bound = now - before, rubric.keys["trend"].value * abs(before) + DUST
    return np.sign(change) * (abs(change) > bound)  # type: ignore[no-any-return]


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
