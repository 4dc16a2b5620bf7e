"""/kam portfolio, pyramid, pitfalls, accounts: of what the asker may see, as sentences, tables and pictures."""

from __future__ import annotations

import re

import pytest

from book.access import Person, set_person
from tests.bot.slack.blocks import snapshot, valid
from tests.bot.slack.running import NOW, Running, words_in
from tests.bot.slack.test_cards import speak
from workspace.things import File

OWN = {"ACME", "ACME Service Parts", "Corvus Automotive", "Lowland Paper", "Tannenberg Brewing", "Verdant Greenhouses"}
"""The accounts of Anna Keller, which sam may see."""


def pictures(bot: Running, who: str) -> list[File]:
    """The files in somebody's DM with the bot."""
    place = bot.place("dm", who)
    return [one for one in bot.slack.state.files.values() if place.id in one.channels]


def picture_of(bot: Running, text: str, who: str, begins: str) -> File:
    """Types a command and gives the picture that comes of it, whose words begin so."""
    bot.run(text, who)
    return bot.slack.until(
        lambda: next((one for one in pictures(bot, who) if one.alt_text.startswith(begins)), None), 15
    )


def others(bot: Running) -> set[str]:
    """The names of accounts that sam may not see and that are no part of a name of sam's."""
    with bot.opened() as book:
        return {one.name for one in book.accounts.all() if one.owner != "Anna Keller"}


def test_an_owner_gets_figures_of_own_accounts_and_is_told_so(bot: Running) -> None:
    answer = bot.run("portfolio")
    shown = words_in(answer)
    assert "6 accounts on December 31, 2025" in shown
    assert "These figures are of the 6 accounts that you may see, not of the whole book." in shown
    assert "direct messages" in shown
    valid(answer)


def test_an_admin_gets_the_whole_book_and_no_reservation(bot: Running) -> None:
    shown = words_in(bot.run("portfolio", "ada"))
    assert "60 accounts on" in shown
    assert "not of the whole book" not in shown


@pytest.mark.parametrize(
    "text", ["portfolio", "pyramid", "pyramid profit", "pitfalls", "pitfalls P1", "accounts", "accounts tier A"]
)
def test_nothing_of_anothers_accounts_is_shown_to_an_owner(bot: Running, text: str) -> None:
    answer = bot.run(text)
    said = f"{answer.text}\n{words_in(answer)}\n{answer.blocks}"
    assert not [name for name in others(bot) if name in said]


def test_the_picture_comes_to_the_dm_with_words_and_without_others(bot: Running) -> None:
    made = picture_of(bot, "portfolio", "sam", "Whale curve of 6 accounts")
    assert re.fullmatch(r"whale-[0-9a-f]{12}\.png", made.name)
    assert made.content is not None
    assert made.content.startswith(b"\x89PNG")
    assert not [name for name in others(bot) if name in made.alt_text]


def test_a_pyramid_is_found_by_its_name_in_any_language(bot: Running) -> None:
    assert "Profit pyramid" in words_in(bot.run("pyramid profit"))
    assert "Profit pyramid" in words_in(bot.run("pyramid 利潤"))
    assert picture_of(bot, "pyramid", "sam", "By tier. Level A: 0 accounts").name.startswith("pyramid-")
    assert (
        bot.run("pyramid cone").text
        == "There is no pyramid “cone”; there are Profit pyramid, Volume pyramid and Potential pyramid."
    )


def test_pitfalls_say_who_and_on_what_evidence(bot: Running) -> None:
    answer = bot.run("pitfalls P4")
    assert "Corvus Automotive" in words_in(answer)
    assert "margin rate -7.6 percentage points against the whole book" in words_in(answer)
    assert "P1" not in words_in(answer)
    assert "There is no pitfall “P9”" in bot.run("pitfalls P9").text


