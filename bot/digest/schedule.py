"""What is due now: the latest digest of each subscription that was not sent; older ones are skipped, and the latest says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from book.records.digests import ENDED, Digests, Row, State
from bot.digest.calendar import Slot, following, slots
from bot.digest.subscription import Subscription

PATIENCE = timedelta(days=21)
"""A digest that has failed for so long pauses its subscription."""
BACK = timedelta(days=70)
"""How far back missed digests are looked for."""
STANDING: Mapping[State, tuple[State, str]] = {
    "posted": ("sent", "the thread did not come"),
    "sending": ("skipped", "it may stand there"),
}
"""How one ends whose message stands in the channel, or may, when the next one is due; and why."""


@dataclass(frozen=True, slots=True)
class Due:
    """A digest to be sent. `earlier`: those before it that were not finished; `skipped`: periods of which nothing came."""

    subscription: Subscription
    slot: Slot
    earlier: tuple[Slot, ...] = ()
    skipped: tuple[str, ...] = ()


def due(subscription: Subscription, digests: Digests, now: datetime) -> Due | None:
    """What of a subscription is to be sent now; None where nothing is."""
    if subscription.paused or subscription.kind == "alert":
        return None
    rows = {row.period: row for row in digests.of(subscription.id)}
    found = list(slots(subscription, max(subscription.since, now - BACK), now))
    if not found or not _open(found[-1], rows):
        return None
    earlier = tuple(one for one in found[:-1] if _open(one, rows))
    stands = {period for period, row in rows.items() if row.state in STANDING}
    return Due(subscription, found[-1], earlier, tuple(one.period for one in earlier if one.period not in stands))


def upcoming(subscription: Subscription, rows: Sequence[Row], now: datetime) -> datetime | None:
    """When the next one comes; None for alerts and what is paused. A week that was sent comes no second time on another day."""
    if subscription.paused or subscription.kind == "alert":
        return None
    return following(subscription, now, {row.period for row in rows if row.state in ("sent", "skipped")}).due


def alert_due(subscription: Subscription, digests: Digests, key: str, period: str, now: datetime) -> Due | None:
    """The alert that is to be looked at: one that was begun, else the book as it is now if it was not looked at yet.

    `key`: of the book's scores; `period`: of an alert about them, with a + for each pause since they were looked at first.
    """
    rows = digests.of(subscription.id)
    fresh = lately(subscription, rows)
    for row in fresh:
        if row.state not in ENDED:
            return Due(subscription, Slot(row.period, row.due))
    looked = [row.snapshot for row in fresh if row.snapshot and row.state != "failed"]
    same = [row for row in rows if row.period.rstrip("+") == period]
    if (looked and looked[-1] == key) or lately(subscription, same):
        return None
    return Due(subscription, Slot(period + "+" * len(same), now))


def _open(slot: Slot, rows: Mapping[str, Row]) -> bool:
    """Whether it is not ended; what failed is tried again where its hour was changed."""
    row = rows.get(slot.period)
    return row is None or row.state not in ENDED or (row.state == "failed" and row.due < slot.due)


def skip(found: Due, digests: Digests, now: datetime, holder: str) -> None:
    """Records that earlier ones are not finished any more."""
    one, instead = found.subscription, f"{found.slot.period} was sent instead"
    for slot in found.earlier:
        key = slot.key(one)
        row = digests.claim(key, subscription=one.id, period=slot.period, due=slot.due, holder=holder, now=now)
        if row is not None:
            digests.ended(key, *STANDING.get(row.state, ("skipped", instead)))


def lately(subscription: Subscription, rows: Sequence[Row]) -> list[Row]:
    """Those since it was made, changed or resumed: what was before is forgotten."""
    return [row for row in rows if row.due >= subscription.since]


def failing_since(rows: Sequence[Row]) -> datetime | None:
    """When the first of the last failures in a row was due; None where the last one was sent."""
    since: datetime | None = None
    for row in reversed([one for one in rows if one.state in ENDED and one.state != "skipped"]):
        if row.state == "sent":
            break
        since = row.due
    return since


def exhausted(rows: Sequence[Row], now: datetime) -> bool:
    """Whether it has failed for three weeks."""
    since = failing_since(rows)
    return since is not None and now - since >= PATIENCE
