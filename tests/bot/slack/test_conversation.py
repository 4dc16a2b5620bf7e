"""Questions in channels, in the DM and after /kam: who is answered what, where, and what a conversation keeps."""

from __future__ import annotations

from typing import Any

import pytest

from book.access import Person, set_person
from bot.slack.reading import as_written
from tests.bot.slack.blocks import snapshot, valid
from tests.bot.slack.running import NOW, Running, words_in
from workspace.things import Message

UNKNOWN = "I know neither an account that you may see nor a concept for that"


def told(bot: Running, text: str, who: str, channel: str, thread: str | None = None) -> Message:
    """Mentions the bot and gives what the asker alone sees of it."""
    before = len(bot.own(who))
    bot.slack.people.mention(bot.place(channel, who), bot.person(who), text, thread)
    bot.slack.until(lambda: len(bot.own(who)) > before, 15)
    return bot.own(who)[-1]


def said_to_all(bot: Running, channel: str) -> int:
    """How many messages of the bot everybody sees in a channel."""
    place = bot.slack.channel(channel).id
    return sum(1 for one in bot.slack.state.messages[place] if one.bot_id)


def values(message: Message, action: str) -> list[str]:
    """The values of the buttons of an action."""
    made = [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]
    return [one["value"] for one in made if one["action_id"].partition("#")[0] == action]


def test_a_mention_is_answered_in_its_thread_where_everybody_may_see_the_account(bot: Running) -> None:
    asked = bot.slack.people.mention(bot.place("deals", "sam"), bot.person("sam"), "how is ACME?")
    answer = bot.slack.until(lambda: [one for one in bot.seen("maria", "deals") if one.thread_ts == asked.ts])[0]
    assert answer.only_for is None
    assert answer.text.startswith("ACME is a tier B account (major account): 74.4 of 100 points")
    shown = words_in(answer)
    assert "Source: Pitfall P1: judged by a single metric (article §3.1, product default)" in shown
    assert "As of December 31, 2025" in shown
    assert "Why\nPlan\nWhat would it take\nHelpful\nNot helpful" in shown
    valid(answer)


def test_a_follow_up_keeps_the_account_and_another_thread_does_not(bot: Running) -> None:
    first = bot.asks("how is ACME?", "sam", "deals")
    why = bot.asks("and why?", "sam", "deals", first.thread_ts)
    assert why.thread_ts == first.thread_ts
    assert "Evidence for the other types" in why.text
    plan = bot.asks("what should we do about it?", "maria", "deals", first.thread_ts)
    assert plan.text.startswith("ACME is a tier B account")
    assert bot.asks("what should we do about it?", "maria", "deals").text.startswith(UNKNOWN)


def test_an_answer_is_in_the_language_of_the_question(bot: Running) -> None:
    answer = bot.asks("ACME怎麼樣？", "sam", "deals")
    assert answer.text.startswith("ACME 為 B 級客戶（主要客戶）：2025年12月31日得分 74.4（滿分 100）。")
    assert "為什麼" in words_in(answer)
    assert "来源：" in words_in(bot.asks("什么是大客户？", "sam", "deals"))
    assert bot.asks("What is a key account?", "nia", "dm").text.startswith("A key account")


@pytest.mark.parametrize(
    ("channel", "question", "reason"),
    [
        ("partners", "how is ACME?", "the channel is shared with another company."),
        ("sales", "how is ACME?", "the channel has guests."),
        ("general", "how is ACME?", "not everybody here may see these accounts."),
        ("deals", "how is Lowland Paper?", "not everybody here may see these accounts."),
        ("deals", "show me my portfolio", "not everybody here may see these accounts."),
        ("partners", "what is a key account?", "the channel is shared with another company."),
    ],
)
def test_the_asker_alone_is_answered_where_others_may_not_see_it(
    channel: str, question: str, reason: str, bot: Running
) -> None:
    before = said_to_all(bot, channel)
    answer = told(bot, question, "sam", channel)
    assert answer.only_for == bot.person("sam").id
    assert answer.text.endswith(f"Only you see this: {reason}")
    assert f"Only you see this: {reason}" in words_in(answer)
    assert said_to_all(bot, channel) == before


