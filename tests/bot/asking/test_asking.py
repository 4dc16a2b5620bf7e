"""Whole answers on the sample book: backed by facts, about the right accounts, and silent about those that may not be seen."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from book.accounts import names_of
from book.book import Book
from bot.asking.ask import Answer, Conversation, ask
from bot.asking.desk import Desk
from prompts.plan import Intent
from prompts.speaker import Speaker
from prompts.testing import ScriptedModel
from prompts.words import LANGUAGES, words
from tests.bot.asking.conftest import LAST_DAY
from tests.bot.asking.reading import unbacked
from tests.bot.asking.test_plans import questions

ANNA = "Anna Keller"
GENERAL = (
    "How concentrated are we?",
    "my accounts",
    "Which accounts are growing?",
    "top 50 customers by revenue",
    "accounts without an owner",
    "what is a pseudo key account?",
    "What is a key account?",
    "what can you do?",
    "hello",
    "Lars Holm's shrinking accounts in Sweden",
    "哪些大客戶在流失利潤？",
    "客户集中度",
)
ABOUT_ONE = (
    "How is {}?",
    "why is {} rated so?",
    "what should we do about {}",
    "What would make {} an A?",
    "what if {} growth=10%",
    "history of {}",
    "compare ACME and {}",
    "{} 怎麼樣？",
    "为什么{}是B级",
)


def desk_of(book: Book, visible: Collection[str] | None = None, lang: str = "en") -> Desk:
    return Desk(book, LAST_DAY, lang, ANNA, None if visible is None else visible.__contains__)


def asked(desk: Desk, *turns: str) -> Answer:
    """The answer to the last of some turns."""
    conversation = Conversation()
    for turn in turns:
        answer = ask(turn, desk, conversation)
        conversation = answer.conversation
    return answer


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_of_every_answer_stands_in_its_facts(lang: str, sample_opened: Book) -> None:
    desk, found, intents = desk_of(sample_opened, lang=lang), list[str](), set[str]()
    for one in questions()[lang]:
        answer = ask(one["q"], desk, Conversation(tuple(one.get("of", ())), one.get("last")))
        found += [f"{one['q']} -> {missing}" for missing in unbacked(answer)]
        intents.add(answer.plan.intent)
        assert answer.said, one["q"]
    assert not found, "\n".join(found)
    assert intents >= {*get_args(Intent)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_answer_about_accounts_needs_no_other_account_to_be_seen(lang: str, sample_opened: Book) -> None:
    everyone = desk_of(sample_opened, lang=lang)
    for one in questions()[lang]:
        if not one.get("accounts") or one["intent"] == "history":
            continue
        alone = desk_of(sample_opened, set(one["accounts"]), lang)
        before = Conversation(tuple(one.get("of", ())), one.get("last"))
        if set(before.accounts) <= set(one["accounts"]):
            assert ask(one["q"], alone, before).text == ask(one["q"], everyone, before).text, one["q"]


def test_a_conversation_goes_on_about_its_account(sample: Desk) -> None:
    assert asked(sample, "How is ACME?", "why?").text == asked(sample, "Why is ACME a B?").text
    assert asked(sample, "How is ACME?", "and Globex?").text == asked(sample, "How is Globex?").text
    assert asked(sample, "Why is ACME a B?", "and Globex?").text == asked(sample, "Why is Globex an A?").text
    assert asked(sample, "How is ACME?", "那它呢?").text == asked(sample, "ACME 怎麼樣?").text
    assert asked(sample, "ACME 怎麼樣?", "那 Globex 呢?").text == asked(sample, "Globex 怎麼樣?").text
    assert asked(sample, "How is ACME?", "what if growth 10%").text == asked(sample, "what if ACME growth 10%").text
    assert asked(sample, "How is ACME?", "hello", "why?").conversation.accounts == ("001001",)


def test_a_list_can_be_asked_in_the_middle_of_a_conversation(sample: Desk) -> None:
    answer = asked(sample, "How is ACME?", "which customers complain?")
    assert answer.plan.intent == "list"
    assert asked(sample, "How is ACME?", "那哪些客戶在虧錢？").plan.intent == "list"


def test_without_an_account_it_is_asked_which_one(sample: Desk) -> None:
    model = Speaker(ScriptedModel({"intent": "plan", "again": True}))
    assert ask("what should we do about it?", sample, None, model).text == words("en")("ask.which")


def test_an_ambiguous_name_is_asked_back_with_the_choice(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.bot.asking.making import book_of

    with book_of({"1": "Kestrel Wind", "2": "Kestrel Paper"}, tmp_path_factory.mktemp("two")) as book:
        answer = asked(desk_of(book), "How is Kestrel?")
        assert answer.text == words("en")("ask.several", text="kestrel", items="1 Kestrel Wind; 2 Kestrel Paper")
        assert asked(desk_of(book, {"2"}), "How is Kestrel?").text.startswith("Kestrel Paper is")


def test_a_parent_is_meant_where_its_name_fits_those_below_it_too(sample: Desk) -> None:
    assert asked(sample, "艾克美怎麼樣？").conversation.accounts == ("001001",)


@pytest.mark.parametrize("turn", ["and Fjord Lumber?", "What about Fjord Lumber?", "那峽灣木業呢？"])
def test_an_unknown_name_is_said_to_be_unknown_and_not_answered_with_the_last_account(turn: str, sample: Desk) -> None:
    answer = asked(sample, "How is ACME?", turn)
    assert "ACME" not in answer.text
    assert answer.facts == ()


def test_my_accounts_are_nobodys_where_nobody_asks(sample: Desk) -> None:
    answer = asked(replace(sample, asker=None), "my accounts")
    assert answer.text.startswith("I do not know which accounts are yours: say who you are with `--me NAME`")
    assert answer.facts == ()
    assert answer.conversation.accounts == ()


@pytest.mark.parametrize("question", ABOUT_ONE)
@pytest.mark.parametrize("hidden", ["001010", "001060", "Globex", "Castellan", "玄石重工"])
def test_who_may_not_be_seen_is_answered_as_one_who_does_not_exist(
    question: str, hidden: str, sample_opened: Book
) -> None:
    visible = {"001001", "001020"}
    invented = {"0": "999999", "G": "Glabex", "C": "Cystellan", "玄": "飛石重工"}[hidden[0]]
    desk = desk_of(sample_opened, visible)
    for turns in ((), ("How is Nordmark?",)):
        one, other = (asked(desk, *turns, question.format(name)) for name in (hidden, invented))
        assert one.text.replace(hidden.casefold(), "X") == other.text.replace(invented.casefold(), "X")
        assert one.conversation.accounts == other.conversation.accounts
        assert [fact.id for fact in one.facts] == [fact.id for fact in other.facts]


def test_rights_that_end_end_in_the_middle_of_a_conversation(sample_opened: Book) -> None:
    before = asked(desk_of(sample_opened), "How is Globex?").conversation
    now = ask("why?", desk_of(sample_opened, {"001001"}), before)
    assert "Globex" not in json.dumps(now.document(), ensure_ascii=False)
    assert now.conversation.accounts == ()


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_accounts_that_may_not_be_seen_never_appear(data: st.DataObject, sample_opened: Book) -> None:
    accounts = sample_opened.lookup.accounts
    ids = [one.account_id for one in accounts]
    visible = data.draw(st.sets(st.sampled_from(ids), max_size=len(ids)))
    seen = sorted((name for one in accounts if one.account_id in visible for name in names_of(one)), key=len)[::-1]
    hidden = {name for one in accounts if one.account_id not in visible for name in (one.account_id, *names_of(one))}
    desk = desk_of(sample_opened, visible)
    for question in (*GENERAL, *(one.format("999999") for one in ABOUT_ONE)):
        document = ask(question, desk).document() | {"question": "", "plan": "", "passages": ""}
        shown = re.sub(r"\d+\.\d+", " ", json.dumps(document, ensure_ascii=False))  # a share may have an id's digits
        for name in seen:
            shown = shown.replace(name, " ")
        assert [name for name in hidden - set(seen) if name in shown and name != "ACME"] == [], question
        if "001001" not in visible:
            assert "ACME" not in shown


def test_owners_and_labels_of_hidden_accounts_are_not_known(sample_opened: Book) -> None:
    desk = desk_of(sample_opened, {"001001"})
    assert desk.sayings("owner").keys() == {"Anna", "Keller", ANNA}
    hidden, invented = (asked(desk, f"{name}'s accounts") for name in ("Sofia Rossi", "Vera Nobody"))
    assert hidden.text.replace("Sofia Rossi", "Vera Nobody") == invented.text
    assert asked(desk, "which customers do we have").text.startswith("One account")
