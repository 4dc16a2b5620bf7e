"""What all answers share: the book's place, Slack, settings, the clock; and what is known of a book until it changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from book.access import Access
from book.book import Book
from book.importing.known import State, state
from book.lookup import Lookup
from bot.digest.snapshot import Snapshot, key_of, named, packed, unpacked
from bot.settings import Settings
from bot.slack.people import Directory
from bot.slack.shelf import Shelf
from bot.slack.web import Web

SCORES = 4
"""Days and states of the book whose scores are held at a time."""


@dataclass(frozen=True)
class Known:
    """What was read of a book once: every account's names, and who may see what. `version`: changes when either may have."""

    version: tuple[State, int]
    lookup: Lookup
    access: Access


@dataclass
class Services:
    """One workspace's bot. `bot`: its user id; `team`: the workspace's."""

    settings: Settings
    web: Web
    directory: Directory
    team: str
    bot: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _known: Known | None = None
    _seen: dict[str, Lookup] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _scores: dict[str, Snapshot] = field(default_factory=dict)
    _scoring: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._shelf = Shelf(self.settings.book, self.settings.records)

    def seconds(self) -> float:
        """The moment in seconds since the epoch, as Slack's timestamps are."""
        return self.now().timestamp()

    @contextmanager
    def opened(self) -> Iterator[Book]:
        """The book, for one answer and one thread. Raises BookError."""
        with self._shelf.book() as book:
            yield book

    def known(self, book: Book) -> Known:
        """What is known of the book as it is now."""
        version = (state(book.store), book.ledger.last("person", "team"))
        with self._lock:
            if self._known is None or self._known.version != version:
                self._known = Known(version, book.lookup, Access.of(book.ledger, book.accounts))
                self._seen = {}
            return self._known

    def lookup_for(self, user: str, known: Known) -> Lookup:
        """The names of the accounts that a user may see: those that may not be seen are not there."""
        with self._lock:
            found = self._seen.get(user) if self._known is known else None
        if found is None:
            found = known.lookup.only(lambda account: known.access.may_see(user, account))
            with self._lock:
                if self._known is known:
                    self._seen[user] = found
        return found

    def scores(self, book: Book, day: date) -> Snapshot:
        """Scores of the whole book on a day, by the rubric of that day; computed once for a state of the book.

        In a book of 100,000 accounts that takes seconds: whoever asks meanwhile waits for it rather than doing it again.
        """
        rubric = book.rubric_on(day).rubric
        key = key_of(book, day, rubric)
        with self._scoring:
            found = self._scores.get(key) or named(book, key)
            self._scores.pop(key, None)  # what was asked for last stays longest
            self._scores[key] = found or unpacked(key, packed(book.verdicts(day, rubric)))
            while len(self._scores) > SCORES:
                del self._scores[next(iter(self._scores))]
            return self._scores[key]

    def scored(self, book: Book, day: date) -> bool:
        """Whether the scores of a day are at hand."""
        return key_of(book, day, book.rubric_on(day).rubric) in self._scores

    def day(self, book: Book) -> date:
        """The day of questions that name none."""
        if self.settings.as_of:
            return date.fromisoformat(self.settings.as_of)
        return book.last_day(self.now().date())
