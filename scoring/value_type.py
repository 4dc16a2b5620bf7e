"""Value type (`domain.md` §6, article §4): what the buyer sees value in, and whether our time fits it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import Literal

import numpy as np

from scoring.points import Points, mean_of_measured, weighted
from scoring.rounding import DUST, to_tenth
from scoring.rubric import Rubric
from scoring.table import BookContext, FloatArray, MetricTable
from scoring.tiers import Codes

MismatchKind = Literal["intrinsic with much time", "relationship without time"]

UNDETERMINED = "undetermined"
LEFT_OUT = -1.0  # below every score
NO_MISMATCH, MUCH_TIME, NO_TIME = 0, 1, 2
MISMATCHES: tuple[MismatchKind | None, ...] = (None, "intrinsic with much time", "relationship without time")


@dataclass(frozen=True, slots=True)
class ValueTypes:
    """`codes` are positions in `type_names(rubric)`; scores 0-100 to 0.1 (NaN: nothing measured), coverage 0-1."""

    codes: Codes
    scores: dict[str, FloatArray]
    coverage: dict[str, FloatArray]
    mismatch: Codes


def type_names(rubric: Rubric) -> tuple[str, ...]:
    """Every name that a value type can have, by code: the pure types, undetermined, then the mixed ones."""
    pure = tuple(rubric.value_types)
    return (*pure, UNDETERMINED, *(f"mixed ({first}/{second})" for first, second in permutations(pure, 2)))


def value_types(points: Points, table: MetricTable, context: BookContext, rubric: Rubric) -> ValueTypes:
    """The value type of every account."""
    scores, coverage = {}, {}
    for key, rule in rubric.value_types.items():
        sums, covered = weighted(points, rule.criteria)
        scores[key], coverage[key] = to_tenth(mean_of_measured(sums, covered, 0.0)), covered
    codes = _winners(np.stack(list(scores.values())), np.stack(list(coverage.values())), rubric)
    return ValueTypes(codes, scores, coverage, _mismatch(codes, table, context, rubric))


def _winners(scores: FloatArray, coverage: FloatArray, rubric: Rubric) -> Codes:
    rule = {key: number.value for key, number in rubric.value_type_rule.items()}
    ranked = np.where((coverage >= rule["minimum_coverage"] - DUST) & (scores >= 0), scores, LEFT_OUT)
    every = np.arange(ranked.shape[1])
    first = ranked.argmax(axis=0)  # of equal scores the earlier type
    best = ranked[first, every]
    ranked[first, every] = LEFT_OUT - 1
    second = ranked.argmax(axis=0)
    next_best = ranked[second, every]
    lead = best - next_best
    enough = (next_best >= 0) & (best >= rule["winner_at_least"] - DUST)
    mixed = np.array([[_mixed_code(i, j, len(scores)) for j in range(len(scores))] for i in range(len(scores))])
    winner = np.where(lead >= rule["lead"] - DUST, first, mixed[first, second])
    return np.where(enough, winner, len(scores)).astype(np.int8)


def _mixed_code(first: int, second: int, count: int) -> int:
    pairs = list(permutations(range(count), 2))
    return count + 1 + pairs.index((first, second)) if first != second else count


def _mismatch(codes: Codes, table: MetricTable, context: BookContext, rubric: Rubric) -> Codes:
    names = tuple(rubric.value_types)
    ratio = hours_per_revenue(table)
    much = (codes == names.index("intrinsic")) & (ratio >= context.hours_per_revenue * (1 - DUST)) & (ratio > 0)
    relation = (codes == names.index("extrinsic")) | (codes == names.index("strategic"))
    alone = relation & (table.column("hours") == 0) & context.touches_recorded
    return np.where(much, MUCH_TIME, np.where(alone, NO_TIME, NO_MISMATCH)).astype(np.int8)


def hours_per_revenue(table: MetricTable) -> FloatArray:
    """Hours in W per unit of revenue; NaN where hours are not known or revenue is not above 0."""
    revenue, result = table.column("revenue"), np.full(len(table), np.nan)
    np.divide(table.column("hours"), revenue, out=result, where=revenue > 0)
    return result


def settling_questions(points: dict[str, float | None], rubric: Rubric) -> tuple[str, ...]:
    """Signals not yet known that serve a value type, most missing weight first (then in the rubric's order)."""
    weight: dict[str, float] = {}
    for rule in rubric.value_types.values():
        for key, part in rule.criteria.items():
            metric = rubric.criteria[key].metric
            if points[key] is None and metric in rubric.signals:
                weight[metric] = weight.get(metric, 0.0) + part
    return tuple(sorted(weight, key=lambda signal: -weight[signal]))
