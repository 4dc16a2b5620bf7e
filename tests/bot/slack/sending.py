"""Digests in a bot whose clock a test sets: who subscribed, what is due and sent, what stands in the channel."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from book.records.digests import Digests, Row
from bot.digest.held import Held
from bot.digest.runner import Runner
from bot.digest.subscription import Subscription, Wanted, get, made, save
from bot.slack.web import SlackError
from tests.bot.slack.running import Running, running
from workspace.things import Channel, Message

MONDAY = datetime(2025, 12, 15, 8, tzinfo=UTC)
"""Nine o'clock in Berlin."""
WEEK = timedelta(days=7)


@dataclass
class Weeks:
    """A bot in whose #machinery maria and ada, who see all of team Machinery, are among themselves."""

    bot: Running
    channel: Channel
    now: datetime = MONDAY - timedelta(days=3)
    runner: Runner = field(init=False)

    def __post_init__(self) -> None:
        self.runner = self.bot.bot.digests.runner
        self.bot.bot.services.now = lambda: self.now

    def subscribe(self, who: str = "maria", to: str = "", **given: Any) -> Subscription:
        """A subscription of team Machinery, Mondays at nine in Berlin, unless something else is said."""
        user = self.bot.person(who).id
        wanted = given.pop("wanted", Wanted(team="Machinery"))
        fields: dict[str, Any] = {"kind": "weekly", "tz": "Europe/Berlin", "since": self.now, **given}
        one = made(to=to or self.channel.id, by=user, wanted=wanted, **fields)
        with self.bot.opened() as book:
            save(book.ledger, one, at=self.now, by=user)
        return one

    def at(self, now: datetime, runner: Runner | None = None) -> list[str]:
        """Sends what is due at a moment; gives what became of each."""
        self.now, runner = now, runner or self.runner
        return [_sent(runner, one.subscription.id) for one in runner.due()]

    def other(self) -> Runner:
        """The runner of another process on the same book."""
        return Runner(self.bot.bot.services, self.runner.outbox, self.runner.draw, "another", Held())

    def posts(self) -> list[Message]:
        """What stands in the channel, threads left out."""
        found = self.bot.slack.state.messages[self.channel.id]
        return [one for one in found if one.bot_id and not one.deleted and not one.is_reply]

    def thread(self, message: Message) -> list[Message]:
        """What stands below a message."""
        return self.bot.slack.state.replies(message)

    def told(self, who: str = "maria") -> list[Message]:
        """What the bot wrote somebody by DM."""
        return self.bot.seen(who, "dm")

    def rows(self, one: Subscription) -> list[Row]:
        """What is recorded of a subscription's digests."""
        with self.bot.opened() as book:
            return Digests(book.records).of(one.id)

    def known(self, one: Subscription) -> Subscription:
        """A subscription as it is now."""
        with self.bot.opened() as book:
            return get(book.ledger, one.id)

    def items(self, message: Message) -> list[str]:
        """The things to do in a message."""
        return [one["text"]["text"] for one in message.blocks if one.get("accessory")]

    def chooses(self, message: Message, place: int, done: str, who: str = "maria") -> None:
        """Chooses in the menu of a thing to do; what comes of it is waited for by the test."""
        menu = [one["accessory"] for one in message.blocks if one.get("accessory")][place]
        value = next(one["value"] for one in menu["options"] if one["value"].startswith(f"{done}|"))
        self.bot.slack.people.choose(self.bot.person(who), message, "digest_item", value).wait()


def _sent(runner: Runner, subscription: str) -> str:
    try:
        return runner.send(subscription)
    except SlackError:
        return "later"


@contextmanager
def weeks(imported: Path, folder: Path, **settings: Any) -> Iterator[Weeks]:
    """A bot whose own clock of digests stands still: tests say when it is what o'clock."""
    book = Path(shutil.copy(imported, folder / "kam.db"))
    with running(book, **settings) as bot:
        bot.bot.digests.stop()
        state = bot.slack.state
        members = [state.app.bot_user, bot.person("maria").id, bot.person("ada").id]
        yield Weeks(bot, state.channel("machinery", "C", members))
