"""Questions about one account: classify, why, plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import flags
from bot.cli.pictured import Png, write_picture
from bot.cli.session import Session, command
from bot.plays import plays_of

if TYPE_CHECKING:
    from book.accounts import Account
    from knowledge.plays import Play
    from scoring.verdict import Verdict

PANEL = "One account"


def _complete(incomplete: str) -> list[str]:
    from bot.cli.completion import account_names

    return account_names(incomplete)


Name = Annotated[
    str,
    typer.Argument(
        help="Id, name, alias or part of one; a typo is forgiven.", autocompletion=_complete, show_default=False
    ),
]
Group = Annotated[bool, typer.Option("--group", help="The account and all below it as one.")]


def add(app: typer.Typer) -> None:
    """Adds the commands."""
    command(app, "classify", rich_help_panel=PANEL)(classify)
    command(app, "why", rich_help_panel=PANEL)(why)
    command(app, "plan", rich_help_panel=PANEL)(plan)


def classify(session: Session, name: Name, group: Group = False, png: Png = None) -> None:
    """Tier, scorecard, value type, pitfalls and what to do, on one card."""
    account = session.account(name)
    verdict = session.verdict_of(account, group=group).verdict(0)
    if not group and not session.book.read_only:
        _record(session, verdict)
    plays = plays_of(verdict, session.gone(verdict))
    if png:
        from bot.pictures.contributions import contributions_picture

        write_picture(session, contributions_picture(verdict, session.figures), png)
    if session.as_json:
        return session.answer(document(session, verdict, plays))
    from bot.terminal.card import Card, card

    commands = [f"kam {what} {account.account_id}" for what in ("why", "plan", "nearest")]
    shown = Card(
        verdict=verdict,
        sentences=explanation(session, verdict),
        plays=[play.said(session.words.lang).title for play in plays],
        notes=notes(session, account, verdict, group=group),
        dismissed=session.dismissed(verdict),
        more=commands,
    )
    return session.show(card(session.screen, session.figures, shown))


def document(session: Session, verdict: Verdict, plays: tuple[Play, ...]) -> dict[str, Any]:
    """The account's object of `score --json` with the plays and the explanation."""
    from scoring import contract

    text = session.words("sentence_gap").join(explanation(session, verdict))
    head = {"as_of": verdict.as_of.isoformat(), "rubric": session.in_force.rubric.version}
    told = {"plays": [play.id for play in plays], "explanation": text}
    return contract.account(verdict) | head | told | decisions(session, verdict)


def decisions(session: Session, verdict: Verdict) -> dict[str, Any]:
    """What people decided beside the verdict: the override in force, and the dismissed flags by pitfall."""
    found = session.book.ledger.overrides(verdict.as_of, verdict.account_id).get(verdict.account_id)
    given = ("tier", "reason", "approver", "expires_on")
    override = {key: str(getattr(found, key)) for key in given} if found else None
    return {"override": override, "dismissed": {key: flags.said(one) for key, one in session.gone(verdict).items()}}


def _record(session: Session, verdict: Verdict) -> None:
    """The ledger keeps what was said of an account."""
    body = {
        "as_of": verdict.as_of.isoformat(),
        "rubric": session.in_force.rubric.version,
        "tier": verdict.tier,
        "total": verdict.total,
        "coverage": verdict.coverage,
        "value_type": verdict.value_type.type,
        "pitfalls": {key: pitfall.state for key, pitfall in verdict.pitfalls.items()},
    }
    session.book.ledger.append("verdict", body, at=session.now, account_id=verdict.account_id)


def explanation(session: Session, verdict: Verdict) -> list[str]:
    """The verdict in sentences."""
    from prompts.narrator import explain

    return explain(flags.counting(verdict, session.gone(verdict)), session.figures)


def notes(session: Session, account: Account, verdict: Verdict, *, group: bool) -> list[str]:
    """What stands beside a verdict: an override, a dismissed flag, a group, a rubric later than the day."""
    from bot.notes import notes as decided

    below = len(session.book.accounts.group(account.account_id)) if group else 0
    found = [session.words("card.group", n=below)] if group else []
    return found + decided(session.book, verdict, session.figures, session.in_force)


def why(session: Session, name: Name, group: Group = False) -> None:
    """Every figure behind the verdict: value, points, weight, contribution, and the evidence of each pitfall."""
    account = session.account(name)
    verdict = session.verdict_of(account, group=group).verdict(0)
    if session.as_json:
        from bot.cli.documents import why as document_of

        return session.answer(document_of(verdict) | decisions(session, verdict))
    from bot.terminal.card import evidence
    from bot.terminal.tables import criteria

    screen, figures = session.screen, session.figures
    session.show(screen.heading(session.words("titles.why", name=f"{verdict.name} ({verdict.account_id})")))
    session.show(*(screen.lines([one]) for one in notes(session, account, verdict, group=group)))
    session.show(criteria(screen, figures, verdict))
    return session.show(*evidence(screen, figures, verdict, session.dismissed(verdict)))


def plan(session: Session, name: Name, group: Group = False) -> None:
    """What to do, what not to do and what to ask, chosen by rule."""
    account = session.account(name)
    verdict = session.verdict_of(account, group=group).verdict(0)
    plays = plays_of(verdict, session.gone(verdict))
    lang = session.words.lang
    if session.as_json:
        return session.answer({
            "account_id": account.account_id,
            "plays": [{"id": p.id, "passage": p.passage, **p.said(lang).model_dump(mode="json")} for p in plays],
            "questions": list(verdict.value_type.questions),
            **decisions(session, verdict),
        })  # fmt: skip
    from bot.terminal.tables import plan as plan_tables

    session.show(session.screen.heading(session.words("titles.plan", name=f"{verdict.name} ({verdict.account_id})")))
    session.show(*(session.screen.lines([one]) for one in notes(session, account, verdict, group=group)))
    return session.show(*plan_tables(session.screen, session.figures, verdict, plays))
