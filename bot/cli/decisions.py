"""What people decide and observe: overrides, dismissed flags, signals. All of it goes into the ledger or the book."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from book.errors import KamError
from bot.cli.account import Name
from bot.cli.portfolio import TierLetter
from bot.cli.rubric import day
from bot.cli.session import Session, command

if TYPE_CHECKING:
    from book.accounts import Account
    from bot.decisions import Decider

PANEL = "Decisions and observations"
Reason = Annotated[str | None, typer.Option("--reason", help="Why.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides.")]
Until = Annotated[str | None, typer.Option("--until", help="Last day on which it holds, as 2026-06-30.")]
Revoke = Annotated[bool, typer.Option("--revoke", help="Take it back.")]


def add(app: typer.Typer) -> None:
    """Adds the commands."""
    command(app, "override", rich_help_panel=PANEL)(override)
    command(app, "dismiss", rich_help_panel=PANEL)(dismiss)
    command(app, "signal", rich_help_panel=PANEL)(signal)


def _asked(**given: str | None) -> dict[str, str]:
    missing = [f"--{name}" for name, value in given.items() if not value]
    if missing:
        raise typer.BadParameter(
            f"{', '.join(missing)} {'are' if len(missing) > 1 else 'is'} needed: a decision has a reason, a person and an end"
        )
    return {name: value for name, value in given.items() if value}


def _decider(session: Session, by: str | None) -> Decider:
    from bot.decisions import Decider

    return Decider(session.book, session.figures, session.as_of, session.now, by)


def override(
    session: Session,
    name: Name,
    tier: Annotated[TierLetter | None, typer.Argument(help="The tier that a person sets.", show_default=False)] = None,
    reason: Reason = None,
    by: By = None,
    until: Until = None,
    revoke: Revoke = False,
) -> None:
    """Set a tier beside the computed one (never instead of it), with reason, approver and expiry."""
    account, decider = session.account(name), _decider(session, by)
    if revoke:
        return _revoked(session, account, decider.take_override_back(account, reason))
    if tier is None:
        raise typer.BadParameter("name the tier: A, B, C or D", param_hint="TIER")
    said = _asked(reason=reason, by=by, until=until)
    body = decider.override(account, tier.value, said["reason"], day(said["until"], "--until"))
    computed = session.verdict_of(account).verdict(0).tier or session.words("card.not_rated")
    shown = {
        "by": said["by"],
        "tier": tier.value,
        "until": session.figures.day(date.fromisoformat(body["expires_on"])),
        "reason": said["reason"],
    }
    return _done(
        session,
        {"account_id": account.account_id, **body},
        session.words("sentences.override", **shown, computed=computed),
    )


def _revoked(session: Session, account: Account, event: int) -> None:
    """Says that an earlier decision was taken back."""
    document = {"account_id": account.account_id, "revoked": event}
    _done(session, document, session.words("decisions.revoked", name=account.name))


def dismiss(
    session: Session,
    name: Name,
    pitfall: Annotated[str, typer.Argument(help="P1 to P5.", show_default=False)],
    reason: Reason = None,
    by: By = None,
    until: Until = None,
    revoke: Revoke = False,
) -> None:
    """Dismiss a flag with a reason until a day; it returns when that day is over or its evidence worsens."""
    account, decider = session.account(name), _decider(session, by)
    verdict = session.verdict_of(account).verdict(0)
    if pitfall.upper() not in verdict.pitfalls:
        raise typer.BadParameter(f"the pitfalls are {', '.join(verdict.pitfalls)}", param_hint="PITFALL")
    if revoke:
        return _revoked(session, account, decider.take_dismissal_back(verdict, pitfall, reason))
    flag = decider.dismissible(verdict, pitfall)
    said = _asked(reason=reason, by=by, until=until)
    decider.dismiss(verdict, pitfall, said["reason"], day(said["until"], "--until"))
    return _done(
        session,
        {"account_id": account.account_id, "dismissed": flag.id, "until": said["until"]},
        *session.dismissed(verdict).values(),
    )


def signal(
    session: Session,
    name: Name,
    key: Annotated[
        str,
        typer.Argument(
            help="What was observed, such as satisfaction; `kam rubric show --yaml` lists them.", show_default=False
        ),
    ],
    value: Annotated[float, typer.Argument(help="The value: 0-10, a count, or an amount a year.", show_default=False)],
    on: Annotated[
        str | None,
        typer.Option(
            "--on", help="Day of the observation; default: the as-of day, the last one that the book knows of."
        ),
    ] = None,
    source: Annotated[str, typer.Option("--source", help="customer, system or rep.")] = "rep",
    by: By = None,
    note: Annotated[str | None, typer.Option("--note", help="What was seen or said.")] = None,
) -> None:
    """Record one observation that orders cannot show."""
    from book.importing.apply import Terms
    from book.importing.one_row import one_signal
    from book.schema import SOURCES_OF_SIGNAL

    account, known = session.account(name), session.book.rubrics.latest().signals
    if key not in known:
        raise KamError(f"The rubric knows no signal {key!r}{_nearest(key, list(known))}.")
    if source not in SOURCES_OF_SIGNAL:
        raise typer.BadParameter(f"the sources are {', '.join(SOURCES_OF_SIGNAL)}", param_hint="--source")
    when = day(on, "--on") if on else session.as_of
    row = {
        "account_id": account.account_id,
        "key": key,
        "value": value,
        "observed_on": when,
        "source": source,
        "author": by,
        "note": note,
    }
    taken = session.book.take(one_signal(row), Terms(session.now))
    said = session.words(
        "decisions.signal",
        name=account.name,
        label=session.figures.label(key),
        value=session.figures.value(key, value),
        date=session.figures.day(when),
    )
    _done(
        session,
        {
            "account_id": account.account_id,
            "key": key,
            "value": value,
            "observed_on": when.isoformat(),
            "new": taken.outcome.changes > 0,
        },
        said,
    )


def _nearest(key: str, known: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(key, known, n=3)
    return f"; do you mean {' or '.join(near)}?" if near else f"; it knows {', '.join(known)}"


def _done(session: Session, document: Any, *sentences: str) -> None:
    if session.as_json:
        return session.answer(document)
    return session.show(*sentences)
