"""What somebody new to the bot asks and types: what it proposes is answered, and what it does not understand it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from prompts.words import words
from tests.bot.asking.making import book_of
from tests.bot.slack.blocks import valid
from tests.bot.slack.running import Running, running, words_in
from tests.data import ROOT
from workspace.things import Message

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


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("假設 ACME 收款天數=30", "If days to pay were 30 days"),
        ("假設 ACME 回款天数=30", "If days to pay were 30 days"),
        ("why ACME 收款天數", "Days to pay at 56 days"),
        ("why ACME 成長率", "Revenue growth at +1.7%"),
        ("歷史 ACME 年", "Changed since December 31, 2024"),
        ("history ACME 月", "Changed since November 30, 2025"),
        ("history ACME 季", "Changed since September 30, 2025"),
        ("金字塔 淨貢獻", "Profit pyramid"),
        ("金字塔 利潤", "Profit pyramid"),
        ("compare ACME", "Compare ACME with which account?"),
    ],
)
def test_what_is_typed_in_chinese_is_understood(typed: str, part: str, bot: Running) -> None:
    assert part in words_in(bot.run(typed)), typed


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("why ACME foo", "I know no figure “foo”."),
        ("whatif ACME foo", "I know no figure “foo”."),
        ("whatif ACME growth", "What value of Revenue growth?"),
        ("foo", "There is no command “foo”."),
        ("quiz foo", "I do not understand “foo”."),
        ("portfolio foo", "I do not understand “foo”."),
        ("language foo", "I know no language “foo”."),
        ("pyramid foo", "there are Profit pyramid, Volume pyramid and Potential pyramid."),
    ],
)
def test_what_is_not_understood_is_said(typed: str, sentence: str, bot: Running) -> None:
    answer = bot.run(typed)
    assert sentence in answer.text
    valid(answer)


def test_a_language_can_be_named_in_words(bot: Running) -> None:
    for typed, told in (("中文", "從現在起"), ("简体", "从现在起"), ("繁體", "從現在起"), ("english", "From now on")):
        assert told in bot.run(f"language {typed}", "ada").text


def test_a_command_without_an_account_asks_which_and_runs_with_the_chosen_one(bot: Running) -> None:
    asked = bot.run("classify")
    assert asked.text == "/kam classify: which account?"
    menu = next(one for block in asked.blocks for one in block.get("elements", ()) if one["type"] == "static_select")
    assert menu["options"][0]["text"]["text"] == "ACME"
    assert "Globex" not in json.dumps(menu)
    valid(asked)
    before = len(bot.own("sam"))
    bot.slack.people.choose(bot.person("sam"), asked, menu["action_id"], menu["options"][1]["value"]).wait()
    bot.slack.until(lambda: len(bot.own("sam")) > before, 15)
    assert bot.own("sam")[-1].text.startswith("Corvus Automotive is a tier B account")


def test_who_has_no_role_is_told_what_to_send_to_an_admin(bot: Running) -> None:
    nia = bot.person("nia").id
    for typed in ("classify", "classify ACME", "portfolio", "help"):
        assert nia in words_in(bot.run(typed, "nia")), typed
    shown = words_in(bot.run("help", "nia"))
    assert "/kam learn" in shown
    assert "/kam classify" not in shown
    assert "/kam portfolio" not in shown


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("pitfalls", "Fired for 3 · P1"),
        ("help", "/kam classify ACME"),
        ("classify ACME", "Tier B · Major account"),
        ("why ACME growth", "Revenue growth at +1.7%"),
        ("classify", "/kam classify: which account?"),
        ("accounts late payers", "ACME Service Parts"),
        ("分級 ACME", "Tier B · Major account"),
    ],
)
def test_a_command_needs_no_slash_in_the_dm(typed: str, part: str, bot: Running) -> None:
    answer = bot.asks(typed, "sam", "dm")
    assert part in words_in(answer)
    valid(answer)


def test_a_question_that_begins_like_a_command_stays_a_question(bot: Running) -> None:
    first = bot.asks("how is ACME?", "sam", "dm")
    assert "Evidence for the other types" in bot.asks("why", "sam", "dm", first.thread_ts).text
    assert bot.asks("plan a visit to ACME", "sam", "dm").text.startswith("ACME is a tier B account")


ERRORS = (
    *(
        "unknown_account",
        "unknown_command",
        "failed",
        "no_role",
        "learn.unknown",
        "book.which_pitfall",
        "book.pyramids",
    ),
    *(f"account.{one}" for one in ("no_change", "unknown_metric", "unknown_metric_like", "compare_how")),
    *(f"newcomer.{one}" for one in ("no_command", "quiz", "portfolio", "language", "no_figure", "no_figure_like")),
)
WITH_EXAMPLES = ("account.no_change", "account.unknown_metric", "account.compare_how", "newcomer.no_figure")
SLOTS = {
    "name": "ACME",
    "example": "ACME, ACME Service Parts",
    "text": "foo",
    "like": "",
    "word": "foo",
    "items": "",
    "id": "",
}


def refused(lang: str, text: str) -> bool:
    """Whether a text is one of the sentences for what was not understood."""
    made = (re.split(r"\\\{\w+\\\}", re.escape(words(lang)(f"slack.{one}"))) for one in ERRORS)
    return any(re.search(".*".join(parts), text) for parts in made)


def shown(bot: Running, text: str, who: str) -> str:
    """What comes of a command: a message, or the words of a form, which is closed again."""
    user, before = bot.person(who), len(bot.own(who))
    bot.slack.people.slash(user, bot.place("sales", who), "/kam", text).wait()

    def done() -> str:
        forms = bot.slack.state.modals_of(user.id)
        told = words_in(forms[-1]) if forms else ""
        return bot.own(who)[-1].text if len(bot.own(who)) > before else told

    found: str = bot.slack.until(done, 15)
    for view in bot.slack.state.modals_of(user.id):
        view.is_open = False
    return found


def helped(bot: Running, lang: str, who: str) -> Message:
    """The help in a language; a late answer to what was typed before is none."""
    bot.run("help", who)
    title = words(lang)("slack.help.title")
    found: Message = bot.slack.until(lambda: [one for one in bot.own(who) if title in words_in(one)], 15)[-1]
    return found


@pytest.mark.parametrize(
    ("lang", "who", "least"),
    [("en", "ada", 15), ("zh-TW", "ada", 15), ("zh-CN", "ada", 15), ("en", "sam", 15), ("zh-TW", "nia", 3)],
)
def test_every_example_that_the_bot_gives_works(lang: str, who: str, least: int, bot: Running) -> None:
    """Somebody who sees no account is given none as an example."""
    bot.run(f"language {lang}", who)
    try:
        lines = words_in(helped(bot, lang, who)).splitlines()
        lines += [words(lang)(f"slack.{one}", **SLOTS) for one in WITH_EXAMPLES if who != "nia"]
        examples = [found for one in lines for found in re.findall(r"/kam ([^”」。]+)", one) if found != "access"]
        assert len(examples) >= least
        for one in examples:
            assert not refused(lang, shown(bot, one, who)), one
    finally:
        bot.run("language en", who)


@pytest.mark.parametrize(
    ("names", "compared"),
    [
        (["Smith, Jones & Co", "Kestrel Wind", "Helios Solar"], "/kam compare Kestrel Wind, Helios Solar"),
        (["Smith, Jones & Co"], ""),
    ],
)
def test_accounts_are_compared_by_names_without_commas_or_not_at_all(
    names: list[str], compared: str, tmp_path: Path
) -> None:
    book_of({str(100 + at): name for at, name in enumerate(names)}, tmp_path).close()
    with running(tmp_path / "kam.db") as other:
        shown = words_in(other.run("help", "ada"))
    assert [one for one in shown.splitlines() if one.startswith("/kam compare")] == ([compared] if compared else [])
    assert f"/kam classify {names[min(1, len(names) - 1)]}" in shown.splitlines()


def test_an_example_of_a_change_names_an_account_that_the_asker_sees(tmp_path: Path) -> None:
    book_of({"101": "Kestrel Wind", "102": "Helios Solar"}, tmp_path).close()
    with running(tmp_path / "kam.db") as other:
        for typed in ("whatif Helios foo=10%", "whatif Helios growth=10% and"):
            assert "/kam whatif Kestrel Wind growth=10%" in other.run(typed, "ada").text
