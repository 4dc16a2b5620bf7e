"""Which currency an amount bears, and the amount in its minor units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from book.importing.columns import Numbers
from book.importing.exact import Exact, Ints, rounded
from book.importing.vocabulary import decimals_of
from book.schema import MAX_MINOR

Mask = npt.NDArray[np.bool_]
BARE_DECIMALS = 2
"""Amounts that bear no currency are kept in hundredths until their account or the book tells it."""


@dataclass(frozen=True, slots=True)
class Currencies:
    """The currency of each row: `codes` of `names`, 0 where it bears none; and rows whose marks decide nothing."""

    names: tuple[str | None, ...]
    codes: npt.NDArray[np.int64]
    contradicted: Mask
    unclear: Mask

    @property
    def text(self) -> pa.Array:
        """The codes as words, null where there is none."""
        return pa.array(self.names, pa.string()).take(pa.array(self.codes))


def currencies(
    written: pa.Array | None, marked: Iterable[tuple[Numbers, tuple[str, ...]]], default: str | None, size: int
) -> Currencies:
    """From the rows' currency column (None: there is none), the columns of numbers with the marks of their headers, and the
    currency of what bears none.
    """
    names: list[str | None] = [None]
    codes = np.zeros(size, dtype=np.int64)
    if written is not None:
        coded = written.dictionary_encode()
        names += coded.dictionary.to_pylist()
        codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    wrong, unclear = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    for numbers, of_header in marked:
        for place, marks in enumerate(numbers.marks):
            rows = _rows(numbers, place, of_header)
            if rows is not None:
                _apply(marks or of_header, rows, codes, names, (wrong, unclear, default))
    unclear &= codes == 0
    if default is not None:
        codes[codes == 0] = _place(default, names)
    return Currencies(tuple(names), codes, wrong, unclear)


def _rows(numbers: Numbers, place: int, of_header: tuple[str, ...]) -> Mask | None:
    """The rows that bear a set of marks."""
    if place == 0 and not of_header:
        return None
    there = ~numbers.missing
    return there if numbers.mark is None else there & (numbers.mark == place)


def _apply(
    marks: tuple[str, ...],
    rows: Mask,
    codes: npt.NDArray[np.int64],
    names: list[str | None],
    found: tuple[Mask, Mask, str | None],
) -> None:
    """Takes the marks of some rows into their codes."""
    wrong, unclear, default = found
    allowed = np.isin(codes, [i for i, name in enumerate(names) if name in marks])
    wrong |= rows & (codes > 0) & ~allowed
    bare = rows & (codes == 0)
    one = marks[0] if len(marks) == 1 else default if default in marks else None
    if one is None:
        unclear |= bare
    elif bare.any():
        codes[bare] = _place(one, names)


def _place(name: str, names: list[str | None]) -> int:
    if name not in names:
        names.append(name)
    return names.index(name)


def minor(value: Exact, currencies: Currencies) -> tuple[Ints, Mask]:
    """The amounts in minor units, halves away from zero, and which of them are too large (they are 0)."""
    digits = np.array([BARE_DECIMALS if n is None else decimals_of(n) for n in currencies.names])
    used = np.unique(digits[np.unique(currencies.codes)]) if len(currencies.codes) else digits[:1]
    result = rounded(value, int(used[0]))
    for places in used[1:]:
        result = np.where(digits[currencies.codes] == places, rounded(value, int(places)), result)
    return bounded(result)


def bounded(values: Ints) -> tuple[Ints, Mask]:
    """int64, and which values are beyond what is taken (they are 0)."""
    beyond = np.asarray(abs(values) > MAX_MINOR, dtype=bool)
    return np.where(beyond, 0, values).astype(np.int64), beyond
