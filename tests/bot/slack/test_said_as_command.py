"""A sentence after /kam is answered as the mention would be, and what is proposed instead of a command carries the account."""

from __future__ import annotations

import pytest

from tests.bot.slack.running import Running, words_in

BUTTONS = "/kam classify acme", "/kam why acme", "/kam plan acme"


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("why is acme a B", "ACME is a tier B account"),
        ("why acme is a B", "ACME is a tier B account"),
        ("why 為什麼 acme 是 B 級", "ACME 為 B 級客戶"),
        ("plan what should we do with ACME", "To ask:"),
        ("show accounts", "6 accounts: all accounts that you may see."),
        ("anything new", "Since September 30, 2025"),
        ("compare acme corvus", "Corvus Automotive"),
        ("compare acme lowland paper corvus automotive", "Lowland Paper"),
    ],
)
def test_a_sentence_is_answered(typed: str, part: str, bot: Running) -> None:
    answer = bot.run(typed)
    shown = f"{answer.text}\n{words_in(answer)}"
    assert part in shown
    assert "There is no" not in shown


def test_a_name_before_the_command_is_turned_round(bot: Running) -> None:
    offered = bot.run("Acme plan")
    assert "/kam plan Acme" in offered.text
    assert "/kam plan plan" not in words_in(offered)
    told = bot.told(offered, "run")
    assert "ACME" in told.text
    assert "There is no" not in told.text


def test_a_name_alone_is_offered_with_commands(bot: Running) -> None:
    shown = words_in(bot.run("acme"))
    assert all(one in shown for one in BUTTONS)


@pytest.mark.parametrize(
    "typed", ["classify Acme Brewing", "why Zebra Mining is a B", "show Zebra accounts", "clasify ACME"]
)
def test_what_is_no_sentence_about_a_known_account_stays_a_command(typed: str, bot: Running) -> None:
    answer = bot.run(typed)
    assert any(one in answer.text for one in ("no account", "No account", "There is no command")), answer.text


def test_a_sentence_that_is_not_understood_is_no_question(bot: Running) -> None:
    assert "No account" in bot.run("concession acme should we give 5%").text
