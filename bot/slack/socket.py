"""Socket Mode, watched. Slack's client reconnects, but does not read why it was sent away, and waits on a silent socket.

One thread watches, and it alone connects anew: at once where Slack asks for it or the connection broke, later each time where
Slack says that there are too many, never after `link_disabled`. A socket from which nothing comes is replaced; where that does
not help within a minute it is over, so that whoever started the process starts it anew.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import App
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.slack import telemetry
from bot.slack.app import taken
from bot.slack.door import Door
from bot.slack.web import RateLimited, SlackError, Web
from bot.slack.wire import PING, Wire

log = structlog.get_logger("kam.socket")
SILENT = 20.0
"""Seconds without a message or a pong after which the socket is replaced."""
HOPELESS = 45.0
"""Seconds without either after which it is over."""
LOOK = 1.0
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between attempts to connect."""
BACK_OFF = (5.0, 10.0, 20.0, 30.0)
"""Seconds to the next attempt where Slack says that there are too many connections."""
CALM = 300.0
"""Seconds after which another such word counts as the first."""
FINISHING = 1.0
"""Seconds in which what has arrived is acknowledged before the socket is closed."""


class Socket:
    """One connection to Slack. `ended` is told in a word when it is over for good: link_disabled, silent."""

    def __init__(
        self,
        app: App,
        token: str,
        web: Web,
        ended: Callable[[str], None],
        door: Door,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app, self.ended, self.door, self.clock = app, ended, door, clock
        self.wire = Wire(Web(token, web.base_url, clock), self._heard, self._want)
        self.wire.socket_mode_request_listeners.append(self._handle)
        self.last_heard = self.last_connected = clock()
        self.last_request: float | None = None
        self.last_pong: float | None = None
        self._wanted = False
        self._not_before = self._next_ping = 0.0
        self._failures = self._refusals = 0
        self._refused_at = float("-inf")
        self._closing, self._woken = threading.Event(), threading.Event()
        self._watch = threading.Thread(target=self._watching, name="socket-watch", daemon=True)

    def open(self) -> None:
        """Connects. Raises SlackError where Slack does not let us."""
        self.wire.connect()
        self.last_heard = self.last_connected = self.clock()
        telemetry.CONNECTED.set(1)
        self._watch.start()

    @property
    def alive(self) -> bool:
        """Whether there is a connection, and something came from it lately."""
        return not self._closing.is_set() and self.wire.is_connected() and self.silence() < SILENT

    def silence(self) -> float:
        """Seconds since the last sign of life: a message or a pong."""
        return self.clock() - self.last_heard

    # what comes in

    def _heard(self, message: str) -> None:
        """Any message, in the reading thread; one that sends us away says why."""
        self.last_heard = self.clock()
        held = _read(message)
        if held.get("type") == "disconnect":
            self._sent_away(str(held.get("reason") or ""))
        elif {"type", "envelope_id"} <= held.keys() and isinstance(held.get("payload"), dict | str):
            self.door.enter()  # this, and nothing else, the client hands over to `_handle`

    def _sent_away(self, reason: str) -> None:
        log.info("sent away", reason=reason)
        if reason == "link_disabled":
            self._over("link_disabled")
        elif reason == "too_many_websockets":
            now = self.clock()
            self._refusals = self._refusals + 1 if now - self._refused_at < CALM else 1
            self._refused_at = now
            self._not_before = now + BACK_OFF[min(self._refusals, len(BACK_OFF)) - 1]

    def _handle(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        """Has a delivery recorded, and acknowledges it. What is not acknowledged comes again."""
        try:
            self.last_request = self.clock()
            answer = taken(self.app, request.payload)
            if answer.status == 200:
                body = json.loads(answer.body) if answer.body else None
                client.send_socket_mode_response(SocketModeResponse(request.envelope_id, body))
        except (SlackClientError, OSError) as error:
            log.warning("not acknowledged", why=type(error).__name__)
        finally:
            self.door.leave()

    # watching

    def _want(self) -> None:
        """Another connection is needed."""
        self._wanted = True
        self._woken.set()

    def _watching(self) -> None:
        while not self._closing.is_set():
            self._woken.wait(LOOK)
            self._woken.clear()
            self.look()

    def look(self) -> None:
        """Asks for a sign of life, replaces a socket that is lost or silent, and gives up on one that stays silent."""
        now = self.clock()
        if self.wire.last_pong != self.last_pong:
            self.last_pong, self.last_heard = self.wire.last_pong, now
        if now >= self._next_ping:
            self._next_ping = now + PING
            self.wire.ping()
        if self._closing.is_set():
            return
        if self.silence() > HOPELESS:
            self._over("silent")
        elif self._due(now):
            self._anew()
        telemetry.CONNECTED.set(1 if self.alive else 0)

    def _due(self, now: float) -> bool:
        silent = now - max(self.last_heard, self.last_connected) > SILENT
        return now >= self._not_before and (self._wanted or silent or not self.wire.is_connected())

    def _anew(self) -> None:
        self._wanted = False
        try:
            self.wire.connect()
        except SlackError as error:
            pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
            pause = max(error.seconds, pause) if isinstance(error, RateLimited) else pause
            self._failures += 1
            self._wanted, self._not_before = True, self.clock() + pause
            log.warning("cannot connect", why=str(error), again_in=pause)
        else:
            self._failures, self.last_connected = 0, self.clock()
            self.last_pong = self.wire.last_pong
            log.info("connected anew")

    def _over(self, why: str) -> None:
        if not self._closing.is_set():
            self._closing.set()
            telemetry.CONNECTED.set(0)
            self.ended(why)

    def close(self) -> None:
        """Takes nothing more from Slack. What has arrived is acknowledged first."""
        self._closing.set()
        self._woken.set()
        telemetry.CONNECTED.set(0)
        self.door.until_free(FINISHING)
        self.wire.close()


def _read(message: str) -> dict[str, Any]:
    """A message's fields; {} where it is no object."""
    try:
        held = json.loads(message)
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}
