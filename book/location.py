"""Where a book lives: a SQLite file (default), a `.duckdb` file, a folder of Parquet files, or a Postgres database."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from book.errors import BookBusy, BookError
from book.locked import busy, is_locked
from book.records.migrations import migrate
from book.stores.base import Store
from book.stores.ddl import statements
from book.stores.sqlite import SQLiteStore


@dataclass(frozen=True, slots=True)
class Opened:
    """The store of the tables and the SQLite connection of the records (in a SQLite book the same)."""

    store: Store
    records: sqlite3.Connection
    read_only: bool = False


def open_location(location: str, *, create: bool, records: Path | None) -> Opened:
    """Opens or makes a book. `records`: the file of the records of a book that is not SQLite. Raises BookError."""
    if location.startswith(("postgres://", "postgresql://")):
        return _opened(_postgres(location, create=create), records or Path("kam-records.db"))
    path = Path(location)
    beside = records or path.with_name(f"{path.name}.records.db")
    if path.is_dir():
        return _opened(_parquet(path), beside, read_only=True)
    if not path.exists() and not create:
        raise BookError(
            f"There is no book at {path}. Make one with `kam import FILES`, or look at the sample with `kam demo`."
        )
    if path.suffix == ".duckdb":
        return _opened(_duckdb(path), beside)
    store = SQLiteStore(path)
    _migrate(store.connection, path, "book")
    return Opened(store, store.connection)


def _migrate(connection: sqlite3.Connection, path: Path, part: str) -> None:
    try:
        migrate(connection, "book" if part == "book" else "records")
    except BookBusy:
        connection.close()
        raise busy(path) from None
    except sqlite3.Error as error:
        connection.close()
        if is_locked(error):
            raise busy(path) from None
        raise BookError(f"{path} cannot be made a book ({error}); check the path and who may write there.") from None
    except BookError:
        connection.close()
        raise


def _opened(store: Store, records: Path, *, read_only: bool = False) -> Opened:
    connection = SQLiteStore(records).connection
    _migrate(connection, records, "records")
    return Opened(store, connection, read_only)


def _duckdb(path: Path) -> Store:
    from book.stores.duckdb import DuckDBStore

    store = DuckDBStore(path)
    _tables(store)
    return store


def _parquet(path: Path) -> Store:
    from book.stores.duckdb import parquet_store

    return parquet_store(path)


def _postgres(address: str, *, create: bool) -> Store:
    from book.stores.postgres import PostgresStore

    store = PostgresStore(address)
    if not _has_tables(store) and not create:
        raise BookError("The Postgres database holds no book yet. Make one with `kam import FILES`.")
    _tables(store)
    return store


def _has_tables(store: Store) -> bool:
    sql = "SELECT table_name FROM information_schema.tables WHERE table_name = 'imports'"
    return len(store.fetch(sql)) > 0


def _tables(store: Store) -> None:
    """Makes the tables where there are none."""
    if _has_tables(store):
        return
    with store.transaction():
        for statement in statements(store.dialect):
            store.execute(statement)
