"""A copy of the book's tables in memory, in DuckDB: the same metrics, bit for bit, in a tenth of SQLite's time.

Made where the rows are at hand anyway, after an import that filled the tables; or of a whole book, to measure it on several days.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pyarrow as pa

from book.importing.merge import Counts, number
from book.metrics.run import text
from book.schema import TABLES
from book.stores.base import Store
from book.stores.duckdb import DuckDBStore
from book.stores.sqlite import SQLiteStore

SMALL = 200_000
"""Rows of a table up to which it is fetched from the book."""
LEAST, MOST = 16 * 2**20, 512 * 2**20
"""Bytes of a book from which on, and up to which, the whole of it is copied: one that is smaller is measured in a moment."""
AT_ONCE = 100_000_000
"""Rows from which the types of a column are told: all, for the first ones may have no value."""


def copied(store: Store, merged: Mapping[str, pa.Table], counts: Mapping[str, Counts]) -> DuckDBStore | None:
    """A copy made of rows just merged into empty tables, and of the book's small tables; None where that is not all of it."""
    rows = {name: number(store, f"SELECT count(*) FROM {name}") for name in TABLES}
    at_hand = {name for name, count in counts.items() if count.inserted == rows[name] == merged[name].num_rows}
    if any(rows[name] > SMALL for name in TABLES if name not in at_hand):
        return None
    copy = DuckDBStore(None)
    for name, table in TABLES.items():
        columns = ", ".join(table.names)
        found = merged[name] if name in at_hand else typed(store.fetch(f"SELECT {columns} FROM {name}"), name)
        copy.connection.register(name, found)
    return copy


def typed(found: pa.Table, name: str) -> pa.Table:
    """In the schema's types; days may come as numbers since 1970-01-01."""
    columns = {}
    for column in (one for one in TABLES[name].columns if one.name in found.column_names):
        values = found.column(column.name)
        if column.type == pa.date32() and not pa.types.is_date32(values.type):
            values = values.cast(pa.int32())
        columns[column.name] = values.cast(column.type)
    return pa.table(columns)


@contextmanager
def quick(store: Store) -> Iterator[Store]:
    """Where the metrics of all accounts are asked for most quickly: a copy of a SQLite book, else the book itself."""
    copy = _whole(store) if isinstance(store, SQLiteStore) else None
    try:
        yield copy or store
    finally:
        if copy is not None:
            copy.close()


def _whole(store: SQLiteStore) -> DuckDBStore | None:
    """A copy of what the metrics read; None of a book of another size, being written by us, or that there is no room for.

    The driver that reads fast brings a SQLite of its own. Two of them on one file undo each other's locks: it reads a copy.
    """
    import adbc_driver_manager

    if store.connection.in_transaction or not LEAST <= store.path.stat().st_size <= MOST:
        return None
    try:
        with tempfile.TemporaryDirectory(prefix="kam-") as folder:
            file = Path(folder) / "book.db"
            with closing(sqlite3.connect(file)) as target:
                target.execute("PRAGMA synchronous=OFF")
                store.connection.backup(target)
            return _read(file)
    except (OSError, sqlite3.Error, adbc_driver_manager.Error):
        return None


def _read(file: Path) -> DuckDBStore:
    import adbc_driver_sqlite.dbapi as adbc

    asked, copy = text("duckdb.all.sql") + text("duckdb.all.signals.sql"), DuckDBStore(None)
    with adbc.connect(str(file)) as connection, connection.cursor() as cursor:
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(AT_ONCE)})
        for name, table in TABLES.items():
            columns = [column for column in table.names if f'"{column}"' in asked]
            if f'"{name}"' in asked:
                cursor.execute(f"SELECT {', '.join(columns)} FROM {name}")
                copy.connection.register(name, typed(cursor.fetch_arrow_table(), name))
    return copy
