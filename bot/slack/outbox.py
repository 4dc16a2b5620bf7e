"""Performs effects in Slack, each once as far as a person can see.

A message in a conversation carries our key in its metadata. When it is unclear whether it was posted (a connection that broke, a
crash in between), the conversation's history is searched for that key before anything is posted again; where the history lags, a
double is found and removed later (`sweep`). What only the asker sees cannot be looked up: the second attempt replaces the first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.effects import Effect, Message, Replace, Say, Stream, Tell, always
from bot.slack.kit import escaped
from bot.slack.limits import fit_message
from bot.slack.patience import TRIES, Patience, pause, with_text_instead
from bot.slack.request import Request
from bot.slack.streaming import stream
from bot.slack.surfaces import perform_on_surface
from bot.slack.web import Refused, Unclear, Web

EVENT = "kam_answer"
BACK = 900
"""Seconds before a request was recorded from which on the history is searched: our clock may be ahead of Slack's."""
NOT_THERE = ("user_not_in_channel", "channel_not_found", "not_in_channel", "is_archived", "messages_tab_disabled")


@dataclass(frozen=True)
class Posted:
    """Where a message of ours stands. `doubtful`: another attempt may have left a second one, to be swept."""

    channel: str
    ts: str
    doubtful: bool = False


class Outbox:
    """`sleep` and `now` (seconds since the epoch) are the clock's; `sweep_later` is told of messages that may have a double."""

    def __init__(
        self,
        web: Web,
        bot: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
        sweep_later: Callable[[str, str, str | None, float], None] = lambda *_: None,
    ) -> None:
        self.web, self.bot = web, bot
        self.patience, self.now, self._sweep_later = Patience(sleep), now, sweep_later

    def perform(self, effect: Effect, request: Request, key: str, *, again: bool) -> Posted | None:
        """Performs an effect of a request's answer. `again`: it may have been performed before a crash. Raises SlackError."""
        if isinstance(effect, Tell):
            return self.tell(effect.message, request, key, again=again)
        if isinstance(effect, Say):
            return self._say(effect, request, key, again)
        if isinstance(effect, Stream):
            return stream(self, effect, request, key, again=again)
        if isinstance(effect, Replace):
            self._replace(effect, request)
            return None
        return perform_on_surface(self, effect, request, key, again=again)

    # what only the asker sees

    def tell(self, message: Message, request: Request, key: str, *, again: bool) -> Posted | None:
        """Tells the asker alone. Raises SlackError."""
        message = fit_message(message)
        if request.response_url and request.kind in ("command", "action", "shortcut"):
            try:
                self._respond(request, message, again=again)
                return None
            except Refused:  # used up or expired
                pass
        if request.is_dm or not request.channel:
            place = (request.channel or request.user, request.thread) if request.is_ours else (request.user, None)
            return self.say(message, *place, key, again, since=request.recorded)
        try:
            self.patience.tried(lambda: self._ephemeral(request, message))
        except Refused as refused:
            if refused.code not in NOT_THERE:
                raise
            return self.say(message, request.user, None, key, again, since=request.recorded)
        return None

    def _respond(self, request: Request, message: Message, *, again: bool) -> None:
        """At the address of a command or click. The second attempt replaces what the first may have left."""
        body = {**_body(message), "response_type": "ephemeral", "replace_original": False}
        if request.kind == "action" and (thread := _alive(request)):
            body["thread_ts"] = thread
        if again and request.kind == "command":
            body["replace_original"] = True
        for attempt in range(TRIES):
            try:
                self.patience.allowed(
                    with_text_instead, lambda given: self.web.respond(request.response_url, given), body
                )
                return
            except Unclear:
                body["replace_original"] = request.kind == "command"
                self.patience.wait(pause(attempt))
        raise Unclear("response_url")

    def _ephemeral(self, request: Request, message: Message) -> dict[str, Any]:
        given = {**_body(message), "channel": request.channel, "user": request.user, "thread_ts": _alive(request)}
        return with_text_instead(lambda body: self.web.call("chat.postEphemeral", **body), given)

    # what everybody sees

    def _say(self, effect: Say, request: Request, key: str, again: bool) -> Posted:
        message, place = fit_message(effect.message), (effect.channel, effect.thread)
        return self.say(message, *place, key, again, since=request.recorded, still=effect.still)

    def say(
        self,
        message: Message,
        channel: str,
        thread: str | None,
        key: str,
        again: bool = False,
        *,
        since: float = 0.0,
        still: Callable[[], bool] = always,
    ) -> Posted:
        """Posts a message of that key once. `since`: the earliest time of an attempt, where it was `again` (else now).

        `still`: asked after every wait and look-up, whether it may be posted. Raises SlackError when it was not posted, Unclear
        when nobody can tell.
        """
        since, doubtful = since or self.now(), again
        if channel.startswith(("U", "W")):
            channel = self.direct(channel)
        if again:
            if found := self.find(channel, thread, key, since):
                return self._doubtful(Posted(channel, found, doubtful=True), thread, key, since)
            self.patience.sure(still)
        given = {**_body(message), "channel": channel, "thread_ts": thread, "metadata": metadata(key)}
        given |= {"unfurl_links": False, "unfurl_media": False, "parse": "none", "link_names": False}
        for attempt in range(TRIES):
            try:
                answer = self.patience.allowed_if(
                    still, with_text_instead, lambda body: self.web.call("chat.postMessage", **body), given
                )
            except Unclear:
                doubtful = True
                self.patience.wait(pause(attempt))
                if found := self.find(channel, thread, key, since):
                    return self._doubtful(Posted(channel, found, doubtful=True), thread, key, since)
                self.patience.sure(still)
            else:
                posted = Posted(channel, str(answer.get("ts") or ""), doubtful)
                return self._doubtful(posted, thread, key, since) if doubtful else posted
        raise Unclear("chat.postMessage")

    def _doubtful(self, posted: Posted, thread: str | None, key: str, since: float) -> Posted:
        """A message of which another attempt may still appear: it is looked at again later, and the other one removed."""
        self._sweep_later(key, posted.channel, thread, since)
        return posted

    def update(self, message: Message, channel: str, ts: str, key: str = "") -> None:
        """Puts other content into a message of ours; `key` marks it. Raises SlackError."""
        given = {
            **_body(fit_message(message)),
            "channel": channel,
            "ts": ts,
            "metadata": metadata(key) if key else None,
        }
        self.patience.tried(lambda: with_text_instead(lambda held: self.web.call("chat.update", **held), given))

    def _replace(self, effect: Replace, request: Request) -> None:
        if effect.ts and not request.ephemeral:
            self.update(effect.message, effect.channel, effect.ts)
            return
        body = {**_body(fit_message(effect.message)), "replace_original": True}
        self.patience.tried(lambda: with_text_instead(lambda held: self.web.respond(request.response_url, held), body))

    def find(self, channel: str, thread: str | None, key: str, since: float) -> str | None:
        """The ts of our own message with that key, the earliest; None without one. Raises Unclear when nobody can tell."""
        found = self._ours(channel, thread, key, since)
        return str(found[0]["ts"]) if found else None

    def _ours(self, channel: str, thread: str | None, key: str, since: float) -> list[dict[str, Any]]:
        """Our messages with that key, the earliest first."""
        found = [
            one for one in self.since(channel, thread, since) if one.get("user") == self.bot and key_of(one) == key
        ]
        return sorted(found, key=lambda one: str(one["ts"]))

    def file_shown(self, channel: str, thread: str | None, name: str, since: float) -> bool:
        """Whether a file of that name stands in the conversation. Raises Unclear when it cannot be told."""
        return any(
            file.get("name") == name for one in self.since(channel, thread, since) for file in one.get("files") or []
        )

    def since(self, channel: str, thread: str | None, since: float) -> list[dict[str, Any]]:
        """Messages of a conversation or thread since a time. Raises Unclear when they cannot be read."""
        window = {"channel": channel, "oldest": f"{since - BACK:.6f}", "include_all_metadata": True}
        method = "conversations.replies" if thread else "conversations.history"
        try:
            return self.patience.tried(self.web.pages, method, "messages", **window, ts=thread)
        except Refused as refused:
            if refused.code == "thread_not_found":
                return []
            raise Unclear(f"{method}: {refused}") from None

    def sweep(self, key: str, channel: str, thread: str | None, since: float) -> int:
        """Removes all but one of our messages with that key; gives how many it removed. Raises SlackError.

        The one that was answered below stays, else the earliest.
        """
        found = sorted(self._ours(channel, thread, key, since), key=lambda one: not one.get("reply_count"))
        for one in found[1:]:
            try:
                self.patience.tried(self.web.call, "chat.delete", channel=channel, ts=one["ts"])
            except Refused as refused:
                if refused.code != "message_not_found":  # gone already
                    raise
        return len(found[1:])

    def direct(self, user: str) -> str:
        """The DM with a person."""
        answer = self.patience.tried(self.web.call, "conversations.open", users=user)
        return str(answer["channel"]["id"])


def metadata(key: str) -> dict[str, Any]:
    """What marks a message as the one of that key."""
    return {"event_type": EVENT, "event_payload": {"key": key}}


def key_of(message: Mapping[str, Any]) -> str:
    """The key that marks a message; "" without one."""
    found = message.get("metadata") or {}
    payload = found.get("event_payload") or {}
    return str(payload.get("key") or "") if found.get("event_type") == EVENT else ""


def _alive(request: Request) -> str | None:
    """The request's thread, where it has answers already: elsewhere Slack shows nobody what is for one person alone."""
    return request.thread if request.thread != request.ts else None


def _body(message: Message) -> dict[str, Any]:
    return {"text": escaped(message.text), **({"blocks": list(message.blocks)} if message.blocks else {})}
