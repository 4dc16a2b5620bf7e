"""The embedded book: one SQLite file, write-ahead log, every commit on disk before it is said to be done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from book.errors import BookError
from book.stores.base import Dialect, Parameters, as_arrow

WAIT_MS = 10_000
"""How long a writer waits for another one before it gives up."""


class SQLiteStore:
    """A SQLite file. Raises BookError when it cannot be opened or is not a database."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.connection = sqlite3.connect(path, isolation_level=None, timeout=WAIT_MS / 1000)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={WAIT_MS}", "foreign_keys=ON"):
                self.connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError as error:
            raise BookError(f"{path} cannot be opened ({error}); check the path and who may write there") from None
        except sqlite3.DatabaseError:
            raise BookError(f"{path} is not a book: it is no SQLite file; name another with --book") from None

    def fetch(self, sql: str, params: Parameters | None = None) -> pa.Table:
        """The rows of a query with :named parameters."""
        cursor = self.connection.execute(sql, params or {})
        return as_arrow([column[0] for column in cursor.description], cursor.fetchall())

    def execute(self, sql: str, params: Parameters | None = None) -> None:
        """Runs one statement."""
        self.connection.execute(sql, params or {})

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block, or nothing; takes the write lock at once, so that two writers queue instead of failing midway."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def append(self, table: str, rows: pa.Table) -> None:
        """Adds rows, days as numbers since 1970-01-01."""
        columns = [_plain(rows.column(name)).to_pylist() for name in rows.column_names]
        names, places = ", ".join(rows.column_names), ", ".join("?" * rows.num_columns)
        self.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", zip(*columns, strict=True))

    def pick(self, accounts: Mapping[str, str]) -> None:
        """Fills the temporary table of picked accounts."""
        self.connection.execute(
            "CREATE TEMP TABLE IF NOT EXISTS picked (account_id TEXT PRIMARY KEY, counts_as TEXT NOT NULL) WITHOUT ROWID"
        )
        self.connection.execute("DELETE FROM temp.picked")
        self.connection.executemany("INSERT INTO temp.picked VALUES (?, ?)", accounts.items())

    def close(self) -> None:
        """Ends the connection."""
        self.connection.close()


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.int32()) if column.type == pa.date32() else column
