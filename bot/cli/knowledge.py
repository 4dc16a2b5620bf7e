"""The knowledge base: `kam knowledge check` and `kam knowledge search`."""

from __future__ import annotations

from typing import Annotated

import typer

from book.errors import KamError
from bot.cli.session import Session, command

app = typer.Typer(no_args_is_help=True, help="The knowledge base: whether it holds together, and what it finds.")


def add(to: typer.Typer) -> None:
    """Adds the group of commands."""
    command(app, "check")(check)
    command(app, "search")(search)
    to.add_typer(app, name="knowledge", rich_help_panel="Knowledge")


def check(session: Session) -> None:
    """Concepts covered, all languages there, ids and links valid, terms used consistently, scripts pure, sources given."""
    from knowledge.check import check as problems
    from knowledge.passages import load

    found = problems()
    if session.as_json:
        session.answer({"passages": len(load()), "problems": found})
    else:
        session.show(*found)
    if found:
        raise KamError(session.words("notes.corpus_problems", n=len(found)))
    if not session.as_json:
        session.show(session.words("notes.corpus_whole", n=len(load())))


def search(
    session: Session,
    question: Annotated[str, typer.Argument(help="A question or a few words.", show_default=False)],
    limit: Annotated[int, typer.Option("--limit", min=1, max=20, help="At most so many passages.")] = 5,
) -> None:
    """The passages that answer a question, best first, within the language of --lang; none where nothing is relevant."""
    from knowledge.search import search as find
    from prompts.embeddings import configured
    from prompts.narrator.names import source_name

    hits = find(question, session.words.lang, limit, rerank=configured())
    said = [(hit, hit.passage.said(session.words.lang)) for hit in hits]
    if session.as_json:
        return session.answer(
            [{"id": hit.passage.id, "title": text.title, "score": round(hit.score, 2)} for hit, text in said]
        )
    if not said:
        return session.show(session.words("notes.nothing_relevant"))
    for hit, text in said:
        session.show(session.screen.heading(f"{text.title} ({source_name(hit.passage.source, session.words)})"))
        session.show(session.screen.lines([text.paragraphs[0]], ""), hit.passage.id)
    return None
