"""`kam ask`: any question, in English or Chinese, answered with figures that code rendered."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from book.errors import KamError
from bot.cli.session import Session, command

if TYPE_CHECKING:
    from bot.asking.ask import Answer
    from bot.asking.desk import Desk

Me = Annotated[
    str | None,
    typer.Option("--me", envvar="KAM_ME", help="The owner whose accounts “my accounts” are, as in the book."),
]
Questions = Annotated[
    list[str] | None,
    typer.Argument(help="A question; several make a conversation. None: ask at the prompt.", show_default=False),
]


def add(app: typer.Typer) -> None:
    """Adds the command."""
    command(app, "ask", rich_help_panel="Questions")(ask)


def ask(session: Session, questions: Questions = None, me: Me = None) -> None:
    """Ask anything about an account, the book or a concept. The answer comes in the question's language."""
    desk = desk_of(session, me)
    if questions:
        answers = list(_answers(session, desk, questions))
        if session.as_json:
            documents = [one.document() for one in answers]
            session.answer(documents[0] if len(documents) == 1 else documents)
        return
    if session.as_json or not sys.stdin.isatty():
        raise typer.BadParameter("ask a question", param_hint="QUESTION")
    _at_the_prompt(session, desk)


def desk_of(session: Session, me: str | None = None) -> Desk:
    """Where the session's questions are answered."""
    from bot.asking.desk import Desk

    desk = Desk(session.book, session.as_of, session.words.lang, me)
    owners = desk.sayings("owner") if me is not None else {}
    if me is not None and me.casefold() not in {one.casefold() for one in owners}:
        known = ", ".join(sorted(set(owners.values()))) or "none"
        raise KamError(f"The book has no owner {me!r}; the owners are: {known}. Give one of them with --me or KAM_ME.")
    return desk


def _answers(session: Session, desk: Desk, questions: list[str]) -> Any:
    from bot.asking.ask import Conversation, ask
    from bot.asking.speaking import speaker_for

    conversation, speaker = Conversation(), speaker_for(session.book, desk.asker, session.now)
    for question in questions:
        answer = ask(question, desk, conversation, speaker)
        conversation = answer.conversation
        if not session.as_json:
            show(session, answer)
        yield answer


def _at_the_prompt(session: Session, desk: Desk) -> None:
    """One question after the other until an empty one."""
    from bot.asking.ask import Conversation, ask
    from bot.asking.speaking import speaker_for

    conversation, speaker = Conversation(), speaker_for(session.book, desk.asker, session.now)
    while question := str(typer.prompt("?", default="", show_default=False)).strip():
        answer = ask(question, desk, conversation, speaker)
        conversation = answer.conversation
        show(session, answer)


def show(session: Session, answer: Answer) -> None:
    """The answer on the screen: the first sentence by itself, the others as points, the sources last."""
    from rich.text import Text

    from knowledge import passages
    from prompts.narrator.names import source_name
    from prompts.words import words

    said = words(answer.lang)
    first, *others = [one.text for one in answer.said]
    session.show(session.screen.lines([first], ""))
    session.show(session.screen.lines(others))
    found = [passages.get(one) for one in answer.passages]
    if found:
        named = said("list_stop").join(
            f"{one.said(answer.lang).title} ({source_name(one.source, said)})" for one in found
        )
        session.show(Text(f"{said('card.source')}{said('colon')}{named}", style="dim"))
    if answer.worded_by != "narrator":
        session.show(Text(said("ask.worded_by", name=answer.worded_by), style="dim"))
