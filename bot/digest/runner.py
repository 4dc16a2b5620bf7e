"""Digests in the running bot: what is due is found and sent; where it could not be, the subscriber is told why."""

from __future__ import annotations

import functools
import os
import socket
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import structlog

from book.book import Book
from book.errors import UnknownAccount
from book.records.digests import Digests
from bot.digest.alerts import Alerts, state_of
from bot.digest.allowed import allowed, in_words, may_subscribe
from bot.digest.build import Builder, Draw
from bot.digest.calendar import Slot
from bot.digest.held import Held
from bot.digest.naming import period_of
from bot.digest.posting import Posting
from bot.digest.schedule import Due, alert_due, due, exhausted, lately, skip
from bot.digest.sender import NotForThem, Sender
from bot.digest.subscription import Subscription, save, subscriptions
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
            return list(self._due(book, subscriptions(book.ledger).values()))

    def send(self, subscription_id: str) -> str:
        """Sends what is due of a subscription, if anything is; gives what became of it. Raises SlackError to be tried again."""
        with self.services.opened() as book:
            one = subscriptions(book.ledger).get(subscription_id)
            found = next(self._due(book, [one] if one else []), None)
            if found is None:
                return "nothing due"
            return self._send(book, found)

    def _due(self, book: Book, known: Iterable[Subscription]) -> Iterator[Due]:
        """What is due: digests by their hour, alerts whenever the book's scores are others than those looked at last."""
        digests, now, states = Digests(book.records), self.services.now(), dict[date, tuple[str, str]]()
        for one in known:
            if one.kind == "alert" and not one.paused:
                day = now.astimezone(one.zone).date()
                states[day] = states.get(day) or state_of(book, day)
                found = alert_due(one, digests, *states[day], now)
            else:
                found = due(one, digests, now)
            if found is not None:
                yield found

    def _calm(self, builder: Alerts, found: Due) -> bool:
        """Whether an alert has nothing to tell; then that is recorded, and nobody hears of it."""
        one, slot, digests = found.subscription, found.slot, Digests(builder.book.records)
        row = digests.get(slot.key(one))
        if row is not None and row.content is not None:
            return False
        try:
            seen = builder.calm(one, slot)
        except UnknownAccount:
            return False  # the sender records why it cannot be sent
        if seen is None:
            return False
        given = {"subscription": one.id, "period": slot.period, "due": slot.due}
        if digests.claim(slot.key(one), **given, holder=self.holder, now=self.services.now()) is not None:  # type: ignore[arg-type]
            digests.calm(slot.key(one), seen)
        return True

    def _send(self, book: Book, found: Due) -> str:
        digests, access = Digests(book.records), self.services.known(book).access
        makes = Alerts if found.subscription.kind == "alert" else Builder
        builder = makes(book, access, self.services.now(), self.draw, self.held, by_model=True)
        may = may_subscribe(access, found.subscription.by)  # where not, the sender records and tells it
        if isinstance(builder, Alerts) and may and self._calm(builder, found):
            return "calm"
        skip(found, digests, self.services.now(), self.holder)
        build = functools.partial(builder.build, skipped=found.skipped)
        outbox = self.outbox()
        look = functools.partial(outbox.patience.once_more, self._look, book, found.slot)
        sender = Sender(digests, Posting(outbox), build, look, self.holder, self.services.now)
        state = sender.send(found.subscription, found.slot)
        log.info("digest", key=found.slot.key(found.subscription), state=state)
        standing = self._standing(book, found.subscription)
        if state in ("failed", "in part") and standing is not None:
            self._tell(book, standing, found.slot, state)
        return state

    def _look(self, book: Book, slot: Slot, subscription: Subscription) -> None:
        """By the rights and members as they are when asked. Raises NotForThem, UnknownAccount, SlackError."""
        if self._standing(book, subscription) is None:
            raise NotForThem("stopped meanwhile")
        row, access = Digests(book.records).get(slot.key(subscription)), self.services.known(book).access
        frozen = (row.content or {}).get("accounts", ()) if row is not None else ()
        allowed(subscription, book, access, self.services.directory, self.held, frozen)

    def _standing(self, book: Book, subscription: Subscription) -> Subscription | None:
        """The subscription as it is now; None where somebody deleted or paused it since it was found due."""
        known = subscriptions(book.ledger).get(subscription.id)
        return None if known is None or known.paused else known

    def _tell(self, book: Book, one: Subscription, slot: Slot, state: str) -> None:
        """Tells the subscriber by DM why it was not sent, or not all; after three weeks of that the subscription is paused."""
        now = self.services.now()
        rows, said = Digests(book.records).of(one.id), words(one.lang)
        why = next((row.why for row in rows if row.period == slot.period), None) or "unknown"
        form = "in_part" if state == "in part" else "alert_not_sent" if one.kind == "alert" else "not_sent"
        period = "" if one.kind == "alert" else period_of(slot.period, said)
        text = said(f"digest.{form}", period=period, reason=in_words(why, said))
        if exhausted(lately(one, rows), now):
            save(book.ledger, one.model_copy(update={"paused": True, "why_paused": why}), at=now, by="kam")
            text = f"{text} {said('digest.paused_now')}"
        try:
            key = f"digest:{slot.key(one)}#told"
            self.outbox().say(Message(text, (paragraph(text),)), one.by, None, key, True, since=now.timestamp())
        except SlackError as error:
            log.warning("subscriber not told", subscription=one.id, why=str(error))
