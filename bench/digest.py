"""500 digests that are due in the same minute, each of one team of a book of 100,000 accounts: what making each one takes.

Slack is not there: what is measured is looking what is due, asking who may see it, reading scores, comparing, wording, drawing.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from bench.data import Maker, Size, shaped
from bench.figures import Figure, peak_memory
from book.access import Person, set_person
from book.book import Book
from book.importing.merge import merge
from bot.digest.runner import Runner
from bot.digest.subscription import Wanted, made, save
from bot.pictures.moves import moves_picture
from bot.settings import settings
from bot.slack.outbox import Posted
from bot.slack.patience import Patience
from bot.slack.people import Profile, Room
from bot.slack.services import Services

SIZE = Size(accounts=100_000, lines=400_000)
TEAMS, SUBSCRIPTIONS, SENT = 250, 500, 80
"""So many are due, and so many of them are sent: the rest takes as long each."""
MONDAY = datetime(2025, 12, 15, 9, tzinfo=UTC)
WITHIN = 600.0
"""Seconds in which all of them are to be sent."""


class Teams(Maker):
    """Accounts that belong to teams."""

    def account_rows(self) -> pa.Table:
        names = np.array([f"Customer {n}" for n in range(self.size.accounts)])
        teams = np.array([f"team {n % TEAMS}" for n in range(self.size.accounts)])
        owners = self.random.choice(["Ann", "Bo", "Chen"], self.size.accounts)
        return shaped("accounts", account_id=self.accounts, name=names, owner=owners, team=teams)


@dataclass
class Channel:
    """Takes everything at once."""

    posted: list[Any] = field(default_factory=list)
    patience: Patience = field(default_factory=lambda: Patience(time.sleep))

    def say(self, message: Any, channel: str, *_: Any, **__: Any) -> Posted:
        """Posts."""
        self.posted.append(message)
        return Posted(channel, "1.0")

    def perform(self, effect: Any, *_: Any, **__: Any) -> None:
        """Uploads."""
        self.posted.append(effect)


class Directory:
    """Channels with one admin in each."""

    def sure_room(self, channel: str) -> Room:
        """A channel."""
        return Room(channel, _inside, shared=False, known=True, inside=True, users=("UADA",))


def _inside(user: str) -> Profile:
    return Profile(user, outside=False)


def run() -> list[Figure]:
    """A first Monday, on which scores are taken, and a second one, on which they are compared."""
    with tempfile.TemporaryDirectory() as scratch:
        book = Path(scratch) / "kam.db"
        _written(book)
        keys = _subscribed(book)
        scored = _Counted()
        services = Services(settings(KAM_BOOK=str(book)), None, Directory(), "T", "B", lambda: MONDAY)  # type: ignore[arg-type]
        runner = Runner(services, Channel, moves_picture)  # type: ignore[arg-type]
        first = _each(runner, keys[:2])
        services.now = lambda: MONDAY + timedelta(weeks=1)
        began = time.process_time()
        found = runner.due()
        looking = time.process_time() - began
        warm = _each(runner, keys[:1])
        before = scored.times
        taken = _each(runner, keys[1:SENT])
        whole = _each(runner, keys[-1:])
        return _figures(first + warm, taken, whole, looking, len(found), scored.times - before)


def _figures(
    cold: list[float], taken: list[float], whole: list[float], looking: float, due: int, scored: int
) -> list[Figure]:
    every = statistics.mean(taken) * SUBSCRIPTIONS
    return [
        Figure("due at once", due, "", (">=", SUBSCRIPTIONS)),
        Figure("looking what is due, CPU", looking, "s", ("<=", 1.0)),
        Figure("the one that takes the scores, CPU", max(cold), "s"),
        Figure("a digest, median, CPU", statistics.median(taken), "s", ("<=", 2.0)),
        Figure("a digest, slowest, CPU", max(taken), "s", ("<=", 2.0)),
        Figure("a digest of the whole book, CPU", max(whole), "s"),
        Figure("all 500, CPU (of those sent)", every, "s", ("<=", WITHIN)),
        Figure("scorings of the book for those sent", scored, "", ("<=", 0)),
        Figure("peak memory", peak_memory(), "GiB"),
    ]


def _written(book: Path) -> None:
    """The accounts with what there is of them, as an import writes them."""
    with Book(book, create=True) as opened:
        tables = Teams(SIZE).tables()
        with opened.store.staged(tables), opened.store.transaction():
            for name in tables:
                merge(opened.store, name, 1, ())
        opened.store.execute("ANALYZE")


def _subscribed(book: Path) -> list[str]:
    """Each team twice; the last one is of the whole book."""
    with Book(book) as opened:
        set_person(opened.ledger, Person("UADA", "admin"), at=MONDAY, by="bench")
        keys = []
        for n in range(SUBSCRIPTIONS):
            wanted = Wanted(team=f"team {n % TEAMS}") if n < SUBSCRIPTIONS - 1 else Wanted()
            one = made(kind="weekly", to=f"C{n}", by="UADA", wanted=wanted, since=MONDAY - timedelta(days=1))
            save(opened.ledger, one, at=MONDAY, by="UADA")
            keys.append(one.id)
        return keys


def _each(runner: Runner, keys: list[str]) -> list[float]:
    taken = []
    for key in keys:
        began = time.process_time()
        state = runner.send(key)
        taken.append(time.process_time() - began)
        if state != "sent":
            raise RuntimeError(f"a digest was not sent but {state}")
    return taken


class _Counted:
    """How often the whole book is scored."""

    def __init__(self) -> None:
        self.times, real = 0, Book.verdicts

        def verdicts(book: Book, as_of: date, *given: Any, **more: Any) -> Any:
            self.times += 1
            return real(book, as_of, *given, **more)

        counted: Callable[..., Any] = verdicts
        Book.verdicts = counted  # type: ignore[method-assign]
