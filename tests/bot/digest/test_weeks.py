"""Thousands of weeks with crashes at every step, late acceptance, lagging histories and two processes: none lost, none twice."""

from __future__ import annotations

import random
import sqlite3
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from book.access import Access, Person
from book.records.digests import Digests
from book.records.migrations import migrate
from bot.digest.allowed import allowed
from bot.digest.calendar import slots
from bot.digest.schedule import due, skip
from bot.digest.sender import Frozen, Sender
from bot.digest.subscription import Subscription
from bot.slack.people import Directory
from bot.slack.web import SlackError
from tests.bot.digest.simulated import Channel, Chaos, Clock, Crash, MortalDigests, Posting

START = datetime(2025, 1, 1, tzinfo=UTC)


def opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=OFF")
    migrate(connection, "records")
    return connection


def subscription() -> Subscription:
    return Subscription(id="abc", kind="weekly", to="C1", by="U1", weekday=0, hour=9, since=START)


class Weeks:
    """Two processes on one file, each starting anew after it died."""

    def __init__(self, path: Path, seed: int, chaos: Chaos) -> None:
        self.clock, self.chance = Clock(START.timestamp()), random.Random(seed)
        self.channel = Channel(self.clock, self.chance, chaos)
        self.posting = Posting(self.channel)
        self.directory = Directory(self.channel, "T1", "B", self.clock.time)  # type: ignore[arg-type]
        self.connections = [opened(path), opened(path)]
        self.lives = Counter[int]()
        self.crashes = 0

    def tick(self, process: int) -> None:
        """What a process does each minute; it may die of it."""
        digests = MortalDigests(self.connections[process], self.channel)
        holder = f"{process}.{self.lives[process]}"
        one = subscription()
        try:
            found = due(one, digests, self.clock.now())
            if found is None:
                return
            skip(found, digests, self.clock.now(), holder)
            sender = Sender(digests, self.posting, self._build, self._allowed, holder, self.clock.now)
            sender.send(one, found.slot)
        except SlackError:
            return
        except Crash:
            self.crashes += 1
            self.lives[process] += 1
            self._roll_back(process)

    def _roll_back(self, process: int) -> None:
        if self.connections[process].in_transaction:
            self.connections[process].execute("ROLLBACK")

    def _build(self, *_: object) -> Frozen:
        return Frozen({"message": {"text": f"digest {self.chance.random()}", "blocks": []}}, "snapshot")

    def _allowed(self, one: Subscription) -> None:
        """The real question, of a Slack that does not always answer; no account needs a book for it."""
        access = Access({"U1": Person("U1", "admin")}, {}, {"a": (None, None)})
        given = (one, None, access, self.directory)
        self.posting.outbox.patience.once_more(allowed, *given)  # type: ignore[arg-type]

    def week(self) -> None:
        """A week: minutes around the digest's hour, until nothing is open; then the rest at once."""
        slot = next(slots(subscription(), self.clock.now(), self.clock.now() + timedelta(days=8)))
        self.clock.seconds = slot.due.timestamp() + self.chance.random() * 60
        for _ in range(1_000):
            for process in self.chance.sample((0, 1), 2):
                self.tick(process)
            self.posting.sweep()
            self.clock.sleep(60)
            if not self.posting.sweeps and due(subscription(), Digests(self.connections[0]), self.clock.now()) is None:
                break
        for _ in range(20):
            self.clock.sleep(100)
            self.posting.sweep()

    def shown(self) -> Counter[str]:
        return Counter(one.key for one in self.channel.messages if not one.deleted)


def check(path: Path, seed: int, count: int, chaos: Chaos) -> Weeks:
    weeks = Weeks(path, seed, chaos)
    for _ in range(count):
        weeks.week()
    rows = Digests(weeks.connections[0]).of("abc")
    assert len(rows) == count
    assert Counter(row.state for row in rows) == {"sent": count}, (seed, Counter(row.state for row in rows))
    shown = weeks.shown()
    assert {row.key for row in rows} == {key.removeprefix("digest:") for key in shown}, f"lost (seed {seed})"
    assert set(shown.values()) == {1}, f"twice (seed {seed}): {[key for key, n in shown.items() if n > 1]}"
    assert weeks.channel.too_early == 0
    return weeks


def test_sixty_weeks_of_misfortune(tmp_path: Path) -> None:
    check(tmp_path / "records.db", seed=11, count=60, chaos=Chaos())


def test_a_guest_who_comes_while_it_waits_is_shown_nothing(tmp_path: Path) -> None:
    weeks = Weeks(tmp_path / "records.db", 11, Chaos(limited=0.3, unclear=0.3, guest=0.5))
    for _ in range(60):
        weeks.week()
    rows = Digests(weeks.connections[0]).of("abc")
    assert weeks.channel.with_guest == 0
    assert {(row.state, row.why) for row in rows} == {("sent", None), ("failed", "guests"), ("sent", "guests")}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_two_thousand_weeks_of_misfortune(tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    weeks = check(tmp_path / "records.db", seed=seed, count=500, chaos=Chaos())
    seen = sorted(weeks.channel.doubles)
    longest = max(seen, default=0)
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {seed}: {weeks.crashes} crashes; doubles: {len(seen)} of 500, for {longest:.0f} s at most\n"
        )


def test_without_the_look_up_weeks_are_sent_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Channel.pages

    def pages(slack: Channel, method: str, *given: str, **named: object) -> list[object]:
        return real(slack, method, *given, **named) if method == "conversations.members" else []

    monkeypatch.setattr(Channel, "pages", pages)
    with pytest.raises(AssertionError, match="twice"):
        check(tmp_path / "records.db", seed=11, count=60, chaos=Chaos())
