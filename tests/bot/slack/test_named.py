"""Accounts that an answer names besides the one it is about: nobody reads the name of one that they may not see."""

from __future__ import annotations

import json

import pytest

from book.access import Person, set_person
from tests.bot.slack.running import NOW, Running, words_in
from tests.bot.slack.test_digest_forms import form, showing, subscribed
from tests.bot.slack.test_sharing import shared
from tests.command import done
from workspace.things import Channel

HEAD, BELOW = "001001", "ACME Hydraulics Asia"
"""ACME is Anna Keller's, whom sam is; the account below it is another's of the team that maria manages."""


@pytest.fixture
def leads(bot: Running) -> Channel:
    """A channel of maria and ada, who may both see the account below."""
    state = bot.slack.state
    return state.channel("leads", "C", [state.app.bot_user, bot.person("maria").id, bot.person("ada").id])


def trail(bot: Running, what: str) -> list[list[str]]:
    """The accounts that the audit trail has of each answer of a kind."""
    with bot.opened() as book:
        return [one.body["accounts"] for one in book.ledger.events("answer") if one.body["what"] == what]


@pytest.mark.parametrize("word", ["classify", "why"])
def test_an_account_below_is_named_where_all_who_read_it_may_see_it(bot: Running, leads: Channel, word: str) -> None:
    answer = bot.run(f"{word} ACME", "maria", "deals")
    assert BELOW in words_in(answer), "maria may see it"
    assert BELOW not in words_in(shared(bot, answer, "deals", "maria")), "sam, who is there, may not"
    assert BELOW in words_in(shared(bot, bot.run(f"{word} ACME", "maria", leads.name), leads.name, "maria"))
    named = [[HEAD, "001003"], [HEAD, "001002", "001003"]]
    bot.slack.until(lambda: trail(bot, f"share {word}") == named)


def subscribes(bot: Running, to: str, wanted: dict[str, object]) -> str:
    """What stands in the form after maria has filled it in."""
    view = form(bot, "maria", "deals")
    bot.slack.people.submit(bot.person("maria"), view, {"channel": to, **wanted}).wait()
    bot.slack.until(lambda: view.body["callback_id"] != "digest_form" and "digest_back" in json.dumps(view.body))
    return words_in(view)


def test_the_head_of_a_group_stands_in_the_title_and_counts_as_shown(bot: Running) -> None:
    state = bot.slack.state
    lin = state.person("lin", state.teams[state.app.team_id])
    with bot.opened() as book:
        set_person(book.ledger, Person(lin.id, "owner", "林佳蓉"), at=NOW, by="test")
    there = state.channel("asia", "P", [state.app.bot_user, bot.person("maria").id, lin.id])
    assert "Nothing was posted" in subscribes(bot, there.id, {"owner": "林佳蓉"}), "what is inside all may see"
    said = subscribes(bot, there.id, {"owner": "林佳蓉", "group": HEAD})
    assert "not everybody in the channel may see all of its accounts" in said


@pytest.mark.parametrize("group", ["001030", "999999"])
def test_a_forged_group_is_not_found_whether_it_is_there_or_not(bot: Running, group: str) -> None:
    with bot.opened() as book:
        set_person(book.ledger, Person(bot.person("maria").id, "manager", None, "Process"), at=NOW, by="test")
    view = form(bot, "maria", "deals")
    held = json.loads(view.body["private_metadata"])
    held["s"] |= {"to": bot.person("maria").id, "wanted": {"group": group}}
    view.body |= {"private_metadata": json.dumps(held), "callback_id": "digest_save"}
    bot.slack.people.submit(bot.person("maria"), view, {}).wait()
    showing(bot, view, f"No account that you may see fits “{group}”")
    assert not subscribed(bot)
    with bot.opened() as book:
        set_person(book.ledger, Person(bot.person("maria").id, "manager", None, "Machinery"), at=NOW, by="test")


@pytest.mark.parametrize(
    ("who", "said"), [("sam", "all accounts that you may see"), ("ada", "all accounts of the book")]
)
def test_a_list_says_of_which_part_of_the_book_it_is(bot: Running, who: str, said: str) -> None:
    assert said in bot.run("accounts", who).text
    assert said in bot.asks("show all accounts", who, "dm").text


def test_a_history_writes_every_day_as_people_do(bot: Running) -> None:
    done("override", "ACME", "A", "--reason", "board", "--by", "Eva", "--until", "2027-01-31", "--book", bot.book)
    assert "Eva set tier A until January 31, 2027 (board)" in bot.run("history ACME").text
    told = " ".join(done("history", "ACME", "--book", bot.book).out.split())
    assert "until January 31, 2027 (board)" in told
    done("override", "ACME", "--revoke", "--book", bot.book)
