"""/kam learn and /kam quiz: the two weeks, a concept whole, questions from one's own accounts, graded by the engine."""

from __future__ import annotations

import json
from typing import Any

import pytest

from book.access import Person, set_person
from bot.slack.views.quiz import ASKED
from prompts.figures import Figures
from prompts.quiz import Question, questions
from tests.bot.slack.blocks import valid
from tests.bot.slack.running import NOW, Running, words_in
from workspace.things import Message


def buttons(message: Message, action: str) -> list[dict[str, Any]]:
    """The buttons of an action."""
    made = [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]
    return [one for one in made if one["action_id"].partition("#")[0] == action]


def choices(message: Message) -> list[dict[str, Any]]:
    """What the buttons of a question hold."""
    return [json.loads(one["value"]) for one in buttons(message, "quiz") if one.get("value")]


def asked(bot: Running, message: Message, who: str = "sam") -> Question:
    """The question that a message shows, with its answer, made anew from the accounts that the person may see."""
    from bot.slack.call import calling
    from bot.slack.request import Request

    user, at = bot.person(who).id, choices(message)[0]
    request = Request(kind="command", key="test", lane="test", team=bot.slack.state.app.team_id, user=user)
    with calling(bot.bot.services, request) as call:
        figures = Figures(at["l"], call.book.base_currency, call.in_force.rubric)
        number: int = at["n"]
        return questions(call.desk.verdicts, figures, number + 1, at["s"])[number]


def answer(bot: Running, message: Message, option: int, who: str = "sam") -> Message:
    """Clicks an answer and gives the message as it is then."""
    before = len(message.edits)
    value = next(one["value"] for one in buttons(message, "quiz") if json.loads(one["value"]).get("c") == option)
    bot.click(message, _action(message, value), who, value)
    bot.slack.until(lambda: len(message.edits) > before, 15)
    return message


def _action(message: Message, value: str) -> str:
    return next(str(one["action_id"]) for one in buttons(message, "quiz") if one["value"] == value)


def test_without_a_topic_there_is_a_path_of_two_weeks_with_a_button_for_each_concept(bot: Running) -> None:
    path = bot.run("learn")
    shown = words_in(path)
    assert "Day 1: What a key account is, and what it is not" in shown
    assert "Day 10: What the answers rest on" in shown
    assert "/kam classify ACME" in shown
    valid(path)
    read = bot.told(path, "learn#3", value='{"t":"eighty-twenty"}')
    assert words_in(read).startswith("The 80/20 rule: measure it, do not assume it")


def test_the_path_of_somebody_without_accounts_is_in_their_language_and_says_why_it_has_no_examples(
    bot: Running,
) -> None:
    shown = words_in(bot.run("learn", "nia"))
    assert "第 1 天：什麼是大客戶，什麼不是" in shown
    assert "/kam classify" not in shown
    assert "您目前看不到任何客戶" in shown


def test_a_topic_is_explained_whole_with_its_source_and_an_example_of_the_askers(bot: Running) -> None:
    whole = bot.run("learn extrinsic value")
    shown = words_in(whole)
    assert shown.startswith("The extrinsic-value buyer: advice and solutions")
    assert "An example from this book: ACME" in shown
    assert "Source: The extrinsic-value buyer: advice and solutions (article §4.2)" in shown
    assert len([one for one in whole.blocks if one["type"] == "rich_text"]) > 3
    assert "An example" not in words_in(bot.run("learn extrinsic value", "nia"))
    assert "内在价值" in words_in(bot.run("learn 内在价值"))
    valid(whole)


def test_a_topic_that_is_none_says_where_all_are(bot: Running) -> None:
    assert (
        bot.run("learn qwertz uiopasdf").text == "No topic fits “qwertz uiopasdf”. Type “/kam learn” to see them all."
    )


def test_a_quiz_grades_each_answer_by_the_engine_and_ends_with_the_score(bot: Running) -> None:
    message, right = bot.run("quiz"), 0
    for number in range(ASKED):
        valid(message)
        assert f"Question {number + 1} of {ASKED}" in words_in(message)
        question = asked(bot, message)
        good = number % 2 == 0
        answer(bot, message, question.answer if good else (question.answer + 1) % len(question.options))
        right += good
        shown = words_in(message)
        said = "✅ Right." if good else f"❌ No: {question.options[question.answer]}"
        assert said in shown
        assert question.reason in shown
        assert "Source: " in shown
        assert f"{right} of {number + 1} right so far." in shown
    assert f"The end: {right} of {ASKED} right." in message.text
    valid(message)
    assert "Question 1 of 5" in words_in(bot.told(message, "quiz"))


def test_no_button_of_a_question_says_whether_it_is_the_right_one(bot: Running) -> None:
    values = choices(bot.run("quiz"))
    assert [one.pop("c") for one in values] == list(range(len(values)))
    assert all(one == values[0] for one in values)
    assert set(values[0]) == {"s", "n", "r", "m", "l"}


def test_a_quiz_asks_of_accounts_that_the_person_may_see_alone(bot: Running) -> None:
    hidden = ("Globex", "Kestrel")
    for _ in range(3):
        message = bot.run("quiz", "sam")
        for _number in range(ASKED):
            assert not [one for one in hidden if one in words_in(message)]
            answer(bot, message, 0)


def test_an_answer_to_a_question_that_rights_have_changed_is_not_graded_by_another_one(bot: Running) -> None:
    sam = bot.person("sam").id
    message = bot.run("quiz")
    while not asked(bot, message).account:
        answer(bot, message, 0)
    number = choices(message)[0]["n"]
    with bot.opened() as book:
        set_person(book.ledger, Person(sam, "owner", "James Porter"), at=NOW, by="test")
    try:
        answer(bot, message, 0)
        assert "The book has changed since that question; here is another one." in words_in(message)
        assert choices(message)[0]["n"] == number
        assert "ACME" not in words_in(message)
    finally:
        with bot.opened() as book:
            set_person(book.ledger, Person(sam, "owner", "Anna Keller"), at=NOW, by="test")


@pytest.mark.parametrize("word", ["quiz", "測驗"])
def test_a_quiz_works_in_the_dm_too(word: str, bot: Running) -> None:
    message = bot.asks(word, "nia", "dm")
    assert "第 1 題，共 5 題" in words_in(message)
    answer(bot, message, asked(bot, message, "nia").answer, "nia")
    assert "✅ 答對了。" in words_in(message)
    assert "第 2 題，共 5 題" in words_in(message)


def test_learn_works_in_the_dm_too(bot: Running) -> None:
    assert "Day 1:" in words_in(bot.asks("learn", "sam", "dm"))
    assert words_in(bot.asks("learn gates", "sam", "dm")).startswith("Gates: what caps a tier")
