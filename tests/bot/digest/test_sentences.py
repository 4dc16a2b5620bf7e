"""What digests and alerts say is so for whoever reads it: of months, of accounts without a tier, of what is not named."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.digest import view
from bot.digest.alerts import TOLD, Event, _message, _Seen
from bot.digest.content import SHOWN, Content, Item
from bot.digest.items import Listed
from bot.digest.naming import moved, period_of, tier_of
from bot.digest.subscription import Kind, made
from bot.slack.effects import Message
from bot.slack.kit import texts_of
from prompts.figures import Figures
from prompts.words import LANGUAGES, words
from scoring.rubric.file import load_default

CONTENT = Content(date(2026, 1, 5), None, load_default().version, False, 1, {})


def figures(lang: str = "en") -> Figures:
    return Figures(lang, "EUR", load_default())


def shown_in(message: Message) -> str:
    """All that people read of it."""
    return "\n".join(texts_of(message.blocks))


def said(item: Item, lang: str = "en", *, kind: Kind = "weekly", times: int = 1, advice: str = "Call") -> str:
    """A digest with one thing to do."""
    one = made(kind=kind, to="C1", by="U1", since=datetime(2026, 1, 1, tzinfo=UTC))
    listed, told = [Listed(item, None, times)], {item.account: advice} if advice else {}
    return shown_in(
        view.message(view.Shown(one, "k", "2026-01", "all", CONTENT, listed, {}, advice=told), figures(lang))
    )


def flag(tier: str | None) -> Item:
    return Item("flag", "1", "ACME", tier, "P2")


def test_a_monthly_digest_speaks_of_no_week() -> None:
    weekly, monthly = (said(flag("A"), kind=kind, times=3) for kind in ("weekly", "monthly"))
    assert "To do this week" in weekly
    assert "To do this month" in monthly
    assert "listed 3 times by now" in monthly
    assert "weeks" not in monthly.replace("Not for two weeks", "")


@pytest.mark.parametrize(
    ("lang", "rated", "bare"),
    [
        ("en", "ACME (tier A), P2 ", "ACME (not rated): look into P2 "),
        ("zh-TW", "ACME（A 級）P2 ", "ACME（未評級）：請檢視 P2 "),
        ("zh-CN", "ACME（A 级）P2 ", "ACME（未评级）：请检视 P2 "),
    ],
)
def test_a_flag_of_an_account_without_a_tier(lang: str, rated: str, bare: str) -> None:
    assert rated in said(flag("A"), lang)
    assert bare in said(flag(None), lang, advice="")


@pytest.mark.parametrize(
    ("lang", "fell", "unrated"),
    [
        ("en", "ACME fell to tier C: find", "ACME is not rated any more: find"),
        ("zh-TW", "ACME 降為 C 級：", "ACME 已不再有評級："),
        ("zh-CN", "ACME 降为 C 级：", "ACME 已不再有评级："),
    ],
)
def test_nobody_falls_to_no_tier(lang: str, fell: str, unrated: str) -> None:
    assert fell in said(Item("fell", "1", "ACME", "C"), lang)
    assert unrated in said(Item("fell", "1", "ACME", None), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_move_from_or_to_no_tier_names_none(lang: str) -> None:
    none, known = words(lang)("card.not_rated"), words(lang)
    lost, found = moved("ACME", "B", None, known, up=False), moved("ACME", None, "B", known, up=True)
    for sentence in (lost, found):
        assert none in sentence, "a model that words it knows it by that name"
        assert not any(f"{word} {none}" in sentence for word in ("to", "from", "降至", "由"))
    assert moved("ACME", "A", "C", known, up=False) != moved("ACME", "C", "A", known, up=True)
    assert tier_of("A", known) == known("ask.tier", tier="A")


def alert(n: int, after: str | None = "A") -> tuple[str, str]:
    """The notification and the message about so many accounts."""
    events = [Event(f"{at}", f"Account {at}", "A", after, ("P2",)) for at in range(n)]
    seen = _Seen("k", figures(), CONTENT, None, events)
    message = _message("Alert", seen, [[] for _ in events[:TOLD]], "k")
    return message.text, shown_in(message)


def test_an_alert_says_how_many_more_there_are_than_it_names_there() -> None:
    for n in (SHOWN, SHOWN + 2, TOLD + 2):
        text, shown = alert(n)
        assert text.count("new flag") == SHOWN
        assert (f"{n - SHOWN} more." in text) == (n > SHOWN)
        assert shown.count("new flag") == min(n, TOLD)
        assert (f"{n - TOLD} more." in shown) == (n > TOLD)


def test_an_alert_of_an_account_that_lost_its_tier() -> None:
    assert "Account 0 (A → not rated): new flag P2" in alert(1, None)[0]


@pytest.mark.parametrize("lang", ["zh-TW", "zh-CN"])
@pytest.mark.parametrize("form", ["not_sent", "in_part"])
def test_no_blank_stands_between_a_period_and_the_word_after_it(lang: str, form: str) -> None:
    known = words(lang)
    for period in ("2025-W51", "2026-11"):
        assert "的" in (told := known(f"digest.{form}", period=period_of(period, known), reason="x"))
        assert " 的" not in told
