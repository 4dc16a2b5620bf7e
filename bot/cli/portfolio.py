"""Questions about the whole book: score, accounts, pyramid, portfolio."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from book.errors import KamError
from bot import flags
from bot.cli.pictured import Png, write_picture
from bot.cli.session import Session, command

if TYPE_CHECKING:
    from scoring.verdicts import Verdicts

PANEL = "The whole book"


class TierLetter(StrEnum):
    """A tier."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class By(StrEnum):
    """What a portfolio is broken down by."""

    tier = "tier"
    value_type = "value_type"
    quadrant = "quadrant"
    owner = "owner"
    team = "team"
    region = "region"
    country = "country"
    industry = "industry"


OnlyTier = Annotated[TierLetter | None, typer.Option("--tier", help="Accounts of this tier alone.")]
Owner = Annotated[str | None, typer.Option("--owner", help="Accounts of this owner alone.")]


def add(app: typer.Typer) -> None:
    """Adds the commands."""
    command(app, "score", rich_help_panel=PANEL)(score)
    command(app, "accounts", rich_help_panel=PANEL)(accounts)
    command(app, "pyramid", rich_help_panel=PANEL)(pyramid)
    command(app, "portfolio", rich_help_panel=PANEL)(portfolio)


def score(session: Session, tier: OnlyTier = None, owner: Owner = None) -> None:
    """Every account's verdict, best first. --json follows the stable contract (all accounts, always)."""
    verdicts = session.verdicts
    if session.as_json:
        return _stream(verdicts)
    from bot.terminal.tables import accounts as table

    order = [at for at in ranked(verdicts) if tier is None or verdicts.tier[at] == tier.value]
    if owner is not None:
        owners = session.book.accounts.column("owner")
        order = [
            at for at in order if (owners.get(str(verdicts.table.account_id[at])) or "").casefold() == owner.casefold()
        ]
    overrides = session.book.ledger.overrides(session.as_of)
    session.show(
        session.screen.heading(session.words("titles.score", n=len(order), date=session.figures.day(session.as_of)))
    )
    codes = flags.codes(verdicts, gone := flags.dismissed(session.book, session.as_of))
    session.show(table(session.screen, session.figures, verdicts, order, overrides, codes))
    shown = {str(verdicts.table.account_id[at]) for at in order}
    if shown & {*overrides, *gone}:
        session.show(session.words("notes.decided"))
    return None


def ranked(verdicts: Verdicts) -> list[int]:
    """Rows by falling total, accounts without one last, then by id."""
    totals = verdicts.total.tolist()
    return sorted(
        range(len(verdicts)),
        key=lambda at: (totals[at] != totals[at], -totals[at] if totals[at] == totals[at] else 0.0, at),
    )


def _stream(verdicts: Verdicts) -> None:
    """The contract's document, written account by account: a book of any size fits."""
    from scoring import contract

    head = json.dumps(contract.head(verdicts), ensure_ascii=False, allow_nan=False)
    typer.echo(f'{head[:-1]}, "accounts": [')
    last = len(verdicts) - 1
    for at, account in enumerate(contract.accounts(verdicts)):
        typer.echo(json.dumps(account, ensure_ascii=False, allow_nan=False) + ("" if at == last else ","))
    typer.echo(f'], "portfolio": {json.dumps(contract.portfolio(verdicts), ensure_ascii=False, allow_nan=False)}}}')


def accounts(
    session: Session, text: Annotated[str | None, typer.Argument(help="What to look for; all without it.")] = None
) -> None:
    """Look accounts up by id, name, alias, part of a name or a typo."""
    from book.lookup import Match

    if text is None:
        found = [Match(a.account_id, a.name, "id", a.account_id, 100.0) for a in session.book.accounts.all()]
    else:
        found = session.book.find(text)
    if not found:
        raise KamError(
            f"No account fits {text!r}." if text else "The book has no accounts; import some with `kam import FILES`."
        )
    if session.as_json:
        return session.answer(
            [{"account_id": m.account_id, "name": m.name, "how": m.how, "score": m.score} for m in found]
        )
    from bot.terminal.tables import matches

    return session.show(matches(session.screen, session.figures, found))


