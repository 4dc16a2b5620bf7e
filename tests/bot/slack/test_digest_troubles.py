"""What goes wrong around a digest: faults that pass, a token that is none, a lease that ends, a scope that shows nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from book.access import Access, Person, set_person, set_team
from book.records.digests import LEASE
from bot.digest.build import Builder
from bot.digest.health import healths
from bot.digest.held import Held
from bot.digest.runner import Runner
from bot.digest.sender import Frozen
from bot.digest.subscription import Wanted, save
from bot.slack.outbox import Outbox
from tests.bot.slack.running import NOW, words_in
from tests.bot.slack.sending import MONDAY, WEEK, Weeks
from tests.bot.slack.test_digest_alerts import AFTER, BEFORE
from tests.command import done


@pytest.mark.parametrize("code", ["service_unavailable", "invalid_auth", "token_revoked"])
@pytest.mark.parametrize(("method", "times"), [("conversations.info", 9), ("chat.postMessage", 1)])
def test_a_fault_that_passes_costs_no_week(made: Weeks, method: str, times: int, code: str) -> None:
    made.subscribe()
    made.bot.bot.services.directory._known.clear()
    made.bot.slack.faults.refuse(method, code, times)
    said = made.at(MONDAY)
    made.bot.slack.faults.clear()
    assert said == ["sent"] or made.at(MONDAY + timedelta(minutes=11)) == ["sent"]
    assert len(made.posts()) == 1
    assert not made.told()


def test_who_waits_longer_than_the_lease_keeps_it_and_posts_once(made: Weeks) -> None:
    one, clock, others = made.subscribe(), [0.0], list[str]()
    made.now, services = MONDAY, made.bot.bot.services
    services.web._now = lambda: clock[0]
    made.bot.slack.faults.rate_limited("chat.postMessage", retry_after=59, times=12)
    another = made.other()

    def sleep(seconds: float) -> None:
        clock[0] += seconds
        made.now += timedelta(seconds=seconds)
        if made.now - MONDAY > LEASE and not others:
            others.append(another.send(one.id))

    patient = Runner(services, lambda: Outbox(services.web, services.bot, sleep=sleep), made.runner.draw, "a", Held())
    assert patient.send(one.id) == "sent"
    assert others == ["taken"]
    assert len(made.posts()) == 1


def test_what_nobody_foresaw_is_noted_and_tried_again(made: Weeks, monkeypatch: pytest.MonkeyPatch) -> None:
    one, real, failing = made.subscribe(), Builder.build, [True]

    def build(*given: object, **named: object) -> Frozen:
        if failing:
            raise KeyError("tier")
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Builder, "build", build)
    with pytest.raises(KeyError):
        made.at(MONDAY)
    assert made.rows(one)[0].why == "KeyError"
    with made.bot.opened() as book:
        (health,) = healths(book, Access.of(book.ledger, book.accounts), made.now)
    assert (health.delayed, health.well) == ("KeyError", False)
    listed = done("digest", "health", "--book", made.bot.book).out
    assert "one is late and is tried again: KeyError" in " ".join(listed.split())
    failing.clear()
    assert made.at(MONDAY + timedelta(minutes=1)) == ["sent"]


def test_an_alert_becomes_a_weekly_digest(made: Weeks) -> None:
    one = made.subscribe(kind="alert", wanted=Wanted(team="Process"), since=BEFORE)
    made.at(BEFORE)
    assert made.at(AFTER) == ["sent"]
    with made.bot.opened() as book:
        save(book.ledger, one.model_copy(update={"kind": "weekly", "since": AFTER}), at=AFTER, by=one.by)
    assert made.at(AFTER + WEEK) == ["sent"]


def test_an_alert_whose_subscriber_lost_the_role_says_so(made: Weeks) -> None:
    made.subscribe(kind="alert", wanted=Wanted(team="Process"), since=BEFORE)
    made.at(BEFORE)
    with made.bot.opened() as book:
        set_person(book.ledger, Person(made.bot.person("maria").id, "owner", "x"), at=NOW, by="test")
    assert made.at(AFTER) == ["failed"]
    assert "you are no longer a manager or admin" in made.told()[-1].text


def test_a_scope_that_shows_nothing_any_more_is_told_instead_of_sent(made: Weeks) -> None:
    made.subscribe(wanted=Wanted(team="Process"))
    with made.bot.opened() as book:
        set_team(book.ledger, "Process", "Elsewhere", at=NOW, by="test")
    assert made.at(MONDAY) == ["failed"]
    assert "no account fits its team, region, owner or group" in made.told()[-1].text
    assert not made.posts()


def test_a_flag_comes_with_its_own_advice(made: Weeks) -> None:
    """Corvus Automotive had P1 for long and P5 newly: it is told what to do about P5."""
    one = made.subscribe(who="ada", to=made.bot.person("ada").id, wanted=Wanted())
    for n in range(-9, 0):
        made.now = MONDAY + n * WEEK
        with made.bot.opened() as book:
            save(book.ledger, one.model_copy(update={"since": MONDAY - 20 * WEEK}), at=made.now, by=one.by)
        made.at(made.now)
    listed = [line for post in made.told("ada") if not post.is_reply for line in words_in(post).splitlines()]
    corvus = [line for line in listed if "Corvus" in line and "P5" in line and "." in line[:3]]
    assert corvus
    assert not [line for line in corvus if "Decide on the whole scorecard" in line]
