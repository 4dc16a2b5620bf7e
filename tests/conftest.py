"""No test asks a model that it did not bring itself: no provider's settings, and no connection beyond this machine."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest

SETTINGS = ("KAM_MODEL", "SLACK_", "OPENAI_", "ANTHROPIC_", "OLLAMA_", "LANGSMITH_", "LANGCHAIN_")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
tried: list[str] = []
"""Addresses beyond this machine that somebody tried to reach; each is refused, and its test fails."""


class Outside(OSError):
    """A connection that left this machine."""


def loopback(address: Any) -> bool:
    """Whether an address of a socket is on this machine: a Unix socket's path, or a loopback host."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    return host in ("localhost", "::1") or host.startswith("127.")


@pytest.fixture(scope="session", autouse=True)
def _nothing_leaves() -> Iterator[None]:
    """Session-wide: providers' settings and proxies are gone, and `socket` refuses what is no loopback address."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.upper().startswith(SETTINGS) or name.upper() in PROXIES:
                patch.delenv(name)
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


@pytest.fixture(autouse=True)
def _nobody_tried() -> Iterator[None]:
    """A test fails where something in it tried to leave, even if the code under test swallowed the refusal."""
    tried.clear()
    yield
    assert not tried, f"tried to leave this machine: {tried}"


def _refuse(address: Any) -> None:
    if not loopback(address):
        tried.append(str(address))
        raise Outside(f"tests reach nothing but this machine, not {address}")


def _guarded(real: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        _refuse(address)
        return real(self, address)

    return connect


def _guarded_lookup(real: Any) -> Any:
    def getaddrinfo(host: Any, *more: Any, **named: Any) -> Any:
        if host:
            _refuse((host.decode() if isinstance(host, bytes) else host,))
        return real(host, *more, **named)

    return getaddrinfo
