"""The book's tables as Parquet files, which other programs read and which are a book themselves (read only)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from book.book import Book
from book.copied import typed
from book.errors import BookError
from book.schema import TABLES
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
                rows = typed(book.store.fetch(f"SELECT {', '.join(table.names)} FROM {table.name}"), table.name)
                pq.write_table(rows, part / f"{table.name}.parquet")
                written[table.name] = rows.num_rows
            imports = book.store.fetch(f"SELECT {', '.join((IMPORT_ID, *IMPORT))} FROM imports")
            pq.write_table(imports.cast(_IMPORTS), part / "imports.parquet")
        part.rename(folder)
    except OSError as error:
        raise BookError(f"{folder} cannot be written ({error.strerror}); name another folder.") from None
    return written


_IMPORTS = pa.schema([pa.field(IMPORT_ID, pa.int64()), *(pa.field(name, pa.string()) for name in IMPORT)])
