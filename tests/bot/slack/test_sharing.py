"""Share here: to everybody in the conversation, if all of them may see it at that moment; else a reason, to the asker alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from book.access import Person, set_person
from tests.bot.slack.blocks import valid
from tests.bot.slack.running import NOW, WAIT, Running, words_in
from workspace.things import Message


def shared(bot: Running, answer: Message, channel: str = "deals", who: str = "sam") -> Message:
    """What stands in the channel after a click on *Share here*."""
    before = len(open_to_all(bot, channel, who))
    bot.click(answer, "share", who)
    bot.slack.until(lambda: len(open_to_all(bot, channel, who)) > before, WAIT)
    return open_to_all(bot, channel, who)[-1]


def open_to_all(bot: Running, channel: str, who: str = "sam") -> list[Message]:
    return [one for one in bot.seen(who, channel) if not one.only_for]


@pytest.mark.parametrize(
    "asked", ["classify ACME", "why ACME", "plan ACME", "nearest ACME", "history ACME", "brief ACME"]
)
def test_an_answer_is_shown_to_all_with_the_name_of_who_shared_it(bot: Running, asked: str) -> None:
    answer = bot.run(asked, channel="deals")
    message = shared(bot, answer)
    valid(message)
    assert "Shared by @sam." in words_in(message)
    assert message.text == f"Shared by @sam. {answer.text}"
    assert "share" not in [
        one["action_id"] for block in message.blocks for one in block.get("elements", []) if "action_id" in one
    ]


def test_what_was_asked_beyond_the_name_is_shared_too(bot: Running) -> None:
    assert "growth were +10%" in shared(bot, bot.run("whatif ACME growth=10%", channel="deals")).text
    assert "Revenue growth at +1.7%" in words_in(shared(bot, bot.run("why ACME growth", channel="deals")))
    compared = shared(bot, bot.run("compare ACME, ACME Service Parts", channel="deals"))
    assert "ACME Service Parts" in words_in(compared)


def test_a_click_in_a_thread_shares_into_the_thread(bot: Running) -> None:
    place, sam = bot.place("deals", "sam"), bot.person("sam")
    root = bot.slack.people.say(place, sam, "who knows ACME?")
    answer = bot.run("classify ACME", channel="deals")
    answer.thread_ts = root.ts  # as an answer to a question in the thread stands there
    assert shared(bot, answer).thread_ts == root.ts


@pytest.mark.parametrize(
    ("channel", "why"),
    [
        ("partners", "Not shared: this channel is shared with another company"),
        ("sales", "Not shared: there are guests in this channel"),
        ("general", "Not shared: not everybody in this channel may see this account."),
    ],
)
def test_what_not_everybody_may_see_stays_with_the_asker(bot: Running, channel: str, why: str) -> None:
    before = open_to_all(bot, channel)
    told = bot.told(bot.run("classify ACME", channel=channel), "share")
    assert told.only_for == bot.person("sam").id
    assert why in told.text
    assert "tier" not in told.text
    assert open_to_all(bot, channel) == before


def test_an_account_of_the_comparison_that_not_all_may_see_keeps_it_from_all(bot: Running) -> None:
    channel = bot.place("deals", "sam")
    channel.members.append(bot.person("ada").id)
    before = open_to_all(bot, "deals")
    told = bot.told(bot.run("compare ACME, Globex", "ada", "deals"), "share", "ada")
    channel.members.remove(bot.person("ada").id)
    assert "not everybody in this channel" in told.text
    assert open_to_all(bot, "deals") == before


def test_a_channel_that_cannot_be_looked_up_counts_as_one_with_strangers(bot: Running) -> None:
    answer = bot.run("classify ACME", channel="deals")
    bot.slack.faults.refuse("conversations.info", "missing_scope", times=3)
    told = bot.told(answer, "share")
    bot.slack.faults.clear()
    assert "I could not find out who is in this channel" in told.text


@pytest.mark.parametrize("error", ["not_in_channel", "channel_not_found"])
def test_where_the_bot_is_no_member_it_asks_to_be_invited(bot: Running, error: str) -> None:
    answer, before = bot.run("classify ACME", channel="deals"), open_to_all(bot, "deals")
    bot.slack.faults.refuse("chat.postMessage", error)
    told = bot.told(answer, "share")
    assert told.text == "Not shared: I am not in this channel. Invite me first, then try again."
    assert open_to_all(bot, "deals") == before


def test_a_channel_without_the_bot_ends_in_a_sentence(bot: Running) -> None:
    bot.slack.state.channel("quiet", "C", [bot.person("sam").id, bot.person("maria").id])
    told = bot.told(bot.run("classify ACME", channel="quiet"), "share")
    assert "invite me first" in told.text.lower()


def test_rights_are_looked_at_when_it_is_shared_not_when_it_was_asked(bot: Running) -> None:
    answer = bot.run("classify Lowland Paper", channel="deals")
    rights(bot, "none")
    try:
        told = bot.told(answer, "share")
        assert told.text.startswith("No account that you may see fits")
    finally:
        rights(bot, "owner")


def rights(bot: Running, role: str) -> None:
    """What sam may."""
    with bot.opened() as book:
        owner = "Anna Keller" if role == "owner" else None
        set_person(book.ledger, Person(bot.person("sam").id, role, owner), at=NOW, by="test")  # type: ignore[arg-type]


def test_what_is_shared_is_in_the_audit_trail(bot: Running) -> None:
    answer = bot.run("classify ACME", channel="deals")
    shared(bot, answer)
    bot.told(answer, "why")  # one person's requests are answered in order: what was shared is noted by now
    place = bot.place("deals", "sam").id
    with bot.opened() as book:
        found = [one.body for one in book.ledger.events("answer") if one.body["what"] == "share classify"]
    assert found[-1]["where"] == [place]
    assert found[-1]["accounts"] == ["001001", "001003"], "what is below it is named"


def test_a_click_on_a_shared_card_is_answered_where_the_clicker_sees_it(bot: Running) -> None:
    """Slack shows what is for one person alone in a thread only where that thread has answers already."""
    card = shared(bot, bot.run("classify ACME", channel="deals"))
    assert card.thread_ts is None
    assert bot.told(card, "why").thread_ts is None
    root = bot.slack.people.say(bot.place("deals", "sam"), bot.person("sam"), "who knows ACME?")
    answer = bot.run("classify ACME", channel="deals")
    answer.thread_ts = root.ts
    assert bot.told(shared(bot, answer), "why").thread_ts == root.ts


def test_a_second_click_on_the_same_button_posts_nothing(bot: Running) -> None:
    answer = bot.run("classify ACME", channel="deals")
    shared(bot, answer)
    before = open_to_all(bot, "deals")
    assert bot.told(answer, "share").text == "Shared already, a moment ago: it is not posted a second time."
    assert open_to_all(bot, "deals") == before


def test_what_is_asked_anew_or_was_refused_before_is_shared(bot: Running) -> None:
    shared(bot, bot.run("classify ACME", channel="deals"))
    answer = bot.run("classify ACME", channel="deals")
    bot.slack.faults.refuse("chat.postMessage", "not_in_channel")
    assert bot.told(answer, "share").text.startswith("Not shared")
    assert "Shared by @sam." in words_in(shared(bot, answer))


def test_a_minute_later_the_same_button_shares_again(bot: Running) -> None:
    answer = bot.run("classify ACME", channel="deals")
    shared(bot, answer)
    bot.told(answer, "why")  # what was shared is noted by now
    real = bot.bot.services.now
    bot.bot.services.now = lambda: real() + timedelta(minutes=2)
    try:
        assert "Shared by @sam." in words_in(shared(bot, answer))
    finally:
        bot.bot.services.now = real
