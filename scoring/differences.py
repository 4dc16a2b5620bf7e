"""What differs between two verdicts of one account: criterion by criterion, and which pitfalls appear or clear."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scoring.rounding import DUST, shown_parts
from scoring.rubric import Rubric
from scoring.verdict import CriterionResult, Pitfall, PitfallState, Verdict

PitfallMove = Literal["appears", "clears", "moves"]
FLAGS: tuple[PitfallState, ...] = ("watch", "fired")


@dataclass(frozen=True, slots=True)
class CriterionDifference:
    """One criterion before and after. None = missing, not in that rubric, or (contributions) no total.

    `points` to 0.1; contributions unrounded. `change`: what it moved the total by, to 0.1 by largest remainder, so that all
    changes sum to the change of the total; None unless both totals are known. `perspective` None: not in the scorecard (it
    speaks for a value type), then without contributions.
    """

    criterion: str
    perspective: str | None
    metric: str
    value_before: float | None
    value_after: float | None
    points_before: float | None
    points_after: float | None
    contribution_before: float | None
    contribution_after: float | None
    change: float | None


@dataclass(frozen=True, slots=True)
class PitfallDifference:
    """A pitfall whose state changed; None: not in that rubric.

    "appears": a flag (watch or fired) now and none before; "clears": a flag before and clear now; "moves": anything else.
    """

    pitfall: str
    before: PitfallState | None
    after: PitfallState | None
    move: PitfallMove


@dataclass(frozen=True, slots=True)
class _Side:
    """One verdict with its rubric, and its scorecard lines by criterion."""

    verdict: Verdict
    rubric: Rubric
    lines: Mapping[str, CriterionResult]

    def value(self, criterion: str) -> float | None:
        known = self.rubric.criteria.get(criterion)
        return None if known is None else self.verdict.metrics.get(known.metric)

    def contribution(self, criterion: str) -> float | None:
        line = self.lines.get(criterion)
        return None if line is None else exact_contribution(self.verdict, line)


def exact_contribution(verdict: Verdict, line: CriterionResult) -> float | None:
    """Unrounded final weight x points; None where the criterion is missing or the account has no total."""
    return line.contribution if verdict.rated and line.points is not None else None


def criterion_differences(before: Verdict, old: Rubric, after: Verdict, new: Rubric) -> tuple[CriterionDifference, ...]:
    """The criteria that differ in value, points or contribution, those that moved the total most first.

    `old` and `new` are the rubrics of the two verdicts; criteria of either are compared. Equal ones in scorecard order.
    """
    sides = (_side(before, old), _side(after, new))
    scorecard = list(dict.fromkeys([*sides[1].lines, *sides[0].lines]))
    others = [key for key in dict.fromkeys([*new.criteria, *old.criteria]) if key not in scorecard]
    exact = _exact_changes(scorecard, *sides)
    shown = _shown_changes(exact, before.total, after.total)
    found = [_difference(key, sides, shown.get(key)) for key in (*scorecard, *others)]
    changed = [one for one in found if _differs(one)]
    return tuple(sorted(changed, key=lambda one: -abs(exact.get(one.criterion, 0.0))))


def pitfall_differences(before: Mapping[str, Pitfall], after: Mapping[str, Pitfall]) -> tuple[PitfallDifference, ...]:
    """The pitfalls whose state changed, by id."""
    found = []
    for key in sorted({*before, *after}):
        one, other = (side[key].state if key in side else None for side in (before, after))
        if one != other:
            found.append(PitfallDifference(key, one, other, _move(one, other)))
    return tuple(found)


def total_change(before: Verdict, after: Verdict) -> float | None:
    """Difference of the totals, to 0.1; None unless both are known."""
    return None if before.total is None or after.total is None else round(after.total - before.total, 1)


def _side(verdict: Verdict, rubric: Rubric) -> _Side:
    return _Side(verdict, rubric, {line.criterion: line for line in verdict.criteria})


def _exact_changes(keys: list[str], before: _Side, after: _Side) -> dict[str, float]:
    """Unrounded change of each contribution; a missing one contributed nothing. Empty unless both totals are known."""
    if not (before.verdict.rated and after.verdict.rated):
        return {}
    return {key: (after.contribution(key) or 0.0) - (before.contribution(key) or 0.0) for key in keys}


def _shown_changes(exact: dict[str, float], before: float | None, after: float | None) -> dict[str, float]:
    if before is None or after is None:
        return {}
    parts = shown_parts(np.array([[change] for change in exact.values()]), np.array([after - before]))
    return {key: float(part[0]) for key, part in zip(exact, parts, strict=True)}


def _difference(key: str, sides: tuple[_Side, _Side], change: float | None) -> CriterionDifference:
    before, after = sides
    known = after if key in after.rubric.criteria else before
    lines = [side.lines[key] for side in (after, before) if key in side.lines]
    return CriterionDifference(
        criterion=key,
        perspective=lines[0].perspective if lines else None,
        metric=known.rubric.criteria[key].metric,
        value_before=before.value(key),
        value_after=after.value(key),
        points_before=before.verdict.points.get(key),
        points_after=after.verdict.points.get(key),
        contribution_before=before.contribution(key),
        contribution_after=after.contribution(key),
        change=change,
    )


def _differs(one: CriterionDifference) -> bool:
    return (
        one.value_before != one.value_after
        or one.points_before != one.points_after
        or not _same(one.contribution_before, one.contribution_after)
    )


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=0, abs_tol=DUST)


def _move(before: PitfallState | None, after: PitfallState | None) -> PitfallMove:
    if after in FLAGS and before not in FLAGS:
        return "appears"
    return "clears" if before in FLAGS and after == "clear" else "moves"
