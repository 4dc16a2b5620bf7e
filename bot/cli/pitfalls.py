"""`kam pitfalls`: who is caught in which, and on what evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from bot.cli.portfolio import PANEL, ranked
from bot.cli.session import Session, command


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
    if state not in ("fired", "watch", "clear", "not testable"):
        raise typer.BadParameter("the states are fired, watch, clear, not testable", param_hint="--state")
    found = {key: [at for at in ranked(verdicts) if verdicts.pitfalls[key][at] == state] for key in wanted}
    if session.as_json:
        from scoring import contract

        flags = {
            key: [
                {"account_id": v.account_id, "name": v.name, **contract.pitfall(v.pitfalls[key])}
                for v in map(verdicts.verdict, at)
            ]
            for key, at in found.items()
        }
        return session.answer(
            {
                "as_of": session.as_of.isoformat(),
                "state": state,
                "accounts": flags,
                "portfolio": contract.portfolio(verdicts)["pitfalls"],
            }
        )
    return session.show(*_pitfalls(session, found, state))


def _pitfalls(session: Session, found: dict[str, list[int]], state: str) -> Iterator[Any]:
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
