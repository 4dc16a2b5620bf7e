"""A digest that is paused or deleted elsewhere: while its form is open, while it is made, while it is posted."""

from __future__ import annotations

from typing import Any

import pytest

from bot.digest.allowed import allowed
from bot.digest.build import Builder
from bot.digest.subscription import Subscription, delete, save, subscriptions
from tests.bot.slack.running import NOW, Running, words_in
from tests.bot.slack.sending import MONDAY, WEEK, Weeks
from tests.bot.slack.test_digest_forms import filled, showing, subscribed
from workspace.things import View


def changing(bot: Running) -> tuple[View, Subscription]:
    """A form with another hour, before it is saved; and what is subscribed as it was."""
    with bot.opened() as book:
        for one in subscriptions(book.ledger).values():
            delete(book.ledger, one, at=NOW, by="test")
    maria = bot.person("maria")
    if not any(one.name == "machinery" for one in bot.slack.state.channels.values()):
        bot.slack.state.channel("machinery", "C", [bot.slack.state.app.bot_user, maria.id, bot.person("ada").id])
    view = filled(bot, {"team": "Machinery"})
    showing(bot, view, "Nothing was posted yet")
    bot.slack.people.submit(maria, view).wait()
    showing(bot, view, "Subscribed")
    bot.click(view, "digest_edit", "maria")
    showing(bot, view, "Time zone")
    bot.slack.people.submit(maria, view, {"hour": "11"}).wait()
    showing(bot, view, "Nothing was posted yet")
    return view, subscribed(bot)[0]


def test_a_form_of_what_was_deleted_meanwhile_subscribes_nothing_and_says_so(bot: Running) -> None:
    view, one = changing(bot)
    with bot.opened() as book:
        delete(book.ledger, one, at=NOW, by="command line")
    bot.slack.people.submit(bot.person("maria"), view).wait()
    showing(bot, view, "This digest is not yours, or it was deleted.")
    assert subscribed(bot) == []


def test_a_form_of_what_was_paused_meanwhile_leaves_it_paused(bot: Running) -> None:
    view, one = changing(bot)
    with bot.opened() as book:
        save(book.ledger, one.model_copy(update={"paused": True, "why_paused": "x"}), at=NOW, by="command line")
    bot.slack.people.submit(bot.person("maria"), view).wait()
    showing(bot, view, "Changed")
    assert [(one.hour, one.paused, one.why_paused) for one in subscribed(bot)] == [(11, True, "x")]
    assert "next on" not in words_in(view)


@pytest.mark.parametrize("how", ["deleted", "paused"])
def test_what_is_stopped_while_it_is_made_is_not_posted(made: Weeks, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    one, builds = made.subscribe(), Builder.build

    def and_is_stopped(*given: Any, **named: Any) -> Any:
        stopped(made, one, how)
        return builds(*given, **named)

    monkeypatch.setattr(Builder, "build", and_is_stopped)
    assert made.at(MONDAY) == ["failed"]
    assert not made.posts()
    assert not made.told(), "who stopped it knows"


def test_what_is_deleted_is_not_brought_back_by_its_third_failure(made: Weeks, monkeypatch: pytest.MonkeyPatch) -> None:
    one = made.subscribe()
    made.bot.slack.people.join(made.channel, made.bot.person("sam"))
    for week in range(3):
        assert made.at(MONDAY + week * WEEK) == ["failed"]
    told = len(made.told())

    def and_is_stopped(*given: Any) -> None:
        stopped(made, one, "deleted")
        allowed(*given)

    monkeypatch.setattr("bot.digest.runner.allowed", and_is_stopped)
    assert made.at(MONDAY + 3 * WEEK) == ["failed"]
    with made.bot.opened() as book:
        assert one.id not in subscriptions(book.ledger)
    assert len(made.told()) == told


def test_what_is_changed_meanwhile_is_paused_as_it_is_then(made: Weeks, monkeypatch: pytest.MonkeyPatch) -> None:
    one = made.subscribe()
    made.bot.slack.people.join(made.channel, made.bot.person("sam"))
    for week in range(3):
        made.at(MONDAY + week * WEEK)

    def and_is_changed(*given: Any) -> None:
        with made.bot.opened() as book:
            save(book.ledger, one.model_copy(update={"hour": 11}), at=made.now, by="maria")
        allowed(*given)

    monkeypatch.setattr("bot.digest.runner.allowed", and_is_changed)
    made.at(MONDAY + 3 * WEEK)
    with made.bot.opened() as book:
        after = subscriptions(book.ledger)[one.id]
    assert (after.hour, after.paused) == (11, True)


def stopped(made: Weeks, one: Subscription, how: str) -> None:
    """What another window or the command line does meanwhile."""
    with made.bot.opened() as book:
        if how == "deleted":
            delete(book.ledger, one, at=made.now, by="command line")
        else:
            save(book.ledger, one.model_copy(update={"paused": True}), at=made.now, by="command line")
