"""2,500 requests at once, as 10,000 deliveries: doubled, shuffled, with twins, up to six minutes late."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Figure
from bench.slack import sample_book, serving
from book.access import Person, set_person
from book.book import Book
from workspace.server import Server, seeded

SEED = 20261125
COMMANDS, MENTIONS, COPIES = 500, 2_000, 4
HARD = 0.1
"""How many of the mentions ask what takes its time."""
LATE, FASTER = 360.0, 3.0
"""Seconds by which a delivery is late at most; how much faster than the machine's the workspace's clock runs."""
STEP = 0.02
"""Seconds between two advances of that clock: with longer ones much would be delivered at one moment."""
ACKED, ANSWERED, DOUBLES = 400.0, 300.0, 3.0
"""Seconds within which all must be acknowledged and, after that, answered; for what would then come twice."""
WHO = ("sam", "maria", "nia")


@dataclass(frozen=True)
class Flood:
    """What came of it. `acks`: seconds, the quickest first; `answers`: how many by message; `told`: answers to commands."""

    deliveries: int
    acks: list[float]
    mentions: list[str]
    answers: Counter[str]
    told: int
    seconds: float
    load: float

    def __str__(self) -> str:
        return (
            f"seed {SEED}: {self.deliveries} deliveries of {len(self.mentions) + COMMANDS} requests in {self.seconds:.0f} s, "
            f"load {self.load:.1f} before and {os.getloadavg()[0]:.1f} after; ack: median {statistics.median(self.acks):.4f} s, "
            f"99 % {self.at(0.99):.4f} s, slowest {self.acks[-1]:.4f} s"
        )

    def at(self, share: float) -> float:
        """The seconds within which that share was acknowledged."""
        return self.acks[int(len(self.acks) * share)]


def run() -> list[Figure]:
    """The flood on a machine that should do nothing else."""
    with tempfile.TemporaryDirectory() as scratch, seeded() as slack:
        book = sample_book(Path(scratch))
        with Book(book) as opened:
            for one in WHO:
                known = Person(slack.person(one).id, "owner", "Anna Keller")
                set_person(opened.ledger, known, at=datetime(2025, 12, 31, tzinfo=UTC), by="bench")
        found = flooded(slack, book)
    return [
        Figure("deliveries", found.deliveries, "", (">=", 10_000)),
        Figure("requests not answered once", _wrong(found), "", ("<=", 0)),
        Figure("ack, median", found.at(0.5), "s"),
        Figure("ack, 99 %", found.at(0.99), "s", ("<=", 0.1)),
        Figure("ack, slowest", found.acks[-1], "s", ("<=", 1.0)),
        Figure("load of the machine at the start", found.load, ""),
    ]


def _wrong(found: Flood) -> int:
    return sum(found.answers[one] != 1 for one in found.mentions) + abs(found.told - COMMANDS)


def flooded(slack: Server, book: Path) -> Flood:
    """Asks everything, and follows it to the end. Raises AssertionError where something is not acknowledged."""
    with serving(slack, book):
        began, load = time.monotonic(), os.getloadavg()[0]
        _ask(slack, random.Random(SEED))
        _until_acknowledged(slack, began + ACKED)
        said = slack.state.messages[slack.channel("general").id]
        answers = lambda: Counter(str(one.thread_ts) for one in said if one.bot_id)  # noqa: E731
        told = lambda: len(slack.state.ephemerals)  # noqa: E731
        slack.until(lambda: answers().total() + told() >= COMMANDS + MENTIONS, ANSWERED)
        time.sleep(DOUBLES)
    return Flood(
        deliveries=sum(len(one.attempts) for one in slack.deliveries.all),
        acks=sorted(one.ack_seconds or float("inf") for one in slack.deliveries.all),
        mentions=[one.ts for one in said if not one.bot_id],
        answers=answers(),
        told=told(),
        seconds=time.monotonic() - began,
        load=load,
    )


def _ask(slack: Server, draw: random.Random) -> None:
    """Everybody asks at once; what they ask arrives in any order over the next six minutes of the workspace's."""
    people = [slack.person(one) for one in WHO]
    slack.faults.twins()
    slack.faults.reorder(40, SEED)
    kinds = ["command"] * COMMANDS + ["mention"] * MENTIONS
    draw.shuffle(kinds)
    for kind in kinds:
        slack.faults.late(draw.uniform(0, LATE))
        who = draw.choice(people)
        if kind == "command":
            slack.faults.duplicate(COPIES - 1)
            slack.people.slash(who, slack.channel("general"), "/kam", "help")
        else:
            slack.faults.duplicate(COPIES // 2 - 1)
            asked = "what is a pseudo key account?" if draw.random() < HARD else "hello"
            slack.people.mention(slack.channel("general"), who, asked)
    slack.faults.reorder(0)


def _until_acknowledged(slack: Server, end: float) -> None:
    while not all(one.acked for one in slack.deliveries.all):
        assert time.monotonic() < end, "not all acknowledged"
        for _ in range(50):
            time.sleep(STEP)
            slack.advance(STEP * (FASTER - 1))
