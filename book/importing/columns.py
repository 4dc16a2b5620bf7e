"""Columns of numbers and of days: the clean ones in one sweep, the others value by distinct value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from book.importing import dates, marked, numerals
from book.importing.cells import Cells, Mask
from book.importing.exact import Exact, Ints
from book.importing.numerals import Number, Refused

Rows = npt.NDArray[np.intp]
T = TypeVar("T")
PLAIN = {".": r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$", ",": r"^-?[0-9]{1,15}(,[0-9]{1,9})?$"}
GROUPED = {".": r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,9})?$", ",": r"^-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,9})?$"}
SURE = r"^-?([0-9]+|[0-9]*\.([0-9]{1,2}|[0-9]{4,})|([0-9]{4,}|0)\.[0-9]+)$"
ISO = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
EXACT_FLOAT = 2.0**50
"""Below it a float64 of a decimal times a power of ten is within a quarter of the whole number meant (two roundings)."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column read as numbers. `missing`: blank or refused (their value is 0). `refused`: rows by reason.

    `marks`: sets of currencies; `mark`: for each row the index of its set, 0 for none.
    """

    value: Exact
    missing: Mask
    refused: dict[str, Rows] = field(default_factory=dict)
    marks: tuple[tuple[str, ...], ...] = ((),)
    mark: npt.NDArray[np.int16] | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """A column read as days (date32, null where blank or refused) and the rows refused, by reason."""

    days: pa.Array
    refused: dict[str, Rows]


def numbers(cells: Cells, decimal: str) -> Numbers:
    """A column's numbers; `decimal` is the mark of those written as text."""
    size = len(cells)
    marks, missing = _Marks(size), cells.blank.copy()
    refused: dict[str, Rows] = {}
    parts: list[tuple[Rows, Ints, int]] = []
    for rows, mark in _by_notation(cells, decimal):
        text = cells.text if len(rows) == size else cells.text.take(pa.array(rows))
        done, found, places = _swept(text, mark)
        parts.append((rows[done], found, places))
        rest = _swept_marked(cells.text, rows[~done & ~missing[rows]], mark, parts, marks)
        for reason, where in _one_by_one(cells, rest, mark, parts, missing, marks).items():
            refused[reason] = np.concatenate([refused[reason], where]) if reason in refused else where
    scale = max((places for _, _, places in parts), default=0)
    over = _joined(np.zeros(size, dtype=np.int64), parts, scale)
    return Numbers(Exact(over, 10**scale), missing, refused, tuple(marks.sets), marks.index())


def unsure(cells: Cells) -> tuple[pa.Array, bool]:
    """The distinct texts that are not plain numbers of a sure notation, and whether a decimal point was surely met."""
    text = cells.text if cells.number is None else cells.text.filter(pa.array(~cells.number))
    sure = pc.fill_null(pc.match_substring_regex(text, SURE), fill_value=True)
    point = pc.any(pc.and_(sure, pc.fill_null(pc.match_substring(text, "."), fill_value=False))).as_py()
    return pc.unique(text.filter(pc.invert(sure))), bool(point)


def days(cells: Cells, order: str | None) -> Days:
    """A column's days; `order` is that of its numeric dates (None where none is needed)."""
    if cells.number is None or not cells.number.any():
        return _days(cells.text, order, number=False)
    if cells.number[~cells.blank].all():
        return _days(cells.text, order, number=True)
    split = [
        (rows, _days(cells.take(rows).text, order, number=bool(flag)))
        for flag in (0, 1)
        if len(rows := np.flatnonzero(cells.number == flag))
    ]
    back = np.argsort(np.concatenate([rows for rows, _ in split]))
    refused: dict[str, Rows] = {}
    for rows, part in split:
        for reason, where in part.refused.items():
            refused[reason] = np.concatenate([refused.get(reason, rows[:0]), rows[where]])
    return Days(pa.concat_arrays([p.days for _, p in split]).take(pa.array(back)), refused)


def _by_notation(cells: Cells, decimal: str) -> list[tuple[Rows, str]]:
    """Rows and the decimal mark they are written with: typed numbers always have a point."""
    every = np.arange(len(cells))
    if cells.number is None or not cells.number.any():
        return [(every, decimal)]
    if decimal == ".":
        return [(every, ".")]
    return [(every[~cells.number], decimal), (every[cells.number], ".")]


def _swept(text: pa.Array, decimal: str) -> tuple[Mask, Ints, int]:
    """Where the text is a plain or grouped number, those numbers times 10**places, and the places."""
    good = _matches(text, PLAIN[decimal])
    if not good.all():
        grouped = _matches(text, GROUPED[decimal])
        if grouped.any():
            bare = pc.replace_substring(text, "," if decimal == "." else ".", "")
            text, good = pc.if_else(pa.array(grouped), bare, text), good | grouped
    chosen = text if good.all() else text.filter(pa.array(good))
    plain = chosen if decimal == "." else pc.replace_substring(chosen, ",", ".")
    places = _places(plain)
    values = pc.cast(plain, pa.float64()).to_numpy(zero_copy_only=False) * 10.0**places
    if len(values) and np.abs(values).max() >= EXACT_FLOAT:
        return good, _scaled([Decimal(t) for t in plain.to_pylist()], places), places
    return good, np.rint(values).astype(np.int64), places


