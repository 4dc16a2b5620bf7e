"""The embedded book: one SQLite file, write-ahead log, every commit on disk before it is said to be done."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from book.errors import BookError
from book.locked import WAIT_MS, busy, is_locked
from book.stores.base import Dialect, Parameters, as_arrow
from book.stores.ddl import CLUSTERED

PAGE = 8192
"""Bytes of a page of a new book: a tenth quicker to fill than the usual 4096, and as quick to look into."""
PRAGMAS = ("synchronous=FULL", f"busy_timeout={WAIT_MS}", "foreign_keys=ON")
PAUSE = 0.02
"""Seconds between two tries to switch to the write-ahead log."""
CACHE_KIB = 128 * 1024
"""Pages kept in memory while an import writes."""


class SQLiteStore:
    """A SQLite file. Raises BookError when it cannot be opened, is not a database, is full or stays locked."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._analysed = -1
        try:
            self.connection = sqlite3.connect(path, isolation_level=None, timeout=WAIT_MS / 1000)
            self.connection.execute(f"PRAGMA page_size={PAGE}")
            _log_ahead(self.connection)
            for pragma in PRAGMAS:
                self.connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError as error:
            if is_locked(error):
                raise busy(path) from None
            raise BookError(f"{path} cannot be opened ({error}); check the path and who may write there") from None
        except sqlite3.DatabaseError:
            raise BookError(f"{path} is not a book: it is no SQLite file; name another with --book") from None

    def fetch(self, sql: str, params: Parameters | None = None) -> pa.Table:
        """The rows of a query with :named parameters."""
        with self._said():
            cursor = self.connection.execute(sql, params or {})
            return as_arrow([column[0] for column in cursor.description], cursor.fetchall())

    def execute(self, sql: str, params: Parameters | None = None) -> None:
        """Runs one statement."""
        with self._said():
            self.connection.execute(sql, params or {})

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block, or nothing; takes the write lock at once, so that two writers queue instead of failing midway."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            # some failures (a full disk) have already ended the transaction
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _said(self) -> Iterator[None]:
        """An engine's failure as a sentence."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.OperationalError as error:
            if is_locked(error):
                raise busy(self.path) from None
            raise BookError(f"{self.path}: {error}; nothing was changed. {_remedy(str(error))}") from None
        except sqlite3.DatabaseError as error:
            raise BookError(
                f"{self.path}: {error}; restore a backup (kam restore), or name another with --book"
            ) from None

    def append(self, table: str, rows: pa.Table) -> None:
        """Adds rows, days as numbers since 1970-01-01."""
        columns = [_plain(rows.column(name)).to_pylist() for name in rows.column_names]
        names, places = ", ".join(rows.column_names), ", ".join("?" * rows.num_columns)
        with self._said():
            self.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", zip(*columns, strict=True))

    @contextmanager
    def staged(self, tables: Mapping[str, pa.Table]) -> Iterator[None]:
        """The rows in a scratch file beside the connection: ADBC loads it five times faster than the driver does."""
        with tempfile.TemporaryDirectory(prefix="kam-") as folder:
            scratch = Path(folder) / "staged.db"
            _load(scratch, {name: _clustered(name, rows) for name, rows in tables.items()})
            self.execute("ATTACH :file AS staging", {"file": str(scratch)})
            try:
                self.execute("PRAGMA staging.journal_mode=MEMORY")
                self.execute("PRAGMA staging.synchronous=OFF")
                self.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
                yield
            finally:
                self.connection.execute("DETACH staging")

    def pick(self, accounts: Mapping[str, str]) -> None:
        """Fills the temporary table of picked accounts, and tells the planner how few they are: it then starts from them."""
        self.execute(
            "CREATE TEMP TABLE IF NOT EXISTS picked (account_id TEXT PRIMARY KEY, counts_as TEXT NOT NULL) WITHOUT ROWID"
        )
        self.execute("DELETE FROM temp.picked")
        with self._said():
            self.connection.executemany("INSERT INTO temp.picked VALUES (?, ?)", accounts.items())
        if len(accounts) != self._analysed:  # it makes SQLite plan all statements of the connection anew
            self.execute("ANALYZE temp.picked")
            self._analysed = len(accounts)

    def close(self) -> None:
        """Ends the connection."""
        self.connection.close()


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Switches to the write-ahead log. For this alone SQLite does not wait for who opens a new file at the same moment."""
    ends = time.monotonic() + WAIT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not is_locked(error) or time.monotonic() > ends:
                raise
        time.sleep(PAUSE)


def _remedy(error: str) -> str:
    if "full" in error:
        return "Make room on the disk and try again."
    if "readonly" in error:
        return "Check who may write to the file and its folder."
    return "Check the file and its folder."


def _load(scratch: Path, tables: Mapping[str, pa.Table]) -> None:
    """A scratch database with the tables. It needs no journal: if it is lost, so is only this attempt."""
    import adbc_driver_manager
    import adbc_driver_sqlite.dbapi as adbc

    try:
        with adbc.connect(str(scratch), autocommit=True) as connection, connection.cursor() as cursor:
            for pragma in ("journal_mode=OFF", "synchronous=OFF"):
                cursor.execute(f"PRAGMA {pragma}").fetchall()
            for name, rows in tables.items():
                plain = pa.table({c: _plain(rows.column(c)) for c in rows.column_names})
                cursor.adbc_ingest(f"staged_{name}", plain, mode="create")
    except adbc_driver_manager.NotSupportedError:  # how it reports Ctrl-C: the statement cannot be cancelled
        raise KeyboardInterrupt from None
    except adbc_driver_manager.Error as error:
        raise BookError(
            f"{scratch.parent} cannot be written ({error}); make room there, or set TMPDIR to another folder"
        ) from None


def _clustered(name: str, rows: pa.Table) -> pa.Table:
    """The rows in the order in which the table keeps them: it then grows at its end."""
    keys = [(column, "ascending") for column in CLUSTERED.get(name, ())]
    places = pc.sort_indices(rows, keys).to_numpy() if keys else np.arange(0)
    return rows if np.array_equal(places, np.arange(len(places))) else rows.take(pa.array(places))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.int32()) if column.type == pa.date32() else column
