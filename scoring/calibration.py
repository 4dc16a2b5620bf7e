"""Calibration: breakpoints of amounts from the book's own distribution, as a new dated version (`domain.md` §3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.quantiles import quantile
from scoring.rounding import to_whole
from scoring.rubric import Rubric
from scoring.rubric.models import Breakpoint
from scoring.table import FloatArray, MetricTable


@dataclass(frozen=True, slots=True)
class Calibration:
    """The new version, the metrics that it calibrated, and why it could not calibrate the others."""

    rubric: Rubric
    calibrated: tuple[str, ...]
    uncalibrated: dict[str, str]


def calibrate(table: MetricTable, rubric: Rubric, as_of: date, version: str) -> Calibration:
    """A version in force since `as_of`, from the accounts with an order line in W whose metric is known.

    Fewer accounts than the setting `calibration_minimum`: the metric stays uncalibrated, its criterion counts as missing.
    """
    criteria, calibrated, uncalibrated = dict(rubric.criteria), [], {}
    needed = rubric.setting("calibration_minimum")
    for key, criterion in rubric.criteria.items():
        if not criterion.calibrated:
            continue
        values = table.column(criterion.metric)[table.ordered_in_window]
        values = values[~np.isnan(values)]
        enough = len(values) >= needed
        points = breakpoints(values, rubric) if enough else None
        criteria[key] = criterion.model_copy(update={"breakpoints": points})
        if enough:
            calibrated.append(key)
        else:
            uncalibrated[key] = f"{len(values)} accounts with orders have it, {needed:g} are needed"
    dated = rubric.model_copy(update={"version": version, "in_force_since": as_of, "criteria": criteria})
    return Calibration(dated, tuple(calibrated), uncalibrated)


def breakpoints(values: FloatArray, rubric: Rubric) -> tuple[Breakpoint, ...]:
    """[x, points] at the rubric's quantiles, x to a whole major unit; of equal x one, with the mean of their points."""
    points_at: dict[float, list[float]] = {}
    for q, points in rubric.calibration.points:
        x = float(to_whole(np.array([quantile(values, q)]))[0])
        points_at.setdefault(x, []).append(points)
    return tuple((x, sum(points) / len(points)) for x, points in sorted(points_at.items()))
