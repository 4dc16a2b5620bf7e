"""chat.startStream, appendStream, stopStream: a message written in pieces, which dies when it is left alone."""

from __future__ import annotations

from typing import Any

from workspace import limits, shapes
from workspace.api.chat import own, thread_of
from workspace.api.registry import Answer, Call, method
from workspace.errors import Refused
from workspace.things import Message, Stream

SECONDS = 5 * 60.0
"""How long a stream lives after its last piece."""


def piece(call: Call) -> str:
    """The text that a call adds: `markdown_text`, or the markdown chunks. Refuses what is too long."""
    text, chunks = call.get("markdown_text"), call.structure("chunks") or []
    if text and chunks:
        raise Refused("markdown_text_conflict")
    if len(text) > limits.MARKDOWN:
        raise Refused("msg_too_long")
    return text + "".join(str(c.get("text", "")) for c in chunks if c.get("type") == "markdown_text")


@method("chat.startStream", "chat:write")
def start(call: Call) -> Answer:
    """Begins a message in a thread. In a channel it needs the person it is for."""
    channel, text = call.channel(member=True), piece(call)
    call.need("thread_ts", "invalid_thread_ts")
    if channel.kind != "D":
        call.need("recipient_team_id", "missing_recipient_team_id")
        call.need("recipient_user_id", "missing_recipient_user_id")
    more: dict[str, Any] = {"thread_ts": thread_of(call, channel), "asked": dict(call.args), **own(call)}
    message = call.state.post(channel.id, call.state.app.bot_user, text, **more)
    stream = Stream(message.ts, channel.id, call.state.clock.now())
    call.state.streams[(channel.id, message.ts)] = stream
    call.state.assistant(channel.id, message.root).statuses.append("")
    return {"channel": channel.id, "ts": message.ts}


def _stream(call: Call) -> tuple[Stream, Message]:
    """The open stream that a call names. Refuses with `message_not_in_streaming_state`."""
    channel, ts = call.channel(member=True), call.need("ts", "message_not_found")
    message = call.state.find(channel.id, ts)
    stream = call.state.streams.get((channel.id, ts))
    if stream is None or not stream.open or call.state.clock.now() > stream.touched + SECONDS:
        raise Refused("message_not_in_streaming_state")
    return stream, message


@method("chat.appendStream", "chat:write")
def append(call: Call) -> Answer:
    """Adds text to an open stream."""
    stream, message = _stream(call)
    text = piece(call)
    if not text and not call.structure("chunks"):
        raise Refused("no_text")
    message.text += text
    stream.touched = call.state.clock.now()
    return {"channel": message.channel, "ts": message.ts}


@method("chat.stopStream", "chat:write")
def stop(call: Call) -> Answer:
    """Adds the last text and blocks, and makes it an ordinary message."""
    stream, message = _stream(call)
    blocks, metadata = call.structure("blocks"), call.structure("metadata")
    limits.check_message({"blocks": blocks, "metadata": metadata})
    message.text += piece(call)
    message.blocks = shapes.with_ids(blocks or [], message.ts)
    message.metadata = metadata
    stream.open = False
    call.events.posted(message)
    shape = shapes.message(call.state, message, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "message": shape}