def test_a_channel_that_cannot_be_looked_up_counts_as_a_strange_one(bot: Running) -> None:
    bot.slack.state.app.scopes.remove("groups:read")
    try:
        answer = told(bot, "how is ACME?", "sam", "deals")
    finally:
        bot.slack.state.app.scopes.add("groups:read")
    assert answer.text.endswith("I could not find out who is in this conversation.")


def test_what_is_for_the_asker_alone_is_gone_on_with_outside_of_threads(bot: Running) -> None:
    told(bot, "how is ACME?", "sam", "sales")
    assert "Evidence for the other types" in told(bot, "and why?", "sam", "sales").text
    assert "Evidence" not in told(bot, "and why?", "maria", "sales").text
    bot.asks("how is ACME?", "sam", "dm")
    assert "Evidence for the other types" in bot.asks("and why?", "sam", "dm").text


def test_what_is_for_the_asker_alone_hangs_on_no_thread_that_has_no_answers(bot: Running) -> None:
    assert told(bot, "how is ACME?", "sam", "sales").thread_ts is None
    root = bot.slack.people.say(bot.place("sales", "sam"), bot.person("sam"), "About ACME")
    assert told(bot, "how is ACME?", "sam", "sales", root.ts).thread_ts == root.ts


def test_a_concept_is_explained_to_all_with_an_example_that_all_may_see(bot: Running) -> None:
    question = "what is an extrinsic value customer?"
    assert "An example from this book: ACME" in bot.asks(question, "sam", "deals").text
    plain = bot.asks(question, "sam", "general")
    assert plain.only_for is None
    assert "extrinsic" in plain.text
    assert "An example from this book" not in plain.text


def test_an_account_that_moved_out_of_sight_is_not_gone_on_with(bot: Running) -> None:
    maria = bot.person("maria").id
    first = bot.asks("how is ACME?", "maria", "deals")
    with bot.opened() as book:
        set_person(book.ledger, Person(maria, "manager", None, "Energy"), at=NOW, by="test")
    try:
        assert bot.asks("what should we do about it?", "maria", "deals", first.thread_ts).text.startswith(UNKNOWN)
    finally:
        with bot.opened() as book:
            set_person(book.ledger, Person(maria, "manager", None, "Machinery"), at=NOW, by="test")


def test_what_one_person_was_told_alone_is_not_what_another_one_goes_on_with(bot: Running) -> None:
    root = bot.slack.people.say(bot.place("deals", "sam"), bot.person("sam"), "About one of mine")
    assert "Lowland Paper" in told(bot, "how is Lowland Paper?", "sam", "deals", root.ts).text
    other = bot.asks("what should we do about it?", "maria", "deals", root.ts)
    assert "Lowland" not in other.text
    assert other.text.startswith(UNKNOWN)


@pytest.mark.parametrize("aside", ["and the plan?", "why?", "hello", "what is a key account?", "how is ACME?"])
def test_who_may_not_see_the_account_takes_it_from_nobody_in_the_thread(aside: str, bot: Running) -> None:
    first = bot.asks("how is ACME?", "sam", "deals")
    known = bot.asks("why?", "sam", "deals", first.thread_ts).text
    deals, nia = bot.slack.channel("deals"), bot.person("nia").id
    deals.members.append(nia)
    try:
        before = len(bot.seen("nia", "deals"))
        bot.slack.people.mention(deals, bot.person("nia"), aside, first.thread_ts)
        heard = bot.slack.until(lambda: bot.seen("nia", "deals")[before:])[-1]
        assert not {"ACME", "tier B", "74.4"} & {one for one in ("ACME", "tier B", "74.4") if one in words_in(heard)}
        alone = told(bot, "why?", "sam", "deals", first.thread_ts)
    finally:
        deals.members.remove(nia)
    assert alone.text.startswith(known.splitlines()[0])
    for who in ("sam", "maria"):
        assert bot.asks("why?", who, "deals", first.thread_ts).text == known


