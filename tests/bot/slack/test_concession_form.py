"""A concession: what it would do is shown before it is recorded, and it is recorded once."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.kit import unpacked
from tests.bot.slack.blocks import snapshot, valid
from tests.bot.slack.filling import forged, grown, held, opened, sent, shown, worked_on_again
from tests.bot.slack.running import Running, words_in

GIVEN: dict[str, Any] = {"kind": "discount", "value": "150000", "alone": ["none"], "until": "2190-12-31"}
BEYOND = 500


def rows(bot: Running) -> list[dict[str, Any]]:
    with bot.opened() as book:
        found = book.store.fetch("SELECT * FROM concessions WHERE concession_id LIKE 'slack-%' ORDER BY rowid")
        return list(found.to_pylist())


def test_what_is_given_back_is_said_or_said_to_be_nothing(bot: Running) -> None:
    view = opened(bot, "concession ACME")
    valid(view)
    sent(bot, view, {"kind": "rebate", "value": "1500"})
    assert view.errors == {"counter": "Say what is given in return, or tick below that it is nothing."}
    sent(bot, view, {"counter": "three more sites", "alone": ["none"]})
    assert view.errors == {"counter": "Either say what is given in return, or tick that it is nothing."}


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("value", "1.234", "two ways"),
        ("value", "0", "above zero"),
        ("value", "-5", "above zero"),
        ("value", "much", "Write a number"),
        ("value", "$ 500", "another currency"),
        ("value", "10%", "no percentage"),
        ("value", "9" * 40, "more than can be"),
        ("until", "2026-01-01", "is over"),
        ("reason", "x" * (BEYOND + 1), "At most 500"),
    ],
)
def test_errors_stand_at_their_field(bot: Running, field: str, value: str, error: str) -> None:
    view = opened(bot, "concession ACME")
    sent(bot, view, GIVEN | {field: value})
    assert list(view.errors) == [field]
    assert error in view.errors[field]


def test_the_flags_that_it_would_fire_are_shown_and_nothing_is_recorded_before_save(bot: Running) -> None:
    view, before = opened(bot, "concession ACME"), held(bot)
    sent(bot, view, GIVEN)
    said = words_in(view)
    assert "Discount of €150,000; in return: nothing; valid until: December 31, 2190." in said
    assert "P5 fired (Ever more concessions" in said
    assert "concession rate at 15.8% over the last 12 months (threshold: at least 15%)" in said
    assert "Flagged already, and it would weigh more: P2." in said
    assert grown(before, held(bot)) == {}
    shown(bot, view, "concession", "concession_back")
    assert [one["element"].get("initial_value") for one in view.body["blocks"] if one.get("block_id") == "value"] == [
        "150000"
    ]
    sent(bot, view, {"value": "1,5"})
    assert "It would raise no new flag." in words_in(view)
    assert grown(before, held(bot)) == {}


def test_save_records_it_once_as_it_was_shown(bot: Running) -> None:
    view, before = opened(bot, "concession ACME"), held(bot)
    sent(bot, view, GIVEN | {"value": "1.234,56", "alone": [], "counter": "three more sites", "approver": "Eva"})
    foreseen = next(line for line in words_in(view).splitlines() if line.startswith("Net contribution: "))
    metadata = view.body["private_metadata"]
    delivery = sent(bot, view, {})
    assert "Recorded for ACME." in words_in(view)
    worked_on_again(bot, delivery)
    assert grown(before, held(bot)) == {"concessions": 1, "imports": 1}
    row = rows(bot)[-1]
    assert (row["value"], row["currency"], row["counter_commitment"]) == (123_456, "EUR", "three more sites")
    assert (row["approved_by"], row["kind"], row["reason"]) == ("Eva", "discount", None)
    view = opened(bot, "concession ACME")
    sent(bot, view, GIVEN)
    after = next(line for line in words_in(view).splitlines() if line.startswith("Net contribution: "))
    assert after.split(" → ")[0].split(": ")[1] == foreseen.split(" → ")[1], "what was foreseen is what is measured now"
    view.body["private_metadata"] = metadata
    sent(bot, view, {})
    assert grown(before, held(bot)) == {"concessions": 1, "imports": 1}, (
        "the same form sent off again is the same concession"
    )


def test_the_same_given_twice_in_two_forms_is_given_twice(bot: Running) -> None:
    before = held(bot)
    for _ in range(2):
        view = opened(bot, "concession ACME")
        sent(bot, view, GIVEN | {"value": "77"})
        sent(bot, view, {})
    assert grown(before, held(bot)) == {"concessions": 2, "imports": 2}


@pytest.mark.parametrize(
    "change",
    [
        {"f": None},
        {"f": {"kind": "discount", "value": "10", "alone": ""}},
        {"f": {"kind": "gift", "value": "10", "alone": "none"}},
        {"f": {"kind": "discount", "value": ["10"], "alone": "none"}},
        {"f": {"kind": "discount", "value": "10", "alone": "none", "until": "1999-01-01"}},
        {"a": "001180"},
    ],
)
def test_a_draft_that_was_tampered_with_is_not_recorded(bot: Running, change: dict[str, Any]) -> None:
    view, before = opened(bot, "concession ACME"), held(bot)
    sent(bot, view, GIVEN)
    forged(view, **change)
    sent(bot, view, {})
    assert view.body["callback_id"] == "notice"
    assert "Recorded" not in words_in(view)
    assert grown(before, held(bot)) == {}


def test_the_longest_texts_fit_into_the_form_that_asks_again(bot: Running) -> None:
    view = opened(bot, "concession ACME")
    sent(bot, view, {**GIVEN, "alone": [], "counter": '"' * BEYOND, "reason": "\\" * BEYOND, "approver": "界" * 80})
    assert unpacked(view.body["private_metadata"])["f"]["counter"] == '"' * BEYOND


def test_an_amount_is_written_in_the_accounts_currency(bot: Running) -> None:
    view, before = opened(bot, "concession 小溪農機", "maria"), held(bot)
    assert any("(TWD)" in str(one) for one in view.body["blocks"])
    sent(bot, view, GIVEN | {"value": "3萬"}, "maria")
    assert "Discount of TWD 30,000" in words_in(view)
    sent(bot, view, {}, "maria")
    assert grown(before, held(bot)) == {"concessions": 1, "imports": 1}
    assert (rows(bot)[-1]["currency"], rows(bot)[-1]["value"]) == ("TWD", 3_000_000)


@pytest.mark.parametrize("lang", ["en", "zh-TW", "zh-CN"])
def test_what_would_happen_looks_as_it_looked_before(bot: Running, lang: str) -> None:
    bot.run(f"language {lang}", "maria")
    view = opened(bot, "concession Baltic", "maria")
    sent(bot, view, GIVEN, "maria")
    snapshot("form_concession_checked", lang, view)
