"""Merges staged rows into the book, inside one transaction, in SQL that every engine speaks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from book.schema import TABLES, Table
from book.stores.base import Store
from book.stores.ddl import IMPORT_ID, LINE_INDEXES

NOT_COMPARED = ("seq",)


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of one table: new, replaced by others of the same key, and the same as before."""

    inserted: int
    changed: int
    unchanged: int


def merge(store: Store, name: str, import_id: int, present: Collection[str]) -> Counts:
    """Takes staged_<name> into the table. Rows of accounts keep the columns that no file has (`present`: those it has)."""
    table = TABLES[name]
    staged = number(store, f"SELECT count(*) FROM staged_{name}")
    before = number(store, f"SELECT count(*) FROM {name}")
    if name == "accounts" and before:
        _keep_columns(store, table, present)
    changed = _set_aside(store, table, import_id) if before else 0
    if store.dialect == "sqlite" and name == "order_lines" and not before:
        _insert_without_indexes(store, table, import_id)
    else:
        _insert(store, table, import_id, anew=not before)
    inserted = number(store, f"SELECT count(*) FROM {name}") - before
    return Counts(inserted, changed, staged - inserted - changed)


def number(store: Store, sql: str) -> int:
    """The one whole number of a query; 0 for none."""
    return int(store.fetch(sql).column(0)[0].as_py() or 0)


def _same_key(table: Table, left: str, right: str) -> str:
    return " AND ".join(f"{left}.{c} = {right}.{c}" for c in table.key)


def _keep_columns(store: Store, table: Table, present: Collection[str]) -> None:
    absent = [c for c in table.names if c not in present and c not in table.key]
    for column in absent:
        own = f"(SELECT t.{column} FROM {table.name} t WHERE {_same_key(table, 't', f'staged_{table.name}')})"
        store.execute(f"UPDATE staged_{table.name} SET {column} = coalesce({own}, {column})")


def _set_aside(store: Store, table: Table, import_id: int) -> int:
    """Moves the rows that staged ones will replace to replaced_<table>; gives how many."""
    compared = [c for c in table.names if c not in (*table.key, *NOT_COMPARED)]
    differs = " OR ".join(f"s.{c} IS DISTINCT FROM t.{c}" for c in compared)
    columns = ", ".join((*table.names, IMPORT_ID))
    taken = ", ".join(f"t.{c}" for c in (*table.names, IMPORT_ID))
    store.execute(
        f"INSERT INTO replaced_{table.name} ({columns}, replaced_by) SELECT {taken}, {import_id} FROM {table.name} t"
        f" JOIN staged_{table.name} s ON {_same_key(table, 's', 't')} WHERE {differs}"
    )
    key = ", ".join(table.key)
    store.execute(
        f"DELETE FROM {table.name} WHERE ({key}) IN"
        f" (SELECT {key} FROM replaced_{table.name} WHERE replaced_by = {import_id})"
    )
    return number(store, f"SELECT count(*) FROM replaced_{table.name} WHERE replaced_by = {import_id}")


def _insert_without_indexes(store: Store, table: Table, import_id: int) -> None:
    """Adds the lines to an empty table and indexes them afterwards, in the same transaction."""
    for index in LINE_INDEXES:
        store.execute(f"DROP INDEX {index}")
    _insert(store, table, import_id, anew=True)
    for statement in LINE_INDEXES.values():
        store.execute(statement)


def _insert(store: Store, table: Table, import_id: int, *, anew: bool) -> None:
    """Adds the staged rows whose key is not there; `anew`: into an empty table, where none is."""
    columns = ", ".join(table.names)
    offset = number(store, "SELECT max(seq) FROM signals") if table.name == "signals" else 0
    taken = ", ".join(f"s.{c} + {offset}" if c == "seq" else f"s.{c}" for c in table.names)
    new = "" if anew else f" WHERE NOT EXISTS (SELECT 1 FROM {table.name} t WHERE {_same_key(table, 't', 's')})"
    store.execute(
        f"INSERT INTO {table.name} ({columns}, {IMPORT_ID}) SELECT {taken}, {import_id} FROM staged_{table.name} s{new}"
    )
