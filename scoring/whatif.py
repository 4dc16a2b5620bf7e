"""What if (`domain.md` §10): the same scoring with some metrics replaced, and what that changes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np

from scoring.contract import METRICS
from scoring.differences import (
    CriterionDifference,
    PitfallDifference,
    criterion_differences,
    pitfall_differences,
    total_change,
)
from scoring.engine import score
from scoring.rubric import Rubric
from scoring.single import only
from scoring.table import MetricTable
from scoring.verdict import Verdict
from scoring.verdicts import Verdicts

DERIVED = "share_of_book"
"""Follows from revenue and the book; no metric of the table."""
READ_BESIDE = ("hours", "prior_net_contribution")
"""What scoring reads beyond the metrics that the contract always names."""
NEVER_ALLOWED = "days_since_touch"
"""The one metric that may be NEVER (infinite)."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The verdict as it is and as it would be. `changes`: what was replaced, None = missing.

    `criteria`: those that differ, the largest change of the total first. A replaced metric may have moved nothing (then
    `criteria` does not list what depends on it), and a criterion that becomes missing moves the weights of others.
    """

    changes: Mapping[str, float | None]
    before: Verdict
    after: Verdict
    total_change: float | None
    criteria: tuple[CriterionDifference, ...]
    pitfalls: tuple[PitfallDifference, ...]


def what_if(verdicts: Verdicts, changes: Mapping[str, float | None]) -> WhatIf:
    """Verdicts of one row, scored again with these metrics (in their own units; None = missing).

    Nothing is recomputed from a replaced metric: growth stays when revenue is replaced. The book's figures stay too; only the
    share of the book is scoring's own and follows revenue. An account without orders or signals that is given a metric
    counts as having them. Raises ValueError for an unknown metric, a value that is no number, or several rows.
    """
    before, rubric = only(verdicts), verdicts.rubric
    for metric, value in changes.items():
        _check(metric, value, known_metrics(verdicts))
    table = _replaced(verdicts.table, changes, rubric)
    after = score(table, rubric, verdicts.context, verdicts.as_of).verdict(0)
    return WhatIf(
        changes=dict(changes),
        before=before,
        after=after,
        total_change=total_change(before, after),
        criteria=criterion_differences(before, rubric, after, rubric),
        pitfalls=pitfall_differences(before.pitfalls, after.pitfalls),
    )


def known_metrics(verdicts: Verdicts) -> tuple[str, ...]:
    """What can be replaced: the metrics of `domain.md` §2, the rubric's criteria and signals, and what else the table has."""
    rubric = verdicts.rubric
    of_criteria = (criterion.metric for criterion in rubric.criteria.values())
    every = dict.fromkeys((*METRICS, *READ_BESIDE, *of_criteria, *rubric.signals, *verdicts.table.values))
    return tuple(metric for metric in every if metric != DERIVED)


def _check(metric: str, value: float | None, known: tuple[str, ...]) -> None:
    if metric not in known:
        close = get_close_matches(metric, known, n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise ValueError(f"{metric} is not a metric that can be replaced.{hint} These are: {', '.join(known)}")
    if value is not None and not math.isfinite(value) and not (metric == NEVER_ALLOWED and value > 0):
        raise ValueError(f"{metric}: {value} is not a value; give a number, or None for missing")


def _replaced(table: MetricTable, changes: Mapping[str, float | None], rubric: Rubric) -> MetricTable:
    new = {key: np.array([np.nan if value is None else value], dtype=np.float64) for key, value in changes.items()}
    given = {key for key, value in changes.items() if value is not None}
    scored = {rubric.criteria[criterion].metric for _, criterion in rubric.scorecard_order()}
    return replace(
        table,
        values={**table.values, **new},
        ordered=table.ordered | bool(given & (scored - rubric.signals.keys())),
        signalled=table.signalled | bool(given & rubric.signals.keys()),
    )
