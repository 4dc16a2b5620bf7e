"""`kill -9`, three hundred times, wherever it hits: nothing is lost, and nothing is to be seen twice."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

import pytest

from book.book import Book
from tests.bot.slack.running import roles
from workspace.deliveries import Delivery
from workspace.errors import WorkspaceError
from workspace.faults import Failing
from workspace.server import Server, seeded
from workspace.things import Message

KILLS, SEED = 300, 20261125
ASKED = "what is a pseudo key account?"
SLOW = 1.5
"""Seconds for which a call hangs while its caller is killed: less than it takes until the last sweep."""
CALM = 0.8
"""How often everything is answered before the next kill; else kills follow one upon the other."""
UNDONE = "SELECT count(*) FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING', 'DELAYED') AND name = 'answer'"
PLANS = ("at any time", "early", "call not taken", "call taken", "late")


@dataclass
class Rig:
    """A local Slack, and bots on one book that come and go."""

    slack: Server
    forge: subprocess.Popen[str]
    work: Path
    random: random.Random
    pid: int = 0
    before: int = 0
    commands: list[Delivery] = field(default_factory=list)
    mentions: list[Message] = field(default_factory=list)
    hit: Counter[str] = field(default_factory=Counter)

    def start(self) -> None:
        """Another bot, connected."""
        assert self.forge.stdin
        assert self.forge.stdout
        opened = self.slack.hub.opened
        self.forge.stdin.write("\n")
        self.forge.stdin.flush()
        self.pid = int(self.forge.stdout.readline())
        self.slack.until(lambda: self.slack.hub.opened > opened, 30)

    def kill(self) -> None:
        """Ends the bot as it stands."""
        os.kill(self.pid, signal.SIGKILL)
        self.slack.until(lambda: not self.slack.hub.connections, 10)

    def ask(self) -> None:
        """Somebody asks something: a command, a mention in a channel, a message in the DM."""
        slack = self.slack
        who = slack.person(self.random.choice(("sam", "maria", "nia")))
        kind = self.random.choice(("command", "mention", "direct"))
        if kind == "command":
            self.commands.append(slack.people.slash(who, slack.channel("general"), "/kam", "help"))
        elif kind == "mention":
            self.mentions.append(slack.people.mention(slack.channel("general"), who, ASKED))
        else:
            self.mentions.append(slack.people.say(slack.state.direct([who.id, slack.state.app.bot_user]), who, ASKED))

    def fault(self, plan: str) -> list[Failing]:
        """Calls that hang, so that the kill falls before or after Slack took them."""
        if not plan.startswith("call"):
            return []
        methods = ("response_url", "chat.postMessage", "chat.startStream", "chat.stopStream", "chat.update")
        return [self.slack.faults.slow(one, SLOW, accepts=plan == "call taken") for one in methods]

    def round(self, plan: str) -> None:
        """Some questions, and a kill in the midst of them."""
        faults, self.before = self.fault(plan), len(self.slack.deliveries.all)
        for _ in range(self.random.randint(1, 3)):
            self.ask()
        if faults:
            with contextlib.suppress(WorkspaceError):
                self.slack.until(lambda: any(not one.times for one in faults), 3.0)
        else:
            time.sleep(self.random.uniform(0, {"early": 0.02, "at any time": 0.4}.get(plan, 0.8)))
        self.kill()
        self.note(plan, faults)
        self.slack.faults.clear()
        self.slack.faults.history_lag(0.3)

    def note(self, plan: str, faults: list[Failing]) -> None:
        """Where the kill hit, as the record and Slack tell."""
        recorded = Counter(
            dict(rows(self.work, "SELECT status, count(*) FROM workflow_status WHERE name = 'answer' GROUP BY 1"))
        )
        unacked = [one for one in self.slack.deliveries.all[self.before :] if not one.acked]
        called = any(not one.times for one in faults)
        self.hit["before the acknowledgement"] += bool(unacked)
        self.hit["recorded, not begun"] += bool(recorded["ENQUEUED"])
        self.hit["at work"] += bool(recorded["PENDING"])
        self.hit[plan] += bool(called or not faults)
        self.hit["nothing was under way"] += not (unacked or recorded["ENQUEUED"] or recorded["PENDING"])

    def settle(self) -> None:
        """Slack's retries, the rest of the answers, and the sweeps."""
        self.slack.faults.clear()
        for _ in range(8):
            self.slack.advance(61)
            time.sleep(0.5)
        self.slack.until(lambda: rows(self.work, UNDONE.replace("AND name = 'answer'", ""))[0][0] == 0, 600)

    def seen(self, asked: Message) -> list[Message]:
        """What the bot wrote below a question."""
        found = self.slack.state.messages[asked.channel]
        return [one for one in found if one.bot_id and not one.deleted and one.thread_ts == asked.ts]


