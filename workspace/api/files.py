"""files.*: an upload in three steps, and what is known of a file."""

from __future__ import annotations

import mimetypes
from typing import Any

from workspace import limits, shapes
from workspace.api.chat import own, thread_of
from workspace.api.registry import Answer, Call, method
from workspace.errors import Refused
from workspace.state import State
from workspace.things import File, Message

SIGN_IN = "<!DOCTYPE html><html><head><title>Slack</title></head><body><h1>Sign in to your workspace</h1></body></html>"
"""What a download without the scope gets, with status 200."""


def new_file(state: State, user: str, name: str, length: int, content: bytes | None = None) -> File:
    """Records a file of somebody's, whose content may come later."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    made = File(state.ids.make("F"), name, user, length, mimetype=kind, content=content, created=int(state.clock.now()))
    made.upload_path = f"/upload/v1/{state.ids.secret(40)}"
    state.files[made.id] = made
    return made


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(call: Call) -> Answer:
    """Announces a file; gives the address to send its content to."""
    name, length = call.need("filename"), call.number("length", 0)
    if length <= 0:
        raise Refused("invalid_arguments", [limits.problem("must be greater than 0", "/length")])
    made = new_file(call.state, call.state.app.bot_user, name, length)
    made.alt_text = call.get("alt_txt")
    return {"upload_url": call.state.base + made.upload_path, "file_id": made.id}


@method("files.completeUploadExternal", "files:write")
def complete_upload(call: Call) -> Answer:
    """Makes uploads files, and shares them in a channel when one is named."""
    named = call.structure("files")
    if not isinstance(named, list):
        raise Refused("invalid_arguments", [limits.problem("missing required field: files", "")])
    files = [_uploaded(call, item) for item in named]
    for file, item in zip(files, named, strict=True):
        file.title, file.complete = str(item.get("title") or file.name), True
    for channel in [c for c in [call.get("channel_id"), *call.get("channels").split(",")] if c]:
        _share(call, channel, files)
    return {"files": [shapes.file(call.state, f) for f in files]}


def _uploaded(call: Call, item: Any) -> File:
    file = call.state.files.get(str(item.get("id"))) if isinstance(item, dict) else None
    if file is None or file.content is None or file.complete:
        raise Refused("file_not_found")
    return file


def _share(call: Call, name: str, files: list[File]) -> None:
    here = Call(call.state, call.events, {**call.args, "channel": name})
    channel = here.channel(member=True)
    blocks = here.structure("blocks")
    limits.check_message({"text": here.get("initial_comment"), "blocks": blocks})
    more: dict[str, Any] = {"blocks": blocks or [], "thread_ts": thread_of(here, channel), **own(here)}
    asked = {"files": [f.id for f in files], "subtype": "file_share", "asked": dict(here.args)}
    message = here.state.post(channel.id, here.state.app.bot_user, here.get("initial_comment"), **more, **asked)
    attach(message, files)
    here.events.posted(message)


def attach(message: Message, files: list[File]) -> None:
    """Notes on each file where it was shared."""
    for file in files:
        file.channels.append(message.channel)


@method("files.info", "files:read")
def files_info(call: Call) -> Answer:
    """One file."""
    file = call.state.files.get(call.need("file", "file_not_found"))
    if file is None or not file.complete:
        raise Refused("file_not_found")
    return {"file": shapes.file(call.state, file), "comments": [], "response_metadata": {"next_cursor": ""}}
