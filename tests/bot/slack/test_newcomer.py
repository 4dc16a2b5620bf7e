"""What somebody new to the bot asks and types: what it proposes is answered, and what it does not understand it says."""

from __future__ import annotations

import json
import pytest

from tests.bot.slack.blocks import valid
from tests.bot.slack.running import Running
from tests.data import ROOT

MEANT = {
    "How are my accounts doing?": "list",
    "What changed since last quarter?": "changes",
    "Which of my accounts have a pitfall?": "list",
    "What is a pseudo key account?": "concept",
}


def proposed() -> list[str]:
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    return [str(one["message"]) for one in manifest["features"]["agent_view"]["suggested_prompts"]]


def meant(bot: Running) -> str:
    """The intent of the answer that was given last."""
    with bot.opened() as book:
        told = [str(one.body["what"]) for one in book.ledger.events("answer")]
    return told[-1] if told else ""


def test_the_manifest_proposes_what_is_tested_here() -> None:
    assert set(proposed()) == set(MEANT)


@pytest.mark.parametrize("who", ["sam", "maria", "ada"])
@pytest.mark.parametrize("question", proposed())
def test_every_prompt_of_the_manifest_is_answered(question: str, who: str, bot: Running) -> None:
    answer = bot.asks(question, who, "dm")
    assert "I do not" not in answer.text
    assert not answer.text.startswith("I know neither")
    bot.slack.until(lambda: meant(bot) == MEANT[question])
    valid(answer)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Which of my accounts have a pitfall?", ["Tannenberg Brewing (tier C): P2", "P4 Volume"]),
        ("我的客戶有哪些落入誤區？", ["Tannenberg Brewing（C 級）：P2 抓大放小"]),
        ("我的客户有哪些落入误区？", ["Tannenberg Brewing（C 级）：P2 抓大放小"]),
        (
            "What changed since last quarter?",
            ["Since September 30, 2025 3 accounts", "from tier B to tier C; newly fired P2"],
        ),
        ("上一季以來有什麼變化？", ["Tannenberg Brewing：由 B 級變為 C 級；新落入 P2"]),
        ("上一季以来有什么变化？", ["Tannenberg Brewing：由 B 级变为 C 级；新落入 P2"]),
        (
            "Should I give ACME another 5% discount?",
            ["P5", "is on watch", "written counter-commitment", "/kam concession ACME"],
        ),
        ("ACME 該不該再給折扣？", ["P5", "書面的對等承諾", "/kam concession ACME"]),
        ("who owns ACME?", ["ACME is looked after by Anna Keller.", "Team: Process"]),
        ("how much did ACME buy last year", ["ACME: revenue at €1,795,560 over the last 12 months"]),
        ("late payers", ["ACME Service Parts (tier D): days to pay at 75 days"]),
        ("upgrade ACME", ["Nearest way up to tier A"]),
        ("what would make ACME an A", ["Nearest way up to tier A"]),
        ("how is ACMEE?", ["“ACMEE” was taken for ACME."]),
    ],
)
def test_a_question_is_answered_and_not_another_one(question: str, parts: list[str], bot: Running) -> None:
    answer = bot.asks(question, "sam", "dm")
    assert not [one for one in parts if one not in answer.text], answer.text
    valid(answer)


def test_thanks_are_taken_as_thanks(bot: Running) -> None:
    assert bot.asks("thanks", "sam", "dm").text == "You're welcome."
    assert bot.asks("謝謝", "sam", "dm").text == "不客氣。"


def test_what_changed_names_only_what_the_asker_sees(bot: Running) -> None:
    hidden = "Whitfield Plastics"
    assert hidden in bot.asks("What changed since last quarter?", "ada", "dm").text
    assert hidden not in bot.asks("What changed since last quarter?", "sam", "dm").text
