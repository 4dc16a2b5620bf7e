"""What scoring is given: a table of metrics, one row per account, and the book-level context for the same day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
TextArray = NDArray[np.object_]

NEVER = float("inf")
"""`days_since_touch` of an account without a touch, while the book records touches: longer than any number of days."""


@dataclass(frozen=True, slots=True)
class MetricTable:
    """Metrics of n accounts as of one day (`domain.md` §2).

    `values` maps a metric or signal key to n float64: money in major units of the base currency, ratios as fractions,
    ratings 0-10, NaN where the metric is missing. `share_of_book` is not in it: scoring derives it from the context.
    `ordered`: has an order line up to the day. `ordered_in_window`: has one in W. `signalled`: has a valid signal.
    `has_owner`: somebody owns the account.
    """

    account_id: TextArray
    name: TextArray
    values: Mapping[str, FloatArray]
    ordered: BoolArray
    ordered_in_window: BoolArray
    signalled: BoolArray
    has_owner: BoolArray

    def __len__(self) -> int:
        return len(self.account_id)

    def column(self, metric: str) -> FloatArray:
        """The metric's column; all NaN where the book knows nothing of it."""
        found = self.values.get(metric)
        return np.full(len(self), np.nan) if found is None else found

    def rows(self, index: Any) -> MetricTable:
        """The rows that a numpy index (slice, mask or positions) picks, in its order."""
        return MetricTable(
            account_id=self.account_id[index],
            name=self.name[index],
            values={key: column[index] for key, column in self.values.items()},
            ordered=self.ordered[index],
            ordered_in_window=self.ordered_in_window[index],
            signalled=self.signalled[index],
            has_owner=self.has_owner[index],
        )

    @staticmethod
    def concat(tables: Sequence[MetricTable]) -> MetricTable:
        """One table of all rows, in order. Raises ValueError on an empty sequence (there is no such thing as no columns)."""
        keys = tables[0].values.keys()
        return MetricTable(
            account_id=np.concatenate([t.account_id for t in tables]),
            name=np.concatenate([t.name for t in tables]),
            values={key: np.concatenate([t.column(key) for t in tables]) for key in keys},
            ordered=np.concatenate([t.ordered for t in tables]),
            ordered_in_window=np.concatenate([t.ordered_in_window for t in tables]),
            signalled=np.concatenate([t.signalled for t in tables]),
            has_owner=np.concatenate([t.has_owner for t in tables]),
        )


@dataclass(frozen=True, slots=True)
class BookContext:
    """Book-level figures of one day, against which an account is read. NaN = missing.

    `revenue`: net of W over all accounts (major units). `margin_rate`: gross margin / net of the lines with a cost.
    `hours_per_revenue`: the rubric's quantile (default 75 %) of hours / revenue over accounts with revenue > 0 and known hours.
    `touches_recorded`: any touch row up to the day.
    """

    revenue: float
    margin_rate: float
    hours_per_revenue: float
    touches_recorded: bool
