"""Sends one digest, once: content is frozen before it is posted, and what may have been posted is looked up first.

Each step is recorded before the next one begins, so that a crash anywhere leaves a row from which another worker goes on, in this
process or another. What follows in the thread (details, picture, table) has keys of its own.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from book.errors import UnknownAccount
from book.records.digests import LEASE, Digests, Row
from bot.digest.calendar import Slot
from bot.digest.subscription import Subscription
from bot.slack.effects import Message
from bot.slack.web import Refused, SlackError


@dataclass(frozen=True)
class Frozen:
    """What is posted. `content`: plain values, as `view.py` makes them. `snapshot`: the key of the scores it rests on."""

    content: Mapping[str, Any]
    snapshot: str


class NotForThem(Exception):
    """Not everybody there may see it; the message says why, for the subscriber."""


class Post(Protocol):
    """How messages and files are posted once each: `bot.slack.outbox` in the product."""

    def say(self, message: Message, channel: str, thread: str | None, key: str, again: bool, *, since: float) -> Any:
        """Posts a message of that key once; gives where it stands (`channel`, `ts`)."""

    def attach(
        self, name: str, content: bytes, alt: str, channel: str, thread: str, *, again: bool, since: float
    ) -> None:
        """Puts a file into a thread once."""


Build = Callable[[Subscription, Slot, Row], Frozen]
"""Makes the content of a digest. Raises NotForThem, KamError."""
Allowed = Callable[[Subscription], None]
"""Looks who is in the channel now. Raises NotForThem."""


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
        """Sends a digest, or goes on with it. Gives its state after that. Raises SlackError where it has to be tried again."""
        key = slot.key(subscription)
        row = self.digests.claim(
            key, subscription=subscription.id, period=slot.period, due=slot.due, holder=self.holder, now=self.now()
        )
        if row is None:
            return "taken"
        began, fresh = self.now(), row.state in ("due", "frozen")
        try:
            self.allowed(subscription)
            self._posted(subscription, slot, row)
            self._followed(key, again=not fresh or self.now() - began > LEASE / 2)
        except NotForThem as error:
            self.digests.ended(key, "failed", str(error))
            return "failed"
        except Refused as error:
            self.digests.ended(key, "failed", error.code)
            return "failed"
        except UnknownAccount:
            self.digests.ended(key, "failed", "the account is gone")
            return "failed"
        except SlackError as error:
            self.digests.trouble(key, str(error))
            self.digests.release(key, self.holder)
            raise
        self.digests.ended(key, "sent")
        return "sent"

    def _posted(self, subscription: Subscription, slot: Slot, row: Row) -> None:
        """Freezes and posts the message itself, unless that is done."""
        key = row.key
        if row.state == "posted":
            return
        held = row.content
        if held is None:
            frozen = self.build(subscription, slot, row)
            held = self.digests.freeze(key, frozen.content, frozen.snapshot)
        again = row.state == "sending"
        since = self.digests.sending(key, self.now().timestamp())
        message = _message(held["message"])
        posted = self.post.say(message, subscription.to, None, f"digest:{key}", again, since=since)
        self.digests.posted(key, posted.channel, posted.ts)

    def _followed(self, key: str, *, again: bool) -> None:
        """The details in the thread. `again`: somebody else may have begun; then each is looked up before it is posted."""
        row = self.digests.get(key)
        if row is None or row.content is None or row.ts is None or row.channel is None:
            return
        since = row.since or self.now().timestamp()
        details = row.content.get("details")
        if details:
            self.post.say(_message(details), row.channel, row.ts, f"digest:{key}#details", again, since=since)
        for file in row.content.get("files", ()):
            content = base64.b64decode(file["content"])
            self.post.attach(file["name"], content, file["alt"], row.channel, row.ts, again=again, since=since)


def _message(held: Mapping[str, Any]) -> Message:
    return Message(str(held["text"]), tuple(held["blocks"]))
