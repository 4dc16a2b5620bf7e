"""What people are told of what they do with a thing to do: when it comes again, and from whom they took it."""

from __future__ import annotations

import functools
from datetime import UTC, datetime

from bot.digest.subscription import Wanted
from tests.bot.slack.running import words_in
from tests.bot.slack.sending import MONDAY, Weeks
from tests.command import kam

JANUARY, FEBRUARY = (datetime(2026, month, day, 8, tzinfo=UTC) for month, day in ((1, 5), (2, 2)))


def answer(made: Weeks, who: str) -> str:
    """What somebody alone was told last."""
    made.bot.slack.until(lambda: made.bot.own(who), 15)
    return made.bot.own(who)[-1].text


def stands(made: Weeks, mark: str) -> bool:
    """Whether everybody reads it in the digest."""
    return mark in words_in(made.posts()[0])


def test_what_was_put_off_in_a_monthly_review_comes_on_the_day_that_was_said(made: Weeks) -> None:
    made.subscribe(kind="monthly", wanted=Wanted(tiers=("B", "C")))
    made.at(JANUARY)
    item = made.items(made.posts()[0])[0].partition(" (")[0].partition(" fell")[0][3:]
    made.chooses(made.posts()[0], 0, "snooze")
    assert "comes again on February 2, 2026." in answer(made, "maria")
    made.bot.slack.until(lambda: stands(made, "put it off until February 2, 2026"), 15)
    made.at(FEBRUARY)
    assert item in "".join(made.items(made.posts()[-1]))


def test_who_takes_what_somebody_took_is_told_so_and_so_is_everybody(made: Weeks) -> None:
    made.subscribe()
    made.at(MONDAY)
    for who in ("maria", "ada", "ada"):
        made.chooses(made.posts()[0], 0, "claim", who)
        answer(made, who)
        made.bot.slack.until(functools.partial(stands, made, f"✋ {who}"), 15)
    assert "took it over" not in answer(made, "maria")
    assert "is yours now: you took it over from maria" in made.bot.own("ada")[0].text
    assert stands(made, "✋ ada took it over from maria.")


def test_a_claim_of_what_was_only_put_off_takes_it_from_nobody(made: Weeks) -> None:
    made.subscribe()
    made.at(MONDAY)
    made.chooses(made.posts()[0], 0, "snooze", "maria")
    answer(made, "maria")
    made.chooses(made.posts()[0], 0, "claim", "ada")
    assert "is yours now; everybody" in answer(made, "ada")
    made.bot.slack.until(lambda: stands(made, "✋ ada is on it."), 15)


def test_a_digest_that_nobody_subscribed_to_is_not_just_not_due(made: Weeks) -> None:
    there = {"SLACK_BOT_TOKEN": made.bot.slack.state.app.bot_token, "SLACK_API_URL": made.bot.slack.base_url}
    sent = kam("digest", "send", "abc123", "--book", made.bot.book, **there)
    assert (sent.code, sent.out) == (1, "")
    assert "no digest subscription 'abc123'" in sent.err
