"""Who sees what: list, explain, grant, team, load. The rules are those that Slack asks for on every request."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from book.errors import KamError
from bot.cli.session import Session, command

if TYPE_CHECKING:
    from book.access import Access
    from bot.granting import Granting

app = typer.Typer(help="Who sees which accounts: people, roles, owners, teams.", no_args_is_help=True)
User = Annotated[str, typer.Argument(help="The person's id in Slack, such as U012AB3CD.", show_default=False)]
PEOPLE, TEAMS = ("user", "role", "owner", "team"), ("team", "above")


class RoleName(StrEnum):
    """What a person may be."""

    admin = "admin"
    manager = "manager"
    owner = "owner"
    none = "none"


def _access(session: Session) -> Access:
    from book.access import Access

    return Access.of(session.book.ledger, session.book.accounts)


def _granting(session: Session) -> Granting:
    from bot.granting import Granting

    return Granting(session.book.ledger, _access(session), session.words, session.now)


def listing(session: Session) -> None:
    """Everybody with a role, and which team is below which."""
    from bot.granting import described

    access, words = _access(session), session.words
    people = sorted(access.people.values(), key=lambda one: one.user)
    if session.as_json:
        shown = [asdict(one) | {"accounts": len(access.seen_by(one.user))} for one in people]
        return session.answer({"people": shown, "teams": dict(access.above)})
    if not people:
        return session.show(words("access.empty"))
    for one in people:
        n = len(access.seen_by(one.user))
        session.show(words("access.person", who=one.user, what=described(one, words), n=n))
    for team, above in sorted(access.above.items()):
        session.show(words("access.below", team=team, above=above))
    return None


def explain(
    session: Session,
    user: User,
    account: Annotated[str, typer.Argument(help="Name, alias or id.", show_default=False)],
) -> None:
    """Why a person sees an account, or does not."""
    from bot.granting import reason

    access, found = _access(session), session.account(account)
    answer = access.answer(user, found.account_id)
    document = {"user": user, "account_id": found.account_id, **asdict(answer)}
    _done(session, document, reason(access, user, user, found, session.words))


def grant(
    session: Session,
    user: User,
    role: Annotated[RoleName, typer.Argument(help="admin, manager, owner, or none to take it back.")],
    owner: Annotated[
        str | None, typer.Option("--owner", help="The name under which accounts of the book are theirs.")
    ] = None,
    team: Annotated[str | None, typer.Option("--team", help="The team that they manage.")] = None,
) -> None:
    """Say who a person is."""
    from bot.granting import described

    granting = _granting(session)
    made = granting.person(user, role.value, owner, team)
    words, access = session.words, granting.access
    said = [words("access.person", who=user, what=described(made, words), n=len(_access(session).seen_by(user)))]
    known = {held for held, _ in access.held.values()}
    said += [words("access.unknown_owner", owner=owner)] if owner and owner not in known else []
    said += [words("access.unknown_team", team=team)] if team and team not in access.teams else []
    _done(session, asdict(made), *said)


def team(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="TEAM", help="The team.", show_default=False)],
    above: Annotated[str | None, typer.Option("--above", help="The team above it; none unless said.")] = None,
) -> None:
    """Say which team a team is below."""
    _granting(session).team(name, above)
    words = session.words
    said = words("access.below", team=name, above=above) if above else words("access.top", team=name)
    _done(session, {"team": name, "above": above}, said)


def load(
    session: Session,
    file: Annotated[Path, typer.Argument(help="CSV: user, role, owner, team; or team, above.", show_default=False)],
) -> None:
    """Say who everybody is, from a table: all of it, or nothing where a row is wrong."""
    rows = list(_rows(file, session))
    new = _granting(session).load(rows)
    document = {"file": str(file), "rows": len(rows), "new": new}
    _done(session, document, session.words("access.loaded", n=len(rows), new=new))


def _rows(file: Path, session: Session) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows of a table with their numbers, as a spreadsheet counts them. Raises KamError."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "UTF-8"
        raise KamError(session.words("access.unreadable", file=file, why=why)) from None
    reader = csv.reader(text.splitlines())
    heads = [one.strip().casefold() for one in next(reader, [])]
    if not set(heads) <= {*PEOPLE, *TEAMS} or not ({"user", "role"} <= set(heads) or set(heads) == set(TEAMS)):
        raise KamError(session.words("access.columns", columns=", ".join(heads)[:200]))
    for cells in reader:
        if any(one.strip() for one in cells):
            row = dict(zip(heads, (one.strip() for one in cells), strict=False))
            yield reader.line_num, {name: row.get(name, "") for name in heads}


def _done(session: Session, document: Any, *sentences: str) -> None:
    if session.as_json:
        return session.answer(document)
    return session.show(*sentences)


command(app, "list")(listing)
command(app, "explain")(explain)
command(app, "grant")(grant)
command(app, "team")(team)
command(app, "load")(load)
