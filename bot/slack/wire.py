"""Slack's own Socket Mode client, with two things in our hands: when it connects anew, and how a connection ends.

Slack's client connects from any of its threads, the reading one among them, and closes the old connection before it reads from
the new one, which takes up to three seconds when nothing arrives. Here whoever wants another connection only says so; and an old
one is bidden goodbye, so that what is on its way still arrives, and the new one is read at once.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import time
from collections.abc import Callable

from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

from bot.slack.web import Unclear, Web

BUFFER = 64 * 1024
"""Bytes that are read at a time: the client takes a step deeper for each piece of a message."""
PING = 5.0
FAREWELL = 0.5
"""Seconds for which the other side may answer our goodbye."""
GOODBYE = b"\x88\x80\0\0\0\0"
"""A WebSocket's closing frame, without a reason; its mask is of zeros."""


class Wire(SocketModeClient):
    """`heard` is told each message first, in the reading thread; `wanted`, that another connection is needed."""

    def __init__(self, web: Web, heard: Callable[[str], None], wanted: Callable[[], None]) -> None:
        quiet = logging.getLogger("kam.socket.client")
        quiet.setLevel(logging.CRITICAL)  # it would log whole messages
        self._web, self._heard, self._wanted = web, heard, wanted
        super().__init__(web.token, logger=quiet, web_client=web.client, ping_interval=PING, receive_buffer_size=BUFFER)

    def issue_new_wss_url(self) -> str:
        """The address of a new connection. Raises SlackError."""
        return str(self._web.call("apps.connections.open").get("url") or "")

    def connect(self) -> None:
        """Opens a connection and ends the one before it, if there is one. Raises SlackError; then the old one stays."""
        old, ending = self.current_session, self.current_session_state
        made = self._connection(self.issue_new_wss_url())
        made.connect()
        if not made.is_active():
            raise Unclear("the socket does not open")
        self.current_session, self.current_session_state = made, ConnectionState()  # type: ignore[no-untyped-call]
        if old is not None:
            end(old)
        ending.terminated = True

    def _connection(self, url: str) -> Connection:
        def over(*_: object) -> None:
            if self.current_session is made:
                self._wanted()

        made = Connection(
            url=url,
            logger=self.logger,
            ping_interval=self.ping_interval,
            receive_buffer_size=self.receive_buffer_size,
            proxy=self.proxy,
            proxy_headers=self.proxy_headers,
            on_message_listener=self._arrived,
            on_error_listener=over,
            on_close_listener=over,
            ssl_context=self.web_client.ssl,
        )
        return made

    def _arrived(self, message: str) -> None:
        self._heard(message)
        self.enqueue_message(message)

    def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: ARG002 - the client's own signature
        """Says that another connection is wanted: whoever watches makes it, at the right time."""
        self._wanted()

    def ping(self) -> None:
        """Asks the other side for a sign of life; one that cannot be asked is given up."""
        session = self.current_session
        if session is None or not session.is_active():
            return
        try:
            session.ping(f"{session.session_id}:{time.time()}")
        except OSError:
            self._wanted()

    @property
    def last_pong(self) -> float | None:
        """When the ping was sent that was answered last: another value is another sign of life."""
        return self.current_session.last_ping_pong_time if self.current_session else None

    def close(self) -> None:
        """Ends the connection and all threads."""
        self.closed = True
        if self.current_session is not None:
            end(self.current_session)
        self.message_queue.put("")  # wakes the thread that waits for messages
        super().close()


def end(session: Connection) -> None:
    """Ends a connection as WebSockets end: after our goodbye what was sent before still arrives. One that is silent is cut."""
    with contextlib.suppress(OSError), session.sock_send_lock:
        if session.sock is not None:
            session.sock.send(GOODBYE)
    until = time.monotonic() + FAREWELL
    while session.is_active() and time.monotonic() < until:
        time.sleep(0.005)
    sock = session.sock
    if sock is not None:
        with contextlib.suppress(OSError):  # wakes its reader, which would keep us waiting
            sock.shutdown(socket.SHUT_RDWR)
    session.close()
