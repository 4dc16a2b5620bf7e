"""What the book asks of an engine. One connection, one thread."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol

import pyarrow as pa

Dialect = Literal["sqlite", "duckdb", "postgres"]
Parameters = Mapping[str, Any]


class Store(Protocol):
    """The book's tables in one engine."""

    @property
    def dialect(self) -> Dialect:
        """Whose SQL it speaks."""

    def fetch(self, sql: str, params: Parameters | None = None) -> pa.Table:
        """The rows of a query; named parameters in the engine's own notation (:x, $x, %(x)s)."""

    def execute(self, sql: str, params: Parameters | None = None) -> None:
        """Runs one statement."""

    def transaction(self) -> AbstractContextManager[None]:
        """All of the block, or nothing of it."""

    def append(self, table: str, rows: pa.Table) -> None:
        """Adds rows (columns by name) to a table, dates as Arrow dates."""

    def staged(self, tables: Mapping[str, pa.Table]) -> AbstractContextManager[None]:
        """Inside the block a temporary table staged_<name> holds each table's rows. Entered outside a transaction."""

    def pick(self, accounts: Mapping[str, str]) -> None:
        """Makes the connection's temporary table picked(account_id, counts_as) hold exactly these rows."""

    def close(self) -> None:
        """Ends the connection."""


def as_arrow(names: list[str], rows: list[tuple[Any, ...]]) -> pa.Table:
    """Rows of a DB-API cursor as a table; the types are inferred, a column without a value is null."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    return pa.table([pa.array(list(column)) for column in columns], names=names)
