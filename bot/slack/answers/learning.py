"""/kam learn and /kam quiz: the concepts with their sources, and questions from the accounts that the asker may see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from book.errors import KamError
from bot.asking.ask import concept
from bot.slack.call import Call
from bot.slack.commands import may
from bot.slack.effects import Effect, Message, Replace, Tell
from bot.slack.kit import Block, actions, button, context, header, paragraph, span
from bot.slack.reading import as_written
from bot.slack.routes import Routes
from bot.slack.views.answer import Shown, answer_message
from bot.slack.views.quiz import ASKED, Graded, Round, end_message, graded_blocks, mark, question_message
from knowledge import passages
from knowledge.learning import Day, path
from prompts.figures import Figures
from prompts.quiz import Question, questions
from prompts.words import LANGUAGES

SEEDS = 2**32
"""Numbers of a quiz are below it; a button may hold any."""


class UnknownTopic(KamError):
    """No passage fits what was asked for."""


def register(routes: Routes) -> None:
    """Words and buttons."""
    routes.command("learn", lambda call, text: learn(routes, call, text), group="learning")
    routes.command("quiz", quiz, group="learning")
    routes.action("learn", lambda call, _: learn(routes, call, call.given("t")))
    routes.action("quiz", answered)


def learn(routes: Routes, call: Call, text: str) -> Iterator[Effect]:
    """A concept whole; without a topic, the path through all of them."""
    topic = as_written(text)
    yield Tell(_concept(call, topic) if topic else _path(routes, call))


def _concept(call: Call, topic: str) -> Message:
    """Its paragraphs, the example of it in the book that the asker may see, what to read next, its source."""
    answer = concept(topic, call.desk)
    if answer is None:
        raise UnknownTopic(call.words("slack.learn.unknown", text=topic[:80]))
    call.shown.what = f"learn {answer.passages[0]}"
    for one in answer.accounts:
        call.verdict(one)
    title = passages.get(answer.passages[0]).said(answer.lang).title
    return answer_message(answer, Shown(call.key(), title=title))


def _path(routes: Routes, call: Call) -> Message:
    """Ten days, each with its passages and what to try on one's own book."""
    words = call.words
    example = next((one.name for one in call.desk.lookup.accounts), None)
    title, lead = words("slack.learn.title"), words("slack.learn.lead")
    blocks = [header(title), paragraph(lead)]
    for day in path():
        blocks.append(paragraph(span(words("slack.learn.day", n=day.day, theme=day.said(call.lang)), bold=True)))
        blocks.append(actions(*_readings(day, call.lang), *_trial(routes, call, day, example)))
    return Message(f"{title}\n{lead}", [*blocks, context(words("slack.ask.no_accounts"))] if not example else blocks)


def _readings(day: Day, lang: str) -> Iterator[Block]:
    for one in day.passages:
        yield button(passages.get(one).said(lang).title, "learn", {"t": one})


def _trial(routes: Routes, call: Call, day: Day, example: str | None) -> Iterator[Block]:
    """The day's command as a button, where this person may use it and there is an account to try it on."""
    known = routes.commands.get(day.slack.split()[0])
    if known and may(known, call) and example is not None:
        text = day.slack.format(name=example)
        yield button(f"/kam {text}", "run", {"c": text}, style="primary")


def quiz(call: Call, text: str) -> Iterator[Effect]:
    """The first question."""
    if text.strip():
        raise UnknownTopic(call.words("slack.newcomer.quiz", text=text.strip()[:60]))
    yield Tell(_asked(call, _new(call), call.lang, []))


def answered(call: Call, _text: str) -> Iterator[Effect]:
    """A click on an answer: graded by the engine, and the next question in its place; without an answer, a new quiz."""
    value = call.value()
    if "c" not in value:
        yield from quiz(call, "")
        return
    lang = call.given("l") if call.given("l") in LANGUAGES else call.lang
    at = Round(_number(value.get("s")), min(_number(value.get("n")), ASKED), _number(value.get("r")))
    yield Replace(_after(call, at, lang, value), call.request.channel, call.request.ts)


def _after(call: Call, at: Round, lang: str, value: dict[str, object]) -> Message:
    words = _figures(call, lang).words
    asked = _question(call, at, lang)
    if asked is None or mark(asked) != value.get("m"):  # made from a book that has changed, or for other rights
        return _asked(call, Round(_seed(call), at.number, at.right), lang, [context(words("slack.quiz.changed"))])
    graded = Graded(asked, _number(value.get("c")))
    after = Round(at.seed, at.number + 1, at.right + graded.is_right)
    return _asked(call, after, lang, list(graded_blocks(graded, after, words)))


def _asked(call: Call, at: Round, lang: str, before: list[Block]) -> Message:
    """The question whose turn it is; the score after the last one."""
    call.shown.what, words = "quiz", _figures(call, lang).words
    question = _question(call, at, lang) if at.number < ASKED else None
    if question is None:
        return end_message(at, words, before)
    return question_message(question, at, ASKED, words, before)


def _question(call: Call, at: Round, lang: str) -> Question | None:
    """The question of a number: the same accounts, seed and language give the same."""
    made = questions(call.desk.verdicts, _figures(call, lang), at.number + 1, at.seed)
    found = made[at.number] if len(made) > at.number else None
    if found is not None and found.account:
        call.verdict(found.account)
    return found


def _figures(call: Call, lang: str) -> Figures:
    return Figures(lang, call.book.base_currency, call.in_force.rubric)


def _new(call: Call) -> Round:
    return Round(_seed(call))


def _seed(call: Call) -> int:
    """Another one for each request, the same for each of its deliveries."""
    return int.from_bytes(hashlib.blake2b(call.key("quiz").encode(), digest_size=4).digest())


def _number(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < SEEDS else 0
