"""A new book while it is made: nobody else sees it half done, and it may be left at any moment."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from book.book import Book
from book.errors import BookError
from book.records.migrations import Part, migrate


def opened(path: Path) -> sqlite3.Connection:
    """A connection as the store makes it, that does not wait for another one."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    connection.execute("PRAGMA journal_mode=WAL")
    return connection


@pytest.mark.parametrize("part", ["book", "records"])
def test_whoever_comes_while_a_book_is_made_waits_for_it(tmp_path: Path, part: Part) -> None:
    path, heard = tmp_path / "kam.db", []

    def another_comes(_statement: str) -> None:
        other = opened(path)
        try:
            migrate(other, part)
            heard.append("made")
        except (sqlite3.OperationalError, BookError) as error:
            heard.append(str(error))
        finally:
            other.close()

    connection = opened(path)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("COMMIT")
    connection.set_trace_callback(lambda statement: another_comes(statement) if connection.in_transaction else None)
    migrate(connection, part)
    assert len(heard) > 20
    assert all("is locked: another program has been writing" in one for one in heard), set(heard)


def test_many_open_a_new_book_at_the_same_moment(tmp_path: Path) -> None:
    together = Barrier(4)

    def opens(path: Path) -> None:
        together.wait()
        Book(path, create=True).close()

    with ThreadPoolExecutor(4) as pool:
        for n in range(30):
            list(pool.map(opens, [tmp_path / f"{n}.db"] * 4))


def test_a_book_left_at_any_statement_of_its_making_is_made_by_the_next_one(tmp_path: Path) -> None:
    path, left = tmp_path / "kam.db", []

    def leave(_statement: str) -> None:
        folder = tmp_path / str(len(left))
        folder.mkdir()
        for file in tmp_path.glob("kam.db*"):
            shutil.copy(file, folder / file.name)
        left.append(folder / "kam.db")

    connection = opened(path)
    connection.set_trace_callback(leave)
    migrate(connection, "book")
    assert len(left) > 20
    for file in left:
        with Book(file) as book:
            assert book.ledger.events("override") == []


@pytest.mark.parametrize("version", [0, 2, 3, 99])
def test_another_programs_file_is_never_touched(tmp_path: Path, version: int) -> None:
    path = tmp_path / "letters.db"
    connection = opened(path)
    for statement in ("CREATE TABLE letters (x)", f"PRAGMA user_version = {version}"):
        connection.execute(statement)
    before = connection.execute("SELECT * FROM sqlite_schema").fetchall()
    with pytest.raises(BookError, match="another program"):
        migrate(connection, "book")
    assert connection.execute("SELECT * FROM sqlite_schema").fetchall() == before
