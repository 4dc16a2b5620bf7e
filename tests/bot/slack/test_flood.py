"""Many deliveries, doubled, shuffled and late; and many messages into a Slack that fails: each is answered, and said, once."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench.slack import serving
from book.book import Book
from bot.slack.effects import Message, Say
from bot.slack.outbox import Outbox
from bot.slack.request import Request
from bot.slack.web import RateLimited, SlackError, Web
from tests.bot.slack.running import roles
from workspace.server import Server, seeded

SEED = 20261125
COMMANDS, MENTIONS, COPIES = 500, 2_000, 4
HARD = 0.1
"""How many of the mentions ask what takes its time."""
LATE, FASTER = 360.0, 3.0
"""Seconds by which a delivery is late at most; how much faster than the machine's the workspace's clock runs."""
STEP = 0.02
"""Seconds between two advances of that clock: with longer ones much would be delivered at one moment."""
POSTS = 2_000


def flood(slack: Server, draw: random.Random) -> None:
    """Everybody asks at once; what they ask arrives in any order over the next six minutes of the workspace's."""
    people = [slack.person(one) for one in ("sam", "maria", "nia")]
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


@pytest.mark.slow
def test_ten_thousand_deliveries_of_two_and_a_half_thousand_requests(imported: Path, tmp_path: Path) -> None:
    book = tmp_path / "kam.db"
    book.write_bytes(imported.read_bytes())
    with seeded() as slack:
        slack.state.person("ada", slack.state.teams[slack.state.app.team_id])
        with Book(book) as opened:
            roles(opened, slack)
        with serving(slack, book):
            began, busy = time.monotonic(), os.getloadavg()[0]
            flood(slack, random.Random(SEED))
            while not all(one.acked for one in slack.deliveries.all):
                assert time.monotonic() < began + 400, "not all acknowledged"
                for _ in range(50):
                    time.sleep(STEP)
                    slack.advance(STEP * (FASTER - 1))
            mentions = [one for one in slack.state.messages[slack.channel("general").id] if not one.bot_id]
            answers = lambda: Counter(  # noqa: E731
                one.thread_ts for one in slack.state.messages[slack.channel("general").id] if one.bot_id
            )
            told = lambda: len(slack.state.ephemerals)  # noqa: E731
            slack.until(lambda: len(answers()) + told() >= COMMANDS + MENTIONS, 300)
            time.sleep(3)  # for what would come twice
        acks = sorted(one.ack_seconds or 9.0 for one in slack.deliveries.all)
        sent = sum(len(one.attempts) for one in slack.deliveries.all)
        print(  # noqa: T201
            f"\nseed {SEED}: {sent} deliveries of {len(mentions) + COMMANDS} requests in {time.monotonic() - began:.0f} s, load "
            f"{busy:.1f} before and {os.getloadavg()[0]:.1f} after; "
            f"ack: median {acks[len(acks) // 2]:.4f} s, 99 % {acks[int(len(acks) * 0.99)]:.4f} s, "
            f"slowest {acks[-1]:.4f} s"
        )
        assert sent >= (COMMANDS + MENTIONS) * COPIES
        assert answers() == {one.ts: 1 for one in mentions}
        assert told() == COMMANDS
        assert acks[-1] < 3.0, "what Slack allows"


class Watched(Web):
    """Notes when each method may be called again, and that nobody calls it before."""

    def __init__(self, slack: Server) -> None:
        super().__init__(slack.state.app.bot_token, slack.base_url, slack.state.clock.now)
        self.not_before: dict[tuple[str, str], float] = {}
        self.limited = 0
        self.slack = slack

    def _asked(self, method: str, channel: str, **given: Any) -> dict[str, Any]:
        before, now = len(self.slack.calls), self.slack.state.clock.now()
        try:
            return super()._asked(method, channel, **given)
        except RateLimited as limited:
            if len(self.slack.calls) > before:
                self.limited += 1
                assert now >= self.not_before.get((method, channel), 0.0)
                self.not_before[(method, channel)] = now + limited.seconds
            raise


@pytest.mark.slow
def test_two_thousand_messages_into_a_slack_that_fails() -> None:
    draw, swept, slept = random.Random(SEED), list[tuple[str, str, str | None, float]](), list[float]()
    with seeded() as slack:
        slack.state.clock.freeze()

        def sleep(seconds: float) -> None:
            slept.append(seconds)
            slack.state.clock.advance(seconds)

        web = Watched(slack)
        outbox = Outbox(
            web,
            slack.state.app.bot_user,
            sleep=sleep,
            now=slack.state.clock.now,
            sweep_later=lambda *message: swept.append(message),
        )
        faults, every = slack.faults, 10**9
        faults.history_lag(2.0)
        for method in ("chat.postMessage", "conversations.history"):
            faults.rate_limited(method, retry_after=7, times=every, chance=0.08)
            faults.server_error(method, times=every, chance=0.05)
            faults.reset(method, times=every, chance=0.05, accepts=True)
            faults.reset(method, times=every, chance=0.05, accepts=False)
        channels = [slack.channel(one).id for one in ("general", "sales", "deals")]
        lost, where = list[int](), dict[int, str]()
        for at in range(POSTS):
            where[at] = draw.choice(channels)
            request = Request(
                kind="message", key=f"k{at}", lane="l", team="T", user="U", recorded=slack.state.clock.now()
            )
            try:
                outbox.perform(Say(Message(f"message {at}"), where[at]), request, f"k{at}#0", again=False)
            except SlackError:
                lost.append(at)
            slack.state.clock.advance(1.0)
        doubled = Counter(one.text for channel in channels for one in slack.state.messages[channel])
        slack.state.clock.advance(300)
        removed = sum(outbox.sweep(*one) for one in swept)
        stands = Counter(one.text for channel in channels for one in slack.state.messages[channel] if not one.deleted)
        print(  # noqa: T201
            f"\nseed {SEED}: {POSTS} messages, {len(slack.calls)} calls, {web.limited} limited, {len(swept)} doubtful, "
            f"{sum(count - 1 for count in doubled.values())} doubles, {removed} removed, {len(lost)} given up; "
            f"{sum(slept):.0f} s waited by the workspace's clock; load {os.getloadavg()[0]:.1f}"
        )
        assert not lost
        assert stands == {f"message {at}": 1 for at in range(POSTS)}
        assert web.limited > 100
        assert removed > 10
