"""chat.*: posting, editing, deleting, unfurling."""

from __future__ import annotations

from typing import Any

from workspace import limits, shapes
from workspace.api.registry import Answer, Call, method
from workspace.errors import Refused
from workspace.things import Channel, Message


def content(call: Call, text_limit: int = limits.TEXT) -> dict[str, Any]:
    """What a call wants a message to hold, checked. Refuses with `no_text` when it is nothing."""
    args: dict[str, Any] = {name: call.structure(name) for name in ("blocks", "attachments", "metadata")}
    args |= {"text": call.get("text"), "markdown_text": call.get("markdown_text")}
    limits.check_message(args, text_limit)
    if not any((args["text"].strip(), args["markdown_text"], args["blocks"], args["attachments"])):
        raise Refused("no_text")
    markdown = args.pop("markdown_text")
    if markdown:
        args |= {"text": markdown, "blocks": [{"type": "markdown", "text": markdown}]}
    args["blocks"] = shapes.with_ids(args["blocks"] or [], call.state.ids.secret(6))
    args["attachments"] = args["attachments"] or []
    return args


def thread_of(call: Call, channel: Channel) -> str | None:
    """The thread that a call posts into; refuses one that is not there."""
    ts = call.get("thread_ts")
    if not ts:
        return None
    if not any(m.ts == ts for m in call.state.messages[channel.id]):
        raise Refused("thread_not_found")
    return call.state.find(channel.id, ts).root if _stands(call, channel, ts) else ts


def _stands(call: Call, channel: Channel, ts: str) -> bool:
    return any(m.ts == ts and not m.deleted for m in call.state.messages[channel.id])


def destination(call: Call) -> Channel:
    """The channel to post in; a person's id stands for the DM with them. Refuses a channel that the bot is not in."""
    name = call.need("channel", "channel_not_found")
    if name in call.state.people:
        return call.state.direct([name, call.state.app.bot_user])
    channel = call.channel(member=True)
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def own(call: Call) -> dict[str, str]:
    """Fields that mark a message as the app's."""
    app = call.state.app
    return {"bot_id": app.bot_id, "app_id": app.id}


@method("chat.postMessage", "chat:write")
def post_message(call: Call) -> Answer:
    """Posts a message, in a thread when `thread_ts` says so."""
    channel, held = destination(call), content(call)
    thread, broadcast = thread_of(call, channel), call.flag("reply_broadcast")
    more: dict[str, Any] = {"thread_ts": thread, "broadcast": broadcast, "asked": dict(call.args), **own(call)}
    message = call.state.post(channel.id, call.state.app.bot_user, held.pop("text"), **held, **more)
    if thinking := call.state.assistants.get((channel.id, message.root)):
        thinking.answered()
    call.events.posted(message)
    shape = shapes.message(call.state, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shape}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(call: Call) -> Answer:
    """Shows a message to one member of a channel."""
    user, channel = call.need("user", "user_not_found"), destination(call)
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    held, thread = content(call), thread_of(call, channel)
    more: dict[str, Any] = {"thread_ts": thread, "only_for": user, "asked": dict(call.args), **own(call)}
    message = call.state.post(channel.id, call.state.app.bot_user, held.pop("text"), **held, **more)
    return {"message_ts": message.ts}


def written_by_app(call: Call, code: str) -> Message:
    """The app's own message that a call names; refuses somebody else's with `code`."""
    channel = call.channel()
    message = call.state.find(channel.id, call.need("ts", "message_not_found"))
    if message.app_id != call.state.app.id:
        raise Refused(code)
    return message


@method("chat.update", "chat:write")
def update(call: Call) -> Answer:
    """Changes the app's own message. Blocks that are not sent again are gone."""
    message = written_by_app(call, "cant_update_message")
    before = shapes.message(call.state, message)
    held = content(call, limits.UPDATE_TEXT)
    revise(call, message, held)
    call.events.changed(message, before)
    shape = shapes.message(call.state, message, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shape}


def revise(call: Call, message: Message, held: dict[str, Any]) -> None:
    """Puts new content into a message and keeps the old text in `edits`."""
    message.edits.append(message.text)
    message.text, message.blocks, message.attachments = held["text"], held["blocks"], held["attachments"]
    message.metadata = held["metadata"] or message.metadata
    message.edited_ts = call.state.ids.stamp(call.state.clock.now())


@method("chat.delete", "chat:write")
def delete(call: Call) -> Answer:
    """Deletes the app's own message."""
    message = written_by_app(call, "cant_delete_message")
    before = shapes.message(call.state, message)
    message.deleted = True
    call.events.removed(message, before)
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink")
def permalink(call: Call) -> Answer:
    """A link to a message."""
    channel = call.channel()
    message = call.state.find(channel.id, call.need("message_ts", "message_not_found"))
    domain = call.state.teams[call.state.app.team_id].domain
    link = f"https://{domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": link + thread}


@method("chat.unfurl", "links:write")
def unfurl(call: Call) -> Answer:
    """Puts cards below links, by channel and ts or by unfurl_id."""
    key = (call.get("channel"), call.get("ts"))
    if call.get("unfurl_id"):
        if call.get("unfurl_id") not in call.state.unfurl_ids:
            raise Refused("cannot_find_message")
        key = call.state.unfurl_ids[call.get("unfurl_id")]
    cards = call.structure("unfurls")
    if not isinstance(cards, dict):
        raise Refused("missing_unfurls")
    message = call.state.find(*key)
    for url, card in cards.items():
        if url.replace("&", "&amp;") not in message.text and url not in message.text:
            raise Refused("cannot_unfurl_url")
        found = list(limits.blocks_problems(card.get("blocks", []), f"/unfurls/{url}/blocks", 50, limits.IN_MESSAGES))
        if found:
            raise Refused("invalid_blocks", found)
    before = shapes.message(call.state, message)
    salt = call.state.ids.secret(6)
    message.unfurls |= {
        url: {**card, "blocks": shapes.with_ids(card.get("blocks", []), f"{salt}{n}")}
        for n, (url, card) in enumerate(cards.items())
    }
    call.events.changed(message, before)
    return {}
