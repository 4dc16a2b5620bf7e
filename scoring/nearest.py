"""What would change the tier (`domain.md` §10): per criterion, the metric value at which it does, everything else as it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from scoring.rounding import DUST
from scoring.rubric import Criterion, Rubric
from scoring.rubric.models import TIER_LETTERS
from scoring.single import only
from scoring.tiers import after_gates
from scoring.verdict import CriterionResult, Gate, Tier
from scoring.verdicts import Verdicts

Unreachable = Literal["points run out", "perspective not rated"]
HALF_A_TENTH = 0.05
"""Totals are rounded half up to 0.1, so a cut is reached this much below it. A fact of the rounding, not a threshold."""


@dataclass(frozen=True, slots=True)
class Step:
    """One criterion taken alone: where the next tier up, or down, begins.

    `tier`: the next one, before gates; `after_gates`: what the pitfalls that are fired now leave of it. Going up, the tier is
    reached at `value_needed`; going down, it is kept there and lost just beyond. `points_*` are unrounded and may lie outside
    what the criterion can give; `change` is in the metric's unit, `relative_change` a share of the span of its breakpoints.
    `unreachable` says why there is no such value (then `value_needed` and the changes are None).
    """

    criterion: str
    perspective: str
    metric: str
    direction: Literal["up", "down"]
    tier: Tier
    after_gates: Tier
    value: float
    points: float
    points_needed: float | None
    value_needed: float | None
    change: float | None
    relative_change: float | None
    unreachable: Unreachable | None


@dataclass(frozen=True, slots=True)
class Nearest:
    """Steps to the neighbouring tiers, the smallest relative change first, unreachable ones last (each in scorecard order).

    `tier` is the one before gates, of which the steps speak; `capped_by` the gates that lower it to `after_gates`. `missing`:
    the scorecard's criteria without points, of which nothing can be said. Without a tier there are no steps.
    """

    account_id: str
    total: float | None
    tier: Tier | None
    after_gates: Tier | None
    capped_by: tuple[Gate, ...]
    steps: tuple[Step, ...]
    missing: tuple[str, ...]


def nearest(verdicts: Verdicts) -> Nearest:
    """The answer for verdicts of one row. Raises ValueError for another number of rows."""
    verdict = only(verdicts)
    steps = tuple(sorted(_steps(verdicts, verdict.criteria), key=_size)) if verdict.tier_before_gates else ()
    return Nearest(
        account_id=verdict.account_id,
        total=verdict.total,
        tier=verdict.tier_before_gates,
        after_gates=verdict.tier,
        capped_by=verdict.gates,
        steps=steps,
        missing=tuple(line.criterion for line in verdict.criteria if line.points is None),
    )


def begins_at(cut: float) -> float:
    """The unrounded total from which the total to 0.1 reaches a cut."""
    return math.ceil(cut * 10 - DUST) / 10 - HALF_A_TENTH


def value_at(criterion: Criterion, points: float) -> float | None:
    """The metric value at which the points pass from less than `points` to at least that; None where they never do.

    Inverse of the lines between breakpoints. Of a flat stretch, the end from which these points are first reached.
    """
    steps = list(criterion.breakpoints or ())
    if criterion.better == "less":
        steps.reverse()
    for (x0, p0), (x1, p1) in pairwise(steps):
        if p0 < points - DUST and p1 >= points - DUST:
            return x0 + (min(points, p1) - p0) / (p1 - p0) * (x1 - x0)
    return None


def _size(step: Step) -> float:
    return math.inf if step.relative_change is None else abs(step.relative_change)


def _steps(verdicts: Verdicts, lines: tuple[CriterionResult, ...]) -> Iterator[Step]:
    code, cuts = int(verdicts.tier_codes_before_gates[0]), verdicts.rubric.cuts
    total = math.fsum(line.contribution for line in lines)
    measured = [line for line in lines if line.points is not None]
    for line in measured:
        if code > 0:
            yield _step(verdicts, line, "up", code - 1, begins_at(cuts[code - 1]) - total)
        if code < len(cuts):
            yield _step(verdicts, line, "down", code + 1, begins_at(cuts[code]) - total)


def _step(
    verdicts: Verdicts, line: CriterionResult, direction: Literal["up", "down"], code: int, lacking: float
) -> Step:
    """`lacking`: what the unrounded total lacks (below 0: may lose) to the cut."""
    criterion, now = verdicts.rubric.criteria[line.criterion], float(verdicts.points[line.criterion][0])
    counted = line.final_weight > 0
    needed = now + lacking / line.final_weight if counted else None
    there = None if needed is None else value_at(criterion, needed)
    here = float(verdicts.table.column(line.metric)[0])
    change = None if there is None else there - here
    return Step(
        criterion=line.criterion,
        perspective=line.perspective,
        metric=line.metric,
        direction=direction,
        tier=TIER_LETTERS[code],
        after_gates=_capped(verdicts, code, verdicts.rubric),
        value=here,
        points=now,
        points_needed=needed,
        value_needed=there,
        change=change,
        relative_change=None if change is None else change / _span(criterion),
        unreachable=None if there is not None else "points run out" if counted else "perspective not rated",
    )


def _capped(verdicts: Verdicts, code: int, rubric: Rubric) -> Tier:
    fired = {key: np.array([verdicts.state(key) == "fired"]) for key in verdicts.pitfall_codes}
    return TIER_LETTERS[int(after_gates(np.array([code], dtype=np.int8), fired, rubric)[0])]


def _span(criterion: Criterion) -> float:
    xs = [x for x, _ in criterion.breakpoints or ()]
    return xs[-1] - xs[0]