def visible(rig: Rig) -> list[int]:
    """How many answers to each command are to be seen: its first, which later ones replace, and those that did not."""
    beside = Counter[int]()
    shown = [one for one in rig.slack.state.ephemerals if not one.deleted]
    urls = [rig.slack.state.response_urls[urlparse(str(one.payload["response_url"])).path] for one in rig.commands]
    first = [id(one.message) for one in urls if one.message]
    for extra in (one for one in shown if id(one) not in first):
        beside[next((at for at, url in enumerate(urls) if url.user == extra.only_for), 0)] += 1
    return [bool(one.message) + beside[at] for at, one in enumerate(urls)]


def rows(file: Path, sql: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(file, timeout=30)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def rig(imported: Path, tmp_path: Path) -> Iterator[Rig]:
    book = tmp_path / "kam.db"
    book.write_bytes(imported.read_bytes())
    with seeded() as slack:
        app, state = slack.state.app, slack.state
        state.person("ada", state.teams[app.team_id])
        with Book(book) as opened:
            roles(opened, slack)
        given = {
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": app.app_token,
            "SLACK_API_URL": slack.base_url,
            "KAM_BOOK": str(book),
        }
        command = [sys.executable, "-m", "tests.bot.slack.serving"]
        errors = (tmp_path / "errors.txt").open("w")
        with (
            errors,
            subprocess.Popen(
                command, env={**os.environ, **given}, stdin=-1, stdout=-1, stderr=errors, text=True
            ) as forge,
        ):
            made = Rig(slack, forge, Path(f"{book}.work.db"), random.Random(SEED))
            try:
                yield made
            finally:
                if made.pid:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(made.pid, signal.SIGKILL)
                assert forge.stdin
                forge.stdin.close()


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_seen_twice(rig: Rig) -> None:
    kills = int(os.environ.get("KAM_TEST_KILLS", KILLS))
    began = time.monotonic()
    rig.slack.faults.history_lag(0.3)
    rig.start()
    for _ in range(kills):
        rig.round(rig.random.choice(PLANS))
        rig.start()
        rig.slack.advance(4)
        if rig.random.random() < CALM:
            with contextlib.suppress(WorkspaceError):
                rig.slack.until(lambda: rows(rig.work, UNDONE)[0][0] == 0, 10)
    rig.settle()
    shown, acked = visible(rig), [one.acked for one in rig.commands]
    given_up = {one.event["ts"] for one in rig.slack.deliveries.all if one.given_up and one.event}
    taken = {one.event["ts"] for one in rig.slack.deliveries.all if one.acked and one.event}
    reached = [one for one in rig.mentions if one.ts not in given_up - taken]
    answers = Counter(len(rig.seen(one)) for one in reached)
    swept = sum(one.method == "chat.delete" and one.done for one in rig.slack.calls)
    print(  # noqa: T201
        f"\nseed {SEED}: {kills} kills in {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}; hit "
        f"{dict(rig.hit)}; {len(reached)} messages with so many answers: {dict(answers)}; {len(rig.commands)} "
        f"commands, {sum(acked)} acknowledged, with so many answers: {dict(Counter(zip(acked, shown, strict=True)))}; "
        f"{swept} doubles removed; {len(rig.mentions) - len(reached)} never taken in"
    )
    assert answers == {1: len(reached)}
    assert len(rig.mentions) - len(reached) < kills / 50, "Slack gives up after four times without an acknowledgement"
    assert all(count == 1 for one, count in zip(acked, shown, strict=True) if one)
    assert all(count <= 1 for one, count in zip(acked, shown, strict=True) if not one)
    assert min(rig.hit[one] for one in ("before the acknowledgement", "at work", "call taken", "call not taken")) > 0
