"""A seeded workspace, Slack's own client, and a Bolt app on Socket Mode, all real but the company that makes Slack."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from workspace.errors import WorkspaceError
from workspace.server import Server, seeded

Connect = Callable[..., SocketModeHandler]


@pytest.fixture
def slack() -> Iterator[Server]:
    """A workspace with people in it."""
    with seeded() as server:
        yield server


@pytest.fixture
def client(slack: Server) -> WebClient:
    """Slack's client with the bot's token, which tries nothing twice."""
    return WebClient(slack.state.app.bot_token, base_url=slack.base_url, timeout=5, retry_handlers=[])


@pytest.fixture
def app(slack: Server, client: WebClient) -> App:
    """A Bolt app without listeners yet."""
    quiet = logging.getLogger("tests.workspace")
    quiet.setLevel(logging.CRITICAL)
    return App(client=client, signing_secret=slack.state.app.signing_secret, logger=quiet)


@pytest.fixture
def connect(slack: Server, app: App) -> Iterator[Connect]:
    """Connects the app over Socket Mode: `connect(ping_interval=1)`."""
    handlers: list[SocketModeHandler] = []

    def connected(ping_interval: float = 10) -> SocketModeHandler:
        opened = slack.hub.opened
        handler = SocketModeHandler(app, slack.state.app.app_token, ping_interval=ping_interval)
        handlers.append(handler)
        handler.connect()
        slack.until(lambda: slack.hub.opened > opened)
        return handler

    yield connected
    ended(slack, *handlers)


def ended(slack: Server, *handlers: SocketModeHandler) -> None:
    """Ends handlers: their threads wait for data and messages, up to three seconds, so they are woken."""
    for handler in handlers:
        handler.client.closed = True
        handler.client.auto_reconnect_enabled = handler.client.default_auto_reconnect_enabled = False
        handler.client.message_queue.put(None)
    slack.faults.drop()
    for handler in handlers:
        # its own check of the session may be late: closing ends it all the same
        with contextlib.suppress(WorkspaceError):
            slack.until(lambda one=handler.client: not one.is_connected())
        handler.close()
