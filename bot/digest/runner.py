"""Digests in the running bot: what is due is found and sent; where it could not be, the subscriber is told why."""

from __future__ import annotations

import functools
import os
import socket
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from book.book import Book
from book.records.digests import Digests
from bot.digest.allowed import allowed, in_words
from bot.digest.build import Builder, Draw
from bot.digest.held import Held
from bot.digest.posting import Posting
from bot.digest.schedule import Due, all_due, exhausted, skip
from bot.digest.sender import Sender
from bot.digest.subscription import save, subscriptions
from bot.slack.effects import Message
from bot.slack.kit import paragraph
from bot.slack.outbox import Outbox
from bot.slack.services import Services
from bot.slack.web import SlackError
from prompts.words import words

log = structlog.get_logger("kam.digest")


@dataclass
class Runner:
    """Sends digests of one book. `outbox`: makes one whose waits are short; `holder`: this process."""

    services: Services
    outbox: Callable[[], Outbox]
    draw: Draw | None = None
    holder: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}")
    held: Held = field(default_factory=Held)

    def due(self) -> list[Due]:
        """What is due now."""
        with self.services.opened() as book:
            known = subscriptions(book.ledger).values()
            return list(all_due(iter(known), Digests(book.records), self.services.now()))

    def send(self, subscription_id: str) -> str:
        """Sends what is due of a subscription, if anything is; gives what became of it. Raises SlackError to be tried again."""
        with self.services.opened() as book:
            one = subscriptions(book.ledger).get(subscription_id)
            found = next(all_due(iter([one] if one else []), Digests(book.records), self.services.now()), None)
            if found is None:
                return "nothing due"
            return self._send(book, found)

    def _send(self, book: Book, found: Due) -> str:
        digests, access = Digests(book.records), self.services.known(book).access
        skip(found, digests, self.services.now(), self.holder)
        builder = Builder(book, access, self.services.now(), self.draw, self.held)
        build = functools.partial(builder.build, skipped=found.skipped)
        look = functools.partial(allowed, book=book, access=access, directory=self.services.directory, held=self.held)
        sender = Sender(digests, Posting(self.outbox()), build, look, self.holder, self.services.now)
        state = sender.send(found.subscription, found.slot)
        log.info("digest", key=found.slot.key(found.subscription), state=state)
        if state == "failed":
            self._tell(book, found)
        return state

    def _tell(self, book: Book, found: Due) -> None:
        """Tells the subscriber by DM why it was not sent; after three weeks of that the subscription is paused."""
        one, now = found.subscription, self.services.now()
        rows, said = Digests(book.records).of(one.id), words(one.lang)
        why = next((row.why for row in rows if row.period == found.slot.period), None) or "unknown"
        form = "alert_not_sent" if one.kind == "alert" else "not_sent"
        text = said(f"digest.{form}", period=found.slot.period, reason=in_words(why, said))
        if exhausted(rows, now):
            save(book.ledger, one.model_copy(update={"paused": True, "why_paused": why}), at=now, by="kam")
            text = f"{text} {said('digest.paused_now')}"
        try:
            key = f"digest:{found.slot.key(one)}#told"
            self.outbox().say(Message(text, (paragraph(text),)), one.by, None, key, True, since=now.timestamp())
        except SlackError as error:
            log.warning("subscriber not told", subscription=one.id, why=str(error))
