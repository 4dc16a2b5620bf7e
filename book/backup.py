"""A consistent copy of a SQLite book, checked; and its way back."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from book.book import Book
from book.errors import BookError
from book.schema import TABLES
from book.stores.sqlite import SQLiteStore


def backup(book: Book, file: Path) -> int:
    """Copies the book while others may read and write it; gives the number of rows of the copy. Raises BookError."""
    if not isinstance(book.store, SQLiteStore):
        raise BookError(
            f"{book.location} is not a SQLite book; use its engine's own backup, and copy its records file."
        )
    if file.exists():
        raise BookError(f"{file} is there already; name another file.")
    part = file.with_name(f"{file.name}.part")
    try:
        with sqlite3.connect(part) as copy:
            book.store.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.close()
        rows = checked(part)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.rename(file)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise BookError(f"{file} cannot be written ({error}); make room or name another place.") from None
    return rows


def checked(file: Path) -> int:
    """The number of rows of a copy that is whole. Raises BookError."""
    if not file.is_file():
        raise BookError(f"There is no file {file}.")
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BookError(f"{file} is damaged; use another copy.")
        return sum(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES)
    except sqlite3.DatabaseError as error:
        raise BookError(f"{file} is no copy of a book ({error}).") from None
    finally:
        connection.close()


def restore(file: Path, location: Path) -> Path | None:
    """Puts a copy in the place of the book; gives where the book of before is kept. Raises BookError; then nothing changed."""
    checked(file)
    if location.is_dir() or "://" in str(location):
        raise BookError(f"{location} is no SQLite book; name the file with --book.")
    part = location.with_name(f"{location.name}.part")
    try:
        source, target = sqlite3.connect(f"file:{file}?mode=ro", uri=True), sqlite3.connect(part)
        source.backup(target)
        source.close()
        target.close()
        kept = _set_aside(location)
        part.rename(location)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise BookError(f"{location} cannot be written ({error}); the book of before is untouched.") from None
    Book(location).close()
    return kept


def _set_aside(location: Path) -> Path | None:
    """Moves the book, with what its log still holds, to the first free name beside it."""
    if not location.exists():
        return None
    with sqlite3.connect(location) as book:
        busy = book.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    book.close()
    if busy:
        raise BookError(f"{location} is in use; stop the programs that use it and try again.")
    names = (location.with_name(f"{location.name}.before-{n}") for n in range(1, 10_000))
    kept = next(name for name in names if not name.exists())
    location.rename(kept)
    # a program that still has the book open goes on writing into these: they go with their book
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            location.with_name(location.name + ending).rename(kept.with_name(kept.name + ending))
    return kept
