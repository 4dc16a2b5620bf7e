"""Digests where something is in the way: who reads along, what Slack refuses, outages, processes that die or are two."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from book.access import Person, set_person
from bot.digest.posting import Posting
from bot.digest.subscription import Wanted, save
from tests.bot.slack.running import NOW, words_in
from tests.bot.slack.sending import MONDAY, WEEK, Weeks


def test_who_joins_and_may_not_see_it_keeps_it_from_being_sent(made: Weeks) -> None:
    one = made.subscribe()
    made.at(MONDAY)
    made.bot.slack.people.join(made.channel, made.bot.person("sam"))
    for n in range(1, 6):
        made.at(MONDAY + n * WEEK)
    assert len(made.posts()) == 1
    said = [message.text for message in made.told()]
    assert "not everybody in the channel may see all of its accounts" in said[0]
    assert "the subscription is paused" in said[-1]
    assert len(said) == 4
    assert made.known(one).paused
    assert [row.state for row in made.rows(one)] == ["sent", *["failed"] * 4]


@pytest.mark.parametrize(
    ("method", "code", "said"),
    [
        ("chat.postMessage", "is_archived", "the channel is archived"),
        ("chat.postMessage", "missing_scope", "the app lacks a permission"),
    ],
)
def test_what_slack_refuses_is_told_the_subscriber(made: Weeks, method: str, code: str, said: str) -> None:
    one = made.subscribe()
    made.bot.slack.faults.refuse(method, code)
    assert made.at(MONDAY) == ["failed"]
    assert said in made.told()[-1].text
    assert made.at(MONDAY + WEEK) == ["sent"], f"next week it is tried again: {made.rows(one)}"


def test_what_was_resumed_is_not_paused_for_what_failed_before(made: Weeks) -> None:
    one = made.subscribe()
    made.bot.slack.faults.refuse("chat.postMessage", "is_archived")
    assert made.at(MONDAY) == ["failed"]
    made.now = MONDAY + 8 * WEEK - timedelta(days=1)
    with made.bot.opened() as book:
        save(book.ledger, one.model_copy(update={"since": made.now}), at=made.now, by=one.by)
    made.bot.slack.faults.refuse("chat.postMessage", "is_archived")
    assert made.at(MONDAY + 8 * WEEK) == ["failed"]
    assert not made.known(one).paused
    assert "three weeks" not in made.told()[-1].text


def test_a_bot_that_was_removed_says_so(made: Weeks) -> None:
    made.subscribe()
    made.channel.members.remove(made.bot.slack.state.app.bot_user)
    assert made.at(MONDAY) == ["failed"]
    assert "I am not in the channel; invite me to it." in made.told()[-1].text


def test_a_long_limit_is_waited_for_elsewhere(made: Weeks, monkeypatch: pytest.MonkeyPatch) -> None:
    made.subscribe()
    made.bot.slack.faults.rate_limited("chat.postMessage", retry_after=300)
    assert made.at(MONDAY) == ["later"]
    monkeypatch.setattr(made.bot.bot.services.web, "_now", lambda: time.monotonic() + 301)
    assert made.at(MONDAY + timedelta(minutes=5)) == ["sent"]
    assert len(made.posts()) == 1


def test_after_an_outage_the_latest_is_sent_and_says_what_was_missed(made: Weeks) -> None:
    one = made.subscribe()
    assert made.at(MONDAY + 2 * WEEK + timedelta(hours=30)) == ["sent"]
    (digest,) = made.posts()
    assert "week 51, 2025 and week 52, 2025" in words_in(digest)
    assert sorted(row.state for row in made.rows(one)) == ["sent", "skipped", "skipped"]


def test_two_processes_send_it_once(made: Weeks) -> None:
    other = made.other()
    one, made.now = made.subscribe(), MONDAY
    with ThreadPoolExecutor(2) as both:
        states = set(both.map(lambda runner: runner.send(one.id), (made.runner, other)))
    assert states <= {"sent", "taken", "nothing due"}
    assert len(made.posts()) == 1
    assert len(made.thread(made.posts()[0])) == 3


def test_a_manager_who_is_none_any_more_sends_nothing(made: Weeks) -> None:
    made.subscribe()
    with made.bot.opened() as book:
        set_person(book.ledger, Person(made.bot.person("maria").id, "owner", "Lars Holm", None), at=NOW, by="test")
    assert made.at(MONDAY) == ["failed"]
    assert not made.posts()


class Dead(BaseException):
    """The worker's process is gone."""


@pytest.mark.parametrize("step", ["say", "attach"])
def test_a_process_that_died_in_between_leaves_nothing_undone_and_nothing_twice(
    made: Weeks, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    made.subscribe()
    real = getattr(Posting, step)

    def dying(*given: Any, **named: Any) -> None:
        real(*given, **named)
        raise Dead

    monkeypatch.setattr(Posting, step, dying)
    with pytest.raises(Dead):
        made.at(MONDAY)
    monkeypatch.setattr(Posting, step, real)
    other = made.other()
    assert made.at(MONDAY + timedelta(minutes=1), other) == ["taken"], "the dead one's time is not over"
    assert made.at(MONDAY + timedelta(minutes=11), other) == ["sent"]
    (digest,) = made.posts()
    details, *files = made.thread(digest)
    assert [len(details.files), len(files)] == [0, 2]


def test_what_was_frozen_is_not_sent_to_who_may_not_see_it_any_more(made: Weeks) -> None:
    """Between the freeze and the post maria's team becomes another one: what she may see now is not what was frozen."""
    made.subscribe(wanted=Wanted())
    made.bot.slack.faults.rate_limited("chat.postMessage", retry_after=300)
    assert made.at(MONDAY) == ["later"]
    with made.bot.opened() as book:
        set_person(book.ledger, Person(made.bot.person("maria").id, "manager", None, "Energy"), at=NOW, by="test")
    assert made.at(MONDAY + timedelta(minutes=5)) == ["failed"]
    assert not made.posts()
