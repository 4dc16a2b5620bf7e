"""Points: a metric becomes 0-100 on straight lines between breakpoints, flat outside them (`domain.md` §3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from scoring.rounding import DUST
from scoring.rubric import Criterion, Rubric
from scoring.table import FloatArray, MetricTable

Points = Mapping[str, FloatArray]


def points_of(criterion: Criterion, values: FloatArray) -> FloatArray:
    """Unrounded points of each value; NaN where the value is missing or the criterion is not calibrated yet."""
    if criterion.breakpoints is None:
        return np.full(len(values), np.nan)
    xs, points = zip(*criterion.breakpoints, strict=True)
    result: FloatArray = np.interp(values, xs, points)
    if len(xs) == 1:  # a single breakpoint: np.interp gives its points even to NaN
        result[np.isnan(values)] = np.nan
    return result


def all_points(table: MetricTable, rubric: Rubric) -> dict[str, FloatArray]:
    """Unrounded points of every criterion of the rubric, in its order."""
    return {key: points_of(criterion, table.column(criterion.metric)) for key, criterion in rubric.criteria.items()}


def weighted(points: Points, weights: Mapping[str, float]) -> tuple[FloatArray, FloatArray]:
    """Sum of weight x points over the measured criteria, and their weight; both over the weights' sum (so 0-100 and 0-1).

    The mean of what is measured is their quotient. Sums run in the order of the weights: the same on every batch.
    """
    whole = sum(weights.values())
    sums, measured = zeros(points), zeros(points)
    for key, weight in weights.items():
        known = ~np.isnan(points[key])
        np.add(sums, (weight / whole) * points[key], out=sums, where=known)
        np.add(measured, weight, out=measured, where=known)
    return sums, measured / whole


def mean_of_measured(sums: FloatArray, coverage: FloatArray, minimum: float) -> FloatArray:
    """The mean over what is measured; NaN where that is nothing, or less than `minimum` of the weight (0-1)."""
    result = np.full(len(sums), np.nan)
    np.divide(sums, coverage, out=result, where=(coverage >= minimum - DUST) & (coverage > 0))
    return result


def zeros(points: Points) -> FloatArray:
    """A zero for every account."""
    return np.zeros(len(next(iter(points.values()))))


def reached(criterion: Criterion, value: float) -> tuple[float, float] | None:
    """The breakpoint last reached on the way to more points; None below the first."""
    steps: Iterable[tuple[float, float]] = criterion.breakpoints or ()
    if criterion.better == "more":
        passed = [step for step in steps if value >= step[0]]
    else:
        passed = [step for step in reversed(tuple(steps)) if value <= step[0]]
    return passed[-1] if passed else None
