"""Alerts through the whole bot: nothing is said until something happens, then once, and only where all may see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.digest.subscription import Wanted, get, save
from tests.bot.slack.blocks import valid
from tests.bot.slack.running import words_in
from tests.bot.slack.sending import WEEK, Weeks

BEFORE = datetime(2025, 10, 6, 9, tzinfo=UTC)
AFTER = datetime(2025, 10, 13, 9, tzinfo=UTC)
"""Between these days two pitfalls fire at ACME, which is tier A."""


def alert(made: Weeks, **given: Any) -> str:
    return made.subscribe(kind="alert", wanted=Wanted(team="Process"), **{"since": BEFORE, **given}).id


def test_nothing_is_said_until_something_happens_and_then_once(made: Weeks) -> None:
    alert(made)
    assert made.at(BEFORE) == ["calm"]
    assert made.at(BEFORE + timedelta(hours=1)) == [], "the book is as it was"
    assert made.at(BEFORE + timedelta(days=1)) == ["calm"]
    assert not made.posts()
    assert made.at(AFTER) == ["sent"]
    assert made.at(AFTER + timedelta(minutes=1)) == []
    (message,) = made.posts()
    valid(message)
    shown = words_in(message)
    assert "ACME (tier A): new flag P2 Holding on to the big, dropping the small and P5" in shown
    assert "threshold" in shown, "it says why"
    assert made.at(AFTER + timedelta(days=1)) == ["calm"], "it is compared with what was told"


def test_what_was_not_chosen_is_not_told(made: Weeks) -> None:
    alert(made, alerts=("fell_by_two",))
    made.at(BEFORE)
    assert made.at(AFTER) == ["calm"]


def test_it_is_not_said_where_not_all_may_see_it_and_told_once_they_may(made: Weeks) -> None:
    alert(made)
    made.at(BEFORE)
    sam = made.bot.person("sam").id
    made.channel.members.append(sam)
    assert made.at(AFTER) == ["failed"]
    assert not made.posts()
    assert "An alert was not sent: not everybody in the channel" in made.told()[-1].text
    made.channel.members.remove(sam)
    assert made.at(AFTER + timedelta(days=1)) == ["sent"]
    assert "ACME" in words_in(made.posts()[0])


@pytest.mark.parametrize("resumed", [BEFORE + timedelta(hours=1), AFTER + WEEK - timedelta(days=1)])
def test_what_happened_during_a_pause_is_not_told_and_what_happens_after_it_is(made: Weeks, resumed: datetime) -> None:
    key = alert(made)
    assert made.at(BEFORE) == ["calm"]
    with made.bot.opened() as book:
        one = get(book.ledger, key)
        save(book.ledger, one.model_copy(update={"since": resumed}), at=resumed, by=one.by)
    assert made.at(resumed) == ["calm"], "what is there now is looked at, whatever was before"
    assert made.at(resumed + timedelta(minutes=1)) == []
    assert made.at(AFTER + WEEK) == (["sent"] if resumed < AFTER else ["calm"])


def test_an_outcome_that_is_unclear_is_no_second_alert(made: Weeks) -> None:
    alert(made)
    made.at(BEFORE)
    made.bot.slack.faults.reset("chat.postMessage", accepts=True)
    made.at(AFTER)
    made.at(AFTER + timedelta(minutes=1))
    assert len(made.posts()) == 1


def test_two_processes_tell_it_once(made: Weeks) -> None:
    one, other = alert(made), made.other()
    made.at(BEFORE)
    made.now = AFTER
    assert [runner.send(one) for runner in (made.runner, other)] == ["sent", "nothing due"]
    assert len(made.posts()) == 1


def test_it_is_claimed_like_a_thing_to_do(made: Weeks) -> None:
    alert(made)
    made.at(BEFORE)
    made.at(AFTER)
    made.chooses(made.posts()[0], 0, "claim")
    made.bot.slack.until(lambda: "✋ maria is on it." in words_in(made.posts()[0]), 15)
