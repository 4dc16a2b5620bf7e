"""What a digest would say if it were sent now: nothing is sent, and nothing recorded but scores."""

from __future__ import annotations

from datetime import datetime

from book.access import Access
from book.book import Book
from bot.digest.alerts import Alerts
from bot.digest.build import Builder
from bot.digest.calendar import Slot, following
from bot.digest.held import Held
from bot.digest.subscription import Subscription
from bot.slack.effects import Message


def preview(book: Book, access: Access, subscription: Subscription, now: datetime, held: Held | None = None) -> Message:
    """The message, without the menus of its things to do: nobody can take on yet what was not sent. Raises KamError."""
    if subscription.kind == "alert":
        return _bare(Alerts(book, access, now, held=held or Held()).example(subscription, Slot("", now)))
    slot = Slot(following(subscription, now).period, now)
    made = Builder(book, access, now, held=held or Held()).build(subscription, slot, None).content["message"]
    return _bare(Message(str(made["text"]), tuple(made["blocks"])))


def _bare(message: Message) -> Message:
    blocks = [{name: part for name, part in block.items() if name != "accessory"} for block in message.blocks]
    return Message(message.text, tuple(blocks))