def test_what_one_person_is_told_alone_turns_nobody_elses_conversation(bot: Running) -> None:
    first = bot.asks("how is ACME?", "maria", "deals")
    known = bot.asks("why?", "maria", "deals", first.thread_ts).text
    assert "Lowland Paper" in told(bot, "how is Lowland Paper?", "sam", "deals", first.thread_ts).text
    bot.asks("hello", "sam", "deals", first.thread_ts)
    lowland = told(bot, "what should we do about it?", "sam", "deals", first.thread_ts)
    assert lowland.text.startswith("Lowland Paper")
    assert bot.asks("why?", "maria", "deals", first.thread_ts).text == known
    assert bot.asks("what should we do about it?", "sam", "deals", first.thread_ts).text.startswith("ACME")


def test_without_a_role_concepts_are_explained_and_accounts_are_not_found(bot: Running) -> None:
    concept = bot.asks("什麼是偽大客戶？", "nia", "dm")
    assert concept.text.startswith("偽大客戶就是一次性買家")
    hidden, missing = (bot.asks(f"how is {name}?", "nia", "dm").text for name in ("ACME", "Zzyzx"))
    assert hidden == missing
    assert "an admin can say who you are with “/kam access”" in hidden
    for question in ("my accounts", "show me the portfolio", "我的客戶"):
        assert "/kam access" in bot.asks(question, "nia", "dm").text


def test_a_bare_mention_says_what_one_can_ask_with_an_account_of_the_asker(bot: Running) -> None:
    assert "“how is ACME?”" in bot.asks("", "sam", "dm").text
    assert "/kam classify ACME" in words_in(bot.asks("help", "sam", "dm"))
    assert "怎麼樣" not in bot.asks("", "nia", "dm").text  # sees no account to give as an example


def test_a_direct_message_is_answered_in_its_thread_and_nobody_else_sees_it(bot: Running) -> None:
    before = {name: said_to_all(bot, name) for name in ("general", "sales", "deals", "partners")}
    asked = bot.slack.people.say(bot.place("dm", "nia"), bot.person("nia"), "什麼是大客戶？")
    answer = bot.slack.until(lambda: [one for one in bot.seen("nia", "dm") if one.thread_ts == asked.ts])[0]
    assert answer.channel == bot.place("dm", "nia").id
    assert {name: said_to_all(bot, name) for name in before} == before
    assert not [one for one in bot.seen("maria", "dm") if "大客戶" in one.text]


def test_kam_ask_and_a_question_after_kam_are_answered_to_the_asker_alone(bot: Running) -> None:
    answer = bot.run("ask how is ACME?")
    assert answer.only_for == bot.person("sam").id
    assert "Only you see this" not in answer.text
    assert len(values(answer, "share")) == 1
    assert "Evidence for the other types" in bot.run("why is it tier B?").text
    valid(answer)
    assert values(bot.run("what is a key account?"), "learn") == ['{"t":"key-account"}']


def test_an_answer_over_the_book_rests_on_all_that_the_asker_may_see(bot: Running) -> None:
    listed = bot.asks("which accounts are growing?", "ada", "dm")
    assert "“/kam portfolio” shows your whole book" in listed.text
    assert "kam score" not in listed.text
    mine = bot.asks("show me my accounts", "ada", "dm").text  # an admin's are all
    assert mine.startswith("60 accounts")


