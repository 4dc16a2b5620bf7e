"""The book's tables as Parquet files, which other programs read and which are a book themselves (read only)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from book.book import Book
from book.errors import BookError
from book.schema import TABLES, Table
from book.stores.ddl import IMPORT, IMPORT_ID


def export(book: Book, folder: Path) -> Mapping[str, int]:
    """Writes one file per table into a new folder; gives the rows of each. Raises BookError."""
    if folder.exists():
        raise BookError(f"{folder} is there already; name a new folder.")
    part = folder.with_name(f"{folder.name}.part")
    written = {}
    try:
        part.mkdir(parents=True)
        with book.store.transaction():
            for table in TABLES.values():
                rows = _typed(book.store.fetch(f"SELECT {', '.join(table.names)} FROM {table.name}"), table)
                pq.write_table(rows, part / f"{table.name}.parquet")
                written[table.name] = rows.num_rows
            imports = book.store.fetch(f"SELECT {', '.join((IMPORT_ID, *IMPORT))} FROM imports")
            pq.write_table(imports.cast(_IMPORTS), part / "imports.parquet")
        part.rename(folder)
    except OSError as error:
        raise BookError(f"{folder} cannot be written ({error.strerror}); name another folder.") from None
    return written


_IMPORTS = pa.schema([pa.field(IMPORT_ID, pa.int64()), *(pa.field(name, pa.string()) for name in IMPORT)])


def _typed(rows: pa.Table, table: Table) -> pa.Table:
    """The rows in the schema's types; SQLite gives days as numbers since 1970-01-01."""
    columns = {}
    for column in table.columns:
        found = rows.column(column.name)
        if column.type == pa.date32() and pa.types.is_integer(found.type):
            found = pa.chunked_array([[_day(n) for n in found.to_pylist()]], type=pa.date32())
        columns[column.name] = found.cast(column.type)
    return pa.table(columns)


def _day(number: int | None) -> date | None:
    return None if number is None else date(1970, 1, 1) + timedelta(days=number)