def _matches(text: pa.Array, pattern: str) -> Mask:
    found = pc.fill_null(pc.match_substring_regex(text, pattern), fill_value=False)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def _places(plain: pa.Array) -> int:
    """The most digits after a decimal point."""
    point = pc.find_substring(plain, ".")
    after = pc.if_else(pc.less(point, 0), 0, pc.subtract(pc.subtract(pc.binary_length(plain), point), 1))
    return int(pc.max(after).as_py() or 0)


class _Marks:
    """The currency marks met in a column; an index for each row only once there is one."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.sets: list[tuple[str, ...]] = [()]
        self.rows: npt.NDArray[np.int16] | None = None

    def put(self, rows: Rows, codes: tuple[str, ...]) -> None:
        if not codes:
            return
        if codes not in self.sets:
            self.sets.append(codes)
        if self.rows is None:
            self.rows = np.zeros(self.size, dtype=np.int16)
        self.rows[rows] = self.sets.index(codes)

    def index(self) -> npt.NDArray[np.int16] | None:
        return self.rows


def _swept_marked(text: pa.Array, rows: Rows, decimal: str, parts: list[tuple[Rows, Ints, int]], marks: _Marks) -> Rows:
    """Reads rows that share a mark (NT$ 1,234.50) in one sweep for each mark; adds to the parts and marks. Gives the others."""
    while len(rows) >= marked.WORTH:
        texts = text.take(pa.array(rows))
        shared = marked.of(texts[0].as_py())
        if shared is None:
            break
        done, found, places = _swept(shared.taken_off(texts), decimal)
        if not done.any():
            break
        parts.append((rows[done], found, places))
        marks.put(rows[done], shared.currencies)
        rows = rows[~done]
    return rows


def _one_by_one(
    cells: Cells, rows: Rows, decimal: str, parts: list[tuple[Rows, Ints, int]], missing: Mask, marks: _Marks
) -> dict[str, Rows]:
    """Reads the distinct values of some rows; adds to the parts, missing and marks. Returns the rows refused by reason."""
    read = _distinct(cells.text, rows, lambda text: numerals.parse(text, decimal))
    good = [(where, n) for where, n in read if isinstance(n, Number)]
    for where, number in good:
        marks.put(where, number.currencies)
    for where, other in read:
        if not isinstance(other, Number):
            missing[where] = True
    if good:
        places = max(0, *(-int(n.value.as_tuple().exponent) for _, n in good))
        found = _scaled([n.value for _, n in good], places)
        lengths = [len(where) for where, _ in good]
        parts.append((np.concatenate([where for where, _ in good]), np.repeat(found, lengths), places))
    return _refused(read)


def _distinct(text: pa.Array, rows: Rows, read: Callable[[str], T]) -> list[tuple[Rows, T]]:
    """What `read` makes of each distinct text of some rows, with the rows that have it."""
    if not len(rows):
        return []
    coded = text.take(pa.array(rows)).dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(coded.dictionary)))
    split = np.split(rows[order], ends[:-1])
    return [(where, read(value)) for where, value in zip(split, coded.dictionary.to_pylist(), strict=True)]


def _refused(read: list[tuple[Rows, T]]) -> dict[str, Rows]:
    by_reason: dict[str, list[Rows]] = {}
    for where, value in read:
        if isinstance(value, Refused):
            by_reason.setdefault(value.reason, []).append(where)
    return {reason: np.concatenate(all_) for reason, all_ in by_reason.items()}


def _scaled(values: list[Decimal], places: int) -> Ints:
    """Decimals times 10**places, exactly."""
    whole = [numerals.whole(v, places) for v in values]
    small = all(abs(n) < 2**62 for n in whole)
    return np.array(whole, dtype=np.int64 if small else object)


def _joined(over: Ints, parts: list[tuple[Rows, Ints, int]], scale: int) -> Ints:
    """The parts, brought to one scale, in their places."""
    for rows, found, places in parts:
        factor = 10 ** (scale - places)
        if found.dtype == object or (len(found) and int(np.abs(found).max()) * factor >= 2**62):
            over, found = over.astype(object), found.astype(object)  # noqa: PLW2901
        over[rows] = found * factor
    return over


def _days(text: pa.Array, order: str | None, *, number: bool) -> Days:
    coded = text.dictionary_encode()
    if not number and (clean := _iso(coded.dictionary)) is not None:
        return Days(clean.take(coded.indices), {})
    read = [dates.parse(t, order, number=number) for t in coded.dictionary.to_pylist()]
    found = pa.array([d if isinstance(d, date) else None for d in read], pa.date32())
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    bad = {r.reason: [i for i, v in enumerate(read) if v == r] for r in read if isinstance(r, Refused)}
    return Days(found.take(coded.indices), {reason: np.flatnonzero(np.isin(codes, ids)) for reason, ids in bad.items()})


def _iso(values: pa.Array) -> pa.Array | None:
    """The days where every value is written 2005-02-03; None where one is not."""
    if not _matches(values, ISO).all():
        return None
    try:
        return pc.cast(values, pa.date32())
    except pa.ArrowInvalid:  # 2005-02-30
        return None
