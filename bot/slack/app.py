"""The Bolt app: it verifies and authorizes, then one middleware records and acknowledges everything; there are no listeners."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware import Middleware

from bot.settings import Settings
from bot.slack import telemetry
from bot.slack.corridor import Corridor
from bot.slack.web import Web

log = structlog.get_logger("kam.app")
NOT_OF_SLACK = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What Bolt makes of bodies and headers that are none of Slack's: it reads them before it looks at the signature."""


def bolt(settings: Settings, web: Web, corridor: Corridor, who: Mapping[str, Any]) -> App:
    """The app. `who`: what `auth.test` said at start, so that no request asks Slack who we are before it is acknowledged."""
    quiet = logging.getLogger("kam.bolt")
    quiet.setLevel(logging.ERROR)
    known = AuthorizeResult(
        enterprise_id=who.get("enterprise_id"),
        team_id=who.get("team_id"),
        bot_user_id=who.get("user_id"),
        bot_id=who.get("bot_id"),
        bot_token=web.token,
    )
    secret = settings.slack_signing_secret.get_secret_value()
    app = App(
        client=web.client,
        signing_secret=secret or "no signed HTTP",
        request_verification_enabled=True,
        authorize=lambda: known,
        logger=quiet,
        process_before_response=True,
        ignoring_self_events_enabled=False,  # `incoming` does it, whatever the event looks like
    )
    app.use(Recording(corridor))
    app.error(_unread)
    return app


def _unread(error: Exception) -> BoltResponse:
    """What Bolt cannot read will not be any better when it comes again: it is dropped, with an acknowledgement."""
    if not isinstance(error, NOT_OF_SLACK):
        log.error("not taken", why=type(error).__name__)
        return BoltResponse(status=500, body="")
    log.warning("not of Slack", why=type(error).__name__)
    return BoltResponse(status=200, body="")


def taken(app: App, payload: Mapping[str, Any]) -> BoltResponse:
    """What the app says to a payload that came over the socket. Anything but 200 is no acknowledgement."""
    try:
        return app.dispatch(BoltRequest(mode="socket_mode", body=dict(payload)))
    except NOT_OF_SLACK as error:
        return _unread(error)


class Recording(Middleware):
    """Records and acknowledges. As a class it is called with the request alone; Bolt reads a payload ten ways for a function."""

    def __init__(self, corridor: Corridor) -> None:
        self.corridor = corridor

    def process(self, *, req: BoltRequest, resp: BoltResponse, next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: ARG002 - Bolt's names
        """The acknowledgement; 503 where the request cannot be recorded."""
        began = time.monotonic()
        try:
            said = self.corridor.receive(req.body)
        except Exception:  # the boundary: Bolt would log the payload; without an acknowledgement Slack sends it again
            log.exception("not recorded")
            return BoltResponse(status=503, body="")
        kind = str((req.body.get("command") and "command") or req.body.get("type") or "unknown")
        telemetry.received(kind, time.monotonic() - began)
        return BoltResponse(status=200, body=dict(said) if said else "")
