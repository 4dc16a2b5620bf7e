"""A person's decision counts and is told wherever a verdict or a pitfall is shown: on the command line and in free answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from book.book import Book
from bot.asking.ask import ask
from bot.asking.desk import Desk
from knowledge.plays import load
from prompts.speaker import Speaker
from prompts.testing import ScriptedModel
from tests.command import done

pytestmark = pytest.mark.usefixtures("book")
DAY = date(2025, 12, 31)
EVA = ("--reason", "agreed with the board.", "--by", "Eva", "--until", "2026-03-31")
TOLD = "Eva dismissed P2 (Holding on to the big, dropping the small) until March 31, 2026: agreed with the board."
SET = "Eva set tier A until March 31, 2026 (agreed with the board); the computed tier stays B."
OF_P2 = {one.id: one.said("en").title for one in load().plays if one.when.pitfall == "P2"}


@pytest.fixture
def dismissed(book: Path) -> Path:
    """ACME's P2, which fired newly in the last quarter, is dismissed, and so is that of Tannenberg, which nobody visits."""
    for account in ("ACME", "Tannenberg"):
        done("dismiss", account, "P2", *EVA)
    return book


def said(*command: object) -> str:
    """What a command shows, on one line."""
    return " ".join(done(*command).out.split())


def answered(book: Path, question: str, day: date = DAY) -> str:
    with Book(book) as opened:
        return ask(question, Desk(opened, day, "en")).text


@pytest.mark.usefixtures("dismissed")
def test_a_dismissed_flag_is_not_counted_among_the_pitfalls_and_it_is_said_who_dismissed_it() -> None:
    shown = said("pitfalls", "P2")
    assert "fired: 3" in shown
    assert f"001001 ACME: {TOLD}" in shown
    assert "ACME: tier B; concessions" not in shown
    document = done("pitfalls", "P2", "--json").json
    assert "001001" not in [one["account_id"] for one in document["accounts"]["P2"]]
    assert document["portfolio"]["P2"]["accounts"] == []
    (away,) = [one for one in document["dismissed"]["P2"] if one["account_id"] == "001001"]
    assert (away["state"], away["dismissed"]["by"], away["dismissed"]["until"]) == ("fired", "Eva", "2026-03-31")


def test_it_returns_when_the_dismissal_is_over_or_taken_back(dismissed: Path) -> None:
    assert f"ACME: {TOLD}" not in said("pitfalls", "P2", "--as-of", "2026-04-01")
    assert "001001 ACME: " in said("pitfalls", "P2", "--as-of", "2026-04-01")
    assert "ACME (tier B): P1" not in answered(dismissed, "which accounts are caught in P2?")
    assert "ACME" in answered(dismissed, "which accounts are caught in P2?", date(2026, 4, 1)).split("\n")[1]
    done("dismiss", "ACME", "P2", "--revoke")
    assert "fired: 4" in said("pitfalls", "P2")


def test_it_returns_when_more_is_given_than_then(dismissed: Path, tmp_path: Path) -> None:
    concessions = tmp_path / "concessions.csv"
    concessions.write_text(
        "concession_id,account_id,granted_on,kind,value,currency\nX1,001001,2025-12-20,rebate,90000,EUR\n",
        encoding="utf-8",
    )
    done("import", concessions)
    shown = said("pitfalls", "P2")
    assert "001001 ACME: tier B; concessions without a counter-commitment" in shown
    assert f"ACME: {TOLD}" not in shown
    assert "newly fired P2" in answered(dismissed, "what changed?")


@pytest.mark.usefixtures("dismissed")
def test_nothing_is_advised_for_it() -> None:
    for command in (
        ("plan", "ACME"),
        ("classify", "ACME"),
        ("ask", "what should we do about ACME"),
        ("ask", "how is ACME?"),
    ):
        shown = said(*command).replace("│ ", "")
        assert TOLD in shown, command
        assert not [title for title in OF_P2.values() if title in shown], command
        assert "P2 fired" not in shown, command
    document = done("classify", "ACME", "--json").json
    assert not set(OF_P2) & set(document["plays"])
    assert document["dismissed"]["P2"]["by"] == "Eva"
    assert document["pitfalls"]["P2"]["state"] == "fired", "what is computed stays"
    done("dismiss", "ACME", "P2", "--revoke")
    assert set(OF_P2) & set(done("classify", "ACME", "--json").json["plays"])


