"""Section 3: points, rounding, quantiles and calibration."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

from tests.oracle.rubric import BREAKPOINTS, CALIBRATED, CRITERIA, FEWEST_TO_CALIBRATE, METRIC_OF, QUANTILES

Breakpoints = list[tuple[Fraction, Fraction]]


def interpolate(breakpoints: Breakpoints, x: Fraction) -> Fraction:
    """Linear between breakpoints, flat outside them."""
    if x <= breakpoints[0][0]:
        return breakpoints[0][1]
    for (x0, p0), (x1, p1) in pairwise(breakpoints):
        if x <= x1:
            return p0 + (p1 - p0) * (x - x0) / (x1 - x0)
    return breakpoints[-1][1]


def tenth(score: Fraction | None) -> Fraction | None:
    """Rounded to 0.1, half up."""
    return None if score is None else Fraction(floor(score * 10 + Fraction(1, 2)), 10)


def quantile(values: Sequence[Fraction], q: Fraction) -> Fraction:
    """Position (n-1)q of the sorted values, linear interpolation."""
    ordered = sorted(values)
    position = (len(ordered) - 1) * q
    below = floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def breakpoints_of(values: Sequence[Fraction]) -> Breakpoints:
    """A distribution's own breakpoints: whole major units, of equal x one with the mean of their points."""
    points: dict[int, list[int]] = {}
    for q, p in QUANTILES:
        points.setdefault(floor(quantile(values, q) + Fraction(1, 2)), []).append(p)
    return [(Fraction(x), Fraction(sum(ps), len(ps))) for x, ps in points.items()]


def calibrate(rows: Sequence[tuple[dict[str, Any], bool]]) -> dict[str, Breakpoints]:
    """Breakpoints of the calibrated metrics from (metrics, has an order line in W); too few accounts: absent."""
    found = {}
    for metric in CALIBRATED:
        values = [m[metric] for m, ordered_in_window in rows if ordered_in_window and m[metric] is not None]
        if len(values) >= FEWEST_TO_CALIBRATE:
            found[metric] = breakpoints_of(values)
    return found


def all_points(metrics: dict[str, Any], calibration: dict[str, Breakpoints]) -> dict[str, Fraction | None]:
    """Unrounded points of every criterion; None where its metric is missing or it is not calibrated."""
    tables = BREAKPOINTS | calibration
    values = {c: metrics[METRIC_OF.get(c, c)] for c in CRITERIA}
    return {c: None if v is None or c not in tables else interpolate(tables[c], v) for c, v in values.items()}
