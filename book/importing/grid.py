"""What every reader gives: a header and batches of cells, which may be gone through more than once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from book.importing.cells import Batch, Mask
from book.importing.remarks import Remark
from book.importing.vocabulary import simple, without_brackets

HEAD_ROWS = 20
Known = Callable[[str], bool]
"""Whether a header is a known one."""


@dataclass(slots=True)
class Troubles:
    """What a pass over the rows met. `overlong`: rows with more cells than the header; `uncached`: cells of a spreadsheet
    with a formula that has no result, as (row, column).
    """

    overlong: list[int] = field(default_factory=list)
    uncached: list[tuple[int, str]] = field(default_factory=list)


def never_merged(_header: str, _rows: npt.NDArray[np.int64]) -> Mask | None:
    """For grids that have no merged cells."""
    return None


class Grid(Protocol):
    """One table of a file. `label` names file and sheet; `header_row` and the rows of batches count from 1;
    `settings` are those of the mapping that the reader found out; `estimate` is about how many rows there are.
    """

    file: str
    sheet: str | None
    header: tuple[str, ...]
    header_row: int
    notes: list[Remark]
    troubles: Troubles
    settings: dict[str, str]
    estimate: int | None

    @property
    def label(self) -> str: ...

    def is_merged(self, header: str, rows: npt.NDArray[np.int64]) -> Mask | None:
        """Which rows of a column belong to a cell that spans several rows; None where none does."""
        ...

    def batches(self, columns: Collection[str]) -> Iterator[Batch]:
        """The rows below the header, of some columns. Raises FileRefusedError."""
        ...


def label(file: str, sheet: str | None) -> str:
    """How a file or sheet is named to people, in any language."""
    return file if sheet is None else f"{file} [{sheet}]"


def known_in(words: Collection[str]) -> Known:
    """Tells known headers by their simple forms, with or without what stands in brackets."""
    return lambda header: simple(header) in words or simple(without_brackets(header)) in words


def header_at(rows: Sequence[Sequence[str]], known: Known) -> int:
    """The index of the row that has the most known headers; without any, the first of those with the most cells."""
    hits = [sum(map(known, row)) for row in rows]
    if hits and max(hits) >= 2:
        return hits.index(max(hits))
    filled = [sum(bool(c.strip()) for c in row) for row in rows]
    return filled.index(max(filled)) if filled else 0


def note_above(rows: Sequence[Sequence[str]], header_row: int, notes: list[Remark]) -> None:
    """Says how many rows above the header were passed over, where any has something in it."""
    above = sum(any(cell.strip() for cell in row) for row in rows)
    if above:
        notes.append(Remark("above_header", {"n": above, "row": header_row}))


def named(cells: Sequence[str], notes: list[Remark]) -> tuple[str, ...]:
    """Headers made distinct: blank ones by their place, repeated ones with a number; said in the notes."""
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"Column {place}"
        names.append(_distinct(name, names))
    blank = [str(i) for i, c in enumerate(cells, 1) if not c.strip()]
    again = [n for n, c in zip(names, cells, strict=True) if c.strip() and n != " ".join(c.split())]
    if blank:
        notes.append(Remark("header_blank", {"columns": ", ".join(blank), "name": f"Column {blank[0]}"}))
    if again:
        notes.append(Remark("header_twice", {"names": tuple(again)}))
    return tuple(names)


def _distinct(name: str, taken: Sequence[str]) -> str:
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name} ({number})"
    return candidate


def rows_of(text: str, delimiter: str) -> list[list[str]]:
    """The first rows of a delimited text; fewer where the text cannot be parsed further."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) == HEAD_ROWS:
                break
    except csv.Error:
        pass
    return rows
