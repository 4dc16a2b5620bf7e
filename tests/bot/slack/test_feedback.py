"""The thumbs below an answer: kept once a click, thanked for, and exported with the answer that they are about."""

from __future__ import annotations

import csv
import io
import json

import pytest

from book.records.ledger import Event
from bot.slack.kit import unpacked
from tests.bot.slack.filling import worked_on_again
from tests.bot.slack.running import NOW, WAIT, Running
from tests.command import kam
from workspace.things import Message


def thumb(message: Message, verdict: str) -> str:
    """The value of a thumb below a message."""
    found = [one for block in message.blocks for one in block.get("elements", []) if one["type"] == "feedback_buttons"]
    pair = [found[0][name]["value"] for name in ("positive_button", "negative_button")]
    return str(next(one for one in pair if unpacked(one)["v"] == verdict))


def kept(bot: Running) -> list[Event]:
    with bot.opened() as book:
        return book.ledger.events("feedback")


@pytest.mark.parametrize(("verdict", "thanks"), [("good", "noted as helpful"), ("bad", "noted as not helpful")])
def test_a_click_is_kept_and_thanked_for_alone(bot: Running, verdict: str, thanks: str) -> None:
    answer = bot.run("why ACME")
    told = bot.told(answer, "feedback", value=thumb(answer, verdict))
    assert thanks in told.text
    assert told.only_for == bot.person("sam").id
    event = kept(bot)[-1]
    assert (event.body["verdict"], event.body["what"], event.account_id) == (verdict, "why", "001001")
    assert event.by == bot.person("sam").id


def test_a_click_that_is_worked_on_twice_is_kept_once(bot: Running) -> None:
    answer, before = bot.run("plan ACME"), len(kept(bot))
    click = bot.slack.people.click(bot.person("sam"), answer, "feedback", thumb(answer, "good"))
    bot.slack.until(lambda: len(kept(bot)) > before, WAIT)
    worked_on_again(bot, click)
    bot.told(answer, "why")
    assert len(kept(bot)) == before + 1


def test_a_click_below_what_all_see_is_the_clickers(bot: Running) -> None:
    bot.click(bot.run("classify ACME", channel="deals"), "share")
    card = bot.slack.until(lambda: [one for one in bot.seen("maria", "deals") if not one.only_for], WAIT)[-1]
    bot.told(card, "feedback", "maria", thumb(card, "bad"))
    assert kept(bot)[-1].by == bot.person("maria").id


def test_a_value_that_is_no_verdict_is_not_kept(bot: Running) -> None:
    answer, before = bot.run("classify ACME"), len(kept(bot))
    for block in answer.blocks:
        for one in block.get("elements", []):
            if one["type"] == "feedback_buttons":
                one["positive_button"]["value"] = json.dumps({"v": "splendid", "k": "x"})
    bot.click(answer, "feedback")
    bot.told(answer, "why")
    assert len(kept(bot)) == before


def test_kam_feedback_exports_who_said_what_about_which_answer(bot: Running) -> None:
    answer = bot.run("nearest ACME")
    bot.told(answer, "feedback", value=thumb(answer, "bad"))
    last = kam("feedback", "--json", "--book", bot.book).json[-1]
    assert {name: last[name] for name in ("verdict", "what", "account_id", "name", "worded_by")} == {
        "verdict": "bad",
        "what": "nearest",
        "account_id": "001001",
        "name": "ACME",
        "worded_by": "narrator",
    }
    rows = list(csv.DictReader(io.StringIO(kam("feedback", "--csv", "--book", bot.book).out)))
    assert rows[-1] == last
    shown = kam("feedback", "--book", bot.book).out
    assert "nearest" in shown
    assert "not helpful." in shown


def test_a_cell_of_the_export_is_no_formula(bot: Running) -> None:
    with bot.opened() as book:
        body = {"verdict": "bad", "request": "=1+1", "what": "=cmd", "by": "U1"}
        book.ledger.append("feedback", body, at=NOW, by="@sum")
    row = list(csv.DictReader(io.StringIO(kam("feedback", "--csv", "--book", bot.book).out)))[-1]
    assert (row["request"], row["what"], row["by"]) == ("'=1+1", "'=cmd", "'@sum")
