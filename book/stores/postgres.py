"""A book in Postgres, through psycopg (the `postgres` extra)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from book.errors import BookError
from book.stores.base import Dialect, Parameters, as_arrow
from book.stores.ddl import POSTGRES


class PostgresStore:
    """A connection to a database. Raises BookError when there is no driver or no server."""

    dialect: Dialect = "postgres"

    def __init__(self, address: str) -> None:
        """`address`: postgresql://user@host:port/database."""
        try:
            import psycopg
        except ModuleNotFoundError:
            raise BookError("a Postgres book needs the driver: pip install 'kam-advisor[postgres]'") from None
        try:
            self.connection: Any = psycopg.connect(address, autocommit=True)
        except psycopg.OperationalError as error:
            reason = str(error).splitlines()[0]
            raise BookError(
                f"the Postgres book cannot be reached ({reason}); check the address and the server"
            ) from None

    def fetch(self, sql: str, params: Parameters | None = None) -> pa.Table:
        """The rows of a query with %(named)s parameters."""
        cursor = self.connection.execute(sql, params)
        return as_arrow([column.name for column in cursor.description], cursor.fetchall())

    def execute(self, sql: str, params: Parameters | None = None) -> None:
        """Runs one statement."""
        self.connection.execute(sql, params)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block, or nothing."""
        with self.connection.transaction():
            yield

    def append(self, table: str, rows: pa.Table) -> None:
        """Adds rows by COPY."""
        columns = [column.to_pylist() for column in rows.columns]
        statement = f"COPY {table} ({', '.join(rows.column_names)}) FROM STDIN"
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in zip(*columns, strict=True):
                copy.write_row(row)

    @contextmanager
    def staged(self, tables: Mapping[str, pa.Table]) -> Iterator[None]:
        """Temporary tables of the rows."""
        for name, rows in tables.items():
            columns = ", ".join(f"{field.name} {POSTGRES[field.type]}" for field in rows.schema)
            self.execute(f"DROP TABLE IF EXISTS pg_temp.staged_{name}")
            self.execute(f"CREATE TEMP TABLE staged_{name} ({columns})")
            self.append(f"staged_{name}", rows)
        yield
        for name in tables:
            self.execute(f"DROP TABLE IF EXISTS pg_temp.staged_{name}")

    def pick(self, accounts: Mapping[str, str]) -> None:
        """Fills the temporary table of picked accounts."""
        self.execute("CREATE TEMP TABLE IF NOT EXISTS picked (account_id TEXT PRIMARY KEY, counts_as TEXT NOT NULL)")
        self.execute("DELETE FROM picked")
        ids = pa.table({"account_id": list(accounts), "counts_as": list(accounts.values())})
        self.append("picked", ids)

    def close(self) -> None:
        """Ends the connection."""
        self.connection.close()
