"""What stays on the list of things to do, and for how long somebody's word on it holds."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from book.access import Access
from book.records.ledger import Ledger
from book.records.migrations import migrate
from bot.digest.content import TASKS, Content, Item
from bot.digest.items import AT_THE_MANAGER, HOLDS, NEW, Held, act, remembered, taken, to_do
from scoring.pitfalls.logic import STATES
from tests.bot.digest.snapshots import snapshot

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
NOBODY = Access({}, {}, {})
FIRED = STATES.index("fired")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    connection = sqlite3.connect(tmp_path / "records.db", isolation_level=None)
    migrate(connection, "records")
    return Ledger(connection)


def content(items: list[Item]) -> Content:
    return Content(MONDAY.date(), None, "r", False, len(items), {}, items=items)


def flag(account: str) -> Item:
    return Item("flag", account, account, "A", "P1")


def held(item: Item, weeks: int) -> Held:
    return {"task": item.task, "account": item.account, "about": item.about, "tier": "A", "weeks": weeks}


def test_old_items_leave_room_for_new_ones() -> None:
    old, new = [flag(f"old{n}") for n in range(9)], [flag(f"new{n}") for n in range(4)]
    earlier = {item.key: held(item, 1) for item in old}
    now = snapshot([item.account for item in (*old, *new)], state=FIRED)
    found = to_do(content(new), now, earlier, frozenset(), {}, NOBODY).listed
    assert len(found) == TASKS
    assert [one.weeks for one in found] == [2] * (TASKS - NEW) + [1] * NEW


def test_without_new_ones_the_old_have_all_places() -> None:
    old = [flag(f"old{n}") for n in range(9)]
    earlier = {item.key: held(item, 1) for item in old}
    found = to_do(
        content([]), snapshot([item.account for item in old], state=FIRED), earlier, frozenset(), {}, NOBODY
    ).listed
    assert [one.weeks for one in found] == [2] * TASKS


def test_everything_has_its_turn_however_many_there_are_and_comes_before_the_manager() -> None:
    items = [flag(f"f{n:02}") for n in range(22)]
    now, earlier, weeks = snapshot([item.account for item in items], state=FIRED), dict[str, Held](), dict[str, int]()
    for week in range(40):
        found = to_do(content(items if week == 0 else []), now, earlier, frozenset(), {}, NOBODY)
        assert len(found.listed) == TASKS
        weeks |= {one.item.key: one.weeks for one in found.listed}
        earlier = {**remembered(found.listed), **found.waiting}
    assert len(weeks) == len(items)
    assert min(weeks.values()) >= AT_THE_MANAGER


def test_an_account_is_listed_once_and_its_other_matter_waits() -> None:
    twice = [Item("flag", "a", "a", "A", "P1"), Item("fell", "a", "a", "B")]
    now, earlier = snapshot(["a", "b"], state=FIRED), {twice[0].key: held(twice[0], 1)}
    found = to_do(content([Item("neglected", "a", "a", "A"), flag("b")]), now, earlier, frozenset(), {}, NOBODY)
    assert [one.item.account for one in found.listed] == ["a", "b"]
    found = to_do(content([twice[1]]), now, earlier, frozenset(), {}, NOBODY)
    assert ([one.item.task for one in found.listed], list(found.waiting)) == (["fell"], ["flag:a:P1"]), "news first"


def test_what_an_alert_told_is_nothing_to_do_for_a_digest() -> None:
    earlier: dict[str, Held] = {"alert:a": {"task": "alert", "account": "a", "about": ""}}
    assert not to_do(content([]), snapshot(["a"], state=FIRED), earlier, frozenset(), {}, NOBODY).listed


def test_a_claim_holds_three_months_and_then_the_matter_is_a_new_one(ledger: Ledger) -> None:
    act(ledger, "abc", "flag:1:P1", "claim", by="U1", at=MONDAY, once="k")
    last = MONDAY.date() + HOLDS - timedelta(days=1)
    assert taken(ledger, "abc", last) == {"flag:1:P1"}
    assert taken(ledger, "abc", last + timedelta(days=1)) == frozenset()


def test_what_is_put_off_comes_again_on_its_day(ledger: Ledger) -> None:
    act(ledger, "abc", "flag:1:P1", "snooze", by="U1", at=MONDAY, until=date(2026, 1, 19), once="k")
    assert taken(ledger, "abc", date(2026, 1, 18)) == {"flag:1:P1"}
    assert taken(ledger, "abc", date(2026, 1, 19)) == frozenset()
    assert taken(ledger, "other", date(2026, 1, 18)) == frozenset()
