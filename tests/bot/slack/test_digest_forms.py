"""Subscribing to digests in Slack: the list, the form, the preview before anything is sent, and who may."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from datetime import UTC, date, datetime

import pytest

from book.access import Person, set_person
from book.records.digests import Digests
from bot.digest.calendar import WEEK, following, looks_back_to
from bot.digest.subscription import Subscription, delete, subscriptions
from tests.bot.slack.blocks import valid
from tests.bot.slack.running import NOW, Running, words_in
from workspace.things import View


@pytest.fixture(autouse=True)
def _none_subscribed(bot: Running) -> None:
    """Each test begins without subscriptions. #machinery is where maria and ada, who see it all, are among themselves."""
    state = bot.slack.state
    if not any(one.name == "machinery" for one in state.channels.values()):
        state.channel("machinery", "C", [state.app.bot_user, bot.person("maria").id, bot.person("ada").id])
    with bot.opened() as book:
        for one in subscriptions(book.ledger).values():
            delete(book.ledger, one, at=NOW, by="test")


def subscribed(bot: Running) -> list[Subscription]:
    with bot.opened() as book:
        return list(subscriptions(book.ledger).values())


def opened(bot: Running, who: str = "maria", channel: str = "machinery") -> View:
    """The list, as /kam digest opens it."""
    before = {one.id for one in bot.slack.state.modals_of(bot.person(who).id)}
    bot.slack.people.slash(bot.person(who), bot.place(channel, who), "/kam", "digest").wait()
    state, user = bot.slack.state, bot.person(who).id
    return bot.slack.until(lambda: [one for one in state.modals_of(user) if one.id not in before], 15)[-1]


def showing(bot: Running, view: View, text: str) -> View:
    """The view, once it shows a text."""
    bot.slack.until(lambda: text in words_in(view) or text in json.dumps(view.body, ensure_ascii=False), 15)
    return view


def form(bot: Running, who: str = "maria", channel: str = "machinery") -> View:
    view = opened(bot, who, channel)
    bot.click(view, "digest_new", who)
    return showing(bot, view, "Time zone")


def filled(bot: Running, values: dict[str, object], who: str = "maria") -> View:
    view = form(bot, who)
    bot.slack.people.submit(bot.person(who), view, values).wait()
    return view


def test_a_manager_subscribes_a_channel_after_seeing_what_it_will_say(bot: Running) -> None:
    view = filled(bot, {"team": "Machinery", "weekday": "2", "hour": "7"})
    showing(bot, view, "Nothing was posted yet")
    assert "Key accounts · team Machinery" in words_in(view)
    assert not subscribed(bot), "the preview saves nothing"
    bot.slack.people.submit(bot.person("maria"), view).wait()
    showing(bot, view, "Subscribed · next on")
    (one,) = subscribed(bot)
    assert (one.to, one.by) == (bot.slack.channel("machinery").id, bot.person("maria").id)
    assert (one.weekday, one.hour, one.tz, one.wanted.team) == (2, 7, "Europe/Berlin", "Machinery")
    assert not bot.seen("maria", "machinery"), "a preview is no post"


def test_a_change_promises_the_digest_that_comes(bot: Running) -> None:
    """What was sent of a week is not sent once more on another day of it."""
    view = filled(bot, {"team": "Machinery"})
    showing(bot, view, "Nothing was posted yet")
    bot.slack.people.submit(bot.person("maria"), view).wait()
    showing(bot, view, "Subscribed")
    (one,) = subscribed(bot)
    now = bot.bot.services.now()
    slot = following(one, now)
    with bot.opened() as book:
        digests, key = Digests(book.records), slot.key(one)
        digests.claim(key, subscription=one.id, period=slot.period, due=slot.due, holder="test", now=now)
        digests.ended(key, "sent")
    bot.click(view, "digest_edit", "maria")
    showing(bot, view, "Time zone")
    bot.slack.people.submit(bot.person("maria"), view, {}).wait()
    showing(bot, view, "Nothing was posted yet")
    bot.slack.people.submit(bot.person("maria"), view).wait()
    comes = slot.due.date() + WEEK
    showing(bot, view, f"Changed · next on {comes:%B} {comes.day}, {comes.year}")


