"""The quiz: one question with a button for each answer, and what became of the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from bot.slack.effects import Message
from bot.slack.kit import Block, actions, button, context, divider, header, paragraph, span
from bot.slack.views.answer import source_of
from knowledge import passages
from prompts.quiz import Question
from prompts.words import Words

ASKED = 5
"""Questions of a quiz."""
LETTERS = "ABCD"


@dataclass(frozen=True)
class Round:
    """Where a quiz stands: what its questions are made from, which is next (from 0), and how many were right."""

    seed: int
    number: int = 0
    right: int = 0


@dataclass(frozen=True)
class Graded:
    """An answered question. `given`: the option that was chosen."""

    question: Question
    given: int

    @property
    def is_right(self) -> bool:
        """Whether it was the right one."""
        return self.given == self.question.answer


def mark(question: Question) -> str:
    """By which a question is known again; it says nothing of the right answer."""
    text = "\n".join((question.text, *question.options))
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def question_message(question: Question, at: Round, of: int, words: Words, before: list[Block]) -> Message:
    """The question below what became of the one before it (`before`)."""
    head = words("slack.quiz.title", n=at.number + 1, of=of)
    options = [f"{letter}. {one}" for letter, one in zip(LETTERS, question.options, strict=False)]
    value = {"s": at.seed, "n": at.number, "r": at.right, "m": mark(question), "l": words.lang}
    made = [
        button(letter, "quiz", {**value, "c": n}, said=options[n]) for n, letter in enumerate(LETTERS[: len(options)])
    ]
    blocks = [*before, header(head), paragraph(question.text), paragraph("\n".join(options)), actions(*made)]
    return Message("\n".join([head, question.text, *options]), blocks)


def end_message(at: Round, words: Words, before: list[Block]) -> Message:
    """The score, and what next."""
    text = words("slack.quiz.done", right=at.right, of=at.number)
    again = button(words("slack.quiz.again"), "quiz", style="primary")
    path = button(words("slack.quiz.path"), "learn")
    return Message(text, [*before, paragraph(span(text, bold=True)), actions(again, path)])


def graded_blocks(graded: Graded, at: Round, words: Words) -> Iterator[Block]:
    """The question again, whether the answer was right, the reason and the passage, and the score so far."""
    question = graded.question
    passage = passages.get(question.passage)
    right = question.options[question.answer]
    said = words("slack.quiz.right") if graded.is_right else words("slack.quiz.wrong", answer=right)
    yield context(question.text)
    twice = not graded.is_right and question.reason.rstrip(words("sentence_stop")) == right
    told = "" if twice else f" {question.reason}"
    yield paragraph(span(said, bold=True), told) if told else paragraph(span(said, bold=True))
    yield context(
        words("slack.talk.source", items=source_of(passage, words)),
        words("slack.quiz.score", right=at.right, of=at.number),
    )
    yield actions(button(passage.said(words.lang).title, "learn", {"t": question.passage}))
    yield divider()
