"""What Slack sends, read into one value: who did what, where. What is not for us, or is no such thing, is None."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["command", "message", "home", "thread", "link", "action", "submission", "shortcut"]
DEPTH = 16
TEXT = 8_000
"""Characters of a person's text that are read; the rest is left out."""
MENTION = re.compile(r"<@([UWB][A-Z0-9]+)(?:\|[^>]*)?>")
SUBTYPES = (None, "file_share", "thread_broadcast")
"""Messages that people write; edits, joins and the like are not answered."""


class Request(BaseModel):
    """One thing that one person did. `key`: the same for every delivery of it. `lane`: what is answered in order.

    `name`: the command's word, the action or the view's callback. `value`: of a button. `thread`: where an answer belongs.
    `view`: id, callback, values and metadata of a view. `ephemeral`: a click in what only the clicker sees.
    `recorded`: when it was taken in, in seconds since the epoch.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    key: str
    lane: str
    team: str
    user: str
    user_team: str = ""
    channel: str = ""
    thread: str | None = None
    ts: str = ""
    text: str = ""
    name: str = ""
    value: str = ""
    is_dm: bool = False
    trigger: str = ""
    response_url: str = ""
    view: dict[str, Any] = {}
    files: tuple[dict[str, Any], ...] = ()
    links: tuple[str, ...] = ()
    unfurl_id: str = ""
    ephemeral: bool = False
    recorded: float = 0.0

    @property
    def is_ours(self) -> bool:
        """Whether it surely came from the person's DM with us: commands, and what they show, can be in anybody's DM."""
        return self.is_dm and self.kind != "command" and not self.ephemeral


def request_of(body: Mapping[str, Any]) -> Request | None:
    """The request in a payload of Slack's, whatever its kind; None where there is nothing to answer."""
    if "command" in body:
        return _command(body)
    kind = body.get("type")
    if kind == "event_callback":
        return _event(body)
    if isinstance(kind, str) and kind in INTERACTIONS:
        return INTERACTIONS[kind](body)
    return None


def _text(tree: Any, *path: str | int) -> str:
    """The text at a path of a payload; "" where there is none."""
    for step in path:
        listed = isinstance(tree, list) and isinstance(step, int) and step < len(tree)
        if not listed and not (isinstance(tree, Mapping) and step in tree):
            return ""
        tree = tree[step]
    return _clean(tree) if isinstance(tree, str) else ""


def _clean(text: str) -> str:
    """The text as it can be kept: halves of characters, which JSON allows, become question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _pruned(tree: Any, depth: int = DEPTH) -> Any:
    """A tree as it can be kept; what lies deeper than anything of Slack's is left out."""
    if isinstance(tree, str):
        return _clean(tree)
    if not isinstance(tree, Mapping | list):
        return tree
    if depth == 0:
        return None
    if isinstance(tree, list):
        return [_pruned(one, depth - 1) for one in tree]
    return {_clean(str(name)): _pruned(one, depth - 1) for name, one in tree.items()}


def _dict(tree: Any, *path: str) -> dict[str, Any]:
    for step in path:
        tree = tree.get(step) if isinstance(tree, Mapping) else None
    return dict(tree) if isinstance(tree, Mapping) else {}


def _key(kind: str, *parts: str) -> str:
    """One key of several parts. Slack's ids hold no colon; what else there is goes in as a digest."""
    joined = ":".join(parts)
    plain = re.fullmatch(r"[A-Za-z0-9:._-]{1,120}", joined)
    return f"{kind}:{joined if plain else hashlib.blake2b(joined.encode(), digest_size=16).hexdigest()}"


def _made(kind: Kind, key: str, *, team: str, user: str, lane: str = "", **more: Any) -> Request | None:
    if not team or not user:
        return None
    return Request(kind=kind, key=key, lane=lane or f"{team}:{user}", team=team, user=user, **more)


def _command(body: Mapping[str, Any]) -> Request | None:
    team, user, channel = (_text(body, name) for name in ("team_id", "user_id", "channel_id"))
    known = _text(body, "trigger_id") or _text(body, "response_url")
    whole = sorted((name, text) for name in body if (text := _text(body, name)))
    text = _text(body, "text")[:TEXT]
    return _made(
        "command",
        _key("command", team, user, known or hashlib.blake2b(json.dumps(whole).encode()).hexdigest()),
        team=team,
        user=user,
        channel=channel,
        is_dm=_text(body, "channel_name") == "directmessage" or channel.startswith("D"),
        name=_text(body, "command"),
        text=text,
        trigger=_text(body, "trigger_id"),
        response_url=_text(body, "response_url"),
    )


def _event(body: Mapping[str, Any]) -> Request | None:
    event = _dict(body, "event")
    read = EVENTS.get(_text(event, "type"))
    return read(event, _text(body, "team_id"), _own_id(body)) if read else None


def _own_id(body: Mapping[str, Any]) -> str:
    found = body.get("authorizations")
    return _text(found[0], "user_id") if isinstance(found, list) and found else ""


