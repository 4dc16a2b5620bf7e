"""The smallest stores that answer the metrics' SQL: one per engine, filled from a plain book of rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import duckdb
import pyarrow as pa

from book.schema import ORDER_LINES, TABLES, Table
from tests.oracle.book import Book, Row

EPOCH = date(1970, 1, 1)
KEYS = {"order_lines": "account_id, order_id, line_no"}
TYPES = {
    "sqlite": {"string": "TEXT", "int64": "INTEGER", "double": "REAL", "date32[day]": "INTEGER"},
    "duckdb": {"string": "VARCHAR", "int64": "BIGINT", "double": "DOUBLE", "date32[day]": "DATE"},
    "postgres": {"string": "TEXT", "int64": "BIGINT", "double": "DOUBLE PRECISION", "date32[day]": "DATE"},
}


def arrow(book: Book, name: str) -> pa.Table:
    """A table of the book with its derived columns: one currency, so *_base are the amounts themselves."""
    rows = [full(name, row, place) for place, row in enumerate(book[name])]
    return pa.Table.from_pylist(rows, schema=TABLES[name].arrow)


def full(name: str, row: Row, place: int) -> Row:
    """A row as it is stored."""
    found = {key: float(v) if isinstance(v, Fraction) else v for key, v in row.items()}
    if name == "order_lines":
        found |= {f"{kind}_base": found.get(f"{kind}_amount") for kind in ("list", "net", "cost")}
        found.setdefault("line_no", place)
    if name == "concessions":
        found["value_base"] = found["value"]
        found.setdefault("concession_id", str(place))
    if name == "touches":
        found["hours"] = None if row.get("hours") is None else int(row["hours"] * 1_000_000)
        found.setdefault("touch_id", str(place))
    if name == "signals":
        found |= {"signal_id": str(place), "seq": row.get("seq", place)}
    return found


def create(table: Table, dialect: str) -> str:
    columns = ", ".join(f"{c.name} {TYPES[dialect][str(c.type)]}" for c in table.columns)
    if table is ORDER_LINES and dialect == "sqlite":
        return f"CREATE TABLE order_lines ({columns}, PRIMARY KEY (account_id, order_id, line_no)) WITHOUT ROWID"
    return f"CREATE TABLE {table.name} ({columns})"


class SqliteStore:
    dialect = "sqlite"

    def __init__(self, book: Book, location: str = ":memory:") -> None:
        self.connection = sqlite3.connect(location)
        self.connection.execute("CREATE TEMP TABLE picked (account_id TEXT PRIMARY KEY, counts_as TEXT) WITHOUT ROWID")
        for name in book:
            self.connection.execute(create(TABLES[name], "sqlite"))
            rows = [tuple(map(as_number, row.values())) for row in arrow(book, name).to_pylist()]
            marks = ", ".join("?" * len(TABLES[name].columns))
            self.connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)

    def fetch(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        cursor = self.connection.execute(sql, params or {})
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
        return pa.table({name: pa.array([row[i] for row in rows]) for i, name in enumerate(names)})

    def pick(self, accounts: Mapping[str, str]) -> None:
        self.connection.execute("DELETE FROM picked")
        self.connection.executemany("INSERT INTO picked VALUES (?, ?)", accounts.items())

    def close(self) -> None:
        self.connection.close()


def as_number(value: Any) -> Any:
    return (value - EPOCH).days if isinstance(value, date) else value


class DuckdbStore:
    dialect = "duckdb"

    def __init__(self, book: Book) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("CREATE TEMP TABLE picked (account_id VARCHAR, counts_as VARCHAR)")
        for name in book:
            self.connection.execute(create(TABLES[name], "duckdb"))
            self.connection.register("rows_given", arrow(book, name))
            self.connection.execute(f"INSERT INTO {name} SELECT * FROM rows_given")

    def fetch(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        return self.connection.sql(sql, params=dict(params or {})).to_arrow_table()

    def pick(self, accounts: Mapping[str, str]) -> None:
        self.connection.execute("DELETE FROM picked")
        for pair in accounts.items():
            self.connection.execute("INSERT INTO picked VALUES (?, ?)", pair)

    def close(self) -> None:
        self.connection.close()


class PostgresStore:
    """Tables of their own schema, dropped on close. `connection` is a psycopg connection."""

    dialect = "postgres"

    def __init__(self, book: Book, connection: Any) -> None:
        self.connection = connection
        connection.execute("DROP SCHEMA IF EXISTS measured CASCADE; CREATE SCHEMA measured; SET search_path = measured")
        connection.execute("CREATE TABLE picked (account_id TEXT, counts_as TEXT)")
        for name in book:
            connection.execute(create(TABLES[name], "postgres"))
            with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for row in arrow(book, name).to_pylist():
                    copy.write_row(tuple(row.values()))

    def fetch(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        cursor = self.connection.execute(sql, dict(params or {}))
        rows = cursor.fetchall()
        names = [column.name for column in cursor.description]
        return pa.table({name: pa.array([row[i] for row in rows]) for i, name in enumerate(names)})

    def pick(self, accounts: Mapping[str, str]) -> None:
        self.connection.execute("DELETE FROM picked")
        for pair in accounts.items():
            self.connection.execute("INSERT INTO picked VALUES (%s, %s)", pair)

    def close(self) -> None:
        self.connection.execute("DROP SCHEMA measured CASCADE")