def test_a_changed_alert_goes_on_from_what_it_looked_at_last(bot: Running) -> None:
    view = filled(bot, {"kind": "alert", "alerts": ["one_off"]})
    showing(bot, view, "Nothing was posted yet")
    bot.slack.people.submit(bot.person("maria"), view).wait()
    showing(bot, view, "Subscribed")
    (before,) = subscribed(bot)
    bot.click(view, "digest_edit", "maria")
    showing(bot, view, "Time zone")
    bot.slack.people.submit(bot.person("maria"), view, {"lang": "zh-TW"}).wait()
    showing(bot, view, "Nothing was posted yet")
    bot.slack.people.submit(bot.person("maria"), view).wait()
    showing(bot, view, "Changed")
    assert [(one.lang, one.since) for one in subscribed(bot)] == [("zh-TW", before.since)]


def test_a_digest_that_is_due_between_the_click_and_its_answer_is_not_missed(bot: Running) -> None:
    view = filled(bot, {"team": "Machinery"})
    showing(bot, view, "Nothing was posted yet")
    with contextlib.closing(sqlite3.connect(bot.book, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        bot.slack.people.submit(bot.person("maria"), view).wait()
        acknowledged = datetime.now(UTC)
        time.sleep(0.3)
        other.execute("ROLLBACK")
    showing(bot, view, "Subscribed · next on")
    (one,) = subscribed(bot)
    assert one.since <= acknowledged


def test_the_form_and_the_list_are_block_kit(bot: Running) -> None:
    valid(opened(bot))
    view = form(bot)
    valid(view)
    bot.slack.people.submit(bot.person("maria"), view, {}).wait()
    valid(showing(bot, view, "Nothing was posted yet"))
    bot.slack.people.submit(bot.person("maria"), view).wait()
    valid(showing(bot, view, "Subscribed"))


def test_a_channel_that_may_not_see_it_is_refused_with_the_reason(bot: Running) -> None:
    view = filled(bot, {"channel": bot.slack.channel("sales").id})
    showing(bot, view, "I cannot send this there: there are guests in the channel.")
    bot.click(view, "digest_back", "maria")
    showing(bot, view, "Time zone")
    bot.slack.people.submit(bot.person("maria"), view, {"channel": bot.slack.channel("partners").id}).wait()
    showing(bot, view, "shared with another company")
    assert not subscribed(bot)


def test_a_channel_whose_members_may_not_all_see_it_is_refused(bot: Running) -> None:
    view = filled(bot, {"channel": bot.slack.channel("deals").id})
    showing(bot, view, "not everybody in the channel may see all of its accounts")


def test_a_time_zone_that_is_none_is_refused_at_its_field(bot: Running) -> None:
    view = filled(bot, {"tz": "Berlin"})
    bot.slack.until(lambda: view.errors)
    assert "Europe/Berlin" in view.errors["tz"]


def test_an_alert_needs_an_event(bot: Running) -> None:
    view = filled(bot, {"kind": "alert"})
    bot.slack.until(lambda: view.errors)
    assert "alerts" in view.errors


def test_salespeople_have_no_digests(bot: Running) -> None:
    assert "Your role does not allow that" in bot.run("digest", "sam").text


def test_pause_resume_and_delete(bot: Running) -> None:
    view = filled(bot, {"team": "Machinery"})
    showing(bot, view, "Nothing was posted yet")
    bot.slack.people.submit(bot.person("maria"), view).wait()
    showing(bot, view, "Subscribed")
    bot.click(view, "digest_pause", "maria")
    showing(bot, view, "Paused")
    assert [one.paused for one in subscribed(bot)] == [True]
    bot.click(view, "digest_resume", "maria")
    showing(bot, view, "Resumed")
    bot.click(view, "digest_delete", "maria")
    showing(bot, view, "Deleted")
    assert not subscribed(bot)


def test_a_manager_neither_sees_nor_changes_what_others_subscribed(bot: Running) -> None:
    with bot.opened() as book:
        set_person(book.ledger, Person(bot.person("nia").id, "manager", None, "Energy"), at=NOW, by="test")
    view = filled(bot, {"team": "Machinery"})
    showing(bot, view, "Nothing was posted yet")
    bot.slack.people.submit(bot.person("maria"), view).wait()
    own = showing(bot, view, "Subscribed")
    others = opened(bot, "nia", "general")
    assert "Machinery" not in words_in(others)
    own.user = bot.person("nia").id
    bot.click(own, "digest_delete", "nia")
    showing(bot, own, "不是您的")
    assert subscribed(bot)
    with bot.opened() as book:
        set_person(book.ledger, Person(bot.person("nia").id, "none", None, None), at=NOW, by="test")


def test_a_digest_of_an_old_book_is_titled_by_the_books_day() -> None:
    assert looks_back_to("2026-W49") == date(2026, 11, 23)
    assert looks_back_to("2026-01") == date(2025, 12, 1)
