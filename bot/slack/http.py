"""One WSGI application: signed requests of Slack's at /slack/events, and /healthz, /readyz and /metrics for those who run it.

Waitress reads requests in one thread and hands whole ones to workers, so that whoever sends slowly holds no worker up.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from waitress import create_server, wasyncore  # type: ignore[import-untyped]

from book.errors import KamError
from bot.slack import telemetry
from bot.slack.app import NOT_OF_SLACK
from bot.slack.health import Health

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

log = structlog.get_logger("kam.http")
EVENTS = "/slack/events"
MOST_BODY = 1024 * 1024
MOST_HEADERS = 16 * 1024
THREADS = 8
CONNECTIONS = 1_000
IDLE = 20
"""Seconds after which a connection that says nothing is closed."""
FINISHING = 2.0
"""Seconds in which what has arrived is acknowledged when the server stops."""
LOOP = 0.5
STAMP = re.compile("[0-9]{1,12}")


class PortTaken(KamError):
    """The port cannot be had."""


class Front:
    """Who answers which address. `slack`: None where requests come over the socket."""

    def __init__(self, health: Health, slack: App | None, *, metrics: bool) -> None:
        self.health, self.metrics = health, metrics
        self.slack = SlackRequestHandler(slack, path=EVENTS) if slack is not None else None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        if path == EVENTS and method == "POST" and self.slack is not None:
            return self._taken(self.slack, environ, start_response)
        found = self._page(path)
        if found is None:
            return _sent(start_response, "404 Not Found")
        if method not in ("GET", "HEAD"):
            return _sent(start_response, "405 Method Not Allowed")
        return _sent(start_response, *found)

    def _taken(
        self, slack: SlackRequestHandler, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Slack's request, or what says that it is one: Bolt looks at its signature."""
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        if not STAMP.fullmatch(environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "0")) or not signature.isascii():
            return _sent(start_response, "401 Unauthorized")
        self.health.last_request = self.health.clock()
        try:
            return slack(environ, start_response)
        except NOT_OF_SLACK as error:
            log.warning("not of Slack", why=type(error).__name__)
            return _sent(start_response, "400 Bad Request")

    def _page(self, path: str) -> tuple[str, bytes, str] | None:
        """Status, body and content type."""
        if path == "/healthz":
            alive = self.health.alive()
            return _status(alive), _json({"alive": alive}), "application/json"
        if path == "/readyz":
            said = self.health.ready()
            return _status(said["ready"]), _json(said), "application/json"
        if path == "/metrics" and self.metrics:
            self.health.ready()  # which counts what waits
            return _status(True), telemetry.exposed(), "text/plain; version=0.0.4; charset=utf-8"
        return None


def _status(good: bool) -> str:
    return "200 OK" if good else "503 Service Unavailable"


def _json(value: Any) -> bytes:
    return json.dumps(value).encode() + b"\n"


def _sent(
    start_response: StartResponse, status: str, body: bytes = b"", kind: str = "text/plain; charset=utf-8"
) -> Iterable[bytes]:
    headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    start_response(status, headers)
    return [body]


class HttpServer:
    """The application, served. `port`: the one that it has, where 0 was asked for."""

    def __init__(self, front: Front, host: str, port: int) -> None:
        """Listens. Raises PortTaken."""
        self._map: dict[int, Any] = {}
        try:
            self._server = create_server(front, map=self._map, **_adjusted(host, port))
        except (OSError, ValueError) as error:
            wasyncore.close_all(self._map)
            why = getattr(error, "strerror", None) or "no such address"
            raise PortTaken(
                f"Port {port} of {host} cannot be had ({why}). Set KAM_HTTP_PORT or KAM_HTTP_HOST to another."
            ) from None
        self.port = int(self._server.effective_port)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping.is_set():
            wasyncore.loop(timeout=LOOP, map=self._map, count=1)
        self._server.accepting = False
        until = time.monotonic() + FINISHING
        while self._busy() and time.monotonic() < until:
            wasyncore.loop(timeout=0.01, map=self._map, count=1)
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._map)

    def _busy(self) -> bool:
        return any(one.requests or one.total_outbufs_len for one in self._server.active_channels.values())

    def close(self) -> None:
        """Takes nothing more; what has arrived is answered."""
        self._stopping.set()
        self._server.pull_trigger()
        self._thread.join(FINISHING + 2)


def _adjusted(host: str, port: int) -> dict[str, Any]:
    """Waitress's settings: one address, and limits on what anybody may send."""
    six = ":" in host
    return {
        "host": host,
        "port": port,
        "ipv4": not six,
        "ipv6": six,
        "threads": THREADS,
        "connection_limit": CONNECTIONS,
        "channel_timeout": IDLE,
        "cleanup_interval": IDLE // 4,
        "max_request_body_size": MOST_BODY,
        "max_request_header_size": MOST_HEADERS,
        "expose_tracebacks": False,
        "ident": "",
    }
