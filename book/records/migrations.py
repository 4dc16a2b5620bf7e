"""The tables of a SQLite file, step by step: each step is numbered, runs once, in one transaction."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Literal

from book.errors import BookError
from book.records.digests import TABLES as DIGEST_TABLES
from book.records.ledger import CONVERSATION_TABLES, TABLES
from book.stores.ddl import statements

if TYPE_CHECKING:
    from sqlite_utils import Migrations

Part = Literal["book", "records"]
"""`book`: the tables of the book and the records; `records`: the records alone, beside a book in another engine."""

LATEST = 3
PATIENCE, PAUSE = 60.0, 0.05
"""Seconds that a process waits for another one that makes the same book, and between two looks."""
AT_WORK = ("locked", "already exists")
"""What SQLite says of the other one's work: a deferred transaction is not made to wait for it."""
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
    ends = time.monotonic() + PATIENCE
    while not _applied(connection, part, ends):
        time.sleep(PAUSE)


def _applied(connection: sqlite3.Connection, part: Part, ends: float) -> bool:
    """Whether the steps are done; False while another process that began at the same moment is doing them."""
    # sqlite-utils takes longer to import than everything else a command does: only where there is something to do
    import sqlite_utils

    try:
        _steps(part).apply(sqlite_utils.Database(connection))
        connection.execute(f"PRAGMA user_version = {LATEST}")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
    except sqlite3.OperationalError as error:
        if connection.in_transaction:
            connection.rollback()
        if not any(word in str(error) for word in AT_WORK) or time.monotonic() > ends:
            raise
        return False
    return True


def _ours(connection: sqlite3.Connection) -> bool:
    """Whether an attempt, earlier or at this moment, got as far as the list of steps: that list alone is there, or all."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    tables = {name for name in names if not name.startswith("sqlite_autoindex")}
    return "_sqlite_migrations" in tables and ("ledger" in tables or len(tables) == 1)


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
