"""Links to accounts in the CRM: a card where everybody may see the account, else nothing at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.answers.links import account_in
from tests.bot.slack.blocks import valid
from tests.bot.slack.running import WAIT, Running, running, words_in
from workspace.things import Message

PATTERN = "https://crm.example.com/accounts/{account_id}"


@pytest.fixture(scope="module")
def crm(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A bot that knows how the CRM writes addresses. deals: sam and maria alone."""
    book = Path(shutil.copy(imported, tmp_path_factory.mktemp("crm") / "kam.db"))
    with running(book, KAM_CRM_LINK=PATTERN) as made:
        yield made


def post(bot: Running, channel: str, who: str, *urls: str) -> Message:
    """Posts links, and waits until the bot has dealt with them: each request leaves its mark in the audit trail."""
    before = dealt_with(bot)
    message = bot.slack.people.say(bot.place(channel, who), bot.person(who), " ".join(f"<{one}>" for one in urls))
    bot.slack.until(lambda: dealt_with(bot) > before, WAIT)
    return message


def dealt_with(bot: Running) -> int:
    with bot.opened() as book:
        return sum(one.body["what"] == "unfurl" for one in book.ledger.events("answer"))


def test_a_link_gets_a_card_where_everybody_may_see_the_account(crm: Running) -> None:
    url = "https://crm.example.com/accounts/001001"
    message = post(crm, "deals", "sam", url)
    shown = Message("", "", "", "ACME", 0.0, blocks=message.unfurls[url]["blocks"])
    for text in ("ACME (001001)", "B · Major account", "extrinsic value", "🔴 P1", "fired"):
        assert text in words_in(shown)
    valid(shown)


def test_the_buttons_of_the_card_answer_the_clicker_alone(crm: Running) -> None:
    message = post(crm, "deals", "sam", "https://crm.example.com/accounts/001001")
    assert crm.told(message, "run").text.startswith("ACME is a tier B account")


@pytest.mark.parametrize(
    ("channel", "who", "account"),
    [
        ("deals", "sam", "001010"),  # sam may not see Globex
        ("deals", "maria", "001010"),  # nor may maria
        ("general", "sam", "001001"),  # nia, who reads there, sees no account
        ("sales", "sam", "001001"),  # a guest is there
        ("partners", "sam", "001001"),  # another company is there
        ("deals", "sam", "999999"),  # no such account
        ("deals", "maria", "001002"),  # sam, who reads there, may not see it
    ],
)
def test_else_there_is_nothing_at_all(crm: Running, channel: str, who: str, account: str) -> None:
    before = len(crm.seen(who, channel))
    message = post(crm, channel, who, f"https://crm.example.com/accounts/{account}")
    assert not message.unfurls
    assert len(crm.seen(who, channel)) == before


def test_of_several_links_only_those_that_all_may_see(crm: Running) -> None:
    urls = [f"https://crm.example.com/accounts/{one}" for one in ("001001", "001010", "001002")]
    message = post(crm, "deals", "maria", *urls)
    assert list(message.unfurls) == urls[:1]


def test_who_joins_while_a_card_waits_does_not_see_it(crm: Running) -> None:
    deals, gus, url = crm.slack.channel("deals"), crm.person("gus"), "https://crm.example.com/accounts/001001"
    before, said = dealt_with(crm), len(crm.seen("sam", "deals")) + len(crm.own("sam"))
    asked = lambda: sum(call.method == "chat.unfurl" for call in crm.slack.calls)  # noqa: E731
    calls = asked()
    crm.slack.faults.rate_limited("chat.unfurl", retry_after=2)
    message = crm.slack.people.say(deals, crm.person("sam"), f"<{url}>")
    crm.slack.until(lambda: asked() > calls, WAIT)
    crm.slack.people.join(deals, gus)
    try:
        crm.slack.until(lambda: dealt_with(crm) > before, WAIT)
    finally:
        deals.members.remove(gus.id)
    assert not message.unfurls
    assert len(crm.seen("sam", "deals")) + len(crm.own("sam")) == said, "there is no word of it either"
    with crm.opened() as book:
        kept = [one.body for one in book.ledger.events("answer") if one.body["what"] == "unfurl"]
    assert kept[-1]["where"] == []


def test_a_dismissed_flag_is_not_on_the_card(crm: Running) -> None:
    from datetime import date

    from book.records.dismissals import dismiss
    from tests.bot.slack.running import NOW

    with crm.opened() as book:
        verdict = book.verdicts_of(["001240"], date(2025, 12, 31)).verdict(0)
        dismiss(book.ledger, verdict, verdict.pitfalls["P1"], reason="known", by="m", until=date(2026, 6, 30), at=NOW)
    message = post(crm, "deals", "sam", "https://crm.example.com/accounts/001240")
    assert "🔴 P1" not in str(message.unfurls)
    assert "🔴 P4" in str(message.unfurls)
    assert "m dismissed P1 (Judged by a single metric) until June 30, 2026: known." in str(message.unfurls)


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("https://crm.example.com/accounts/001001", "001001"),
        ("https://CRM.example.com/accounts/001001", "001001"),
        ("https://crm.example.com/accounts/001001/", "001001"),
        ("https://crm.example.com/accounts/001001?tab=orders&amp;x=1#top", "001001"),
        ("https://crm.example.com/accounts/%E5%AE%A2%E6%88%B6-1", "客戶-1"),
        ("https://crm.example.com/accounts/A%2F1", "A/1"),
        ("https://crm.example.com/accounts/A&amp;B", "A&B"),
        ("http://crm.example.com/accounts/001001", None),
        ("https://crm.example.com.evil.example/accounts/001001", None),
        ("https://evil.example/https://crm.example.com/accounts/001001", None),
        ("https://user@crm.example.com/accounts/001001", None),
        ("https://crm.example.com:8443/accounts/001001", None),
        ("https://crm.example.com/accounts/001001/orders", None),
        ("https://crm.example.com/Accounts/001001", None),
        ("https://crm.example.com/accounts/", None),
        ("https://crm.example.com/accounts", None),
        ("https://crm.example.com/accounts/%ff%fe", None),
        ("https://[::1/accounts/001001", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_an_address_is_matched_strictly(url: str, account: str | None) -> None:
    assert account_in(url, PATTERN) == account


@pytest.mark.parametrize(
    "pattern", ["", "{account_id}", "https://{account_id}/x", "https://crm.example.com/{account_id}/{account_id}"]
)
def test_a_pattern_that_says_no_place_matches_nothing(pattern: str) -> None:
    assert account_in("https://crm.example.com/001001/001001", pattern) is None


def test_what_stands_after_the_id_belongs_to_the_address() -> None:
    pattern = "https://crm.example.com/a.b/{account_id}/view"
    assert account_in("https://crm.example.com/a.b/7/view", pattern) == "7"
    assert account_in("https://crm.example.com/aXb/7/view", pattern) is None
    assert account_in("https://crm.example.com/a.b/7", pattern) is None
