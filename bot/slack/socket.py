"""Socket Mode, watched. Slack's client reconnects, but does not read why it was sent away, and waits on a silent socket.

`link_disabled` ends it for good; `too_many_websockets` waits longer each time; a socket from which nothing came for a while is
replaced, and where that does not help in time, the process is ended so that whoever started it starts it anew.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from http.client import HTTPException

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack import telemetry
from bot.slack.web import Refused, Unclear, Web

log = structlog.get_logger("kam.socket")
PING = 10.0
SILENT = 30.0
"""Seconds without a message or a pong after which the socket is replaced."""
HOPELESS = 55.0
"""Seconds without either after which it is over."""
LOOK = 1.0
BACK_OFF = (5.0, 10.0, 20.0, 40.0)


class Socket:
    """One connection to Slack. `ended` is told in a word when it is over for good: link_disabled, silent."""

    def __init__(
        self,
        app: App,
        token: str,
        web: Web,
        ended: Callable[[str], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ended, self.clock = ended, clock
        quiet = logging.getLogger("kam.socket.client")
        quiet.setLevel(logging.CRITICAL)
        self.handler = SocketModeHandler(app, token, logger=quiet, web_client=web.client, ping_interval=PING)
        self.client = self.handler.client
        self.client.on_message_listeners.append(self._heard)
        self.last_heard = clock()
        self._refused = 0
        self._closing = threading.Event()
        self._watch = threading.Thread(target=self._watching, name="socket-watch", daemon=True)

    def open(self) -> None:
        """Connects. Raises Refused or Unclear where Slack does not let us."""
        try:
            self.client.connect()
        except SlackApiError as error:
            raise Refused(str(error.response.get("error"))) from None
        except (SlackClientError, OSError, HTTPException) as error:
            raise Unclear(type(error).__name__) from None
        self.last_heard = self.clock()
        telemetry.CONNECTED.set(1)
        self._watch.start()

    def _heard(self, message: str) -> None:
        """Any message; one that sends us away says why."""
        self.last_heard = self.clock()
        if '"disconnect"' not in message[:200]:
            return
        try:
            held = json.loads(message)
        except ValueError:
            return
        if held.get("type") == "disconnect":
            self._sent_away(str(held.get("reason")))

    def _sent_away(self, reason: str) -> None:
        log.info("disconnect", reason=reason)
        if reason == "link_disabled":
            self._over("link_disabled")
        elif reason == "too_many_websockets":
            pause = BACK_OFF[min(self._refused, len(BACK_OFF) - 1)]
            self._refused += 1
            self._closing.wait(pause)
        else:
            self._refused = 0

    def silence(self) -> float:
        """Seconds since the last sign of life: a message or a pong."""
        session = self.client.current_session
        pong = getattr(session, "last_ping_pong_time", None) if session is not None else None
        ago = time.time() - pong if pong else float("inf")
        return min(self.clock() - self.last_heard, ago)

    def _watching(self) -> None:
        while not self._closing.wait(LOOK):
            self.look()

    def look(self) -> None:
        """Replaces a silent socket, and gives up on one that stays silent."""
        quiet = self.silence()
        telemetry.CONNECTED.set(1 if quiet < SILENT and self.client.is_connected() else 0)
        if quiet > HOPELESS:
            self._over("silent")
        elif quiet > SILENT:
            threading.Thread(target=self._anew, name="socket-anew", daemon=True).start()

    def _anew(self) -> None:
        try:
            self.client.connect_to_new_endpoint(force=True)
        except (SlackApiError, SlackClientError, OSError, HTTPException) as error:
            log.warning("cannot connect", why=type(error).__name__)
            return
        self.last_heard = self.clock()

    def _over(self, why: str) -> None:
        if not self._closing.is_set():
            self._closing.set()
            self.client.auto_reconnect_enabled = self.client.default_auto_reconnect_enabled = False
            telemetry.CONNECTED.set(0)
            self.ended(why)

    def close(self) -> None:
        """Takes nothing more from Slack."""
        self._closing.set()
        telemetry.CONNECTED.set(0)
        self.client.closed = True
        self.client.message_queue.put("")
        self.client.close()
