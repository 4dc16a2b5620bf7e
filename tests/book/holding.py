"""A book in somebody else's hands."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def held(location: Path) -> Iterator[None]:
    """The book, locked by another program."""
    with contextlib.closing(sqlite3.connect(location, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
