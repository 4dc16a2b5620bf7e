"""Sends one digest, once: content is frozen before it is posted, and what may have been posted is looked up first.

Each step is recorded before the next one begins, so that a crash anywhere leaves a row from which another worker goes on, in this
process or another. What follows in the thread (details, picture, table) has keys of its own.

Who reads there is asked before each of them, and after every wait: somebody may have joined meanwhile. Where Slack does not
say who reads there, that ends nothing: it is tried again later.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from book.errors import UnknownAccount
from book.records.digests import LEASE, Digests, Row
from bot.digest.calendar import Slot
from bot.digest.subscription import Subscription
from bot.slack.effects import Message
from bot.slack.web import NO_TOKEN, Refused, SlackError, Unclear


@dataclass(frozen=True)
class Frozen:
    """What is posted. `content`: plain values, as `view.py` makes them. `snapshot`: the key of the scores it rests on."""

    content: Mapping[str, Any]
    snapshot: str


class NotForThem(Exception):
    """Not everybody there may see it; the message says why, for the subscriber."""


STOPS = (NotForThem, Refused, UnknownAccount)
"""What ends a digest for good; everything else is tried again, and so is what is refused for want of a token."""
Still = Callable[[], bool]
"""True, or raises one of these or SlackError."""


class Post(Protocol):
    """How messages and files are posted once each: `bot.slack.outbox` in the product."""

    def say(
        self, message: Message, channel: str, thread: str | None, key: str, again: bool, *, since: float, still: Still
    ) -> Any:
        """Posts a message of that key once; gives where it stands (`channel`, `ts`). `still`: asked after every wait."""

    def attach(
        self, name: str, content: bytes, alt: str, channel: str, thread: str, *, again: bool, since: float, still: Still
    ) -> None:
        """Puts a file into a thread once. `still`: asked before it is shown, and after every wait."""


Build = Callable[[Subscription, Slot, Row], Frozen]
"""Makes the content of a digest. Raises NotForThem, KamError."""
Allowed = Callable[[Subscription], None]
"""Looks who is in the channel now. Raises NotForThem, UnknownAccount, SlackError."""


def why_of(error: Exception) -> str:
    """Why a digest was stopped, as its row keeps it."""
    if isinstance(error, Refused):
        return error.code
    return "the account is gone" if isinstance(error, UnknownAccount) else str(error)


@dataclass
class Sender:
    """`holder`: names this worker; `clock`: seconds since the epoch."""

    digests: Digests
    post: Post
    build: Build
    allowed: Allowed
    holder: str
    now: Callable[[], datetime]

    def send(self, subscription: Subscription, slot: Slot) -> str:
        """Sends a digest, or goes on with it. Gives what became of it: sent, failed, taken by another, or in part: posted, but
        not all of its thread. Raises SlackError where it has to be tried again.
        """
        key = slot.key(subscription)
        row = self.digests.claim(
            key, subscription=subscription.id, period=slot.period, due=slot.due, holder=self.holder, now=self.now()
        )
        if row is None:
            return "taken"
        began, fresh = self.now(), row.state in ("due", "frozen")
        try:
            self._sure(subscription, key)
            self._posted(subscription, slot, row)
            self._followed(subscription, key, again=not fresh or self.now() - began > LEASE / 2)
        except Exception as error:  # whatever it is, the row says so
            if isinstance(error, STOPS) and why_of(error) not in NO_TOKEN:
                return self._stopped(key, why_of(error))
            self.digests.release(
                key, self.holder, str(error) if isinstance(error, SlackError) else type(error).__name__
            )
            raise
        self.digests.ended(key, "sent")
        return "sent"

    def _sure(self, subscription: Subscription, key: str) -> bool:
        """That everybody there may see it, and that it is ours to send: true, or raises one of `STOPS` or SlackError."""
        self.allowed(subscription)
        if not self.digests.renew(key, self.holder, self.now()):
            raise Unclear("another process sends it")
        return True

    def _stopped(self, key: str, why: str) -> str:
        """What stands already stays, and counts as sent; its row says why the rest does not come."""
        row = self.digests.get(key)
        stands = row is not None and row.state in ("posted", "sent")
        self.digests.ended(key, "sent" if stands else "failed", why)
        return "in part" if stands else "failed"

    def _posted(self, subscription: Subscription, slot: Slot, row: Row) -> None:
        """Freezes and posts the message itself, unless that is done."""
        key, still = row.key, functools.partial(self._sure, subscription, row.key)
        if row.state == "posted":
            return
        held = row.content
        if held is None:
            frozen = self.build(subscription, slot, row)
            held = self.digests.freeze(key, frozen.content, frozen.snapshot)
            self._sure(subscription, key)  # making it may have taken its time
        again = row.state == "sending"
        since = self.digests.sending(key, self.now().timestamp())
        message = _message(held["message"])
        posted = self.post.say(message, subscription.to, None, f"digest:{key}", again, since=since, still=still)
        self.digests.posted(key, posted.channel, posted.ts)

    def _followed(self, subscription: Subscription, key: str, *, again: bool) -> None:
        """The details in the thread. `again`: somebody else may have begun; then each is looked up before it is posted."""
        row, still = self.digests.get(key), functools.partial(self._sure, subscription, key)
        if row is None or row.content is None or row.ts is None or row.channel is None:
            return
        since = row.since or self.now().timestamp()
        details = row.content.get("details")
        if details:
            self._sure(subscription, key)
            at = (row.channel, row.ts, f"digest:{key}#details", again)
            self.post.say(_message(details), *at, since=since, still=still)
        for file in row.content.get("files", ()):
            given = (file["name"], base64.b64decode(file["content"]), file["alt"], row.channel, row.ts)
            self.post.attach(*given, again=again, since=since, still=still)


def _message(held: Mapping[str, Any]) -> Message:
    return Message(str(held["text"]), tuple(held["blocks"]))
