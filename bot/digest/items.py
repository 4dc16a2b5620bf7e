"""What people did with the things to do. What nobody took comes again, then before the owner's manager."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from book.access import Access, Person
from book.records.ledger import Event, Ledger
from bot.digest.content import TASKS, Content, Item, one_an_account
from bot.digest.snapshot import Snapshot, fired
from scoring.rubric.models import TIER_LETTERS

Held = Mapping[str, str | int | None]
"""An item as a digest keeps it: task, account, about, tier, and how often it was listed (`weeks`)."""
Done = Literal["claim", "snooze", "dismiss", "details"]
SNOOZE = timedelta(days=14)
HOLDS = timedelta(days=90)
"""How long a claim or a dismissal keeps an item off the list."""
EVENTS = ("flag", "fell")
"""What happened; the other things to do are found anew each time, as long as they are so."""
NEW = 2
"""Places that are kept for what happened anew, however many old items nobody took."""
WAITING = 50
"""Items that are kept for when there is room for them."""
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


def put_off(ledger: Ledger, subscription: str, earlier: Mapping[str, Held], on: date) -> dict[str, Held]:
    """Items of earlier digests that come again on a later day than this: the next digest has to know of them."""
    until = {key: event.body["until"] for key, event in done(ledger, subscription).items()}
    return {key: held for key, held in earlier.items() if until.get(key) and date.fromisoformat(until[key]) > on}


@dataclass(frozen=True)
class ToDo:
    """What a digest lists, and what waits for room in a later one, by key."""

    listed: Sequence[Listed]
    waiting: Mapping[str, Held]


def to_do(
    found: Content,
    now: Snapshot,
    earlier: Mapping[str, Held],
    gone: frozenset[str],
    owners: Mapping[str, str | None],
    access: Access,
) -> ToDo:
    """The things to do, five at most and one an account: what nobody took and still stands, and what is new.

    Who was put before the manager gives way to what waits, so that everything has its turn; what happened to an account
    anew comes before what else there is to do about it.
    """
    standing = [item for key, held in earlier.items() if key not in gone and (item := _item(held, now, found))]
    standing.sort(key=lambda item: max(int(earlier[item.key].get("weeks") or 0), AT_THE_MANAGER - 1))
    met = {*gone, *earlier}
    fresh = [item for item in found.items if item.key not in gone and _matter(item) not in met]
    events = [item for item in fresh if item.task in EVENTS and item.key not in earlier]
    told = {item.account for item in events}
    old = one_an_account([item for item in standing if item.account not in told])
    chosen = one_an_account([*old[: TASKS - min(len(events), NEW)], *fresh])[:TASKS]
    keys = {item.key for item in chosen}
    rest = [*standing, *events]
    waiting = {item.key: earlier.get(item.key) or _held(item, 0) for item in rest if item.key not in keys}
    return ToDo([_listed(item, earlier, owners, access) for item in chosen], dict([*waiting.items()][:WAITING]))


def _matter(item: Item) -> str:
    """The key of the flag that says the same, of an item that comes without one: whoever took that took both."""
    return Item("flag", item.account, item.name, item.tier, "P2").key if item.task == "neglected" else ""


def _listed(item: Item, earlier: Mapping[str, Held], owners: Mapping[str, str | None], access: Access) -> Listed:
    weeks = int(earlier.get(item.key, {}).get("weeks") or 0) + 1
    manager = manager_of(item.account, access) if weeks >= AT_THE_MANAGER else None
    return Listed(item, owners.get(item.account), weeks, manager)


def _item(held: Held, now: Snapshot, found: Content) -> Item | None:
    """An item of an earlier digest, if its reason still stands."""
    account = str(held["account"])
    at = now.places.get(account)
    if at is None:
        return None
    task, about, then = str(held["task"]), str(held["about"]), held.get("tier")
    tier = now.tier(at)
    fell = then is not None and (tier is None or TIER_LETTERS.index(tier) >= TIER_LETTERS.index(str(then)))
    stands = {
        "flag": about in now.pitfalls and bool(fired(now, about)[at]),
        "fell": fell,
        "incomplete": bool(now.provisional[at]),
        "neglected": account in found.neglected,
    }
    return Item(task, account, now.names[at], tier, about) if stands.get(task) else None  # type: ignore[arg-type]


def remembered(items: Sequence[Listed]) -> dict[str, Held]:
    """What the next digest has to know of this one's items."""
    return {one.item.key: _held(one.item, one.weeks) for one in items}


def _held(item: Item, weeks: int) -> Held:
    return {"task": item.task, "account": item.account, "about": item.about, "tier": item.tier, "weeks": weeks}


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