@pytest.mark.parametrize(
    ("question", "hidden", "invented", "begins"),
    [
        (
            "how many accounts does {} have?",
            "Lars Holm",
            "Vera Nobody",
            "No account that you may see has an owner “{}”.",
        ),
        ("which accounts does {} have?", "张伟", "吴用", "No account that you may see has an owner “{}”."),
        ("show me the portfolio of {}", "張偉", "吳用", "No account that you may see has an owner “{}”."),
        ("{} 有多少客戶？", "Lars Holm", "Vera Nobody", "您可檢視的客戶中，沒有負責人是「{}」的。"),
        ("{}负责的客户有哪些？", "张伟", "吴用", "您可查看的客户中，没有负责人为“{}”的。"),
        (
            "which accounts are in {}",
            "Americas",
            "Atlantis",
            "No account that you may see has a region or country “{}”.",
        ),
        ("{} 地區有哪些客戶？", "Americas", "Atlantis", "您可檢視的客戶中，沒有地區或國家是「{}」的。"),
        (
            "which accounts does the {} team have?",
            "Electronics",
            "Nautilus",
            "No account that you may see has a team “{}”.",
        ),
        ("{}团队的客户", "Electronics", "Nautilus", "您可查看的客户中，没有团队为“{}”的。"),
    ],
)
def test_who_may_not_be_seen_owns_as_little_as_one_who_does_not_exist(
    question: str, hidden: str, invented: str, begins: str, bot: Running
) -> None:
    first, other = (bot.asks(question.format(name), "sam", "dm") for name in (hidden, invented))
    assert first.text.startswith(begins.format(hidden))
    assert first.text.replace(hidden, "X") == other.text.replace(invented, "X")
    assert words_in(first).replace(hidden, "X") == words_in(other).replace(invented, "X")
    assert "ACME" not in words_in(first)


def test_a_list_after_kam_says_of_an_unknown_name_that_it_is_unknown(bot: Running) -> None:
    for asked, begins in (("of 張偉", "has an owner “張偉”"), ("in Atlantis", "has a region or country “Atlantis”")):
        assert f"No account that you may see {begins}." in bot.run(f"accounts {asked}").text


def test_an_owner_who_may_be_seen_is_answered_with_their_own_accounts(bot: Running) -> None:
    assert bot.asks("how many accounts does Lars Holm have?", "ada", "dm").text.startswith(
        "14 accounts: owner Lars Holm."
    )
    assert bot.asks("which accounts does 张伟 have?", "ada", "dm").text.startswith("5 accounts: owner 张伟.")


def test_an_answer_is_kept_in_the_audit_trail(bot: Running) -> None:
    bot.asks("why is ACME in tier B?", "sam", "deals")

    deals = bot.slack.channel("deals").id

    def kept() -> list[dict[str, Any]]:
        with bot.opened() as book:
            found = [dict(one.body) for one in book.ledger.events("answer") if one.by == bot.person("sam").id]
        return [one for one in found if one["what"] == "why" and one["where"] == [deals]]

    answer = bot.slack.until(kept)[-1]
    assert answer["accounts"] == ["001001"]
    assert answer["worded_by"] == "narrator"
    assert "001001" in answer["verdicts"]


@pytest.mark.parametrize(("lang", "question"), [("en", "how is ACME?"), ("zh-TW", "ACME怎麼樣？")])
def test_an_answer_looks_as_it_looked(lang: str, question: str, bot: Running) -> None:
    snapshot("answer", lang, bot.asks(question, "sam", "deals"))


@pytest.mark.parametrize(("lang", "question"), [("en", "what is a key account?"), ("zh-TW", "什麼是大客戶？")])
def test_a_concept_looks_as_it_looked(lang: str, question: str, bot: Running) -> None:
    snapshot("concept", lang, bot.asks(question, "nia", "dm"))


def test_slacks_own_markup_is_read_as_people_see_it() -> None:
    assert as_written("how is <http://acme.com|acme.com> &amp; Co?") == "how is acme.com & Co?"
    assert as_written("<!channel> ask <@U2> about A\u200bC\u2060ME\n\nnow") == "ask about ACME now"
    assert as_written("&amp;lt;!here&amp;gt; a &lt; b") == "&lt;!here&gt; a < b"
