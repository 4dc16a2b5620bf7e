"""Writes an answer piece by piece in a thread. A message that is being streamed bears no key of ours until it ends.

So one that a worker left behind is known by this: it is ours, stands in the request's thread since then, and has no metadata,
which everything else that we post has; requests of one thread are answered one after another.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bot.slack.effects import Say, Stream
from bot.slack.kit import escaped
from bot.slack.request import Request
from bot.slack.web import SlackError, Unclear

if TYPE_CHECKING:
    from bot.slack.outbox import Outbox, Posted


def stream(outbox: Outbox, effect: Stream, request: Request, key: str, *, again: bool) -> Posted:
    """The answer, streamed. What cannot be streamed is posted whole; what was begun before is ended. Raises SlackError."""
    from bot.slack.outbox import Posted, metadata

    ts, unclear = ("", True) if again else _streamed(outbox, effect, request)
    if not ts and unclear:
        ts = _left(outbox, effect, request, key)
    if not ts:
        whole = Say(effect.message, effect.channel, effect.thread, effect.still)
        posted = outbox.perform(whole, request, key, again=unclear)
        assert posted is not None  # noqa: S101 - of a Say there always is one
        return posted
    with suppress(SlackError):  # it may have ended, or died
        outbox.patience.tried(outbox.web.call, "chat.stopStream", channel=effect.channel, ts=ts, metadata=metadata(key))
    outbox.update(effect.message, effect.channel, ts, key)
    return Posted(effect.channel, ts)


def _streamed(outbox: Outbox, effect: Stream, request: Request) -> tuple[str, bool]:
    """The ts, once all pieces are written or no more can be; "" where it did not begin, and whether that is unclear."""
    place = {"channel": effect.channel, "thread_ts": effect.thread}
    whom = {"recipient_team_id": request.team, "recipient_user_id": request.user}
    first, *rest = effect.pieces
    try:
        begun = outbox.web.call("chat.startStream", **place, **whom, markdown_text=escaped(first))
    except SlackError as error:
        return "", isinstance(error, Unclear)
    ts = str(begun.get("ts") or "")
    with suppress(SlackError):  # it died: the whole takes its place
        for piece in rest:
            said = escaped(f"\n{piece}")
            outbox.patience.tried(
                outbox.web.call, "chat.appendStream", channel=effect.channel, ts=ts, markdown_text=said
            )
    return ts, False


def _left(outbox: Outbox, effect: Stream, request: Request, key: str) -> str:
    """The ts of what was streamed for this request before; "" without one. Raises Unclear when nobody can tell."""
    from bot.slack.outbox import key_of

    for one in outbox.since(effect.channel, effect.thread, request.recorded or outbox.now()):
        unmarked = not one.get("metadata") and not one.get("files") and one.get("ts") != effect.thread
        if one.get("user") == outbox.bot and (key_of(one) == key or unmarked):
            return str(one["ts"])
    return ""
