"""A book in DuckDB: a `.duckdb` file, or a folder of Parquet files that is only read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from book.errors import BookBusy, BookError
from book.schema import TABLES
from book.stores.base import Dialect, Parameters
from book.stores.ddl import DUCKDB, IMPORT, IMPORT_ID


class DuckDBStore:
    """A DuckDB connection. Raises BookError when the file cannot be opened."""

    dialect: Dialect = "duckdb"

    def __init__(self, path: Path | None) -> None:
        """`path` None: in memory."""
        try:
            self.connection: Any = duckdb.connect(str(path) if path else ":memory:")
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            if "lock on file" in reason:
                raise BookBusy(f"{path} is in use by another program; end it, or try again when it is done.") from None
            raise BookError(f"{path} cannot be opened as a DuckDB book ({reason}); name another with --book") from None

    def fetch(self, sql: str, params: Parameters | None = None) -> pa.Table:
        """The rows of a query with $named parameters."""
        rows: pa.Table = self.connection.sql(sql, params=dict(params or {})).to_arrow_table()
        return rows

    def execute(self, sql: str, params: Parameters | None = None) -> None:
        """Runs one statement."""
        self.connection.execute(sql, dict(params or {}))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block, or nothing."""
        self.connection.begin()
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    def append(self, table: str, rows: pa.Table) -> None:
        """Adds rows, straight from Arrow."""
        names = ", ".join(rows.column_names)
        self.connection.register("rows_to_append", rows)
        self.connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM rows_to_append")
        self.connection.unregister("rows_to_append")

    @contextmanager
    def staged(self, tables: Mapping[str, pa.Table]) -> Iterator[None]:
        """Temporary tables of the rows."""
        for name, rows in tables.items():
            self.connection.register("rows_to_stage", rows)
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE staged_{name} AS SELECT * FROM rows_to_stage")
            self.connection.unregister("rows_to_stage")
        yield
        for name in tables:
            self.connection.execute(f"DROP TABLE IF EXISTS temp.staged_{name}")

    def pick(self, accounts: Mapping[str, str]) -> None:
        """Fills the temporary table of picked accounts."""
        self.connection.execute("CREATE OR REPLACE TEMP TABLE picked (account_id VARCHAR, counts_as VARCHAR)")
        if accounts:
            self.connection.executemany("INSERT INTO picked VALUES (?, ?)", [list(pair) for pair in accounts.items()])

    def close(self) -> None:
        """Ends the connection."""
        self.connection.close()


def parquet_store(folder: Path) -> DuckDBStore:
    """The Parquet files of a folder, one per table, as a book that is only read. Raises BookError when it holds none."""
    if not (folder / "accounts.parquet").is_file():
        raise BookError(f"{folder} is not a book: it has no accounts.parquet; name another with --book")
    store = DuckDBStore(None)
    for table in TABLES.values():
        store.execute(_view(table.name, {c.name: DUCKDB[c.type] for c in table.columns}, folder))
    store.execute(_view("imports", {IMPORT_ID: "BIGINT", **dict.fromkeys(IMPORT, "VARCHAR")}, folder))
    return store


def _view(name: str, columns: Mapping[str, str], folder: Path) -> str:
    """The file's rows; a table without a file has none."""
    file = folder / f"{name}.parquet"
    if file.is_file():
        path = str(file).replace("'", "''")
        return f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')"
    return f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})"
