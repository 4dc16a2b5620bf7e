"""An account's card, as a salesperson gets it."""

from __future__ import annotations

import html
from datetime import date, timedelta
from pathlib import Path

import pytest

from book.records.dismissals import dismiss
from bot.slack.kit import texts_of
from knowledge.plays import load
from tests.bot.slack.blocks import snapshot, valid
from tests.bot.slack.running import NOW, Running, words_in
from tests.command import done

HOSTILE = "<!channel> *x* <https://x|y> <@U1>"


def speak(bot: Running, who: str, lang: str) -> None:
    """Sets somebody's language."""
    with bot.opened() as book:
        book.ledger.append("preference", {"lang": lang}, at=NOW, by=bot.person(who).id)


def test_a_card_shows_the_verdict_to_the_asker_alone(bot: Running) -> None:
    card = bot.run("classify ACME")
    assert card.only_for == bot.person("sam").id
    assert card.text.startswith("ACME is a tier B account")
    shown = words_in(card)
    for text in ("B · Major account", "74.4 of 100", "Extrinsic value", "Invest", "P1 Judged by a single metric"):
        assert text in shown


def test_what_matters_comes_first_and_is_said_once(bot: Running) -> None:
    shown = words_in(bot.run("classify ACME"))
    places = [shown.index(text) for text in ("Tier B", "Fired", "What to do", "Possible score", "As of")]
    assert places == sorted(places)
    assert shown.count("74.4") == 1


def test_no_access_and_not_found_read_the_same(bot: Running) -> None:
    hidden = bot.run("classify Globex").text.replace("Globex", "X")
    missing = bot.run("classify Zzyzx").text.replace("Zzyzx", "X")
    assert hidden == missing


def test_the_answer_is_in_the_language_of_the_asker(bot: Running) -> None:
    assert "看不到任何客戶" in words_in(bot.run("help", "nia"))


@pytest.mark.parametrize("lang", ["en", "zh-TW", "zh-CN"])
def test_every_answer_about_an_account_is_block_kit_and_looks_as_it_did(bot: Running, lang: str) -> None:
    speak(bot, "ada", lang)
    asked = {
        "card": "classify ACME",
        "card_gated": "classify Castellan",
        "card_not_rated": "classify Silverfin",
        "card_provisional": "classify Quarry",
        "why": "why ACME",
        "why_growth": "why ACME growth",
        "plan": "plan ACME",
        "nearest": "nearest ACME",
        "whatif": "whatif ACME growth=10% days_to_pay=30",
        "compare": "compare ACME, Globex",
        "history": "history ACME",
        "brief": "brief ACME",
        "sensitivity": "sensitivity ACME",
    }
    for name, text in asked.items():
        snapshot(name, lang, bot.run(text, "ada"))
    speak(bot, "ada", "en")


def test_a_card_says_what_people_have_decided(bot: Running) -> None:
    with bot.opened() as book:
        day = date(2025, 12, 31)
        verdict = book.verdicts_of(["001240"], day, book.rubric_on(day).rubric).verdict(0)
        flag = next(one for one in verdict.pitfalls.values() if one.state == "fired")
        dismiss(book.ledger, verdict, flag, reason="a pilot", by="Maria", until=day + timedelta(90), at=NOW)
        body = {"tier": "C", "reason": "a bet", "approver": "Ada", "from": "2025-12-31", "expires_on": "2026-03-31"}
        book.ledger.append("override", body, at=NOW, account_id="001240", by="Ada")
    card = bot.run("classify Corvus")
    shown = words_in(card)
    assert "Ada set tier C until March 31, 2026 (a bet)" in shown
    assert f"· {flag.id} " in shown.split("⚫")[1]
    assert f"Maria dismissed {flag.id} (" in shown
    assert "until March 31, 2026: a pilot." in shown
    assert "a bet" in card.text
    assert f"🔴 {flag.id}" not in words_in(bot.run("why Corvus"))
    titles = [one.said("en").title for one in load().plays if one.when.pitfall == flag.id]
    assert titles
    assert not [one for one in titles if one in shown]


def test_a_card_names_the_accounts_below_as_far_as_they_may_be_seen(bot: Running) -> None:
    shown = words_in(bot.run("classify ACME"))
    assert "ACME Service Parts" in shown
    assert "Hydraulics" not in shown
    assert "ACME Hydraulics Asia" in words_in(bot.run("classify ACME", "ada"))


def test_an_account_without_orders_is_said_to_be_not_rated(bot: Running, tmp_path: Path) -> None:
    imported(bot, tmp_path, "N1", "Newcomer")
    card = bot.run("classify Newcomer")
    valid(card)
    assert "is not rated on December 31, 2025: there is no order" in words_in(card)


def test_a_name_is_no_mention_and_no_link_wherever_it_stands(bot: Running, tmp_path: Path) -> None:
    imported(bot, tmp_path, "H1", HOSTILE)
    for text in ("classify H1", "why H1", "plan H1", "brief H1", "history H1", "compare H1, ACME"):
        shown = bot.run(text)
        valid(shown)
        assert "<" not in shown.text, text
        assert any(HOSTILE in one for one in texts_of(shown.blocks)), "the name is shown as it is"
    assert "<" not in bot.run("whatif H1 <!here>=3").text


@pytest.mark.parametrize("name", ["Müller & Söhne <GmbH>", "AT&T Lab", "R&amp;D Works"])
def test_a_name_with_characters_that_slack_sends_as_entities_is_found(bot: Running, tmp_path: Path, name: str) -> None:
    account = f"E{len(name)}"
    imported(bot, tmp_path, account, name)
    found = bot.run(f"classify {name}")
    assert f"{name} ({account})" in texts_of(found.blocks)
    assert "→" not in words_in(found), "it is no typo"
    compared = bot.run(f"compare {name}, ACME")
    assert {name, "ACME"} <= {one.split(" (")[0] for one in texts_of(compared.blocks)}
    answer = bot.asks(f"classify {html.escape(name, quote=False)}", channel="dm")
    assert f"{name} ({account})" in texts_of(answer.blocks)


def imported(bot: Running, folder: Path, account: str, name: str) -> None:
    """An account of sam's without orders."""
    accounts = folder / "accounts.csv"
    accounts.write_text(f"account_id,name,owner,team\n{account},{name},Anna Keller,Process\n", encoding="utf-8")
    done("import", accounts, "--base-currency", "EUR", "--book", bot.book)


def test_a_provisional_card_offers_the_questions_that_would_settle_it(bot: Running) -> None:
    assert "Complete profile" in words_in(bot.run("classify Quarry", "ada"))
    assert "Complete profile" not in words_in(bot.run("classify ACME"))
