"""Interactions: clicks, forms sent off, shortcuts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.incoming.payload import TEXT, dict_at, key_of, made, pruned, text_at
from bot.slack.request import Request


def _interaction(body: Mapping[str, Any]) -> dict[str, Any]:
    """What all interactions say: who, where, and how to answer."""
    container = dict_at(body, "container")
    channel = text_at(body, "channel", "id") or text_at(container, "channel_id")
    ts = text_at(container, "message_ts") or text_at(body, "message_ts") or text_at(body, "message", "ts")
    ephemeral = container.get("is_ephemeral") is True
    return {
        "team": text_at(body, "team", "id") or text_at(body, "user", "team_id"),
        "user": text_at(body, "user", "id"),
        "channel": channel,
        "thread": text_at(container, "thread_ts")
        or text_at(body, "message", "thread_ts")
        or (None if ephemeral else ts or None),
        "ts": ts,
        "is_dm": channel.startswith("D"),
        "trigger": text_at(body, "trigger_id"),
        "response_url": text_at(body, "response_url"),
        "view": _view(body),
        "ephemeral": ephemeral,
    }


def _view(body: Mapping[str, Any]) -> dict[str, Any]:
    view = dict_at(body, "view")
    if not view:
        return {}
    kept = {name: text_at(view, name) for name in ("id", "hash", "callback_id", "private_metadata", "type")}
    return kept | {"values": pruned(dict_at(view, "state", "values"))}


def _action(body: Mapping[str, Any]) -> Request | None:
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], Mapping) else {}
    found = _interaction(body)
    chosen = text_at(action, "value") or text_at(action, "selected_option", "value") or text_at(action, "selected_user")
    moment = text_at(action, "action_ts") or found["trigger"]
    key = key_of(
        "action",
        found["team"],
        found["user"],
        found["channel"] or found["view"].get("id", ""),
        text_at(action, "action_id"),
        moment,
    )
    return made("action", key, name=text_at(action, "action_id"), value=chosen[:3000], **found)


def _submission(body: Mapping[str, Any]) -> Request | None:
    found = _interaction(body)
    view = found["view"]
    moment = found["trigger"] or view.get("hash", "")
    key = key_of("submission", found["team"], found["user"], view.get("id", ""), moment)
    return made("submission", key, name=view.get("callback_id", ""), **found)


def _shortcut(body: Mapping[str, Any]) -> Request | None:
    found = _interaction(body)
    moment = found["trigger"] or text_at(body, "action_ts")
    key = key_of("shortcut", found["team"], found["user"], moment)
    text = text_at(body, "message", "text")[:TEXT]
    return made("shortcut", key, name=text_at(body, "callback_id"), text=text, **found)


INTERACTIONS = {
    "block_actions": _action,
    "view_submission": _submission,
    "message_action": _shortcut,
    "shortcut": _shortcut,
}
