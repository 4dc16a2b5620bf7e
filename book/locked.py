"""A book that another program keeps locked: how long it is waited for, and what is said then."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from book.errors import BookBusy

WAIT_MS = 60_000
"""How long a writer waits for another one before it gives up: an import of millions of lines takes its time."""


def is_locked(error: sqlite3.Error) -> bool:
    """Whether another program's lock was in the way."""
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def busy(what: Path | str) -> BookBusy:
    """A book, or a part of it, that stayed locked: what to do about it, as a sentence."""
    return BookBusy(
        f"{what} is locked: another program has been writing for more than {WAIT_MS // 1000} seconds; nothing was changed."
        " Try again when it is done, or end it (another import, a program that has the file open)."
    )
