"""A copy of the book's tables in memory, in DuckDB: the same metrics, bit for bit, in a tenth of SQLite's time.

Made where the rows are at hand anyway: after an import that filled the tables.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from book.importing.merge import Counts, number
from book.schema import TABLES
from book.stores.base import Store
from book.stores.duckdb import DuckDBStore

SMALL = 200_000
"""Rows of a table up to which it is fetched from the book."""


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
    for column in TABLES[name].columns:
        values = found.column(column.name)
        if column.type == pa.date32() and not pa.types.is_date32(values.type):
            values = values.cast(pa.int32())
        columns[column.name] = values.cast(column.type)
    return pa.table(columns)
