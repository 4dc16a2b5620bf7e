"""What somebody of another company is told: what is open to him, and nothing of commands or registering."""

from __future__ import annotations

import pytest

from tests.bot.slack.running import Running, words_in
from tests.bot.slack.test_cards import speak

SAID = {"en": "another company", "zh-TW": "其他公司", "zh-CN": "其他公司"}


@pytest.mark.parametrize("lang", SAID)
@pytest.mark.parametrize("typed", ["help", "classify ACME", "accounts", "portfolio"])
def test_somebody_from_outside_is_told_what_is_open_to_him(bot: Running, lang: str, typed: str) -> None:
    speak(bot, "olaf", lang)
    shown = words_in(bot.run(typed, "olaf", channel="partners"))
    assert SAID[lang] in shown
    assert "/kam" not in shown
    assert bot.person("olaf").id not in shown


def test_somebody_of_the_own_company_is_still_told_who_can_register_him(bot: Running) -> None:
    speak(bot, "nia", "en")
    assert "“/kam access”" in words_in(bot.run("classify ACME", "nia"))
