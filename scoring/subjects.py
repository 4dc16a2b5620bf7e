"""What the pitfalls' comparisons speak of: metrics, points, differences, by name, as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.points import Points
from scoring.rounding import DUST, to_tenth
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard
from scoring.table import BookContext, FloatArray, MetricTable
from scoring.tiers import NONE, Codes, tier_codes


@dataclass(frozen=True, slots=True)
class Subjects:
    """Called with a name, gives that subject's values: a metric, `X.points` (to 0.1), or one of those below."""

    table: MetricTable
    context: BookContext
    points: Points
    card: Scorecard
    share_of_book: FloatArray
    tier_before_gates: Codes
    rubric: Rubric

    def __call__(self, name: str) -> FloatArray:
        """The subject's column, NaN where it is not known."""
        if name.endswith(".points"):
            return to_tenth(self.points[name.removesuffix(".points")])
        match name:
            case "share_of_book":
                return self.share_of_book
            case "potential":
                return self.card.potential
            case "concession_rate.change":
                return self.table.column("concession_rate") - self.table.column("prior_concession_rate")
            case "book_margin_rate":
                return np.full(len(self.table), self.context.margin_rate)
            case "margin_rate.below_book":
                return self.context.margin_rate - self.table.column("margin_rate")
            case "owners" | "owner":
                return self.table.has_owner.astype(np.float64)
            case "levels_apart" | "key_account_by_one_metric":
                return self._single_metrics(name)
            case _:
                return self.table.column(name)

    def _single_metrics(self, name: str) -> FloatArray:
        """P1's view: the tier that each single metric alone would give, against the scorecard's. NaN = not testable."""
        rule = self.rubric.pitfalls["P1"]
        codes = np.stack([tier_codes(to_tenth(self.points[key]), self.rubric) for key in rule.metrics])
        measured = codes != NONE
        enough = measured.sum(axis=0) >= rule.thresholds["measured"].value
        covered = self.card.coverage >= rule.thresholds["coverage"].value - DUST
        testable = enough & covered & (self.tier_before_gates != NONE)
        if name == "levels_apart":
            answer = np.where(measured, np.abs(codes - self.tier_before_gates), 0).max(axis=0)
        else:
            answer = ((codes == 0) & (self.tier_before_gates != 0)).any(axis=0)
        return np.where(testable, answer, np.nan)
