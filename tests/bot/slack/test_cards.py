"""An account's card, as a salesperson gets it."""

from __future__ import annotations

from tests.bot.slack.running import Running, words_in


def test_a_card_shows_the_verdict_to_the_asker_alone(bot: Running) -> None:
    card = bot.run("classify ACME")
    assert card.only_for == bot.person("sam").id
    assert card.text.startswith("ACME is a tier B account")
    shown = words_in(card)
    for text in ("B · Major account", "74.4 of 100", "Extrinsic value", "Invest", "P1 Judged by a single metric"):
        assert text in shown


def test_no_access_and_not_found_read_the_same(bot: Running) -> None:
    hidden = bot.run("classify Globex").text.replace("Globex", "X")
    missing = bot.run("classify Zzyzx").text.replace("Zzyzx", "X")
    assert hidden == missing


def test_the_answer_is_in_the_language_of_the_asker(bot: Running) -> None:
    assert "看不到任何客戶" in words_in(bot.run("help", "nia"))
