"""CSV and its kin. The clean file goes through Arrow's reader; one with ragged rows is read again, row by row."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from book.importing.cells import Batch, Cells, tidy
from book.importing.grid import Known, Troubles, header_at, label, named, never_merged, note_above, rows_of
from book.importing.mapping import Source
from book.importing.options import Limits
from book.importing.refusal import FileRefusedError
from book.importing.remarks import Remark
from book.visible import visible

DELIMITERS = ",;\t|"
HEAD = 2**18
BLOCK = 8 * 2**20
ROWS = 50_000


class Delimited:
    """A text file in UTF-8 as a grid."""

    def __init__(self, path: Path, file: str, known: Known, source: Source, limits: Limits, *, quotes: bool) -> None:
        self.path, self.file = path, file
        self.sheet: str | None = None
        self.limits, self.quotes, self.ragged = limits, quotes, False
        self.notes: list[Remark] = []
        self.is_merged = never_merged
        self.troubles = Troubles()
        self.settings: dict[str, str] = {}
        self.estimate: int | None = None
        self._find_header(known, source)

    @property
    def label(self) -> str:
        return label(self.file, self.sheet)

    def _find_header(self, known: Known, source: Source) -> None:
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            text = stream.read(HEAD)
        lines = text.count("\n") or text.count("\r")
        self.estimate = max(1, round(self.path.stat().st_size / len(text.encode()) * lines)) if text else None
        if text[:4].lower() == "sep=" and len(text) > 4:  # a line for Excel that names the delimiter
            self.delimiter, skipped = text[4], 1
        else:
            self.delimiter, skipped = source.delimiter or _delimiter(text, known), 0
        if self.delimiter != ",":
            self.settings["delimiter"] = self.delimiter
        rows = rows_of(text, self.delimiter)
        index = source.header_row - 1 if source.header_row else skipped + header_at(rows[skipped:], known)
        if index >= len(rows):
            raise FileRefusedError("it has no header row", "The first row must name the columns.")
        self.header_row = index + 1
        note_above(rows[skipped:index], self.header_row, self.notes)
        self._name_columns(rows[index], rows[index + 1 :])
        self.ragged = any('"' in c or "\n" in c for row in rows[:index] for c in row)

    def _name_columns(self, cells: list[str], below: list[list[str]]) -> None:
        if len(cells) > self.limits.columns:
            reason = f"it has {len(cells)} columns, more than {self.limits.columns}"
            raise FileRefusedError(reason, "Leave out what is not needed.")
        width = len(cells)
        while width and not any(row[width - 1].strip() for row in (cells, *below) if len(row) >= width):
            width -= 1  # a delimiter at the end of each line
        rest = [f"Column {place + 1}" for place in range(width, len(cells))]
        self.header = (*named(cells[:width], self.notes), *rest)

    def batches(self, columns: Collection[str]) -> Iterator[Batch]:
        """The rows below the header; the first pass finds out whether the file is ragged."""
        self.troubles = Troubles()
        if not self.ragged:
            try:
                yield from self._numbered(self._by_arrow(columns))
            except pa.ArrowInvalid:
                self.ragged = True
                raise RaggedError from None
        else:
            yield from self._by_row(columns)

    def _by_arrow(self, columns: Collection[str]) -> Iterator[dict[str, Cells]]:
        wanted, last = [name for name in self.header if name in columns], list[str]()
        reading = arrow_csv.ReadOptions(block_size=BLOCK, column_names=list(self.header), skip_rows=self.header_row)
        parsing = arrow_csv.ParseOptions(
            delimiter=self.delimiter, newlines_in_values=self.quotes, ignore_empty_lines=False
        )
        converting = arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(self.header, pa.string()),
            include_columns=wanted or list(self.header[:1]),
            strings_can_be_null=True,
            null_values=[""],
            check_utf8=False,
        )
        with arrow_csv.open_csv(self.path, reading, parsing, converting) as reader:
            for batch in reader:
                last = [str(column[-1].as_py() or "") for column in batch.columns] if batch.num_rows else last
                yield {
                    name: Cells(self._bounded(name, batch.column(i)))
                    for i, name in enumerate(wanted or self.header[:1])
                }
        self._closed(last)

    def _numbered(self, parts: Iterator[dict[str, Cells]]) -> Iterator[Batch]:
        row = self.header_row + 1
        for part in parts:
            length = len(next(iter(part.values())))
            yield Batch(np.arange(row, row + length), part)
            row += length
            if row > self.limits.rows:
                raise FileRefusedError(f"it has more than {self.limits.rows:,} rows", "Split it into smaller files.")

    def _by_row(self, columns: Collection[str]) -> Iterator[Batch]:
        csv.field_size_limit(self.limits.cell_length)
        places = [(name, i) for i, name in enumerate(self.header) if name in columns or not columns]
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            reader = enumerate(csv.reader(stream, delimiter=self.delimiter), 1)
            last: list[str] = []
            try:
                for _ in itertools.islice(reader, self.header_row):
                    pass
                while chunk := list(itertools.islice(reader, ROWS)):
                    last = chunk[-1][1]
                    yield self._batch(chunk, places)
                self._closed(last)
            except csv.Error as error:
                raise _unparsed(error, self.limits) from error

    def _closed(self, last: list[str]) -> None:
        """A quotation mark without its partner swallows every row to the end: the last row then holds them in one cell."""
        if self.quotes and any("\n" in cell for cell in last) and self.path.read_bytes().count(b'"') % 2:
            begun = max(last, key=len).strip()[:30]
            raise FileRefusedError(
                f"a quotation mark before “{visible(begun)}” is never closed",
                "Close it, or remove it, and export again.",
            )

    def _batch(self, chunk: list[tuple[int, list[str]]], places: list[tuple[str, int]]) -> Batch:
        width = len(self.header)
        good = [(n, row) for n, row in chunk if len(row) <= width or not any(c.strip() for c in row[width:])]
        kept = {n for n, _ in good}
        self.troubles.overlong += [n for n, _ in chunk if n not in kept]
        columns = {
            name: Cells(tidy(pa.array([row[i] if i < len(row) else "" for _, row in good], pa.string())))
            for name, i in places
        }
        return Batch(np.array([n for n, _ in good], dtype=np.int64), columns)

    def _bounded(self, name: str, text: pa.Array) -> pa.Array:
        longest = pc.max(pc.binary_length(text)).as_py() or 0
        if longest > self.limits.cell_length * 4:
            raise FileRefusedError(
                f"a cell of column {name} has more than {self.limits.cell_length:,} characters",
                "Leave that column out.",
            )
        return tidy(text)


class RaggedError(Exception):
    """The file is not as clean as Arrow's reader wants; a second pass will go row by row."""


def _unparsed(error: csv.Error, limits: Limits) -> FileRefusedError:
    if "field larger" in str(error):
        reason = f"a cell has more than {limits.cell_length:,} characters, or a quotation mark is never closed"
        return FileRefusedError(reason, "Correct the export.")
    return FileRefusedError(f"it cannot be parsed as a table ({error})", "Correct the export.")


def _delimiter(text: str, known: Known) -> str:
    """The delimiter under which most headers are known; then the one that gives the most rows of equal width."""

    def merit(delimiter: str) -> tuple[int, int, int]:
        rows = [row for row in rows_of(text, delimiter) if any(c.strip() for c in row)]
        widths = [len(row) for row in rows]
        common = max(set(widths), key=lambda w: (widths.count(w), w)) if widths else 0
        hits = max((sum(map(known, row)) for row in rows), default=0)
        return hits, widths.count(common) if common > 1 else 0, common

    return max(DELIMITERS, key=merit)
