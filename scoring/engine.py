"""Scoring: metrics in, verdicts out, as columns (`domain.md` §3 to §7). No account becomes an object before one asks for it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from scoring.pitfalls import FIRED, ON_FINAL_TIER, PitfallRules, rules, state_codes
from scoring.points import all_points
from scoring.quantiles import quantile
from scoring.rounding import DUST
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard, scorecard
from scoring.subjects import Subjects
from scoring.table import BoolArray, BookContext, FloatArray, MetricTable
from scoring.tiers import NONE, Codes, after_gates, quadrant_codes, tier_codes
from scoring.value_type import ValueTypes, hours_per_revenue, value_types
from scoring.verdict import Verdict

BATCH = 16_384
"""Accounts scored at a time: the columns in work stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Verdicts of n accounts as columns. Tier and quadrant codes as in `tiers.py`, pitfall codes as in `pitfalls.py`.

    `points` are unrounded, the scorecard's scores rounded to 0.1. `verdict(i)` makes the i-th account's object.
    """

    table: MetricTable
    rubric: Rubric
    context: BookContext
    as_of: date
    points: dict[str, FloatArray]
    card: Scorecard
    share_of_book: FloatArray
    rated: BoolArray
    provisional: BoolArray
    quadrant: Codes
    tier_before_gates: Codes
    tier: Codes
    value_types: ValueTypes
    pitfalls: dict[str, Codes]

    def __len__(self) -> int:
        return len(self.table)

    def verdict(self, index: int) -> Verdict:
        """The account in that row, with everything that explains it."""
        from scoring.explain import explained

        return explained(self, index)

    def __iter__(self) -> Iterator[Verdict]:
        return (self.verdict(index) for index in range(len(self)))


def context(table: MetricTable, rubric: Rubric) -> BookContext:
    """Book-level figures of a table that holds every account of the book."""
    net, margin = table.column("net_covered"), table.column("gross_margin")
    covered = _sum(net)
    ratio = hours_per_revenue(table)
    return BookContext(
        revenue=_sum(table.column("revenue")),
        margin_rate=_sum(margin) / covered if covered > 0 else math.nan,
        hours_per_revenue=quantile(ratio[~np.isnan(ratio)], rubric.value_type_rule["mismatch_quantile"].value),
        touches_recorded=bool((~np.isnan(table.column("hours"))).any()),
    )


def _sum(values: FloatArray) -> float:
    """Exact sum of what is known: the same in any order."""
    return math.fsum(values[~np.isnan(values)])


def score(table: MetricTable, rubric: Rubric, context: BookContext, as_of: date) -> Verdicts:
    """Verdicts of the table's accounts, in its order."""
    ruled = rules(rubric)
    starts = range(0, max(len(table), 1), BATCH)
    batches = [_score(table.rows(slice(start, start + BATCH)), rubric, context, as_of, ruled) for start in starts]
    return batches[0] if len(batches) == 1 else replace(_joined(batches), table=table)


def _score(
    table: MetricTable, rubric: Rubric, context: BookContext, as_of: date, ruled: Mapping[str, PitfallRules]
) -> Verdicts:
    points = all_points(table, rubric)
    card = scorecard(points, rubric)
    rated = (table.ordered | table.signalled) & card.some_rated
    before = tier_codes(np.where(rated, card.total, np.nan), rubric)
    share = _share_of_book(table, context)
    column = Subjects(table, context, points, card, share, before, rubric)
    pitfalls = {key: state_codes(rule, column, before) for key, rule in ruled.items() if key != ON_FINAL_TIER}
    tier = after_gates(before, {key: codes == FIRED for key, codes in pitfalls.items()}, rubric)
    pitfalls[ON_FINAL_TIER] = state_codes(ruled[ON_FINAL_TIER], column, tier)
    return Verdicts(
        table=table,
        rubric=rubric,
        context=context,
        as_of=as_of,
        points=points,
        card=card,
        share_of_book=share,
        rated=rated,
        provisional=rated & (card.coverage < rubric.setting("provisional_below") - DUST),
        quadrant=np.where(rated, quadrant_codes(card.actual, card.potential, rubric), NONE).astype(np.int8),
        tier_before_gates=before,
        tier=tier,
        value_types=value_types(points, table, context, rubric),
        pitfalls=dict(sorted(pitfalls.items())),
    )


def _share_of_book(table: MetricTable, context: BookContext) -> FloatArray:
    if not context.revenue > 0:
        return np.full(len(table), np.nan)
    revenue = table.column("revenue")
    share: FloatArray = np.where(np.isnan(revenue), 0.0, revenue) / context.revenue
    return share


def _joined(parts: Sequence[Any]) -> Any:
    """Equal structures of columns, one after the other. What is not a column is the first's."""
    first = parts[0]
    if isinstance(first, np.ndarray):
        return np.concatenate(parts)
    if isinstance(first, dict):
        return {key: _joined([part[key] for part in parts]) for key in first}
    if isinstance(first, Verdicts | Scorecard | ValueTypes):
        names = [field.name for field in fields(first)]
        return replace(first, **{name: _joined([getattr(part, name) for part in parts]) for name in names})
    return first
