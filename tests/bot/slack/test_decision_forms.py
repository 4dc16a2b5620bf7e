"""Decisions in forms: a tier beside the computed one, a flag put aside; each once, with reason and end, and taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.bot.slack.blocks import valid
from tests.bot.slack.filling import forged, grown, held, opened, sent, worked_on_again
from tests.bot.slack.running import Running, words_in
from tests.command import done

UNTIL = date.today() + timedelta(90)
WRITTEN = f"{UNTIL:%B} {UNTIL.day}, {UNTIL.year}"
DECIDED = {"reason": "board", "until": UNTIL.isoformat()}


def test_a_manager_overrides_once_and_takes_it_back(bot: Running) -> None:
    before = held(bot)
    view = opened(bot, "override ACME", "maria")
    valid(view)
    assert "Computed: Tier B · Major account." in words_in(view) or "B · Major account" in words_in(view)
    delivery = sent(bot, view, {"tier": "A", **DECIDED}, "maria")
    assert f"maria set tier A until {WRITTEN} (board); the computed tier stays B." in words_in(view)
    worked_on_again(bot, delivery)
    assert grown(before, held(bot)) == {"override": 1}
    assert "maria set tier A" in words_in(bot.run("classify ACME", "maria")).replace("\n", " ")
    with bot.opened() as book:
        [event] = book.ledger.events("override")
    assert (event.by, event.body["approver"]) == (bot.person("maria").id, "maria")
    view = opened(bot, "override ACME", "maria")
    bot.click(view, "override_back", "maria")
    bot.slack.until(lambda: view.body["callback_id"] == "notice")
    assert words_in(view).endswith("Taken back for ACME.")
    assert grown(before, held(bot)) == {"override": 1, "override revoked": 1}


def test_only_managers_and_admins_override_and_each_click_asks_again(bot: Running) -> None:
    before = held(bot)
    assert bot.run("override ACME").text.startswith("Your role does not allow that.")
    view = opened(bot, "override ACME", "maria")
    view.user = bot.person("sam").id
    sent(bot, view, {"tier": "A", **DECIDED}, "sam")
    assert "Your role does not allow that." in words_in(view)
    assert grown(before, held(bot)) == {}


def test_a_decision_needs_a_reason(bot: Running) -> None:
    view = opened(bot, "override ACME", "maria")
    sent(bot, view, {"tier": "A", "reason": " ", "until": UNTIL.isoformat()}, "maria")
    assert view.errors == {"reason": "This is needed."}


def test_a_decision_ends_on_a_day_that_is_not_over_where_the_decider_is(bot: Running) -> None:
    view, zone = opened(bot, "override ACME", "maria"), ZoneInfo(bot.person("maria").tz)
    days = [datetime.now(zone).date()]
    sent(bot, view, {"tier": "A", "reason": "r", "until": "2026-01-01"}, "maria")
    days.append(datetime.now(zone).date())  # another one at midnight
    assert view.errors["until"] in [f"This day is over. Choose {day} or a later one." for day in days]
    assert list(view.errors) == ["until"]


def test_a_flag_is_dismissed_once_stays_visible_and_is_taken_back(bot: Running) -> None:
    before = held(bot)
    view = opened(bot, "dismiss ACME p2")
    valid(view)
    delivery = sent(bot, view, DECIDED)
    assert "dismissed P2 (" in words_in(view)
    assert ": board." in words_in(view)
    worked_on_again(bot, delivery)
    assert grown(before, held(bot)) == {"dismissal": 1}
    view = opened(bot, "dismiss ACME")
    flags = [
        option["value"]
        for one in view.body["blocks"]
        if one.get("block_id") == "pitfall"
        for option in one["element"]["options"]
    ]
    assert flags == ["P1", "P5"], "what is dismissed already is not offered"
    bot.click(view, "dismissal_back")
    bot.slack.until(lambda: view.body["callback_id"] == "notice")
    assert grown(before, held(bot)) == {"dismissal": 1, "dismissal revoked": 1}


def test_what_is_no_flag_cannot_be_dismissed(bot: Running) -> None:
    assert bot.run("dismiss ACME P3").text == "P3 of ACME is clear: there is no flag to dismiss."
    before, view = held(bot), opened(bot, "dismiss ACME")
    view.values["pitfall"] = {"pitfall": {"type": "static_select", "selected_option": {"value": "P3"}}}
    sent(bot, view, DECIDED)
    assert "P3 of ACME is clear: there is no flag to dismiss." in words_in(view)
    view = opened(bot, "dismiss ACME")
    view.values["pitfall"] = {"pitfall": {"type": "static_select", "selected_option": {"value": "P9"}}}
    sent(bot, view, DECIDED)
    assert "The pitfalls are P1, P2, P3, P4 or P5." in words_in(view)
    assert grown(before, held(bot)) == {}


@pytest.mark.parametrize("command", ["override ACME", "dismiss ACME P1"])
def test_another_account_in_the_form_is_as_one_that_is_not_there(bot: Running, command: str) -> None:
    with bot.opened() as book:
        other = book.account("Globex").account_id
    view, before = opened(bot, command, "maria"), held(bot)
    forged(view, a=other)
    sent(bot, view, {"tier": "A", **DECIDED} if command.startswith("override") else DECIDED, "maria")
    assert "No account that you may see fits" in words_in(view)
    assert grown(before, held(bot)) == {}


def test_the_command_line_shows_what_was_decided_in_slack(bot: Running, tmp_path: Path) -> None:
    sent(bot, opened(bot, "override Corvus", "maria"), {"tier": "C", **DECIDED}, "maria")
    done("backup", tmp_path / "copy.db", KAM_BOOK=str(bot.book))
    said = done("classify", "Corvus", KAM_BOOK=str(tmp_path / "copy.db")).out
    assert f"maria set tier C until {WRITTEN}" in said.replace("\n│ ", " ")
