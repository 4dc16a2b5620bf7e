"""What Slack sends, read into one value: who did what, where. What is not for us, or is no such thing, is None."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.slack.incoming.events import event
from bot.slack.incoming.interactions import INTERACTIONS
from bot.slack.incoming.payload import TEXT, key_of, made, text_at
from bot.slack.reading import unescaped
from bot.slack.request import Request


def request_of(body: Mapping[str, Any]) -> Request | None:
    """The request in a payload of Slack's, whatever its kind; None where there is nothing to answer."""
    if "command" in body:
        return _command(body)
    kind = body.get("type")
    if kind == "event_callback":
        return event(body)
    if isinstance(kind, str) and kind in INTERACTIONS:
        return INTERACTIONS[kind](body)
    return None


def _command(body: Mapping[str, Any]) -> Request | None:
    team, user, channel = (text_at(body, name) for name in ("team_id", "user_id", "channel_id"))
    known = text_at(body, "trigger_id") or text_at(body, "response_url")
    whole = sorted((name, text) for name in body if (text := text_at(body, name)))
    text = unescaped(text_at(body, "text"))[:TEXT]
    return made(
        "command",
        key_of("command", team, user, known or hashlib.blake2b(json.dumps(whole).encode()).hexdigest()),
        team=team,
        user=user,
        channel=channel,
        is_dm=text_at(body, "channel_name") == "directmessage" or channel.startswith("D"),
        name=text_at(body, "command"),
        text=text,
        trigger=text_at(body, "trigger_id"),
        response_url=text_at(body, "response_url"),
    )
