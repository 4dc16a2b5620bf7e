"""What the pitfalls' comparisons speak of: metrics, points, differences, by name, as columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from scoring.points import Points
from scoring.rounding import DUST, to_tenth
from scoring.rubric import Rubric
from scoring.scorecard import Scorecard
from scoring.table import BookContext, FloatArray, MetricTable
from scoring.tiers import NONE, Codes, tier_codes


@dataclass(frozen=True, slots=True)
class Subjects:
    """Called with a name, gives that subject's values, NaN where not known: a metric, or one of these.

    `X.points` to 0.1, `X.tier` (code of the tier that those points alone give), `X.change` against the prior window, `X.gap`
    against the book, `potential`, `share_of_book`, `book_margin_rate`, `owner` (1 or 0), and P1's `single_metric.*`.
    """

    table: MetricTable
    context: BookContext
    points: Points
    card: Scorecard
    share_of_book: FloatArray
    tier_before_gates: Codes
    rubric: Rubric
    made: dict[str, FloatArray] = field(default_factory=dict)

    def __call__(self, name: str) -> FloatArray:
        """The subject's column, made once."""
        if name not in self.made:
            self.made[name] = self._make(name)
        return self.made[name]

    def _make(self, name: str) -> FloatArray:
        special = _SPECIAL.get(name)
        if special is not None:
            return special(self)
        subject, _, form = name.rpartition(".")
        made = _FORMS.get(form) if subject else None
        return made(self, subject) if made is not None else self.table.column(name)


def _points(of: Subjects, criterion: str) -> FloatArray:
    return to_tenth(of.points[criterion])


def _tier(of: Subjects, criterion: str) -> FloatArray:
    codes = tier_codes(of(f"{criterion}.points"), of.rubric)
    return np.where(codes == NONE, np.nan, codes)


def _change(of: Subjects, metric: str) -> FloatArray:
    return of.table.column(metric) - of.table.column(f"prior_{metric}")


def _gap(of: Subjects, metric: str) -> FloatArray:
    return of.table.column(metric) - of(f"book_{metric}")


def _covered(of: Subjects) -> FloatArray:
    needed = of.rubric.threshold("P1", "coverage")
    return (of.card.coverage >= needed - DUST).astype(np.float64)


def _metrics_alone(of: Subjects) -> FloatArray:
    """Tier codes of P1's metrics (rows), NaN where not measured, and everywhere where P1 is not testable."""
    rule = of.rubric.pitfalls["P1"]
    alone = np.stack([of(f"{key}.tier") for key in rule.metrics])
    enough = (~np.isnan(alone)).sum(axis=0) >= rule.thresholds["measured"].value
    testable = enough & (of("single_metric.covered") > 0) & (of.tier_before_gates != NONE)
    return np.where(testable, alone, np.nan)


def _levels(of: Subjects) -> FloatArray:
    """Tiers between the scorecard and the metric farthest from it; NaN = not testable."""
    distance: FloatArray = np.fmax.reduce(np.abs(_metrics_alone(of) - of.tier_before_gates), axis=0)
    return distance


def _key_account(of: Subjects) -> FloatArray:
    """1 where a metric alone gives A and the scorecard does not; NaN = not testable."""
    best = np.fmin.reduce(_metrics_alone(of), axis=0)
    return np.where(np.isnan(best), np.nan, (best == 0) & (of.tier_before_gates != 0))


_FORMS: dict[str, Callable[[Subjects, str], FloatArray]] = {
    "points": _points,
    "tier": _tier,
    "change": _change,
    "gap": _gap,
}
_SPECIAL: dict[str, Callable[[Subjects], FloatArray]] = {
    "share_of_book": lambda of: of.share_of_book,
    "potential": lambda of: of.card.potential,
    "book_margin_rate": lambda of: np.full(len(of.table), of.context.margin_rate),
    "owner": lambda of: of.table.has_owner.astype(np.float64),
    "single_metric.covered": _covered,
    "single_metric.levels": _levels,
    "single_metric.key_account": _key_account,
}
