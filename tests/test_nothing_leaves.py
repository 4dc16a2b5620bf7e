"""The guard of conftest: a test reaches nothing beyond this machine."""

from __future__ import annotations

import os
import socket
import urllib.request

import pytest

from tests import conftest


def test_other_machines_are_refused_and_noted() -> None:
    with pytest.raises(OSError, match="nothing but this machine"):
        socket.create_connection(("192.0.2.1", 80), 1)
    with pytest.raises(OSError, match="nothing but this machine"):
        urllib.request.urlopen("http://model.example/")
    with socket.socket() as one, pytest.raises(OSError, match="nothing but this machine"):
        one.connect(("192.0.2.1", 80))
    assert len(conftest.tried) == 3
    conftest.tried.clear()


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), 1) as one:
        assert one.getpeername() == server.getsockname()


def test_no_provider_is_configured() -> None:
    assert not [name for name in os.environ if name.startswith(conftest.SETTINGS)]
