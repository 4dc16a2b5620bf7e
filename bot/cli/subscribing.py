"""`kam digest add`: subscribing from the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from book.errors import KamError
from bot.cli.digest import access_of, done
from bot.cli.session import Session, command

if TYPE_CHECKING:
    from bot.digest.subscription import Subscription


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    command(app, "add")(add)


class KindName(StrEnum):
    """What a digest is."""

    weekly = "weekly"
    monthly = "monthly"
    alert = "alert"


class AlertName(StrEnum):
    """What an alert tells of."""

    one_off = "one_off"
    pitfall_at_a = "pitfall_at_a"
    fell_by_two = "fell_by_two"


class Weekday(StrEnum):
    """A day of the week."""

    mon = "mon"
    tue = "tue"
    wed = "wed"
    thu = "thu"
    fri = "fri"
    sat = "sat"
    sun = "sun"


def add(
    session: Session,
    to: Annotated[str, typer.Option("--to", help="A channel's id, or a person's for their DM.", show_default=False)],
    by: Annotated[
        str, typer.Option("--by", help="The manager or admin who subscribes: their rights count.", show_default=False)
    ],
    kind: Annotated[KindName, typer.Option("--kind")] = KindName.weekly,
    weekday: Annotated[Weekday, typer.Option("--weekday")] = Weekday.mon,
    hour: Annotated[int, typer.Option("--hour", help="5 to 22.")] = 9,
    tz: Annotated[str, typer.Option("--tz", help="IANA time zone, such as Asia/Taipei.")] = "UTC",
    team: Annotated[str | None, typer.Option("--team")] = None,
    region: Annotated[str | None, typer.Option("--region")] = None,
    owner: Annotated[str | None, typer.Option("--owner")] = None,
    group: Annotated[str | None, typer.Option("--group", help="A parent account, with all below it.")] = None,
    tier: Annotated[list[str] | None, typer.Option("--tier", help="A to D; may be repeated.")] = None,
    alert: Annotated[list[AlertName] | None, typer.Option("--alert", help="For alerts; may be repeated.")] = None,
) -> None:
    """Subscribe. Who is in the channel is asked of Slack before each send. The language is that of --lang."""
    from bot.digest.subscription import made, save

    wanted = {"team": team, "region": region, "owner": owner, "tiers": [one.upper() for one in tier or []]}
    wanted["group"] = session.account(group).account_id if group else None
    one = made(
        kind=kind.value,
        to=to,
        by=by,
        weekday=list(Weekday).index(weekday),
        hour=hour,
        tz=tz,
        lang=session.words.lang,
        wanted=wanted,
        alerts=[one.value for one in alert or []],
        since=session.now,
    )
    may_have(session, one)
    save(session.book.ledger, one, at=session.now, by=by)
    done(session, one, "saved")


def may_have(session: Session, one: Subscription) -> None:
    """Who subscribes may see what it shows, and so may whose DM it goes to. Raises KamError."""
    from bot.digest.allowed import MAY_SUBSCRIBE, in_words, shown_by

    access, words = access_of(session), session.words
    person = access.people.get(one.by)
    shown = shown_by(session.book, access, one) if person else set()
    if person is None or person.role not in MAY_SUBSCRIBE:
        raise KamError(words("digestforms.no_role", user=one.by))
    alike = access.representatives(shown)
    if not alike or not all(access.may_see(one.by, account) for account in alike):
        raise KamError(words("digestforms.shows_nothing", user=one.by))
    if one.direct and not all(access.may_see(one.to, account) for account in alike):
        raise KamError(words("digestforms.refused", reason=in_words("not all may see", words)))