def _message(event: Mapping[str, Any], team: str, bot: str) -> Request | None:
    """A message in a DM, or one that mentions the bot: it may come as `message`, as `app_mention`, or as both."""
    user, channel, ts = (_text(event, name) for name in ("user", "channel", "ts"))
    if event.get("bot_id") or user == bot or event.get("subtype") not in SUBTYPES or not channel or not ts:
        return None
    text = _text(event, "text")[:TEXT]
    is_dm = _text(event, "channel_type") == "im" or channel.startswith("D")
    if not is_dm and _text(event, "type") == "message" and (not bot or f"<@{bot}" not in text):
        return None
    thread = _text(event, "thread_ts") or ts
    files = event.get("files")
    return _made(
        "message",
        _key("message", team, channel, ts),
        team=team,
        user=user,
        user_team=_text(event, "user_team") or _text(event, "team"),
        lane="" if is_dm else f"{team}:{channel}:{thread}",
        channel=channel,
        thread=thread,
        ts=ts,
        text=without_mention(text, bot),
        is_dm=is_dm,
        files=tuple(_file(one) for one in files[:10] if isinstance(one, Mapping)) if isinstance(files, list) else (),
    )


def without_mention(text: str, bot: str) -> str:
    """The text without the mention of the bot itself."""
    return MENTION.sub(lambda found: "" if not bot or found[1] == bot else found[0], text).strip()


def _file(one: Mapping[str, Any]) -> dict[str, Any]:
    size = one.get("size")
    kept = {name: _text(one, name) for name in ("id", "name", "url_private_download", "url_private", "mimetype")}
    return kept | {"size": size if isinstance(size, int) and 0 <= size < 2**53 else 0}


def _home(event: Mapping[str, Any], team: str, _bot: str) -> Request | None:
    user, moment = _text(event, "user"), _text(event, "event_ts")
    key = _key("home", team, user, moment or _text(event, "tab"))
    name = _text(event, "tab") or "home"
    return _made("home", key, team=team, user=user, channel=_text(event, "channel"), name=name, is_dm=True)


def _thread(event: Mapping[str, Any], team: str, _bot: str) -> Request | None:
    """A new thread with the agent."""
    of = _dict(event, "assistant_thread")
    user, channel, ts = (_text(of, name) for name in ("user_id", "channel_id", "thread_ts"))
    if not channel or not ts:
        return None
    key = _key("thread", team, channel, ts)
    return _made("thread", key, team=team, user=user, channel=channel, thread=ts, ts=ts, is_dm=True)


def _link(event: Mapping[str, Any], team: str, _bot: str) -> Request | None:
    user, channel, ts = (_text(event, name) for name in ("user", "channel", "message_ts"))
    links = event.get("links")
    urls = tuple(_text(one, "url") for one in links[:10]) if isinstance(links, list) else ()
    more: dict[str, Any] = {"channel": channel, "ts": ts, "links": tuple(filter(None, urls))}
    more |= {"unfurl_id": _text(event, "unfurl_id")}
    return _made(
        "link", _key("link", team, channel, ts), team=team, user=user, thread=_text(event, "thread_ts") or None, **more
    )


def _interaction(body: Mapping[str, Any]) -> dict[str, Any]:
    """What all interactions say: who, where, and how to answer."""
    container = _dict(body, "container")
    channel = _text(body, "channel", "id") or _text(container, "channel_id")
    ts = _text(container, "message_ts") or _text(body, "message_ts") or _text(body, "message", "ts")
    ephemeral = container.get("is_ephemeral") is True
    return {
        "team": _text(body, "team", "id") or _text(body, "user", "team_id"),
        "user": _text(body, "user", "id"),
        "user_team": _text(body, "user", "team_id"),
        "channel": channel,
        "thread": _text(container, "thread_ts")
        or _text(body, "message", "thread_ts")
        or (None if ephemeral else ts or None),
        "ts": ts,
        "is_dm": channel.startswith("D"),
        "trigger": _text(body, "trigger_id"),
        "response_url": _text(body, "response_url"),
        "view": _view(body),
        "ephemeral": ephemeral,
    }


def _view(body: Mapping[str, Any]) -> dict[str, Any]:
    view = _dict(body, "view")
    if not view:
        return {}
    kept = {name: _text(view, name) for name in ("id", "hash", "callback_id", "private_metadata", "type")}
    return kept | {"values": _pruned(_dict(view, "state", "values"))}


def _action(body: Mapping[str, Any]) -> Request | None:
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], Mapping) else {}
    found = _interaction(body)
    chosen = _text(action, "value") or _text(action, "selected_option", "value") or _text(action, "selected_user")
    moment = _text(action, "action_ts") or found["trigger"]
    key = _key(
        "action",
        found["team"],
        found["user"],
        found["channel"] or found["view"].get("id", ""),
        _text(action, "action_id"),
        moment,
    )
    return _made("action", key, name=_text(action, "action_id"), value=chosen[:3000], **found)


def _submission(body: Mapping[str, Any]) -> Request | None:
    found = _interaction(body)
    view = found["view"]
    moment = found["trigger"] or view.get("hash", "")
    key = _key("submission", found["team"], found["user"], view.get("id", ""), moment)
    return _made("submission", key, name=view.get("callback_id", ""), **found)


def _shortcut(body: Mapping[str, Any]) -> Request | None:
    found = _interaction(body)
    moment = found["trigger"] or _text(body, "action_ts")
    key = _key("shortcut", found["team"], found["user"], moment)
    text = _text(body, "message", "text")[:TEXT]
    return _made("shortcut", key, name=_text(body, "callback_id"), text=text, **found)


EVENTS = {
    "message": _message,
    "app_mention": _message,
    "app_home_opened": _home,
    "assistant_thread_started": _thread,
    "link_shared": _link,
}
INTERACTIONS = {
    "block_actions": _action,
    "view_submission": _submission,
    "message_action": _shortcut,
    "shortcut": _shortcut,
}
