"""conversations.*: what the bot may know of channels, their members and their messages."""

from __future__ import annotations

from typing import Any

from workspace import shapes
from workspace.api.registry import Answer, Call, method
from workspace.errors import Refused
from workspace.things import Channel, Message

WORDS = {"C": "channels", "P": "groups", "D": "im", "G": "mpim"}
TYPES = {"public_channel": "C", "private_channel": "P", "im": "D", "mpim": "G"}
READ = tuple(f"{word}:read" for word in WORDS.values())
HISTORY = tuple(f"{word}:history" for word in WORDS.values())


def seen(call: Call, what: str, *, member: bool = False) -> Channel:
    """The channel that a call names, if the app has the scope for its kind: `what` is "read" or "history"."""
    channel = call.channel(member=member)
    call.scope(f"{WORDS[channel.kind]}:{what}")
    return channel


@method("conversations.info", *READ)
def info(call: Call) -> Answer:
    """One conversation."""
    channel = seen(call, "read")
    return {"channel": shapes.channel(call.state, channel, count=call.flag("include_num_members"))}


@method("conversations.members", *READ)
def members(call: Call) -> Answer:
    """Ids of who is in a conversation, in pages."""
    found, page = call.page(seen(call, "read").members, 100)
    return {"members": found, "response_metadata": page["response_metadata"]}


@method("conversations.list", *READ)
def channels(call: Call) -> Answer:
    """The conversations of the types asked for, in pages."""
    kinds = {TYPES.get(name.strip(), "?") for name in call.get("types", "public_channel").split(",")}
    if "?" in kinds:
        raise Refused("invalid_types")
    call.scope(*(f"{WORDS[k]}:read" for k in sorted(kinds)))
    bot, archived = call.state.app.bot_user, not call.flag("exclude_archived")
    known = [
        c
        for c in call.state.channels.values()
        if c.kind in kinds and (c.kind == "C" or bot in c.members) and (archived or not c.is_archived)
    ]
    found, page = call.page(known, 100)
    return {"channels": [shapes.channel(call.state, c) for c in found], "response_metadata": page["response_metadata"]}


@method("conversations.history", *HISTORY)
def history(call: Call) -> Answer:
    """Messages outside threads, newest first, in pages. Metadata only with `include_all_metadata`."""
    channel = seen(call, "history", member=True)
    found = [m for m in call.state.messages[channel.id] if not m.is_reply or m.broadcast]
    found = [m for m in reversed(found) if call.state.visible(m) and _between(call, m)]
    return _messages(call, found, 100)


@method("conversations.replies", *HISTORY)
def replies(call: Call) -> Answer:
    """A message and what stands below it, oldest first, in pages."""
    channel, ts = seen(call, "history", member=True), call.need("ts", "thread_not_found")
    thread = [m for m in call.state.messages[channel.id] if ts in (m.ts, m.thread_ts)]
    found = [m for m in thread if call.state.visible(m) and (m.ts == ts or _between(call, m))]
    if not found:
        raise Refused("thread_not_found")
    return _messages(call, found, 1000)


def _messages(call: Call, found: list[Message], default: int) -> Answer:
    shown, page = call.page(found, default)
    metadata = call.flag("include_all_metadata")
    listed = [shapes.message(call.state, m, metadata=metadata) for m in shown]
    return {"messages": listed, "pin_count": 0, **page}


def _between(call: Call, message: Message) -> bool:
    """Whether a message lies between `oldest` and `latest`; the bounds themselves count with `inclusive`."""
    ts, bounds = float(message.ts), (call.get("oldest"), call.get("latest"))
    if call.flag("inclusive") and message.ts in bounds:
        return True
    try:
        return float(bounds[0] or 0) < ts and (not bounds[1] or ts < float(bounds[1]))
    except ValueError:
        raise Refused("invalid_ts_oldest") from None


@method("conversations.open", "im:write", "mpim:write")
def open_direct(call: Call) -> Answer:
    """The DM with one person, or the group of several; made when it is not there."""
    if call.get("channel"):
        return {"channel": {"id": call.channel().id}}
    value = call.args.get("users")
    users = value if isinstance(value, list) else call.need("users", "users_list_not_supplied").split(",")
    people = [call.state.people.get(str(u).strip()) for u in users]
    if any(p is None or p.deleted for p in people):
        raise Refused("user_not_found")
    count = len(call.state.channels)
    channel = call.state.direct([call.state.app.bot_user, *(p.id for p in people if p)])
    shape: dict[str, Any] = {"id": channel.id}
    if call.flag("return_im"):
        shape = shapes.channel(call.state, channel)
    known = {} if len(call.state.channels) > count else {"no_op": True, "already_open": True}
    return {"channel": shape, **known}


@method("conversations.join", "channels:join")
def join(call: Call) -> Answer:
    """The bot comes into a public channel."""
    channel, bot = call.channel(), call.state.app.bot_user
    if channel.kind != "C":
        raise Refused("method_not_supported_for_channel_type")
    already = {"warning": "already_in_channel"} if bot in channel.members else {}
    if not already:
        channel.members.append(bot)
        call.events.joined(bot, channel)
    return {"channel": shapes.channel(call.state, channel), **already}
