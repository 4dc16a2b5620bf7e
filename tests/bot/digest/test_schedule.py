"""What is due after a subscription was changed or resumed, and what becomes of what was left unfinished."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from book.records.digests import Digests, Row, State
from book.records.migrations import migrate
from bot.digest.calendar import Slot
from bot.digest.schedule import due, exhausted, lately, skip, upcoming
from bot.digest.subscription import Subscription

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def digests() -> Iterator[Digests]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, "records")
        yield Digests(connection)


def subscription(**given: Any) -> Subscription:
    return Subscription(id="abc", to="C1", by="U1", **{"kind": "weekly", "since": MONDAY - DAY, **given})


def taken(digests: Digests, slot: Slot, now: datetime) -> Row | None:
    key = slot.key(subscription())
    return digests.claim(key, subscription="abc", period=slot.period, due=slot.due, holder="a", now=now)


def begun(digests: Digests, one: Subscription, now: datetime) -> Row:
    """What is due, taken."""
    found = due(one, digests, now)
    assert found is not None
    row = taken(digests, found.slot, now)
    assert row is not None
    return row


def ended(digests: Digests, one: Subscription, now: datetime, state: State) -> None:
    digests.ended(begun(digests, one, now).key, state, "is_archived" if state == "failed" else None)


@pytest.mark.parametrize(
    ("kind", "weekday", "comes"),
    [
        ("weekly", 3, datetime(2026, 3, 12, 9, tzinfo=UTC)),
        ("monthly", 3, datetime(2026, 4, 2, 9, tzinfo=UTC)),
    ],
)
def test_what_was_sent_comes_no_second_time_on_another_day_and_is_not_promised(
    digests: Digests, kind: str, weekday: int, comes: datetime
) -> None:
    ended(digests, subscription(kind=kind), MONDAY, "sent")
    moved, now = subscription(kind=kind, weekday=weekday, since=MONDAY + HOUR), MONDAY + HOUR
    assert upcoming(moved, digests.of("abc"), now) == comes
    days = [now + n * HOUR for n in range(24 * 40) if due(moved, digests, now + n * HOUR)]
    assert days[0] == comes


def test_what_failed_is_sent_at_the_hour_to_which_it_was_moved(digests: Digests) -> None:
    ended(digests, subscription(), MONDAY, "failed")
    moved, noon = subscription(hour=12, since=MONDAY + HOUR), MONDAY + 3 * HOUR
    assert upcoming(moved, digests.of("abc"), MONDAY + HOUR) == noon
    row = begun(digests, moved, noon)
    assert (row.state, row.due, row.why) == ("due", noon, None)
    digests.ended(row.key, "sent")
    assert due(moved, digests, noon + HOUR) is None


def test_what_failed_and_was_not_moved_is_not_tried_again(digests: Digests) -> None:
    one = subscription()
    ended(digests, one, MONDAY, "failed")
    assert due(one, digests, MONDAY + HOUR) is None
    assert taken(digests, Slot("2026-W10", MONDAY), MONDAY + HOUR) is None


def test_what_failed_after_it_may_have_been_posted_is_looked_up_when_it_is_tried_again(digests: Digests) -> None:
    row = begun(digests, subscription(), MONDAY)
    digests.freeze(row.key, {"text": "of Monday"}, "s")
    digests.sending(row.key, MONDAY.timestamp())
    digests.ended(row.key, "failed", "guests")
    again = begun(digests, subscription(hour=12, since=MONDAY + HOUR), MONDAY + 3 * HOUR)
    assert (again.state, again.content, again.since) == ("sending", None, MONDAY.timestamp())
    digests.freeze(row.key, {"text": "of noon"}, "t")
    crashed = begun(digests, subscription(hour=12, since=MONDAY + HOUR), MONDAY + 4 * HOUR)
    assert (crashed.state, crashed.content) == ("sending", {"text": "of noon"})


def test_who_lost_a_digest_to_another_says_nothing_of_it(digests: Digests) -> None:
    row, later = begun(digests, subscription(), MONDAY), MONDAY + HOUR
    found = digests.claim(row.key, subscription="abc", period=row.period, due=row.due, holder="b", now=later)
    assert found is not None
    digests.ended(row.key, "sent")
    digests.release(row.key, "a", "another process sends it")
    assert [(one.state, one.why) for one in digests.of("abc")] == [("sent", None)]


def test_failures_from_before_a_pause_do_not_count(digests: Digests) -> None:
    one = subscription()
    for n in range(3):
        ended(digests, one, MONDAY + n * WEEK, "failed")
    resumed, now = subscription(since=MONDAY + 8 * WEEK - DAY), MONDAY + 8 * WEEK
    ended(digests, resumed, now, "failed")
    rows = digests.of("abc")
    assert exhausted(lately(one, rows), now)
    assert not exhausted(lately(resumed, rows), now)
    assert exhausted(lately(resumed, rows), now + 3 * WEEK)


@pytest.mark.parametrize(
    ("stands", "state", "skipped"),
    [("due", "skipped", ("2026-W10",)), ("sending", "skipped", ()), ("posted", "sent", ())],
)
def test_what_stands_or_may_stand_is_not_called_missed(
    digests: Digests, stands: str, state: str, skipped: tuple[str, ...]
) -> None:
    one, now = subscription(), MONDAY + WEEK
    row = begun(digests, one, MONDAY)
    if stands != "due":
        digests.freeze(row.key, {}, "s")
        digests.sending(row.key, MONDAY.timestamp())
    if stands == "posted":
        digests.posted(row.key, "C1", "1.0")
    found = due(one, digests, now)
    assert found is not None
    assert found.skipped == skipped
    skip(found, digests, now, "b")
    (row,) = digests.of("abc")
    assert (row.state, bool(row.why)) == (state, True)
