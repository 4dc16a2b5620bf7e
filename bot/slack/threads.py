"""What a conversation keeps: for everybody in its thread, and beside that for each one who was answered alone there.

What one of them was told alone, or asked without being told of an account, takes nothing from what the others go on with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.asking.ask import Answer, Conversation
from bot.slack.call import Call

TURN = 500
"""Characters of a question that a conversation keeps."""


def place_of(call: Call) -> str:
    """The name of the conversation: a thread's, or a person's own where nobody else sees it."""
    request = call.request
    return f"{request.team}:{request.channel}:{request.thread}" if request.thread else _own_place(call)


def before(call: Call, place: str) -> Conversation:
    """What the conversation was about so far, for this person."""
    kept = call.threads.get(place, call.now)
    if kept is None and _stands_alone(call):
        kept = call.threads.get(_own_place(call), call.now)
    return _conversation(_of(call.user, kept or {}))


def keep(call: Call, place: str, answer: Answer, *, to_all: bool) -> None:
    """Goes on with a conversation. What was for the asker alone is gone on with outside of threads too; else one begins anew."""
    kept = call.threads.get(place, call.now) or {}
    now, alone = _now(answer, _of(call.user, kept)), kept.get("alone", {})
    if not to_all and place != _own_place(call):
        body: Mapping[str, Any] = {**kept, "alone": {**alone, call.user: now}}
    elif to_all and kept and not answer.accounts:
        mine = {call.user: now} if call.user in alone else {}
        body = {**_gone_on(call, answer, kept), "alone": {**alone, **mine}}
    else:
        body = now
    call.threads.put(place, body, call.now)
    if _stands_alone(call):
        own = not to_all or call.request.is_dm
        call.threads.put(_own_place(call), now if own else {}, call.now)


def _now(answer: Answer, earlier: Mapping[str, Any]) -> dict[str, Any]:
    """The conversation with this answer. One about no account leaves the earlier ones, whoever may see them."""
    now = answer.conversation
    accounts = now.accounts if answer.accounts else earlier.get("accounts", now.accounts)
    return {"accounts": accounts, "last": now.last, "turns": [one[:TURN] for one in now.turns]}


def _gone_on(call: Call, answer: Answer, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The conversation of all after an answer about no account; one who may not see theirs did not turn it to something else."""
    now = _now(answer, kept)
    return now if all(map(call.may_see, now["accounts"])) else {**now, "last": kept.get("last")}


def _of(user: str, kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """A person's own part of what is kept, else that of all."""
    found: Mapping[str, Any] = kept.get("alone", {}).get(user) or kept
    return found


def _conversation(kept: Mapping[str, Any]) -> Conversation:
    return Conversation(tuple(kept.get("accounts", ())), kept.get("last"), tuple(kept.get("turns", ())))


def _own_place(call: Call) -> str:
    """The name of a person's own conversation in a channel: what is for them alone there has no thread to answer in."""
    return f"{call.request.team}:{call.request.channel}:{call.user}"


def _stands_alone(call: Call) -> bool:
    """Whether a message is in no thread."""
    return call.request.kind == "message" and call.request.thread == call.request.ts
