"""How digests are: when they last came and come next, which fail and why, what nobody owns, which nobody looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from book.access import Access
from book.book import Book
from book.records.digests import ENDED, Digests, Row
from bot.digest.items import done
from bot.digest.schedule import failing_since, lately, upcoming
from bot.digest.subscription import Subscription, subscriptions

UNTOUCHED = timedelta(days=28)
"""A digest of whose items nobody touched one for so long is ignored."""


@dataclass(frozen=True)
class Health:
    """`last`: the last one that was sent. `failing`: since when none could be, and `why`. `delayed`: why the one that is due
    is not there yet. `ownerless`: accounts of open items that nobody owns. `ignored`: nobody touched an item for four weeks.
    """

    subscription: Subscription
    last: Row | None = None
    next: datetime | None = None
    failing: datetime | None = None
    why: str = ""
    delayed: str = ""
    ownerless: Sequence[str] = ()
    ignored: bool = False

    @property
    def in_part(self) -> str:
        """Why the last one was posted, but not all of its thread; "" where it was sent whole."""
        return (self.last.why or "") if self.last is not None else ""

    @property
    def well(self) -> bool:
        """Whether there is nothing to see to."""
        found = (self.failing, self.delayed, self.in_part, self.ownerless, self.ignored, self.subscription.why_paused)
        return not any(found)


def healths(book: Book, access: Access, now: datetime) -> list[Health]:
    """All subscriptions, those that fail first."""
    touched: dict[str, datetime] = {}
    for event in book.ledger.events("item"):
        touched[event.body["subscription"]] = event.at
    found = [_health(book, access, one, now, touched) for one in subscriptions(book.ledger).values()]
    return sorted(found, key=lambda one: (one.failing is None, one.well))


def _health(book: Book, access: Access, one: Subscription, now: datetime, touched: Mapping[str, datetime]) -> Health:
    digests = Digests(book.records)
    rows, items = digests.of(one.id), digests.items(one.id)
    sent = [row for row in rows if row.state == "sent"]
    failing = failing_since(lately(one, rows))
    gone = done(book.ledger, one.id) if items else {}
    return Health(
        one,
        last=sent[-1] if sent else None,
        next=upcoming(one, rows, now),
        failing=failing,
        why=next((row.why or "" for row in reversed(rows) if row.state == "failed"), "") if failing else "",
        delayed=next((row.why or "" for row in reversed(lately(one, rows)) if row.state not in ENDED), ""),
        ownerless=[str(held["account"]) for key, held in items.items() if key not in gone and _nobodys(held, access)],
        ignored=bool(items) and not one.paused and _untouched(lately(one, sent), touched.get(one.id), now),
    )


def _nobodys(held: Mapping[str, object], access: Access) -> bool:
    return access.held.get(str(held["account"]), (None, None))[0] is None


def _untouched(sent: Sequence[Row], last: datetime | None, now: datetime) -> bool:
    """Whether digests came for four weeks, and nobody touched an item of them."""
    since = now - UNTOUCHED
    return bool(sent) and sent[0].due <= since and (last is None or last < since)


def troubles(found: Sequence[Health]) -> Iterator[Health]:
    """Those that somebody should see to."""
    return (one for one in found if not one.well)
