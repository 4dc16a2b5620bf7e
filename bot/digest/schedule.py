"""What is due now: the latest digest of each subscription that was not sent; older ones are skipped, and the latest says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from book.records.digests import ENDED, Digests, Row
from bot.digest.calendar import Slot, slots
from bot.digest.subscription import Subscription

PATIENCE = timedelta(days=21)
"""A digest that has failed for so long pauses its subscription."""
BACK = timedelta(days=70)
"""How far back missed digests are looked for."""
LATE = timedelta(days=6)
"""A weekly digest later than this is skipped: the next one is nearer."""


@dataclass(frozen=True, slots=True)
class Due:
    """A digest to be sent. `skipped`: periods before it that were missed."""

    subscription: Subscription
    slot: Slot
    skipped: tuple[str, ...] = ()


def due(subscription: Subscription, digests: Digests, now: datetime) -> Due | None:
    """What of a subscription is to be sent now; None where nothing is."""
    if subscription.paused or subscription.kind == "alert":
        return None
    rows = {row.period: row for row in digests.of(subscription.id)}
    found = list(slots(subscription, max(subscription.since, now - BACK), now))
    if not found:
        return None
    *earlier, latest = found
    if not _open(rows.get(latest.period)):
        return None
    missed = tuple(one.period for one in earlier if _open(rows.get(one.period)))
    return Due(subscription, latest, missed)


def alert_due(subscription: Subscription, digests: Digests, key: str, period: str, now: datetime) -> Due | None:
    """The alert that is to be looked at: one that was begun, else the book as it is now if it was not looked at yet.

    `key`: of the book's scores; `period`: of an alert about them.
    """
    rows = digests.of(subscription.id)
    for row in rows:
        if row.state not in ENDED:
            return Due(subscription, Slot(row.period, row.due))
    looked = [row.snapshot for row in rows if row.snapshot and row.state != "failed"]
    if (looked and looked[-1] == key) or any(row.period == period for row in rows):
        return None
    return Due(subscription, Slot(period, now))


def _open(row: Row | None) -> bool:
    return row is None or row.state not in ENDED


def skip(found: Due, digests: Digests, now: datetime, holder: str) -> None:
    """Records that earlier ones are not sent any more."""
    for one in slots(found.subscription, max(found.subscription.since, now - BACK), now):
        if one.period in found.skipped:
            key = one.key(found.subscription)
            given = {"subscription": found.subscription.id, "period": one.period, "due": one.due}
            if digests.claim(key, **given, holder=holder, now=now) is not None:  # type: ignore[arg-type]
                digests.ended(key, "skipped", f"{found.slot.period} was sent instead")


def failing_since(rows: list[Row]) -> datetime | None:
    """When the first of the last failures in a row was due; None where the last one was sent."""
    since: datetime | None = None
    for row in reversed([one for one in rows if one.state in ENDED and one.state != "skipped"]):
        if row.state == "sent":
            break
        since = row.due
    return since


def exhausted(rows: list[Row], now: datetime) -> bool:
    """Whether it has failed for three weeks."""
    since = failing_since(rows)
    return since is not None and now - since >= PATIENCE