def pyramid(
    session: Session,
    name: Annotated[
        str | None, typer.Argument(help="A pyramid of the rubric (profit, volume, potential); all without it.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", help="Classic ABC by a metric alone; up to three times.")
    ] = None,
    png: Png = None,
) -> None:
    """Customer pyramids: accounts, revenue and contribution of each level."""
    from scoring.pyramid import levels, pyramids, single_metric_codes

    verdicts, rubric = session.verdicts, session.in_force.rubric
    held = pyramids(verdicts)
    if name is not None and name not in held:
        raise typer.BadParameter(f"the pyramids are {', '.join(held)}", param_hint="NAME")
    shown = {
        rubric.pyramids[key].label.in_(session.words.lang): value for key, value in held.items() if name in (None, key)
    }
    tiers = {session.words("titles.by_tier"): levels(verdicts, verdicts.tier_codes)}
    for metric in _metrics(session, by):
        title = session.words("titles.single", metric=session.figures.label(metric))
        tiers[title] = levels(verdicts, single_metric_codes(verdicts.table.column(metric), rubric))
    if png:
        from bot.pictures.pyramid import pyramid_picture

        title, first = next(iter((shown if name else tiers).items()))
        write_picture(session, pyramid_picture(first, session.figures, title=title, note=_note(session)), png)
    if session.as_json:
        views = {**({} if name else tiers), **shown}
        return session.answer(
            {
                "as_of": session.as_of.isoformat(),
                "pyramids": {k: {n: asdict(x) for n, x in v.items()} for k, v in views.items()},
            }
        )
    from bot.terminal.tables import levels as table

    views = {**({} if name and not by else tiers), **({} if by and not name else shown)}
    session.show(*(table(session.screen, session.figures, title, view) for title, view in views.items()))
    if by:
        session.show(session.words("notes.classic_beside"))
    return None


def _metrics(session: Session, by: list[str] | None) -> list[str]:
    known = session.verdicts.table.values
    for metric in by or []:
        if metric not in known:
            raise typer.BadParameter(
                f"there is no metric {metric}; the metrics are {', '.join(sorted(known))}", param_hint="--by"
            )
    if len(by or []) > 3:
        raise typer.BadParameter("at most three metrics", param_hint="--by")
    return by or []


def portfolio(
    session: Session,
    by: Annotated[list[By] | None, typer.Option("--by", help="Break down by this; several times for more.")] = None,
    png: Png = None,
) -> None:
    """The book as a whole: breakdowns, concentration measured (not assumed), whale curve, portfolio pitfalls."""
    from bot.cli.breakdown import labels
    from scoring import contract
    from scoring.portfolio import groups, whale_curve

    verdicts = session.verdicts
    views = {
        str(key): groups(verdicts, labels(session, str(key))) for key in (by or [By.tier, By.value_type, By.quadrant])
    }
    ids, running = whale_curve(verdicts)
    if png:
        from bot.pictures.whale import whale_picture

        write_picture(session, whale_picture(running.tolist(), session.figures, note=_note(session)), png)
    if session.as_json:
        curve = [{"account_id": str(one), "cumulative": float(value)} for one, value in zip(ids, running, strict=True)]
        head = contract.portfolio(verdicts) | {"as_of": session.as_of.isoformat(), "whale_curve": curve}
        return session.answer(head | {"by": {key: [asdict(group) for group in view] for key, view in views.items()}})
    from bot.terminal.portfolio import portfolio as shown

    neglected = flags.neglected(verdicts, flags.dismissed(session.book, session.as_of))
    small = [str(verdicts.table.account_id[at]) for at in neglected]
    return session.show(*shown(session.screen, session.figures, verdicts, views, small))


def _note(session: Session) -> str:
    """The day and the rubric of a picture."""
    from prompts.narrator.names import rubric_name

    day = session.words("card.as_of", date=session.figures.day(session.as_of))
    return f"{day} · {rubric_name(session.in_force.rubric.version, session.words)}"
