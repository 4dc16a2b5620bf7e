"""The Web API: `answer` takes a method's name, a token and arguments, and gives Slack's envelope."""

from __future__ import annotations

from typing import Any

from workspace.api import chat, conversations, files, people, streams, views
from workspace.api.registry import METHODS, Answer, Call
from workspace.errors import Refused
from workspace.events import Events
from workspace.state import State

__all__ = ["METHODS", "Call", "answer", "chat", "conversations", "files", "people", "streams", "views"]


def answer(state: State, events: Events, name: str, token: str, args: dict[str, Any]) -> Answer:
    """Does one call with the bot's token and gives Slack's answer, refusals included."""
    with state.lock:
        try:
            return {"ok": True, **_done(Call(state, events, args), name, token)}
        except Refused as refusal:
            return refusal.answer


def _done(call: Call, name: str, token: str) -> Answer:
    if name not in METHODS:
        raise Refused("unknown_method", req_method=name)
    check_token(call.state, token)
    function, scopes = METHODS[name]
    if scopes:
        call.scope(*scopes)
    return function(call)


def check_token(state: State, token: str) -> None:
    """Refuses what is not the bot's token: `not_authed`, `not_allowed_token_type`, `invalid_auth`."""
    if not token:
        raise Refused("not_authed")
    if token == state.app.app_token:
        raise Refused("not_allowed_token_type")
    if token != state.app.bot_token:
        raise Refused("invalid_auth")
