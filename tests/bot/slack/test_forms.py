"""Forms that fill the gaps: the questions of a profile, a what-if, the language; and what every form withstands."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.kit import packed
from tests.bot.slack.blocks import snapshot, valid
from tests.bot.slack.filling import forged, grown, held, opened, sent, sent_as_it_is, shown, worked_on_again
from tests.bot.slack.running import Running, words_in
from workspace.things import View

MINE = "001001"
"""ACME, which sam may see."""


def fields(view: View) -> dict[str, dict[str, Any]]:
    """The form's fields by block."""
    return {one["block_id"]: one for one in view.body["blocks"] if one["type"] == "input"}


def other_account(bot: Running) -> str:
    with bot.opened() as book:
        return book.account("Globex").account_id


# profile


def test_the_profile_asks_first_what_adds_most_and_says_what_it_added(bot: Running) -> None:
    view = opened(bot, "profile ACME")
    valid(view)
    assert next(iter(fields(view))) == "influence", "the only gap of ACME's scorecard"
    assert len(fields(view)) == 7, "six questions and a note"
    assert fields(view)["annual_potential"]["hint"]["text"].startswith("Last answer: €2,300,000")
    before = held(bot)
    delivery = sent(bot, view, {"influence": "7", "note": "quoted at the fair"})
    assert "100% of the scorecard is measured now (96.3% before)." in words_in(view)
    assert "The score moves from 74.4 to 74.6 (+0.2)." in words_in(view)
    assert grown(before, held(bot)) == {"signals": 1, "imports": 1}
    worked_on_again(bot, delivery)
    assert grown(before, held(bot)) == {"signals": 1, "imports": 1}, "a form that arrives twice is recorded once"
    with bot.opened() as book:
        [row] = book.store.fetch("SELECT * FROM signals WHERE key = 'influence' AND author = 'sam'").to_pylist()
    assert (row["account_id"], row["value"], row["source"], row["note"]) == (MINE, 7.0, "rep", "quoted at the fair")


def test_an_answer_given_again_after_another_one_counts_again(bot: Running) -> None:
    for value in ("5", "9", "5"):
        sent(bot, opened(bot, "profile ACME"), {"satisfaction": value})
    hint = fields(opened(bot, "profile ACME"))["satisfaction"]["hint"]["text"]
    assert hint.startswith("Last answer: 5 of 10, December 31, 2025.")


def test_all_answers_of_a_profile_are_one_import_or_none(bot: Running) -> None:
    view = opened(bot, "profile ACME")
    before = held(bot)
    view.values["satisfaction"] = {"rating": {"type": "static_select", "selected_option": {"value": "11"}}}
    sent(bot, view, {"growth_outlook": "8"})
    assert view.errors == {"satisfaction": "The scale is 0 to 10."}
    view.values["satisfaction"] = {"count": {"type": "number_input", "value": "11"}}
    sent(bot, view, {})
    assert "no longer fits" in words_in(view), "a count where the rubric asks a rating"
    assert grown(before, held(bot)) == {}
    view = opened(bot, "profile ACME")
    sent(bot, view, {"growth_outlook": "8", "strategic_fit": "-", "market_position": "6"})
    assert grown(before, held(bot)) == {"signals": 2, "imports": 1}, "no answer is no observation"


def test_the_profile_goes_on_to_the_next_questions(bot: Running) -> None:
    view = opened(bot, "profile ACME")
    first = set(fields(view))
    shown(bot, view, "profile", "profile_next")
    bot.slack.until(lambda: set(fields(view)) != first)
    assert set(fields(view)) & first == {"note"}
    sent(bot, view, {next(iter(fields(view))): "3"})
    assert "Next questions" in words_in(view)


def test_an_empty_profile_and_an_amount_that_can_be_read_in_two_ways_are_errors_at_the_field(bot: Running) -> None:
    view = opened(bot, "profile ACME")
    sent(bot, view, {})
    assert list(view.errors.values()) == ["Fill in at least one field."]
    sent(bot, view, {"annual_potential": "1.234"})
    assert view.errors == {
        "annual_potential": "This can be read in two ways. Write it without a separator of thousands: 1234 or 1.5."
    }


# what if


def test_a_what_if_shows_what_would_change_and_keeps_what_was_typed(bot: Running) -> None:
    view = opened(bot, "whatif ACME")
    valid(view)
    names = list(fields(view))
    assert len(names) == 6
    assert "days_to_pay" in names
    before = held(bot)
    sent(bot, view, {"growth": "1,5%", "days_to_pay": "1.234"})
    assert list(view.errors) == ["days_to_pay"]
    sent(bot, view, {"growth": "25", "days_to_pay": "30"})
    said = words_in(view)
    assert "revenue growth were +25% (now +1.7%)" in said
    assert "The tier changes from B to A." in said
    shown(bot, view, "whatif", "whatif_again")
    assert fields(view)["growth"]["element"]["initial_value"] == "25"
    assert grown(before, held(bot)) == {}


