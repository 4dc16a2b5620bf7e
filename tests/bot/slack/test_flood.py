"""Many deliveries, doubled, shuffled and late; and many messages into a Slack that fails: each is answered, and said, once."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench.flood import COMMANDS, COPIES, MENTIONS, SEED, flooded
from book.book import Book
from bot.slack.effects import Message, Say
from bot.slack.outbox import Outbox
from bot.slack.request import Request
from bot.slack.web import RateLimited, SlackError, Web
from tests.bot.slack.running import roles
from workspace.deliveries import ACK_SECONDS
from workspace.server import Server, seeded

POSTS = 2_000


@pytest.mark.slow
def test_ten_thousand_deliveries_of_two_and_a_half_thousand_requests(imported: Path, tmp_path: Path) -> None:
    book = tmp_path / "kam.db"
    book.write_bytes(imported.read_bytes())
    with seeded() as slack:
        slack.state.person("ada", slack.state.teams[slack.state.app.team_id])
        with Book(book) as opened:
            roles(opened, slack)
        found = flooded(slack, book)
    print(f"\n{found}")  # noqa: T201
    assert found.deliveries >= (COMMANDS + MENTIONS) * COPIES
    assert found.answers == dict.fromkeys(found.mentions, 1)
    assert found.told == COMMANDS
    assert found.acks[-1] < ACK_SECONDS, "what Slack allows; bench/flood.py has our targets, for a machine of its own"


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
