"""The scorecard (`domain.md` §4): four perspectives, their weighted mean, what is missing and what that leaves open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.points import Points, mean_of_measured, weighted, zeros
from scoring.rounding import DUST, to_tenth
from scoring.rubric import Rubric
from scoring.table import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One value per account. Scores 0-100 to 0.1, NaN = not rated; coverage 0-1.

    `perspectives` are unrounded (a sum is taken of unrounded parts). `low`, `high`: the total if every missing criterion had
    0, or 100, points. `some_rated`: at least one perspective is.
    """

    perspectives: dict[str, FloatArray]
    perspective_coverage: dict[str, FloatArray]
    coverage: FloatArray
    total: FloatArray
    low: FloatArray
    high: FloatArray
    actual: FloatArray
    potential: FloatArray
    some_rated: BoolArray


def scorecard(points: Points, rubric: Rubric) -> Scorecard:
    """The scorecard of every account."""
    minimum = rubric.setting("perspective_minimum")
    whole = sum(p.weight for p in rubric.perspectives.values())
    scores, coverages = {}, {}
    coverage, floor = zeros(points), zeros(points)
    for key, perspective in rubric.perspectives.items():
        sums, covered = weighted(points, perspective.criteria)
        scores[key], coverages[key] = mean_of_measured(sums, covered, minimum), covered
        coverage += (perspective.weight / whole) * covered
        floor += (perspective.weight / whole) * sums
    total = _mean(scores, rubric, ("actual", "potential"))
    return Scorecard(
        perspectives=scores,
        perspective_coverage=coverages,
        coverage=coverage,
        total=to_tenth(total),
        low=to_tenth(floor),
        high=to_tenth(floor + 100 * (1 - coverage)),
        actual=to_tenth(_mean(scores, rubric, ("actual",))),
        potential=to_tenth(_mean(scores, rubric, ("potential",))),
        some_rated=~np.isnan(total),
    )


def _mean(scores: dict[str, FloatArray], rubric: Rubric, sides: tuple[str, ...]) -> FloatArray:
    """Weighted mean of the rated perspectives of these sides; NaN where none is rated."""
    mine = {key: p.weight for key, p in rubric.perspectives.items() if p.side in sides}
    return _of_rated(scores, mine)


def _of_rated(scores: dict[str, FloatArray], weights: dict[str, float]) -> FloatArray:
    sums, coverage = weighted(scores, weights) if weights else (zeros(scores), zeros(scores))
    result = np.full(len(sums), np.nan)
    np.divide(sums, coverage, out=result, where=coverage > DUST)
    return result
