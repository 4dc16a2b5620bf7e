"""Makes the tables of `book/schema.py` in each engine's own types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from book.schema import TABLES, Column, Table
from book.stores.base import Dialect

IMPORT_ID = "import_id"
"""Which import brought the row."""

SQLITE: Mapping[pa.DataType, str] = {
    pa.string(): "TEXT",
    pa.int64(): "INTEGER",
    pa.float64(): "REAL",
    pa.date32(): "INTEGER",
}
DUCKDB: Mapping[pa.DataType, str] = {
    pa.string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.date32(): "DATE",
}
POSTGRES: Mapping[pa.DataType, str] = {**DUCKDB, pa.string(): 'TEXT COLLATE "C"', pa.float64(): "DOUBLE PRECISION"}

IMPORT = ("imported_at", "files", "counts", "base_currency", "undone_at")
"""Columns of `imports`, all text: a moment in UTC, the files' names, counts as JSON, the book's currency, when it was undone."""

TYPES: Mapping[Dialect, Mapping[pa.DataType, str]] = {"sqlite": SQLITE, "duckdb": DUCKDB, "postgres": POSTGRES}

CLUSTERED: Mapping[str, tuple[str, ...]] = {"order_lines": ("account_id", "order_id", "line_no")}
"""Tables that SQLite keeps in another order than their key's: an account's lines lie together, order by order."""


LINE_INDEXES = {
    "order_lines_by_key": "CREATE UNIQUE INDEX order_lines_by_key ON order_lines (order_id, line_no)",
    "order_lines_by_day": "CREATE INDEX order_lines_by_day ON order_lines (order_date)",
}
"""Indexes of the order lines, by name (in other engines the first is the primary key). An empty table fills faster without."""


def statements(dialect: Dialect) -> Iterator[str]:
    """Every statement that makes the book's tables in an engine, in order.

    `imports` has a row per import that changed anything; `replaced_<table>` keeps the rows that import `replaced_by` replaced.
    """
    sqlite, types = dialect == "sqlite", TYPES[dialect]
    for table in TABLES.values():
        yield _create(table, types, sqlite=sqlite)
        yield _create_replaced(table, types, strict=sqlite)
    columns = f"{IMPORT_ID} {types[pa.int64()]} PRIMARY KEY, " + ", ".join(
        f"{name} {types[pa.string()]}" for name in IMPORT
    )
    yield f"CREATE TABLE imports ({columns}){' STRICT' if sqlite else ''}"
    yield from (text for name, text in LINE_INDEXES.items() if sqlite or name != "order_lines_by_key")
    for name in ("concessions", "touches", "signals"):
        yield f"CREATE INDEX {name}_by_account ON {name} (account_id)"
    if sqlite:
        yield from (_readable(table) for table in TABLES.values() if _days(table))


def _create(table: Table, types: Mapping[pa.DataType, str], *, sqlite: bool) -> str:
    columns = [_column(column, types) for column in table.columns]
    columns.append(f"{IMPORT_ID} {types[pa.int64()]} NOT NULL")
    clustered = CLUSTERED.get(table.name) if sqlite else None
    columns.append(f"PRIMARY KEY ({', '.join(clustered or table.key)})")
    options = " STRICT, WITHOUT ROWID" if clustered else " STRICT" if sqlite else ""
    return f"CREATE TABLE {table.name} ({', '.join(columns)}){options}"


def _create_replaced(table: Table, types: Mapping[pa.DataType, str], *, strict: bool) -> str:
    columns = [f"{column.name} {types[column.type]}" for column in table.columns]
    columns += [f"{name} {types[pa.int64()]} NOT NULL" for name in (IMPORT_ID, "replaced_by")]
    return f"CREATE TABLE replaced_{table.name} ({', '.join(columns)}){' STRICT' if strict else ''}"


def _column(column: Column, types: Mapping[pa.DataType, str]) -> str:
    return f"{column.name} {types[column.type]}{' NOT NULL' if column.required else ''}"


def _days(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.type == pa.date32()]


def _readable(table: Table) -> str:
    """A view with the days as text, for people who look into the file."""
    days = set(_days(table))
    shown = [f"date({c} * 86400, 'unixepoch') AS {c}" if c in days else c for c in table.names]
    return f"CREATE VIEW readable_{table.name} AS SELECT {', '.join(shown)} FROM {table.name}"
