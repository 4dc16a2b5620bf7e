"""Questions about a verdict that have exact answers: nearest, whatif, sensitivity, compare, history."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from book.errors import KamError
from bot import flags
from bot.changes import value
from bot.cli.account import PANEL, Group, Name
from bot.cli.session import Session, command

if TYPE_CHECKING:
    from scoring.verdicts import Verdicts


class Every(StrEnum):
    """How far apart the days of a history are."""

    month = "month"
    quarter = "quarter"
    year = "year"


def add(app: typer.Typer) -> None:
    """Adds the commands."""
    command(app, "nearest", rich_help_panel=PANEL)(nearest)
    command(app, "whatif", rich_help_panel=PANEL)(whatif)
    command(app, "sensitivity", rich_help_panel=PANEL)(sensitivity)
    command(app, "compare", rich_help_panel=PANEL)(compare)
    command(app, "history", rich_help_panel=PANEL)(history)


def _decided(session: Session, verdicts: Verdicts) -> None:
    """Shows what people decided beside the verdicts; each with its name where there are several."""
    from bot import notes

    book, figures = session.book, session.figures
    several = len(verdicts) > 1
    said = notes.of_several(book, verdicts, figures) if several else notes.decided(book, verdicts.verdict(0), figures)
    session.show(*(session.screen.lines([one]) for one in said))


def nearest(session: Session, name: Name, group: Group = False) -> None:
    """What it would take: for each criterion the value at which the tier changes, if nothing else does."""
    from scoring.nearest import nearest as asked

    account = session.account(name)
    verdicts = session.verdict_of(account, group=group)
    found = asked(verdicts)
    if session.as_json:
        from bot.cli.documents import plain

        return session.answer(plain(found))
    from bot.terminal import exact

    session.show(session.screen.heading(session.words("titles.nearest", name=f"{account.name} ({account.account_id})")))
    _decided(session, verdicts)
    return session.show(*exact.nearest(session.screen, session.figures, found))


def whatif(
    session: Session,
    name: Name,
    changes: Annotated[
        list[str],
        typer.Argument(help="metric=value, such as days_to_pay=30 overdue_rate=2% growth=none.", show_default=False),
    ],
    group: Group = False,
) -> None:
    """The same scoring with some metrics replaced: what changes, and which pitfalls appear or clear."""
    from scoring.whatif import what_if

    account = session.account(name)
    replaced = dict(_change(one) for one in changes)
    verdicts = session.verdict_of(account, group=group)
    if wrong := next((said for one in replaced.items() if (said := session.figures.beyond(*one))), ""):
        raise KamError(wrong)
    try:
        found = what_if(verdicts, replaced)
    except ValueError as error:
        raise KamError(str(error)) from None
    if session.as_json:
        from bot.cli.documents import plain

        return session.answer(plain(found))
    from bot.terminal import exact

    session.show(session.screen.heading(session.words("titles.whatif", name=f"{account.name} ({account.account_id})")))
    _decided(session, verdicts)
    return session.show(*exact.what_if(session.screen, session.figures, found))


def _change(text: str) -> tuple[str, float | None]:
    """`metric=value`. Raises typer.BadParameter."""
    metric, equals, written = text.partition("=")
    try:
        found = value(written)
    except ValueError:
        equals = ""
    if not equals:
        raise typer.BadParameter(f"{text!r} is no metric=value, such as days_to_pay=30", param_hint="CHANGES")
    return metric.strip(), found


def sensitivity(session: Session, name: Name, group: Group = False) -> None:
    """Whether the tier survives each weight of the scorecard times 0.9 and 1.1."""
    from scoring.sensitivity import sensitivity as asked

    account = session.account(name)
    verdicts = session.verdict_of(account, group=group)
    found = asked(verdicts)
    if session.as_json:
        from bot.cli.documents import plain

        return session.answer(plain(found))
    from bot.terminal import exact

    session.show(session.screen.heading(session.words("titles.sensitivity")), f"{account.name} ({account.account_id})")
    _decided(session, verdicts)
    return session.show(*exact.sensitivity(session.screen, session.figures, found))


def compare(
    session: Session,
    names: Annotated[list[str], typer.Argument(help="Two to five accounts.", show_default=False)],
) -> None:
    """Two to five accounts, criterion by criterion; what decides the difference comes first."""
    from scoring.compare import compare as asked

    if not 2 <= len(names) <= 5:
        raise typer.BadParameter("name two to five accounts", param_hint="NAMES")
    ids = list(dict.fromkeys(session.account(name).account_id for name in names))
    if len(ids) < 2:
        raise KamError(f"{' and '.join(names)} are the same account, {ids[0]}; name another one.")
    verdicts = session.book.verdicts_of(ids, session.as_of, session.in_force.rubric)
    found = asked(verdicts)
    if session.as_json:
        from bot.cli.documents import plain

        return session.answer(plain(found))
    from bot.terminal import exact

    session.show(session.screen.heading(session.words("titles.compare")))
    _decided(session, verdicts)
    each = [flags.counting(one, session.gone(one)) for one in verdicts]
    return session.show(*exact.compare(session.screen, session.figures, each, found))


def history(
    session: Session,
    name: Name,
    every: Annotated[Every, typer.Option("--every", help="How far apart the days are.")] = Every.quarter,
    count: Annotated[int, typer.Option("--count", min=1, max=60, help="How many days before the last.")] = 8,
    group: Group = False,
) -> None:
    """Verdicts over time; each change is split into what the data did and what the rubric did."""
    from bot.over_time import days, moments

    account = session.account(name)
    found = list(moments(session.book, account.account_id, days(session.as_of, str(every), count), group=group))
    decided = session.book.ledger.events("override", account.account_id)
    if session.as_json:
        from bot.cli.documents import plain

        return session.answer(
            {
                "account_id": account.account_id,
                "history": plain(found),
                "overrides": [plain(dict(e.body)) for e in decided],
            }
        )
    from bot.terminal import exact

    session.show(session.screen.heading(session.words("titles.history", name=f"{account.name} ({account.account_id})")))
    session.show(*(session.screen.lines([one]) for one in session.dismissed(found[-1].verdict).values()))
    return session.show(*exact.history(session.screen, session.figures, found, decided))
