"""What all answers share: the book's place, Slack, settings, the clock; and what is known of a book until it changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

from book.access import Access
from book.book import Book
from book.importing.known import state
from book.lookup import Lookup
from bot.digest.snapshot import Snapshot, key_of, named, packed, unpacked
from bot.flags import counted
from bot.settings import Settings
from bot.slack.people import Directory
from bot.slack.shelf import Shelf
from bot.slack.web import Web
from scoring.rubric import Rubric
from scoring.verdicts import Verdicts

SCORES, VERDICTS = 4, 2
"""Days and states of the book whose scores, and whose verdicts, are held at a time."""
T = TypeVar("T")
State = tuple[tuple[int, int] | None, str]
"""Which file the book is (`kam restore` puts another in its place), and the day, the rubric and the state of its tables."""


@dataclass(frozen=True)
class Known:
    """What was read of a book once: every account's names, and who may see what. `version`: changes when either may have."""

    version: tuple[object, ...]
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
    _scores: dict[State, Snapshot] = field(default_factory=dict)
    _verdicts: dict[State, Verdicts] = field(default_factory=dict)
    _scoring: threading.RLock = field(default_factory=threading.RLock)

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
        version = (self._shelf.file(), state(book.store), book.ledger.last("person", "team"))
        with self._lock:
            if self._known is None or self._known.version != version:
                names = book.lookup
                self._known = Known(version, names, Access.of(book.ledger, book.accounts, names.accounts))
                self._seen = {}
            return self._known

    def lookup_for(self, user: str, known: Known) -> Lookup:
        """The names of the accounts that a user may see: those that may not be seen are not there."""
        with self._lock:
            found = self._seen.get(user) if self._known is known else None
        if found is None:
            every = known.access.sees_all(user)
            found = known.lookup if every else known.lookup.only(lambda one: known.access.may_see(user, one))
            with self._lock:
                if self._known is known:
                    self._seen[user] = found
        return found

    def scores(self, book: Book, day: date) -> Snapshot:
        """Scores of the whole book on a day, by the rubric of that day; computed once for a state of the book. Flags that
        people dismissed do not count in them.

        In a book of 100,000 accounts that takes seconds: whoever asks meanwhile waits for it rather than doing it again.
        """
        rubric = book.rubric_on(day).rubric
        key = self._state(book, day, rubric)
        with self._scoring:
            found = self._scores.get(key) or named(book, key[1])
            found = _held(self._scores, key, found or unpacked(key[1], packed(self.verdicts(book, day))), SCORES)
        return counted(book, found)

    def verdicts(self, book: Book, day: date) -> Verdicts:
        """Verdicts of the whole book on a day, by the rubric of that day; likewise. They are read, and never written into."""
        if book.read_only:  # of a folder of Parquet files no state is known
            return book.verdicts(day)
        with self._scoring:
            key = self._state(book, day, book.rubric_on(day).rubric)
            found = self._verdicts.get(key) or self._worked_out(book, {day: key})[key]
            return _held(self._verdicts, key, found, VERDICTS)

    def work_out(self, book: Book, *days: date) -> None:
        """Scores the book on those of some days on which that is not done yet: one copy of it serves them all."""
        with self._scoring:
            states = {day: self._state(book, day, book.rubric_on(day).rubric) for day in days}
            missing = {day: key for day, key in states.items() if key not in self._scores and key not in self._verdicts}
            if len(missing) > 1 and not book.read_only:
                for key, found in self._worked_out(book, missing).items():
                    _held(self._verdicts, key, found, VERDICTS)

    def _worked_out(self, book: Book, keys: Mapping[date, State]) -> dict[State, Verdicts]:
        from book.copied import quick

        at = book.state()
        with quick(book.store) as store:
            return {key: book.verdicts(day, of=store, at=at) for day, key in keys.items()}

    def scored(self, book: Book, day: date) -> bool:
        """Whether the scores of a day are at hand."""
        return self._state(book, day, book.rubric_on(day).rubric) in self._scores

    def _state(self, book: Book, day: date, rubric: Rubric) -> State:
        return self._shelf.file(), key_of(book, day, rubric)

    def day(self, book: Book) -> date:
        """The day of questions that name none: as on the command line, up to the machine's own date."""
        if self.settings.as_of:
            return date.fromisoformat(self.settings.as_of)
        return book.last_day(self.now().astimezone().date())


def _held(held: dict[State, T], key: State, found: T, most: int) -> T:
    """Holds what was found, and no more than so many: what was asked for last stays longest."""
    held.pop(key, None)
    held[key] = found
    while len(held) > most:
        del held[next(iter(held))]
    return found
