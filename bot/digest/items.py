"""What people did with the things to do. What nobody took comes again, then before the owner's manager."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from book.access import Access, Person
from book.records.ledger import Event, Ledger
from bot.digest.content import TASKS, Content, Item
from bot.digest.snapshot import Snapshot, fired
from scoring.rubric.models import TIER_LETTERS

Done = Literal["claim", "snooze", "dismiss", "details"]
SNOOZE = timedelta(days=14)
HOLDS = timedelta(days=90)
"""How long a claim or a dismissal keeps an item off the list."""
NEW = 2
"""Places that are kept for new items, however many old ones nobody took."""
AT_THE_MANAGER = 3
"""From this week on an unclaimed item names the owner's manager."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An item as a digest lists it. `weeks`: how often, this time included. `manager`: whom it is put before by now."""

    item: Item
    owner: str | None
    weeks: int = 1
    manager: str | None = None


def act(
    ledger: Ledger,
    subscription: str,
    item: str,
    done: Done,
    *,
    by: str,
    at: datetime,
    until: date | None = None,
    once: str,
) -> None:
    """Records what somebody did with an item."""
    body = {"subscription": subscription, "item": item, "done": done, "until": until.isoformat() if until else None}
    ledger.append("item", body, at=at, by=by, once=once)


def done(ledger: Ledger, subscription: str) -> dict[str, Event]:
    """What was last done with each item; who only looked at it did nothing with it."""
    events = (event for event in ledger.events("item") if event.body["subscription"] == subscription)
    return {event.body["item"]: event for event in events if event.body["done"] != "details"}


def taken(ledger: Ledger, subscription: str, on: date) -> frozenset[str]:
    """Items that are not listed on a day: claimed, dismissed, or put off to a later one."""
    return frozenset(key for key, event in done(ledger, subscription).items() if _holds_until(event) > on)


def _holds_until(event: Event) -> date:
    """Until when what was done holds: a day that was named, else three months, after which the matter is a new one."""
    named = event.body["until"]
    return date.fromisoformat(named) if named else event.at.date() + HOLDS


def put_off(
    ledger: Ledger, subscription: str, earlier: Mapping[str, Mapping[str, str | int]], on: date
) -> dict[str, Mapping[str, str | int]]:
    """Items of earlier digests that come again on a later day than this: the next digest has to know of them."""
    until = {key: event.body["until"] for key, event in done(ledger, subscription).items()}
    return {key: held for key, held in earlier.items() if until.get(key) and date.fromisoformat(until[key]) > on}


def listed(
    found: Content,
    now: Snapshot,
    earlier: Mapping[str, Mapping[str, str | int]],
    gone: frozenset[str],
    owners: Mapping[str, str | None],
    access: Access,
) -> list[Listed]:
    """The things to do of this time, five at most: those of last time that nobody took and still stand, and new ones."""
    again = [item for key, held in earlier.items() if (item := _item(held, now)) is not None and key not in gone]
    known = {item.key for item in again}
    fresh = [item for item in found.items if item.key not in gone and item.key not in known]
    chosen = [*again[: TASKS - min(len(fresh), NEW)], *fresh][:TASKS]
    return [_listed(item, earlier, owners, access) for item in chosen]


def _listed(
    item: Item, earlier: Mapping[str, Mapping[str, str | int]], owners: Mapping[str, str | None], access: Access
) -> Listed:
    weeks = int(earlier[item.key]["weeks"]) + 1 if item.key in earlier else 1
    manager = manager_of(item.account, access) if weeks >= AT_THE_MANAGER else None
    return Listed(item, owners.get(item.account), weeks, manager)


def _item(held: Mapping[str, str | int], now: Snapshot) -> Item | None:
    """An item of the last digest, if its reason still stands."""
    account = str(held["account"])
    at = now.places.get(account)
    if at is None:
        return None
    task, about, then = str(held["task"]), str(held["about"]), held["tier"]
    tier = now.tier(at)
    fell = then is not None and (tier is None or TIER_LETTERS.index(tier) >= TIER_LETTERS.index(str(then)))
    stands = {
        "flag": about in now.pitfalls and bool(fired(now, about)[at]),
        "fell": fell,
        "incomplete": bool(now.provisional[at]),
        "neglected": False,  # found anew each time, as long as it is so
    }
    return Item(task, account, now.names[at], tier, about) if stands.get(task) else None  # type: ignore[arg-type]


def remembered(items: Sequence[Listed]) -> dict[str, dict[str, str | int | None]]:
    """What the next digest has to know of this one's items."""
    return {
        one.item.key: {
            "task": one.item.task,
            "account": one.item.account,
            "about": one.item.about,
            "tier": one.item.tier,
            "weeks": one.weeks,
        }
        for one in items
    }


def manager_of(account: str, access: Access) -> str | None:
    """The user who manages the account's team, or the nearest team above it that has a manager."""
    _, team = access.held.get(account, (None, None))
    managers: dict[str, Person] = {
        one.team: one for one in access.people.values() if one.role == "manager" and one.team
    }
    for one in access.up(team) if team else ():
        if one in managers:
            return managers[one].user
    return None
