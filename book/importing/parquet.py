"""Parquet files: typed columns, given as the texts that a person would write."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from book.importing.cells import Batch, Cells, tidy
from book.importing.grid import Troubles, named, never_merged
from book.importing.options import Limits
from book.importing.refusal import FileRefusedError
from book.importing.remarks import Remark

ROWS = 65_536


class Parquet:
    """A Parquet file as a grid; its first row is row 1."""

    def __init__(self, path: Path, file: str, limits: Limits) -> None:
        self.path, self.file, self.header_row = path, file, 0
        self.sheet: str | None = None
        self.notes: list[Remark] = []
        self.is_merged = never_merged
        self.troubles = Troubles()
        self.settings: dict[str, str] = {}
        try:
            self.data = pq.ParquetFile(path)
            arrow = self.data.schema_arrow
        except (pa.ArrowException, OSError) as error:
            raise _damaged(error) from error
        self.estimate: int | None = self.data.metadata.num_rows
        self._check(limits)
        self.places = [i for i, field in enumerate(arrow) if not pa.types.is_nested(field.type)]
        self.fields = [arrow.field(i) for i in self.places]
        if len(self.fields) < len(arrow):
            self.notes.append(Remark("nested_columns", {"n": len(arrow) - len(self.fields)}))
        self.header = named([f.name for f in self.fields], self.notes)

    def _check(self, limits: Limits) -> None:
        about = self.data.metadata
        size = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
        for what, found, most in (
            ("rows", about.num_rows, limits.rows),
            ("columns", about.num_columns, limits.columns),
            ("bytes unpacked", size, limits.unpacked_bytes),
        ):
            if found > most:
                raise FileRefusedError(f"it has {found:,} {what}, more than {most:,}", "Split it into smaller files.")

    @property
    def label(self) -> str:
        return self.file

    def batches(self, columns: Collection[str]) -> Iterator[Batch]:
        """The rows, of some columns."""
        wanted = [(name, f) for name, f in zip(self.header, self.fields, strict=True) if name in columns]
        row = 1
        try:
            for part in self.data.iter_batches(ROWS, columns=[f.name for _, f in wanted]):
                yield Batch(np.arange(row, row + len(part)), {n: _cells(part.column(f.name)) for n, f in wanted})
                row += len(part)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(error) from error


def _damaged(error: Exception) -> FileRefusedError:
    said = " ".join(str(error).split())[:100]
    return FileRefusedError(f"it cannot be read as Parquet ({said})", "Export it again.")


def _cells(values: pa.Array) -> Cells:
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = values.dictionary_decode()
        kind = values.type
    if pa.types.is_timestamp(kind):
        values = pc.cast(pc.local_timestamp(values) if kind.tz else values, pa.date32(), safe=False)
    numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    text = _shortest(values) if pa.types.is_floating(kind) else pc.cast(values, pa.string(), safe=False)
    return Cells(tidy(text), np.ones(len(values), dtype=bool) if numeric else None)


def _shortest(values: pa.Array) -> pa.Array:
    """Numbers in their shortest form, whole ones without a decimal point."""
    return pc.replace_substring_regex(pc.cast(values, pa.string()), r"\.0$", "")
