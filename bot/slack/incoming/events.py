"""Events: messages, mentions, the Home tab, threads with the agent, links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.slack.incoming.payload import TEXT, dict_at, key_of, made, text_at
from bot.slack.request import Request

MENTION = re.compile(r"<@([UWB][A-Z0-9]+)(?:\|[^>]*)?>")
SUBTYPES = (None, "file_share", "thread_broadcast")
"""Messages that people write; edits, joins and the like are not answered."""


def event(body: Mapping[str, Any]) -> Request | None:
    """The request in an event; None where there is nothing to answer."""
    found = dict_at(body, "event")
    read = EVENTS.get(text_at(found, "type"))
    return read(found, text_at(body, "team_id"), _own_id(body)) if read else None


def _own_id(body: Mapping[str, Any]) -> str:
    found = body.get("authorizations")
    return text_at(found[0], "user_id") if isinstance(found, list) and found else ""


def _message(event: Mapping[str, Any], team: str, bot: str) -> Request | None:
    """A message in a DM, or one that mentions the bot: it may come as `message`, as `app_mention`, or as both."""
    user, channel, ts = (text_at(event, name) for name in ("user", "channel", "ts"))
    if event.get("bot_id") or user == bot or event.get("subtype") not in SUBTYPES or not channel or not ts:
        return None
    text = text_at(event, "text")[:TEXT]
    is_dm = text_at(event, "channel_type") == "im" or channel.startswith("D")
    if not is_dm and text_at(event, "type") == "message" and (not bot or f"<@{bot}" not in text):
        return None
    thread = text_at(event, "thread_ts") or ts
    files = event.get("files")
    return made(
        "message",
        key_of("message", team, channel, ts),
        team=team,
        user=user,
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
    kept = {name: text_at(one, name) for name in ("id", "name", "url_private_download", "url_private", "mimetype")}
    return kept | {"size": size if isinstance(size, int) and 0 <= size < 2**53 else 0}


def _home(event: Mapping[str, Any], team: str, _bot: str) -> Request | None:
    user, moment = text_at(event, "user"), text_at(event, "event_ts")
    key = key_of("home", team, user, moment or text_at(event, "tab"))
    name = text_at(event, "tab") or "home"
    return made("home", key, team=team, user=user, channel=text_at(event, "channel"), name=name, is_dm=True)


def _thread(event: Mapping[str, Any], team: str, _bot: str) -> Request | None:
    """A new thread with the agent."""
    of = dict_at(event, "assistant_thread")
    user, channel, ts = (text_at(of, name) for name in ("user_id", "channel_id", "thread_ts"))
    if not channel or not ts:
        return None
    key = key_of("thread", team, channel, ts)
    return made("thread", key, team=team, user=user, channel=channel, thread=ts, ts=ts, is_dm=True)


def _link(event: Mapping[str, Any], team: str, _bot: str) -> Request | None:
    user, channel, ts = (text_at(event, name) for name in ("user", "channel", "message_ts"))
    links = event.get("links")
    urls = tuple(text_at(one, "url") for one in links[:10]) if isinstance(links, list) else ()
    more: dict[str, Any] = {"channel": channel, "ts": ts, "links": tuple(filter(None, urls))}
    more |= {"unfurl_id": text_at(event, "unfurl_id")}
    return made(
        "link",
        key_of("link", team, channel, ts, *urls),
        team=team,
        user=user,
        thread=text_at(event, "thread_ts") or None,
        **more,
    )


EVENTS = {
    "message": _message,
    "app_mention": _message,
    "app_home_opened": _home,
    "assistant_thread_started": _thread,
    "link_shared": _link,
}
