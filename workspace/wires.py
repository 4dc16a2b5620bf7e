"""The connections below the server, so that faults can act on them: reset one, or let one fall silent."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class Http(H11Protocol):
    """HTTP whose application finds the connection in `scope["state"]["wire"]`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, "wire": transport}
        super().connection_made(transport)


class Silent(asyncio.Protocol):
    """What a half-open connection is: whatever arrives is lost, and nothing is sent, until the other side ends it."""

    def __init__(self, spoke: asyncio.Protocol) -> None:
        self._spoke = spoke

    def connection_lost(self, exc: Exception | None) -> None:
        self._spoke.connection_lost(exc)


class WebSocket(WebSocketsSansIOProtocol):
    """A WebSocket that can fall silent: no data, no pongs, and the connection stays."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.app_state = {**self.app_state, "protocol": self}
        super().connection_made(transport)

    def fall_silent(self) -> None:
        """Nothing is read or sent from now on."""
        self.stop_keepalive()
        self.transport.set_protocol(Silent(self))
        if not self.transport.is_reading():
            self.transport.resume_reading()

    def drop(self) -> None:
        """Ends the connection at once, without a closing handshake."""
        self.transport.set_protocol(self)
        reset(self.transport)


def reset(wire: Any) -> None:
    """Ends a TCP connection so that the other side sees a reset."""
    sock = wire.get_extra_info("socket")
    if sock is not None and not wire.is_closing():
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.abort()
