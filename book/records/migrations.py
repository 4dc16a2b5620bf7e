"""The tables of a SQLite file, step by step: each step is numbered, runs once, in one transaction."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Literal

from book.errors import BookError
from book.records.ledger import TABLES
from book.stores.ddl import statements

if TYPE_CHECKING:
    from sqlite_utils import Migrations

Part = Literal["book", "records"]
"""`book`: the tables of the book and the records; `records`: the records alone, beside a book in another engine."""

LATEST = 1
APPLICATION = 0x4B414D31
"""Marks the file as this product's ("KAM1")."""


def migrate(connection: sqlite3.Connection, part: Part) -> None:
    """Brings the file up to date. Raises BookError when a newer version of the product wrote it, or another program."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > LATEST:
        raise BookError(
            f"The book was written by a newer version (its tables are of step {version}, known here: {LATEST}); upgrade."
        )
    if version == LATEST:
        return
    if (
        version == 0
        and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        and not _ours(connection)
    ):
        raise BookError("The file is a database of another program; name another with --book.")
    # sqlite-utils takes longer to import than everything else a command does: only where there is something to do
    import sqlite_utils

    database = sqlite_utils.Database(connection)
    _steps(part).apply(database)
    connection.execute(f"PRAGMA user_version = {LATEST}")
    connection.execute(f"PRAGMA application_id = {APPLICATION}")


def _ours(connection: sqlite3.Connection) -> bool:
    """Whether an earlier attempt got as far as the list of steps."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    return "_sqlite_migrations" in names and "ledger" in names


def _steps(part: Part) -> Migrations:
    from sqlite_utils import Database, Migrations

    steps = Migrations(f"kam-{part}")

    @steps(name="1 tables")
    def tables(database: Database) -> None:
        for statement in (*(statements("sqlite") if part == "book" else ()), *TABLES):
            database.execute(statement)

    return steps
