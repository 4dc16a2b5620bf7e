"""What digests read of a book, kept until the book changes: 500 of them that are due in one minute read it once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from book.access import Access
from book.book import Book
from book.importing.known import state
from bot.digest.snapshot import Snapshot, key_of, named, taken
from bot.flags import counted

T = TypeVar("T")
SNAPSHOTS, COLUMNS, PEOPLE = 4, 4, 64
"""How many of each are kept; what was asked for last stays longest."""


class Held:
    """For several threads: what one reads, the others wait for."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._kept: dict[str, OrderedDict[Any, Any]] = {}

    def scores(self, book: Book, as_of: date, now: datetime) -> Snapshot:
        """The book's scores on a day: see `snapshot.taken`. Flags that were dismissed do not count in them."""
        key = key_of(book, as_of, book.rubric_on(as_of).rubric)
        return self._of("snapshots", (key, _said(book)), lambda: counted(book, taken(book, as_of, now)), SNAPSHOTS)

    def named(self, book: Book, key: str) -> Snapshot | None:
        """Scores that were kept, by their key."""

        def read() -> Snapshot | None:
            kept = named(book, key)
            return None if kept is None else counted(book, kept)

        return self._of("snapshots", (key, _said(book)), read, SNAPSHOTS)

    def column(self, book: Book, name: str) -> Mapping[str, str | None]:
        """A label of every account."""
        key = (book.location, name, *([] if book.read_only else state(book.store)))
        return self._of("columns", key, lambda: book.accounts.column(name), COLUMNS)

    def seen_by(self, access: Access, user: str) -> frozenset[str]:
        """The accounts that somebody may see. The rules are kept along: they are others when they have changed."""
        found = self._of("people", (id(access), user), lambda: (access, frozenset(access.seen_by(user))), PEOPLE)
        return found[1]

    def _of(self, kind: str, key: Any, read: Callable[[], T], most: int) -> T:
        with self._lock:
            kept = self._kept.setdefault(kind, OrderedDict())
            if key not in kept:
                kept[key] = read()
            kept.move_to_end(key)
            while len(kept) > most:
                kept.popitem(last=False)
            found: T = kept[key]
            return found


def _said(book: Book) -> int:
    """Changes when people have dismissed flags, or taken that back."""
    return book.ledger.last("dismissal", "dismissal revoked")
