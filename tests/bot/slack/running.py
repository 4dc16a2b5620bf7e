"""A whole bot on the sample book, connected to a local Slack, and what a test does with it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from book.access import Person, set_person, set_team
from book.book import Book
from bot.settings import Settings
from bot.slack.kit import texts_of
from bot.slack.serve import Bot, built
from tests.data import ROOT
from workspace.server import Server, seeded
from workspace.things import Channel, Message, View
from workspace.things import Person as Slacker

WAIT = 15.0
NOW = datetime(2025, 12, 31, 9, tzinfo=UTC)


@dataclass
class Running:
    """`sam` owns the accounts of Anna Keller (ACME), `maria` manages team Machinery and what is below it, `ada` is admin.

    `nia` (Chinese) has no role; `gus` is a guest, `olaf` of another company.
    """

    slack: Server
    bot: Bot
    book: Path

    def person(self, name: str) -> Slacker:
        """Somebody by name."""
        return self.slack.person(name)

    def place(self, channel: str, who: str) -> Channel:
        """A channel by name; "dm" is that person's conversation with the bot."""
        if channel == "dm":
            return self.slack.state.direct([self.person(who).id, self.slack.state.app.bot_user])
        return self.slack.channel(channel)

    def seen(self, who: str, channel: str = "sales") -> list[Message]:
        """What the bot wrote that this person sees in a channel, oldest first."""
        found = self.slack.state.seen_by(self.person(who).id, self.place(channel, who).id)
        return [one for one in found if one.bot_id]

    def run(self, text: str, who: str = "sam", channel: str = "sales") -> Message:
        """Types `/kam text` and gives the answer that this person alone sees."""
        place, user = self.place(channel, who), self.person(who)
        before = len(self.own(who))
        self.slack.people.slash(user, place, "/kam", text).wait()
        self.slack.until(lambda: len(self.own(who)) > before, WAIT)
        return self.own(who)[-1]

    def own(self, who: str) -> list[Message]:
        """Everything that this person alone saw."""
        user = self.person(who).id
        return [one for one in self.slack.state.ephemerals if one.only_for == user and not one.deleted]

    def click(self, message: Message | View, action: str, who: str = "sam", value: str | None = None) -> None:
        """Clicks a button; what comes of it is waited for by the test."""
        self.slack.people.click(self.person(who), message, action, value).wait()

    def told(self, message: Message, action: str, who: str = "sam", value: str | None = None) -> Message:
        """Clicks a button and gives the answer that the clicker alone sees."""
        before = len(self.own(who))
        self.click(message, action, who, value)
        self.slack.until(lambda: len(self.own(who)) > before, WAIT)
        return self.own(who)[-1]

    def modal(self, who: str = "sam") -> View:
        """The modal that lies on top, once there is one."""
        user = self.person(who).id
        return self.slack.until(lambda: (self.slack.state.modals_of(user) or [None])[-1], WAIT)

    def asks(self, text: str, who: str = "sam", channel: str = "sales", thread: str | None = None) -> Message:
        """Mentions the bot (or writes to it in the DM) and gives what it wrote to everybody."""
        place, user = self.place(channel, who), self.person(who)
        before = len(self.seen(who, channel))
        say = self.slack.people.say if channel == "dm" else self.slack.people.mention
        say(place, user, text, thread)
        self.slack.until(lambda: len(self.seen(who, channel)) > before, WAIT)
        return self.seen(who, channel)[-1]

    def opened(self) -> contextlib.closing[Book]:
        """The book, to look into."""
        return contextlib.closing(Book(self.book))


def words_in(where: Message | View) -> str:
    """Every text of a message's or view's blocks, one a line."""
    blocks: Any = where.body["blocks"] if isinstance(where, View) else where.blocks
    return "\n".join(texts_of(blocks))


def roles(book: Book, slack: Server) -> None:
    """Who is who."""
    people = {
        "sam": ("owner", "Anna Keller", None),
        "maria": ("manager", None, "Machinery"),
        "ada": ("admin", None, None),
    }
    for name, (role, owner, team) in people.items():
        set_person(book.ledger, Person(slack.person(name).id, role, owner, team), at=NOW, by="test")  # type: ignore[arg-type]
    set_team(book.ledger, "Process", "Machinery", at=NOW, by="test")


OLDER = "assistant_thread_started"
"""Apps that were made before the agent's view have this event; new ones cannot subscribe to it."""


def as_in_manifest(slack: Server) -> None:
    """Gives the app what manifest.json asks for, and nothing else."""
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    app = slack.state.app
    app.scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    app.events = {*manifest["settings"]["event_subscriptions"]["bot_events"], OLDER}
    app.unfurl_domains = set(manifest["features"]["unfurl_domains"])


@contextlib.contextmanager
def running(book: Path, *, connect: bool = True, **settings: Any) -> Iterator[Running]:
    """A bot that runs on a book. `connect=False`: without the socket, for requests through `App.dispatch`."""
    with seeded() as slack:
        as_in_manifest(slack)
        state, app = slack.state, slack.state.app
        ada = state.person("ada", state.teams[app.team_id])
        for channel in ("general", "sales"):
            slack.channel(channel).members.append(ada.id)
        with Book(book) as opened:
            roles(opened, slack)
        given = {
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": app.app_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
            "SLACK_API_URL": slack.base_url,
            "KAM_BOOK": str(book),
            **settings,
        }
        bot = built(Settings(**given))
        try:
            slack.until(bot.corridor.working, WAIT)
            if connect:
                bot.connect(lambda _: None)
                slack.until(lambda: slack.hub.opened)
            yield Running(slack, bot, book)
        finally:
            bot.stop(1)
