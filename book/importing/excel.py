"""Workbooks: .xlsx, .xls, .xlsb and .ods, sheet by sheet."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from book.importing import archive
from book.importing.archive import Unseen
from book.importing.cells import Batch, Cells, tidy
from book.importing.grid import HEAD_ROWS, Grid, Known, Troubles, header_at, label, named, note_above
from book.importing.mapping import Mapping
from book.importing.options import Limits
from book.importing.refusal import FileRefusedError
from book.importing.remarks import Remark
from book.importing.sources import ZIP

Mask = npt.NDArray[np.bool_]
ROWS = 50_000
Value = Any
"""str, float, int, bool, date, datetime, time or timedelta, as calamine gives them."""
OFFICE = {"word/": "a Word document", "ppt/": "a presentation"}
"""What else is packed as workbooks are, by the beginning of its parts."""


def sheets(path: Path, known: Known, mapping: Mapping, limits: Limits) -> tuple[list[Grid], list[Remark]]:
    """The sheets that may be tables, and remarks about the others. Raises FileRefusedError."""
    with path.open("rb") as stream:
        zipped = stream.read(4) == ZIP
    parts = archive.check(path, limits) if zipped else []
    if zipped and not any(p.startswith("xl/") or p == "content.xml" for p in parts):
        office = next((what for part, what in OFFICE.items() if any(p.startswith(part) for p in parts)), "")
        if office:
            raise FileRefusedError(
                f"it is {office}, not a table", "Export the table as CSV or Excel.", "file_kind", path.suffix.lower()
            )
        raise FileRefusedError(
            "it is an archive, but no workbook", "Unpack it and import the files in it.", "file_archive"
        )
    if "content.xml" in parts:
        archive.refuse_uncached_ods(path)
    return _opened(path, known, mapping, limits, cells_in_xml="xl/workbook.xml" in parts)


def _opened(
    path: Path, known: Known, mapping: Mapping, limits: Limits, *, cells_in_xml: bool
) -> tuple[list[Grid], list[Remark]]:
    grids: list[Grid] = []
    remarks: list[Remark] = []
    try:
        with path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
            for about in book.sheets_metadata:
                named_outright = any(s.sheet for _, s in mapping.of(path.name, about.name))
                if about.typ is not SheetTypeEnum.WorkSheet:
                    continue
                if about.visible is not SheetVisibleEnum.Visible and not named_outright:
                    remarks.append(Remark("sheet_hidden", {"file": path.name, "sheet": about.name}))
                    continue
                sheet = book.get_sheet_by_name(about.name)
                if sheet.start is not None:
                    unseen = archive.unseen(path, about.name) if cells_in_xml else Unseen()
                    grids.append(Sheet(path.name, sheet, known, mapping, limits, unseen))
    except CalamineError as error:
        raise _unreadable(error) from error
    if not grids:
        raise FileRefusedError("it has no sheet with anything in it", "Export it again.")
    return grids, remarks


def _unreadable(error: CalamineError) -> FileRefusedError:
    said = " ".join(str(error).split())[:100]
    if "assword" in said or "ncrypted" in said:
        return FileRefusedError("it is protected by a password", "Save it without one.", "file_password")
    return FileRefusedError(f"it cannot be read as a workbook ({said})", archive.DAMAGED[1])


class Sheet:
    """One sheet as a grid. Cells merged over several rows or columns all have the value of the first."""

    def __init__(
        self, file: str, sheet: CalamineSheet, known: Known, mapping: Mapping, limits: Limits, unseen: Unseen
    ) -> None:
        self.file, self.limits = file, limits
        self.sheet: str | None = sheet.name
        self.notes: list[Remark] = []
        self.troubles = Troubles()
        self.settings: dict[str, str] = {}
        self.estimate: int | None = sheet.total_height
        if (sheet.end or (0, 0))[0] >= limits.rows:
            raise FileRefusedError(f"it has more than {limits.rows:,} rows", "Split it into smaller files.")
        self.merged = _merged(sheet)
        rows = self._rows(sheet)
        head = list(itertools.islice(rows, HEAD_ROWS))
        said = next((s.header_row for _, s in mapping.of(file, sheet.name) if s.header_row), None)
        texts = [[_text(v) for v in row] for row in head]
        index = said - 1 if said else header_at(texts, known)
        if index >= len(texts):
            raise FileRefusedError(f"{self.label} has no header row", "The first row must name the columns.")
        self.header_row = index + 1
        note_above(texts[:index], self.header_row, self.notes)
        self._name_columns(texts[index], unseen)
        self.kept = list(self._batches(itertools.chain(head[index + 1 :], rows), unseen))

    @property
    def label(self) -> str:
        return label(self.file, self.sheet)

    def _name_columns(self, cells: list[str], unseen: Unseen) -> None:
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        if len(cells) > self.limits.columns:
            reason = f"it has {len(cells)} columns, more than {self.limits.columns}"
            raise FileRefusedError(reason, "Leave out what is not needed.")
        self.header = named(cells, self.notes)
        self.troubles.uncached += [(r, self.header[c]) for r, c in sorted(unseen.uncached) if c < len(self.header)]

    def _rows(self, sheet: CalamineSheet) -> Iterator[list[Value]]:
        """The rows from the sheet's first, merged cells filled."""
        filled = {place: first for first, places in self.merged.items() for place in places}
        starts: dict[int, list[int]] = {}
        for top, left in self.merged:
            starts.setdefault(top, []).append(left)
        values: dict[tuple[int, int], Value] = {}
        for at, row in enumerate(sheet.iter_rows()):
            for column in starts.get(at, ()):
                values[at, column] = row[column] if column < len(row) else ""
            if filled:
                row = [values.get(filled[at, c], v) if (at, c) in filled else v for c, v in enumerate(row)]  # noqa: PLW2901
            yield row

    def _batches(self, rows: Iterator[list[Value]], unseen: Unseen) -> Iterator[Batch]:
        errors = {(row, column): said for row, column, said in unseen.errors}
        first = self.header_row + 1
        while chunk := list(itertools.islice(rows, ROWS)):
            numbers = np.arange(first, first + len(chunk))
            here = {place: said for place, said in errors.items() if first <= place[0] < first + len(chunk)}
            for (row, column), said in here.items():
                chunk[row - first][column] = said
            columns = {name: _cells([r[i] if i < len(r) else "" for r in chunk]) for i, name in enumerate(self.header)}
            yield Batch(numbers, columns)
            first += len(chunk)

    def batches(self, columns: Collection[str]) -> Iterator[Batch]:
        """The rows below the header."""
        for batch in self.kept:
            yield Batch(batch.rows, {n: c for n, c in batch.columns.items() if n in columns})

    def is_merged(self, header: str, rows: npt.NDArray[np.int64]) -> Mask | None:
        """Which rows of a column belong to a cell that spans several rows; None where none does."""
        column = self.header.index(header)
        spanned = {
            row + 1
            for first, places in self.merged.items()
            for row, c in [first, *places]
            if c == column and any(r != first[0] for r, _ in places)
        }
        return np.isin(rows, list(spanned)) if spanned else None


def _merged(sheet: CalamineSheet) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """The other places of each merged cell by its first, counted from 0; no more than the sheet has."""
    last = sheet.end or (0, 0)
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        places = itertools.product(range(top, min(bottom, last[0]) + 1), range(left, min(right, last[1]) + 1))
        found[top, left] = [p for p in places if p != (top, left)]
    return found


def _cells(values: list[Value]) -> Cells:
    text = tidy(pa.array([_text(v) for v in values], pa.string()))
    number = np.array([isinstance(v, float | int) and not isinstance(v, bool) for v in values], dtype=bool)
    return Cells(text, number if number.any() else None)


def _text(value: Value) -> str:
    """A cell as the spreadsheet would show it unformatted: numbers with at most 15 digits, days as 2005-02-03."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**15 else format(value, ".15g")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)