def test_what_is_dismissed_is_nothing_new(dismissed: Path) -> None:
    shown = answered(dismissed, "what changed?")
    assert "newly fired" not in shown
    assert "Tannenberg Brewing: from tier B to tier C." in shown
    assert "Since September 30, 2025 7 accounts changed." in shown
    assert "no contact lately: 0." in answered(dismissed, "How concentrated are we?")


def test_a_list_leaves_it_out_and_says_why(dismissed: Path) -> None:
    head, *lines = answered(dismissed, "which accounts are caught in P2?").split("\n")
    assert head.startswith("3 accounts: P2 ")
    assert [one for one in lines if one.startswith("ACME")] == [f"ACME: {TOLD}"]


@pytest.mark.usefixtures("dismissed")
def test_a_table_of_accounts_marks_what_people_decided() -> None:
    done("override", "ACME", "A", *EVA)
    shown = said("score", "--tier", "B")
    assert "B [A]" in shown
    assert "P1 [P2] (P5)" in shown
    assert "In square brackets" in shown
    assert "In square brackets" not in said("score", "--tier", "A")


@pytest.mark.parametrize(
    "question",
    [
        "how is ACME?",
        "why is ACME rated so?",
        "what should we do about ACME",
        "What would make ACME an A?",
        "what if ACME growth=10%",
        "history of ACME",
    ],
)
def test_free_answers_say_what_people_decided_beside_the_verdict(dismissed: Path, question: str) -> None:
    done("override", "ACME", "A", *EVA)
    first, *others = answered(dismissed, question).split("\n")
    assert first.startswith("ACME")
    assert others[:2] == [SET, TOLD]


def test_a_comparison_says_whose_decision_it_is(dismissed: Path) -> None:
    done("override", "ACME", "A", *EVA)
    for shown in (answered(dismissed, "compare ACME and Corvus"), said("compare", "ACME", "Corvus")):
        assert f"ACME: {SET}" in shown
        assert f"ACME: {TOLD}" in shown
    assert "P1 (P5)" in said("compare", "ACME", "Corvus")


def test_a_further_concession_is_answered_with_what_was_dismissed(dismissed: Path) -> None:
    shown = answered(dismissed, "should we give ACME a discount?")
    assert shown.count(TOLD) == 1
    assert "P2 Holding on to the big, dropping the small" not in shown


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how is ACME?", (SET, TOLD)),
        (
            "ACME 怎麼樣？",
            (
                "Eva 將等級定為 A 級，至2026年3月31日止",
                "P2（抓大放小）已由 Eva 排除，至2026年3月31日止：agreed with the board。",
            ),
        ),
        (
            "ACME 怎么样？",
            (
                "Eva 将等级定为 A 级，至2026年3月31日止",
                "P2（抓大放小）已由 Eva 排除，至2026年3月31日止：agreed with the board。",
            ),
        ),
    ],
)
def test_they_are_told_in_the_language_of_the_question(dismissed: Path, question: str, told: tuple[str, str]) -> None:
    done("override", "ACME", "A", *EVA)
    shown = answered(dismissed, question)
    assert [one for one in told if one not in shown] == []


def test_a_model_words_the_rest_and_never_reads_or_leaves_out_what_people_wrote(dismissed: Path) -> None:
    model = ScriptedModel(
        {"intent": "classify", "accounts": ["ACME"]},
        {"sentences": [{"text": "For {a.name} the scorecard says {a.tier}."}]},
    )
    with Book(dismissed) as opened:
        answer = ask("how is ACME?", Desk(opened, DAY, "en"), None, Speaker(model))
    assert answer.worded_by == "scripted"
    assert answer.said[1].text == TOLD
    assert not [text for asked in model.seen for text in asked if "agreed with the board" in text]
    assert answer.said[1].facts, "it is backed by a fact of its own"
    assert not [title for title in OF_P2.values() if title in str(model.seen)]


def test_what_is_clear_by_now_is_not_called_dismissed(dismissed: Path, tmp_path: Path) -> None:
    touches = tmp_path / "touches.csv"
    touches.write_text("touch_id,account_id,on_date,kind\nT1,001110,2025-12-30,visit\n", encoding="utf-8")
    assert "dismissed P2" in said("classify", "Tannenberg")
    done("import", touches)
    assert done("classify", "Tannenberg", "--json").json["dismissed"] == {}
    assert "dismissed P2" not in answered(dismissed, "how is Tannenberg?")
