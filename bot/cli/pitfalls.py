"""`kam pitfalls`: who is caught in which, and on what evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import flags
from bot.cli.portfolio import PANEL, ranked
from bot.cli.session import Session, command
from scoring.pitfalls import STATES

if TYPE_CHECKING:
    from scoring.verdicts import Verdicts

Rows = Mapping[str, Sequence[int]]
"""By pitfall, rows of the book."""


def add(app: typer.Typer) -> None:
    """Adds the command."""
    command(app, "pitfalls", rich_help_panel=PANEL)(pitfalls)


def pitfalls(
    session: Session,
    pitfall: Annotated[str | None, typer.Argument(help="P1 to P5; all without it.")] = None,
    state: Annotated[str, typer.Option("--state", help="fired, watch, clear or not testable.")] = "fired",
) -> None:
    """Accounts by pitfall, with the figures that decided it."""
    verdicts, known = session.verdicts, session.in_force.rubric.pitfalls
    wanted = [pitfall.upper()] if pitfall else list(known)
    if wanted[0] not in known:
        raise typer.BadParameter(f"the pitfalls are {', '.join(known)}", param_hint="PITFALL")
    if state not in STATES:
        raise typer.BadParameter("the states are fired, watch, clear, not testable", param_hint="--state")
    gone = flags.dismissed(session.book, session.as_of)
    in_it = {
        key: [at for at in ranked(verdicts) if verdicts.pitfall_codes[key][at] == STATES.index(state)] for key in wanted
    }
    aside = {key: [at for at in rows if key in gone.get(_id(verdicts, at), ())] for key, rows in in_it.items()}
    found = {key: [at for at in rows if at not in aside[key]] for key, rows in in_it.items()}
    if session.as_json:
        return session.answer(_document(session, found, aside, state, gone))
    return session.show(*_pitfalls(session, found, aside, state, gone))


def _id(verdicts: Verdicts, at: int) -> str:
    return str(verdicts.table.account_id[at])


def _document(session: Session, found: Rows, aside: Rows, state: str, gone: flags.Gone) -> dict[str, Any]:
    """The accounts of each pitfall, and apart from them those whose flag a person dismissed."""
    from scoring import contract

    verdicts = session.verdicts

    def one(key: str, at: int) -> dict[str, Any]:
        verdict = verdicts.verdict(at)
        return {"account_id": verdict.account_id, "name": verdict.name, **contract.pitfall(verdict.pitfalls[key])}

    def away(key: str, at: int) -> dict[str, Any]:
        return one(key, at) | {"dismissed": flags.said(gone[_id(verdicts, at)][key])}

    of_the_book = contract.portfolio(verdicts)["pitfalls"]
    of_the_book["P2"]["accounts"] = [_id(verdicts, at) for at in flags.neglected(verdicts, gone)]
    return {
        "as_of": session.as_of.isoformat(),
        "state": state,
        "accounts": {key: [one(key, at) for at in rows] for key, rows in found.items()},
        "dismissed": {key: [away(key, at) for at in rows] for key, rows in aside.items()},
        "portfolio": of_the_book,
    }


def _pitfalls(session: Session, found: Rows, aside: Rows, state: str, gone: flags.Gone) -> Iterator[Any]:
    """A heading and a line for each account of each pitfall; last those that do not count, and why."""
    from bot.notes import sentences
    from prompts.narrator.pitfalls import reasons_of

    screen, figures, words = session.screen, session.figures, session.words
    for key, rows in found.items():
        label = session.in_force.rubric.pitfalls[key].label.in_(words.lang)
        yield screen.heading(f"{key} {label} - {words(f'states.{state}')}: {len(rows)}")
        yield screen.lines([words(f"pitfalls.{key}.meaning")], "")
        for at in rows:
            verdict = session.verdicts.verdict(at)
            reasons = words("list_stop").join(reasons_of(verdict.pitfalls[key], figures))
            yield screen.lines([f"{verdict.account_id} {verdict.name}: {reasons}"])
        for at in aside[key]:
            account = _id(session.verdicts, at)
            said = sentences(gone[account], figures)[key]
            yield screen.lines([f"{account} {session.verdicts.table.name[at]}: {said}"])
