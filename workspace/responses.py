"""response_url: an address that takes five answers in thirty minutes; and what a slash command's acknowledgement may say."""

from __future__ import annotations

from typing import Any

from workspace import shapes
from workspace.api.chat import content, own, revise
from workspace.api.registry import Call
from workspace.errors import Refused
from workspace.events import Events
from workspace.state import State
from workspace.things import Message, ResponseUrl

USES = 5


def respond(state: State, events: Events, path: str, body: Any) -> tuple[int, dict[str, Any]]:
    """Does what a POST to a response_url says. Gives the status and the answer; 404 for one that is used up, late or unknown."""
    with state.lock:
        url = state.response_urls.get(path)
        if url is None:
            return 404, {"ok": False, "error": "invalid_url"}
        if state.clock.now() > url.expires:
            return 404, {"ok": False, "error": "expired_url"}
        if url.uses >= USES:
            return 404, {"ok": False, "error": "used_url"}
        url.uses += 1
        try:
            apply(Call(state, events, body if isinstance(body, dict) else {}), url)
        except Refused as refusal:
            return 400, refusal.answer
        return 200, {"ok": True}


def apply(call: Call, url: ResponseUrl) -> Message | None:
    """Deletes or replaces what was clicked, or what came of the command; or posts.

    To the person alone, unless `response_type` is "in_channel".
    """
    original = url.message
    if call.flag("delete_original"):
        if original:
            _delete(call, original)
        return None
    held = content(call)
    if original and call.flag("replace_original"):
        before = shapes.message(call.state, original)
        revise(call, original, held)
        if not original.only_for:
            call.events.changed(original, before)
        return original
    made = _post(call, url, held)
    url.message = original or made
    return made


def _delete(call: Call, message: Message) -> None:
    before = shapes.message(call.state, message)
    message.deleted = True
    if not message.only_for:
        call.events.removed(message, before)


def _post(call: Call, url: ResponseUrl, held: dict[str, Any]) -> Message:
    openly = call.get("response_type") == "in_channel"
    more: dict[str, Any] = {"thread_ts": call.get("thread_ts") or None, "asked": dict(call.args), **own(call)}
    only_for = None if openly else url.user
    message = call.state.post(url.channel, call.state.app.bot_user, held.pop("text"), only_for=only_for, **held, **more)
    if openly:
        call.events.posted(message)
    return message
