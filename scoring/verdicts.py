"""The verdicts of many accounts as columns, and the way from there to one account's object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from scoring.explain import explained
from scoring.pitfalls import STATES
from scoring.rubric import Rubric
from scoring.rubric.models import TIER_LETTERS
from scoring.scorecard import Scorecard
from scoring.table import BookContext, BoolArray, FloatArray, MetricTable, TextArray
from scoring.tiers import QUADRANTS, Codes, named
from scoring.value_type import ValueTypes, type_names
from scoring.verdict import PitfallState, Verdict


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Verdicts of n accounts as columns. Codes as in `tiers.py` and `pitfalls/logic.py`; their names by the properties.

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
    quadrant_codes: Codes
    tier_codes_before_gates: Codes
    tier_codes: Codes
    value_types: ValueTypes
    pitfall_codes: dict[str, Codes]

    def __len__(self) -> int:
        return len(self.table)

    @property
    def total(self) -> FloatArray:
        """Totals to 0.1; NaN = not rated."""
        return np.where(self.rated, self.card.total, np.nan)

    @property
    def low(self) -> FloatArray:
        """Totals if every missing criterion had 0 points."""
        return self.card.low

    @property
    def high(self) -> FloatArray:
        """Totals if every missing criterion had 100 points."""
        return self.card.high

    @property
    def coverage(self) -> FloatArray:
        """Measured weight, 0-1."""
        return self.card.coverage

    @property
    def actual(self) -> FloatArray:
        """Actual value to 0.1; NaN where no perspective of that side is rated."""
        return self.card.actual

    @property
    def potential(self) -> FloatArray:
        """Potential value to 0.1; NaN where no perspective of that side is rated."""
        return self.card.potential

    @property
    def tier(self) -> TextArray:
        """Letters A to D, None = no tier."""
        return named(self.tier_codes, TIER_LETTERS)

    @property
    def tier_before_gates(self) -> TextArray:
        """Letters A to D by total alone, None = no tier."""
        return named(self.tier_codes_before_gates, TIER_LETTERS)

    @property
    def quadrant(self) -> TextArray:
        """Names of the quadrants, None where a side has no rated perspective."""
        return named(self.quadrant_codes, QUADRANTS)

    @property
    def value_type(self) -> TextArray:
        """Names of the value types."""
        return named(self.value_types.codes, type_names(self.rubric))

    @property
    def pitfalls(self) -> dict[str, TextArray]:
        """The state of every pitfall, by its id."""
        return {key: named(codes, STATES) for key, codes in self.pitfall_codes.items()}

    def rows(self, index: Any) -> Verdicts:
        """The verdicts that a numpy index (slice, mask or positions) picks, in its order."""
        picked: Verdicts = _picked(self, index)
        return replace(picked, table=self.table.rows(index))

    def verdict(self, index: int) -> Verdict:
        """The account in that row, with everything that explains it. Raises IndexError."""
        return explained(self.one(index))

    def one(self, index: int) -> Verdicts:
        """The same columns with that row alone. Raises IndexError."""
        row = range(len(self))[index]
        return self.rows(slice(row, row + 1))

    def state(self, pitfall: str, index: int = 0) -> PitfallState:
        """A pitfall's state of the account in that row."""
        return STATES[int(self.pitfall_codes[pitfall][index])]

    def __iter__(self) -> Iterator[Verdict]:
        return (self.verdict(index) for index in range(len(self)))


def joined(parts: Sequence[Verdicts], table: MetricTable) -> Verdicts:
    """One of all rows, in order: those of `table`. Rubric, context and day are the first's. Raises IndexError of none."""
    one: Verdicts = _walked(parts, np.concatenate)
    return replace(one, table=table)


def _picked(whole: Any, index: Any) -> Any:
    """The same structure with some rows of every column."""
    return _walked([whole], lambda arrays: arrays[0][index])


def _walked(parts: Sequence[Any], make: Callable[[list[Any]], Any]) -> Any:
    first = parts[0]
    if isinstance(first, np.ndarray):
        return make(list(parts))
    if isinstance(first, dict):
        return {key: _walked([part[key] for part in parts], make) for key in first}
    if isinstance(first, Verdicts | Scorecard | ValueTypes):
        names = [field.name for field in fields(first)]
        return replace(first, **{name: _walked([getattr(part, name) for part in parts], make) for name in names})
    return first