def test_the_cards_button_opens_the_same_form(bot: Running) -> None:
    bot.click(bot.run("classify ACME"), "whatif")
    bot.slack.until(lambda: bot.modal().body["callback_id"] == "whatif")
    assert "ACME" in words_in(bot.modal())


# language


def test_a_person_chooses_the_language(bot: Running) -> None:
    chosen = bot.run("language")
    valid(chosen)
    assert bot.told(chosen, "language#2", value="zh-TW").text == "從現在起，我用繁體中文回答您。"
    assert "選擇我回答的語言" in words_in(bot.run("說明"))
    assert bot.run("语言 简体中文").text == "从现在起，我用简体中文回答您。"
    assert bot.run("language slack").text == "From now on I answer you in the language of your Slack."


# every form


COMMANDS = {"profile": "profile ACME", "whatif": "whatif ACME", "concession": "concession ACME"}
GIVEN: dict[str, dict[str, Any]] = {
    "profile": {"satisfaction": "5"},
    "whatif": {"growth": "10"},
    "concession": {"kind": "discount", "value": "100", "alone": ["none"]},
}


@pytest.mark.parametrize("form", COMMANDS)
def test_another_account_in_the_form_is_as_one_that_is_not_there(bot: Running, form: str) -> None:
    before = held(bot)
    for account in (other_account(bot), "nonsense", "", ["x"], None):
        view = opened(bot, COMMANDS[form])
        forged(view, a=account)
        sent(bot, view, GIVEN[form])
        assert "No account that you may see fits" in words_in(view)
        assert "Globex" not in words_in(view)
    assert grown(before, held(bot)) == {}


@pytest.mark.parametrize("form", COMMANDS)
@pytest.mark.parametrize("metadata", ["", "{", "[" * 50_000, packed({"l": {"x": 1}, "a": MINE * 9_000}), "null"])
def test_metadata_that_is_none_ends_in_a_sentence(bot: Running, form: str, metadata: str) -> None:
    view, before = opened(bot, COMMANDS[form]), held(bot)
    view.body["private_metadata"] = metadata
    bot.slack.people.fill(view, GIVEN[form])
    sent_as_it_is(bot, view)
    assert "No account that you may see fits" in words_in(view) or view.errors
    assert grown(before, held(bot)) == {}


@pytest.mark.parametrize("form", COMMANDS)
@pytest.mark.parametrize("state", [None, [], "x", {"a": None}, {"money": {"value": "9" * 50_000}}, {"": {"value": 3}}])
def test_values_that_are_none_end_in_a_sentence(bot: Running, form: str, state: Any) -> None:
    view, before = opened(bot, COMMANDS[form]), held(bot)
    view.values = dict.fromkeys(fields(view), state)
    sent_as_it_is(bot, view)
    view.values, view.errors = {"made up": {"money": {"value": "5"}}}, {}
    if form != "concession":
        sent_as_it_is(bot, view)
        assert "no longer fits" in words_in(view)
    assert grown(before, held(bot)) == {}


def test_a_form_that_opens_too_late_is_offered_again(bot: Running) -> None:
    bot.slack.faults.refuse("views.open", "expired_trigger_id")
    told = bot.run("profile ACME")
    assert told.text == "Slack takes a form only within three seconds. Click to open it."
    valid(told)
    closed = bot.modal()
    bot.click(told, "profile_form")
    bot.slack.until(lambda: bot.modal() is not closed)
    assert bot.modal().body["callback_id"] == "profile"


@pytest.mark.parametrize("lang", ["en", "zh-TW", "zh-CN"])
def test_the_forms_look_as_they_looked_before(bot: Running, lang: str) -> None:
    bot.run(f"language {lang}", "maria")
    snapshot("form_profile", lang, opened(bot, "profile Oldfield", "maria"))
    snapshot("form_whatif", lang, opened(bot, "whatif Oldfield", "maria"))
    snapshot("form_concession", lang, opened(bot, "concession Oldfield", "maria"))
    snapshot("form_override", lang, opened(bot, "override Corvus", "maria"))
    snapshot("form_dismissal", lang, opened(bot, "dismiss Corvus P4", "maria"))
    bot.run(f"language {lang}", "ada")
    snapshot("form_access", lang, opened(bot, "access", "ada"))
