"""The Bolt app: it verifies and authorizes, then one middleware records and acknowledges everything; there are no listeners."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult

from bot.settings import Settings
from bot.slack import telemetry
from bot.slack.corridor import Corridor
from bot.slack.web import Web

log = structlog.get_logger("kam.app")


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
    )
    app.use(_recording(corridor))
    return app


def _recording(corridor: Corridor) -> Any:
    def record(req: BoltRequest) -> BoltResponse:
        began = time.monotonic()
        try:
            said = corridor.receive(req.body)
        except Exception:  # the boundary: Bolt would log the payload; without an acknowledgement Slack sends it again
            log.exception("not recorded")
            return BoltResponse(status=503, body="")
        kind = str((req.body.get("command") and "command") or req.body.get("type") or "unknown")
        telemetry.received(kind, time.monotonic() - began)
        return BoltResponse(status=200, body=dict(said) if said else "")

    return record
