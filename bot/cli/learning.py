"""`kam learn` and `kam quiz`: the concepts, with examples from one's own book."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from book.errors import KamError
from bot.cli.asking import desk_of, show
from bot.cli.session import Session, command

if TYPE_CHECKING:
    from prompts.quiz import Question

PANEL = "Knowledge"
Topic = Annotated[str | None, typer.Argument(help="A concept, in your own words. None: the two-week path.")]
Count = Annotated[int, typer.Option("--count", min=1, max=30, help="How many questions.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed asks the same questions.")]
Answers = Annotated[
    str | None,
    typer.Option("--answers", help="Numbers, such as 2,1,4, to be graded without asking.", show_default=False),
]


def add(app: typer.Typer) -> None:
    """Adds the commands."""
    command(app, "learn", rich_help_panel=PANEL)(learn)
    command(app, "quiz", rich_help_panel=PANEL)(quiz)


def learn(session: Session, topic: Topic = None) -> None:
    """A concept with its source and an example from the book; without a topic, a two-week path through all of them."""
    if topic is None:
        return _path(session)
    from bot.asking.ask import concept

    answer = concept(topic, desk_of(session))
    if answer is None:
        raise KamError(session.words("learn.unknown", text=topic))
    if session.as_json:
        return session.answer(answer.document())
    return show(session, answer)


def _path(session: Session) -> None:
    from knowledge import passages
    from knowledge.learning import path

    words, lang = session.words, session.words.lang
    if session.as_json:
        return session.answer(
            [{"day": d.day, "theme": d.said(lang), "passages": list(d.passages), "try": d.try_} for d in path()]
        )
    session.show(session.screen.heading(words("learn.title")))
    for day in path():
        session.show(session.screen.heading(words("learn.day", n=day.day, theme=day.said(lang))))
        session.show(session.screen.lines([passages.get(one).said(lang).title for one in day.passages]))
        session.show(words("learn.try", command=day.try_))
    return session.show("", words("learn.topic"))


def quiz(session: Session, count: Count = 5, seed: Seed = 1, answers: Answers = None) -> None:
    """Questions made from your accounts and the concepts, graded by the engine, with the reason and the passage."""
    from prompts.quiz import questions

    made = questions(session.verdicts, session.figures, count, seed)
    given = _given(answers, len(made)) if answers is not None else None
    if session.as_json:
        return session.answer([_document(one, given[n] if given else None) for n, one in enumerate(made)])
    at_prompt = given is None and sys.stdin.isatty()
    right = 0
    for number, one in enumerate(made):
        _ask(session, one, number + 1, len(made))
        answer = given[number] if given else int(typer.prompt(session.words("learn.number"))) - 1 if at_prompt else None
        if answer is not None:
            right += answer == one.answer
            _grade(session, one, answer)
    words = session.words
    if given or at_prompt:
        return session.show(words("learn.score", right=right, of=len(made)))
    return session.show(words("learn.answers", items=", ".join(str(one.answer + 1) for one in made)))


def _given(text: str, count: int) -> list[int]:
    numbers = [one.strip() for one in text.split(",")]
    if len(numbers) != count or not all(one.isdigit() for one in numbers):
        raise typer.BadParameter(f"give {count} numbers, such as {','.join('1' * count)}", param_hint="--answers")
    return [int(one) - 1 for one in numbers]


def _ask(session: Session, one: Question, number: int, of: int) -> None:
    session.show(session.screen.heading(session.words("learn.quiz", n=number, of=of)))
    session.show(session.screen.lines([one.text], ""))
    session.show(*(f"  {n}. {option}" for n, option in enumerate(one.options, 1)))


def _grade(session: Session, one: Question, answer: int) -> None:
    from knowledge import passages

    words = session.words
    said = (
        words("learn.right")
        if answer == one.answer
        else words("learn.wrong", answer=one.options[one.answer].rstrip(".。"))
    )
    title = passages.get(one.passage).said(words.lang).title
    session.show(session.screen.lines([said, one.reason, f"{words('card.source')}{words('colon')}{title}"], "  "))


def _document(one: Question, answer: int | None) -> dict[str, object]:
    graded = {} if answer is None else {"given": answer + 1, "right": answer == one.answer}
    return {
        "kind": one.kind,
        "question": one.text,
        "options": list(one.options),
        "answer": one.answer + 1,
        "reason": one.reason,
        "passage": one.passage,
        **graded,
    }
