"""Socket Mode: WebSockets that the app opens, over which deliveries go out as envelopes and acknowledgements come back."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from starlette.websockets import WebSocket, WebSocketDisconnect

from workspace.deliveries import EVENTS_API, Attempt, Deliveries, Delivery
from workspace.errors import WorkspaceError
from workspace.state import State

T = TypeVar("T")
MOST = 10
"""Connections that an app may have at a time."""
TICKET_SECONDS = 30.0
GRACE_SECONDS = 0.2
"""How long a connection lives on after a disconnect message."""
STAYS = "warning"
"""The reason of a disconnect message after which the connection lives on for a while."""


class Connection:
    """One WebSocket of the app. A silent one is half open: it takes everything and gives nothing."""

    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket
        self.protocol = websocket.scope["state"]["protocol"]
        self.out: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.silent = False

    def say(self, message: dict[str, Any] | None) -> None:
        """Sends a message, after those before it; None closes."""
        if not self.silent:
            self.out.put_nowait(message)

    async def write(self) -> None:
        """Sends what is to be sent, until the connection is closed."""
        while (message := await self.out.get()) is not None:
            await self.websocket.send_text(json.dumps(message))
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await self.websocket.close()


class Hub:
    """All connections of the app. Its methods may be called from any thread once it runs in `loop`."""

    def __init__(self, state: State, deliveries: Deliveries) -> None:
        self.connections: list[Connection] = []
        self.opened = 0
        self.link_disabled = False
        self.loop: asyncio.AbstractEventLoop | None = None
        self._state = state
        self._deliveries = deliveries
        self._tickets: dict[str, float] = {}
        self._turn = 0

    def address(self) -> str:
        """A WebSocket's address for one connection, good for half a minute."""
        ticket = self._state.ids.secret(32)
        self._tickets[ticket] = self._state.clock.now() + TICKET_SECONDS
        return f"{self._state.base.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={self._state.app.id}"

    async def serve(self, websocket: WebSocket) -> None:
        """Takes a connection and keeps it until one side ends it."""
        if self._tickets.pop(websocket.query_params.get("ticket", ""), 0.0) < self._state.clock.now():
            await websocket.close(4403)
            return
        await websocket.accept()
        connection = Connection(websocket)
        refusal = self._refusal()
        if refusal:
            connection.say(_disconnect(refusal))
            asyncio.get_running_loop().call_later(GRACE_SECONDS, connection.say, None)
            await connection.write()
            return
        self.connections.append(connection)
        self._state.touch()
        self.opened += 1
        connection.say(self._hello())
        await self._keep(connection)

    def _refusal(self) -> str:
        if self.link_disabled:
            return "link_disabled"
        return "too_many_websockets" if len(self.connections) >= MOST else ""

    async def _keep(self, connection: Connection) -> None:
        writer = asyncio.ensure_future(connection.write())
        try:
            while True:
                self._read(await connection.websocket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self.connections.remove(connection)
            self._state.touch()
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, RuntimeError, WebSocketDisconnect):
                await writer

    def _read(self, text: str) -> None:
        """An acknowledgement: `{"envelope_id", "payload"}`. What is no such thing is ignored, as Slack does."""
        with contextlib.suppress(ValueError):
            message = json.loads(text)
            if isinstance(message, dict) and "envelope_id" in message:
                self._deliveries.acknowledge(str(message["envelope_id"]), message.get("payload"))

    def _hello(self) -> dict[str, Any]:
        debug = {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060}
        about = {"app_id": self._state.app.id}
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": debug,
            "connection_info": about,
        }

    def send(self, delivery: Delivery, attempt: Attempt) -> bool:
        """Sends an envelope over one of the connections, in turn; false when there is none. Runs in the loop."""
        alive = [c for c in self.connections if not c.silent] or self.connections
        if not alive:
            return False
        self._turn += 1
        envelope: dict[str, Any] = {
            "envelope_id": attempt.envelope_id,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != EVENTS_API,
            "payload": delivery.payload,
        }
        if delivery.kind == EVENTS_API:
            envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason}
        alive[self._turn % len(alive)].say(envelope)
        return True

    def disconnect(self, reason: str) -> None:
        """Tells every connection to go, and closes it, except after a "warning"."""
        self.in_loop(lambda: self._disconnect(reason))

    def _disconnect(self, reason: str) -> None:
        for connection in self.connections:
            connection.say(_disconnect(reason))
            if reason != STAYS:
                asyncio.get_running_loop().call_later(GRACE_SECONDS, connection.say, None)

    def half_open(self) -> int:
        """Lets the connections there are now fall silent, without ending them; gives how many."""
        return self.in_loop(self._half_open)

    def _half_open(self) -> int:
        for connection in self.connections:
            connection.silent = True
            connection.protocol.fall_silent()
        return len(self.connections)

    def drop(self) -> None:
        """Ends all connections at once, without a word."""
        self.in_loop(self._drop)

    def _drop(self) -> None:
        for connection in self.connections:
            connection.protocol.drop()

    def in_loop(self, what: Callable[[], T]) -> T:
        """Does something in the server's thread, and waits for it."""
        if self.loop is None:
            raise WorkspaceError("the server is not running: call start() first")

        async def run() -> T:
            return what()

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(5)


def _disconnect(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}
