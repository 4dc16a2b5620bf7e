"""The tables of a SQLite file, step by step: each step is numbered and runs once, all that are new in one transaction."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Literal

from book.errors import BookError
from book.records.digests import TABLES as DIGEST_TABLES
from book.records.ledger import CONVERSATION_TABLES, TABLES
from book.records.writing import writing
from book.stores.ddl import statements

if TYPE_CHECKING:
    from sqlite_utils import Migrations

Part = Literal["book", "records"]
"""`book`: the tables of the book and the records; `records`: the records alone, beside a book in another engine."""

LATEST = 3
APPLICATION = 0x4B414D31
"""Marks the file as this product's ("KAM1")."""
STATE = """
SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
FROM pragma_user_version, pragma_application_id
"""
"""In one statement: of one moment, while another process may be making the book."""


def migrate(connection: sqlite3.Connection, part: Part) -> None:
    """Brings the file up to date. Raises BookError when a newer version of the product wrote it, or another program."""
    if _is_current(connection):
        return
    # all steps at once, and the write lock from the start: who makes the same book at the same moment waits and finds it made
    with writing(connection):
        if not _is_current(connection):
            _apply(connection, part)


def _is_current(connection: sqlite3.Connection) -> bool:
    """Whether the file is up to date."""
    version, application, tables = connection.execute(STATE).fetchone()
    if tables and application != APPLICATION:
        raise BookError("The file is a database of another program; name another with --book.")
    if version > LATEST:
        raise BookError(
            f"The book was written by a newer version (its tables are of step {version}, known here: {LATEST}); upgrade."
        )
    return bool(version == LATEST)


def _apply(connection: sqlite3.Connection, part: Part) -> None:
    # sqlite-utils takes longer to import than everything else a command does: only where there is something to do
    import sqlite_utils

    _steps(part).apply(sqlite_utils.Database(connection))
    connection.execute(f"PRAGMA user_version = {LATEST}")
    connection.execute(f"PRAGMA application_id = {APPLICATION}")


def _steps(part: Part) -> Migrations:
    from sqlite_utils import Database, Migrations

    steps = Migrations(f"kam-{part}")

    @steps(name="1 tables")
    def tables(database: Database) -> None:
        for statement in (*(statements("sqlite") if part == "book" else ()), *TABLES):
            database.execute(statement)

    @steps(name="2 conversations")
    def conversations(database: Database) -> None:
        for statement in CONVERSATION_TABLES:
            database.execute(statement)

    @steps(name="3 digests")
    def digests(database: Database) -> None:
        for statement in DIGEST_TABLES:
            database.execute(statement)

    return steps