def test_a_dismissed_flag_is_no_longer_among_the_caught(bot: Running) -> None:
    from datetime import date

    from book.records.dismissals import dismiss

    with bot.opened() as book:
        verdict = book.verdicts_of(["001070"], date(2025, 12, 31)).verdict(0)
        flag = verdict.pitfalls["P1"]
        dismiss(book.ledger, verdict, flag, reason="known", by="maria", until=date(2026, 6, 30), at=NOW)
    shown = words_in(bot.run("pitfalls P1"))
    assert "maria dismissed P1 (Judged by a single metric) until June 30, 2026: known." in shown
    assert "Lowland Paper\n: revenue" not in shown


def test_accounts_are_listed_by_conditions_or_by_name(bot: Running) -> None:
    tier = words_in(bot.run("accounts tier B"))
    assert "3 accounts: tier B." in tier
    assert "Corvus Automotive (001240)" in tier
    assert "Tannenberg Brewing" not in tier
    named = words_in(bot.run("accounts acme"))
    assert "2 accounts: acme." in named
    assert "Corvus" not in named


def test_no_access_and_not_found_read_the_same_in_a_list(bot: Running) -> None:
    assert bot.run("accounts Globex").text.replace("Globex", "X") == bot.run("accounts Zzyzx").text.replace(
        "Zzyzx", "X"
    )


def test_a_button_leads_to_the_account(bot: Running) -> None:
    card = bot.told(bot.run("accounts tier B"), "run")
    assert card.text.startswith("ACME is a tier B account")


def test_somebody_without_accounts_is_told_what_to_do(bot: Running) -> None:
    assert "管理員" in bot.run("portfolio", "nia").text


def test_chinese_answers(bot: Running) -> None:
    with bot.opened() as book:
        set_person(book.ledger, Person(bot.person("nia").id, "owner", "林佳蓉"), at=NOW, by="test")
    shown = words_in(bot.run("客戶總覽", "nia"))
    assert "並非全部客戶" in shown
    assert "個客戶：C 級" in words_in(bot.run("客戶 C級", "nia"))
    snapshot("portfolio", "zh-TW", bot.run("portfolio", "nia"))
    snapshot("pitfalls", "zh-TW", bot.run("pitfalls", "nia"))
    with bot.opened() as book:
        set_person(book.ledger, Person(bot.person("nia").id, "none"), at=NOW, by="test")


def test_the_looks(bot: Running) -> None:
    snapshot("portfolio", "en", bot.run("portfolio", "maria"))
    snapshot("pyramid", "en", bot.run("pyramid", "maria"))
    snapshot("accounts", "en", bot.run("accounts losing margin", "maria"))


def test_one_pitfall_names_who_is_close_to_it(bot: Running) -> None:
    assert "At watch: " in words_in(bot.run("pitfalls P5"))
    shown = words_in(bot.run("pitfalls"))
    assert "🟠 Fired for no account · P5" in shown
    assert "🟢 Fired for no account · P5" not in shown
    assert shown.count("At watch: ") == shown.count("🟠")


def test_a_list_marks_provisional_tiers_and_watches_as_the_command_line_does(bot: Running) -> None:
    shown = words_in(bot.run("accounts provisional", "ada"))
    assert "B?" in shown
    assert "A “?” behind the tier: provisional" in shown
    own = words_in(bot.run("accounts acme"))
    assert "(P5)" in own
    assert "A pitfall in brackets is on watch" in own
    assert "B?" not in own


@pytest.mark.parametrize(
    ("lang", "once"), [("en", "no contact lately"), ("zh-TW", "近期無人聯繫"), ("zh-CN", "近期无人联系")]
)
def test_who_had_no_contact_is_said_once_and_by_name(bot: Running, lang: str, once: str) -> None:
    speak(bot, "sam", lang)
    shown = words_in(bot.run("portfolio"))
    assert shown.count(once) == 1
    assert "Tannenberg Brewing" in shown.partition(once)[2]
    assert not [one for one in ("nobody looks after", "無人照顧", "无人照顾") if one in shown]
