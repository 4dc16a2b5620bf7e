"""Scoring: metrics in, verdicts out, as columns (`domain.md` §3 to §7). No account becomes an object before one asks for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

import numpy as np

from scoring.pitfalls import FIRED, ON_FINAL_TIER, PitfallRules, rules, state_codes
from scoring.points import all_points
from scoring.quantiles import quantile
from scoring.rounding import DUST, sum_of_known
from scoring.rubric import Rubric
from scoring.scorecard import scorecard
from scoring.subjects import Subjects
from scoring.table import BookContext, FloatArray, MetricTable
from scoring.tiers import NONE, after_gates, quadrant_codes, tier_codes
from scoring.value_type import hours_per_revenue, value_types
from scoring.verdicts import Verdicts, joined

__all__ = ["Verdicts", "context", "score", "share_of_book"]

BATCH = 16_384
"""Accounts scored at a time: the columns in work stay in the processor's cache."""


def context(table: MetricTable, rubric: Rubric) -> BookContext:
    """Book-level figures of a table that holds every account of the book."""
    net, margin = table.column("net_covered"), table.column("gross_margin")
    covered = sum_of_known(net)
    ratio = hours_per_revenue(table)
    return BookContext(
        revenue=sum_of_known(table.column("revenue")),
        margin_rate=sum_of_known(margin) / covered if covered > 0 else math.nan,
        hours_per_revenue=quantile(ratio[~np.isnan(ratio)], rubric.value_type_rule["mismatch_quantile"].value),
        touches_recorded=bool((~np.isnan(table.column("hours"))).any()),
    )


def score(table: MetricTable, rubric: Rubric, context: BookContext, as_of: date) -> Verdicts:
    """Verdicts of the table's accounts, in its order."""
    ruled = rules(rubric)
    starts = range(0, max(len(table), 1), BATCH)
    batches = [_score(table.rows(slice(start, start + BATCH)), rubric, context, as_of, ruled) for start in starts]
    return batches[0] if len(batches) == 1 else joined(batches, table)


def _score(
    table: MetricTable, rubric: Rubric, context: BookContext, as_of: date, ruled: Mapping[str, PitfallRules]
) -> Verdicts:
    points = all_points(table, rubric)
    card = scorecard(points, rubric)
    rated = (table.ordered | table.signalled) & card.some_rated
    before = tier_codes(np.where(rated, card.total, np.nan), rubric)
    share = share_of_book(table, context)
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
        quadrant_codes=np.where(rated, quadrant_codes(card.actual, card.potential, rubric), NONE).astype(np.int8),
        tier_codes_before_gates=before,
        tier_codes=tier,
        value_types=value_types(points, table, context, rubric),
        pitfall_codes=dict(sorted(pitfalls.items())),
    )


def share_of_book(table: MetricTable, context: BookContext) -> FloatArray:
    """Revenue over the book's; 0 for an account that never ordered; missing, for all, if the book's is not above 0."""
    if not context.revenue > 0:
        return np.full(len(table), np.nan)
    revenue = table.column("revenue")
    share: FloatArray = np.where(np.isnan(revenue), 0.0, revenue) / context.revenue
    return share
