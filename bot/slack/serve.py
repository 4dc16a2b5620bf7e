"""The running bot, put together: settings in, a bot that can be started and stopped out."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt import App

from book.access import Access, Person, set_person
from book.book import Book
from book.errors import KamError
from bot.digest.durable import DigestClock
from bot.digest.posting import short_wait
from bot.digest.runner import Runner
from bot.pictures.moves import moves_picture
from bot.settings import Settings
from bot.slack.answering import Answering
from bot.slack.app import bolt
from bot.slack.corridor import Corridor
from bot.slack.health import Health
from bot.slack.outbox import Outbox
from bot.slack.people import Directory
from bot.slack.services import Services
from bot.slack.single import OnlyOne
from bot.slack.socket import Socket
from bot.slack.web import Refused, SlackError, Web
from bot.slack.wiring import routes

if TYPE_CHECKING:
    from bot.slack.http import HttpServer

log = structlog.get_logger("kam.serve")
SET_UP = "Make the app from manifest.json and set its tokens: docs/slack.md says how."
SWITCH_SECONDS = 0.0005
"""After which a thread that computes lets another one on: Python's own 5 ms add up over the many short waits of an answer."""


class CannotServe(KamError):
    """The bot cannot start; says what to do. `passing`: it may start later, as things are."""

    def __init__(self, said: str, *, passing: bool = False) -> None:
        super().__init__(said)
        self.passing = passing


@dataclass
class Bot:
    """A bot that is ready: its app takes requests, its workers answer. `who`: what Slack says of it."""

    settings: Settings
    services: Services
    corridor: Corridor
    answering: Answering
    app: App
    only: OnlyOne
    digests: DigestClock
    who: dict[str, Any]
    socket: Socket | None = None
    http: HttpServer | None = None

    def connect(self, ended: Callable[[str], None]) -> None:
        """Opens the socket to Slack; `ended` is told when it is over for good. Raises CannotServe."""
        token = self.settings.slack_app_token.get_secret_value()
        if not token:
            raise CannotServe(f"SLACK_APP_TOKEN is not set, and Socket Mode needs it. {SET_UP}")
        self.socket = Socket(self.app, token, self.services.web, ended, self.corridor.door)
        try:
            self.socket.open()
        except Refused as refused:
            raise CannotServe(f"Slack does not open a socket ({refused.code}). Run `kam doctor`.") from None
        except SlackError as error:
            raise CannotServe(f"The socket to Slack does not open: {error}. Run `kam doctor`.", passing=True) from None

    def listen(self, port: int, *, slack: bool) -> int:
        """Answers at a port: how it is, and Slack's signed requests where `slack`. Gives the port.

        Raises CannotServe, PortTaken.
        """
        from bot.slack.http import Front, HttpServer

        if slack and not self.settings.slack_signing_secret.get_secret_value():
            raise CannotServe(f"SLACK_SIGNING_SECRET is not set, and signed HTTP needs it. {SET_UP}")
        health = Health(self.services, self.corridor, self.socket)
        front = Front(health, self.app if slack else None, metrics=self.settings.metrics)
        self.http = HttpServer(front, self.settings.http_host, port)
        return self.http.port

    def stop(self, seconds: int) -> int:
        """Takes nothing new, lets workers finish for `seconds`, and leaves the rest to the next start: gives how many."""
        if self.http is not None:
            self.http.close()
        if self.socket is not None:
            self.socket.close()
        self.digests.stop()
        left = self.corridor.stop(seconds)
        self.only.release()
        return left


def built(settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Bot:
    """The bot of some settings, its workers running; `now` is its clock. Raises CannotServe, BookError, Taken."""
    sys.setswitchinterval(SWITCH_SECONDS)
    web = Web(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    who = who_we_are(web)
    services = Services(
        settings,
        web,
        Directory(web, str(who["team_id"]), str(who["user_id"])),
        str(who["team_id"]),
        str(who["user_id"]),
        now,
    )
    _first_admins(services)
    only = OnlyOne(settings.work_file)
    table = routes()
    corridor = Corridor(settings.work_file, table, settings.workers, services.seconds)
    outbox = Outbox(web, services.bot, now=services.seconds, sweep_later=corridor.sweep_later)
    answering = Answering(services, table, outbox)
    digests = _digests(services, corridor)
    corridor.start(answering.answer, outbox.sweep, answering.give_up)
    digests.start()
    threading.Thread(target=_warm, args=(services,), daemon=True, name="warm").start()
    return Bot(settings, services, corridor, answering, bolt(settings, web, corridor, who), only, digests, who)


def _digests(services: Services, corridor: Corridor) -> DigestClock:
    """What sends digests: through an outbox that waits for no channel for long."""

    def outbox() -> Outbox:
        later = corridor.sweep_later
        return Outbox(services.web, services.bot, sleep=short_wait, now=services.seconds, sweep_later=later)

    return DigestClock(Runner(services, outbox, moves_picture))


def who_we_are(web: Web) -> dict[str, Any]:
    """What `auth.test` says of us. Raises CannotServe."""
    if not web.token:
        raise CannotServe(f"SLACK_BOT_TOKEN is not set. {SET_UP}")
    try:
        return web.call("auth.test")
    except Refused as refused:
        raise CannotServe(f"Slack does not take SLACK_BOT_TOKEN ({refused.code}). Run `kam doctor`.") from None
    except SlackError as error:
        said = f"Slack does not answer at {web.base_url} ({error}). Check the network and SLACK_API_URL."
        raise CannotServe(said, passing=True) from None


def _first_admins(services: Services) -> None:
    """Makes those whom the settings name admins, where nobody has said anything of them yet."""
    with Book(services.settings.book, records=services.settings.records) as book:
        known = {event.body["user"] for event in book.ledger.events("person")}
        for user in services.settings.first_admins:
            if user not in known:
                set_person(book.ledger, Person(user, "admin"), at=services.now(), by="KAM_ADMINS")
        people = Access.of(book.ledger, book.accounts).people
    for user in services.settings.first_admins:
        if people[user].role != "admin":
            log.warning("KAM_ADMINS names somebody who is not an admin", user=user)


def _warm(services: Services) -> None:
    """Loads what the first answer needs, while the socket opens."""
    try:
        with services.opened() as book:
            day = services.day(book)
            book.context(day, book.rubric_on(day).rubric)
            services.known(book)
    except (KamError, ValueError, OSError) as error:
        log.warning("not warmed", why=type(error).__name__)
