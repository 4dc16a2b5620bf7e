"""The bot under load: 50 people a second ask for a card for a minute. The local Slack runs here, the bot in its own process."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Figure, programs
from book import sample
from book.access import Person, set_person
from book.book import Book
from workspace.deliveries import Delivery
from workspace.server import Server, seeded
from workspace.things import Person as Slacker

PER_SECOND, SECONDS, PEOPLE = 50, 60, 500
WARM = 20
"""Seconds of the same load before anything is measured."""


def run() -> list[Figure]:
    """`/kam classify` end to end without a model: a delivery, its record, its acknowledgement, the answer's arrival."""
    with tempfile.TemporaryDirectory() as scratch, seeded() as slack:
        book, people = sample_book(Path(scratch)), _people(slack)
        _owners(book, people)
        with serving(slack, book) as bot:
            _asked(slack, people, PER_SECOND * WARM)
            _answered(slack, PER_SECOND * WARM)
            before, load = resident(bot.pid), os.getloadavg()[0]
            asked = _asked(slack, people, PER_SECOND * SECONDS)
            _answered(slack, PER_SECOND * (SECONDS + WARM))
            after = resident(bot.pid)
        return _figures(slack, asked, before, after, load)


def _figures(slack: Server, asked: list[Delivery], before: float, after: float, load: float) -> list[Figure]:
    whole = sorted(took(slack)[-len(asked) :])
    acks = sorted(one.ack_seconds or float("inf") for one in asked)
    return [
        Figure("requests", len(asked), ""),
        Figure("answers beyond one each", len(slack.state.ephemerals) - len(slack.deliveries.all), "", ("<=", 0)),
        Figure("ack, median", statistics.median(acks), "s"),
        Figure("ack, 99 %", acks[int(len(acks) * 0.99)], "s", ("<=", 0.1)),
        Figure("ack, slowest", acks[-1], "s", ("<=", 1.0)),
        Figure("delivery to answer, median", statistics.median(whole), "s"),
        Figure("delivery to answer, 95 %", whole[int(len(whole) * 0.95)], "s", ("<=", 0.5)),
        Figure("delivery to answer, slowest", whole[-1], "s"),
        Figure("resident before", before, "MiB"),
        Figure("resident after", after, "MiB"),
        Figure("growth a request", max(after - before, 0) * 1024 / len(asked), "KiB", ("<=", 4.0)),
        Figure("load of the machine at the start", load, ""),
    ]


def sample_book(folder: Path) -> Path:
    """The sample book, imported by the command line."""
    book = folder / "kam.db"
    files = sorted(sample.path().glob("*.csv"))
    command = [programs() / "kam", "import", *files, "--base-currency", "EUR", "--book", book]
    subprocess.run([str(one) for one in command], check=True, capture_output=True)
    return book


def _people(slack: Server) -> list[Slacker]:
    """As many salespeople as ask, all of them in #sales."""
    state = slack.state
    home = state.teams[state.app.team_id]
    made = [state.person(f"rep{at}", home) for at in range(PEOPLE)]
    slack.channel("sales").members += [one.id for one in made]
    return made


def _owners(book: Path, people: list[Slacker]) -> None:
    with Book(book) as opened:
        for one in people:
            person = Person(one.id, "owner", "Anna Keller", None)
            set_person(opened.ledger, person, at=datetime(2025, 12, 31, tzinfo=UTC), by="bench")


@contextlib.contextmanager
def serving(slack: Server, book: Path, *, module: str = "bench.slack_serving") -> Iterator[subprocess.Popen[str]]:
    """The bot as a process, connected."""
    app = slack.state.app
    given = {
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": app.app_token,
        "SLACK_SIGNING_SECRET": app.signing_secret,
        "SLACK_API_URL": slack.base_url,
        "KAM_BOOK": str(book),
    }
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, env={**os.environ, **given}, stdin=-1, stdout=-1, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", "the bot did not start"
            yield process
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(30)


def _asked(slack: Server, people: list[Slacker], count: int) -> list[Delivery]:
    """Commands at an even pace, each from the next person."""
    sales, made, began = slack.channel("sales"), list[Delivery](), time.monotonic()
    for at in range(count):
        pause = began + at / PER_SECOND - time.monotonic()
        time.sleep(max(pause, 0))
        made.append(slack.people.slash(people[at % len(people)], sales, "/kam", "classify ACME"))
    return made


def _answered(slack: Server, count: int, seconds: float = 120.0) -> None:
    slack.until(lambda: len(slack.state.ephemerals) >= count, seconds)


def took(slack: Server) -> list[float]:
    """Seconds from each delivery to its answer, in the order of deliveries: one person's answers come in order."""
    offset = time.time() - time.monotonic()
    answers: dict[str, list[float]] = {}
    for one in slack.state.ephemerals:
        answers.setdefault(str(one.only_for), []).append(one.at - offset)
    found = []
    for delivery in slack.deliveries.all:
        user = str(delivery.payload["user_id"])
        found.append(answers[user].pop(0) - delivery.attempts[0].sent)
    return found


def resident(pid: int) -> float:
    """The resident size of a process, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
