"""`kam digest`: who gets which digest and when, what was sent, what is due, and which need somebody's eye."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from book.errors import KamError
from bot.cli.session import Session, command

if TYPE_CHECKING:
    from book.access import Access
    from book.records.digests import Row
    from bot.digest.health import Health
    from bot.digest.subscription import Subscription
    from bot.terminal.screen import Align

BY = "command line"
app = typer.Typer(help="Digests: what changed, in a channel, on its day and hour.", no_args_is_help=True)
Key = Annotated[str, typer.Argument(help="The subscription's id, as `kam digest list` shows it.", show_default=False)]


def access_of(session: Session) -> Access:
    """The rules of access."""
    from book.access import Access

    return Access.of(session.book.ledger, session.book.accounts)


def _healths(session: Session) -> list[Health]:
    from bot.digest.health import healths

    return healths(session.book, access_of(session), session.now)


def _names(session: Session, one: Subscription) -> Mapping[str, str]:
    group, held = one.wanted.group, session.book.accounts
    return {group: held.get(group).name} if group and group in held.column("owner") else {}


def _document(of: Health) -> dict[str, Any]:
    """A subscription and how it is, as JSON."""
    last, zone = of.last, of.subscription.zone
    return of.subscription.model_dump(mode="json") | {
        "last": last.due.astimezone(zone).isoformat() if last else None,
        "last_key": last.key if last else None,
        "last_in_part": of.in_part or None,
        "next": of.next.astimezone(zone).isoformat() if of.next else None,
        "failing_since": of.failing.astimezone(zone).isoformat() if of.failing else None,
        "delayed": of.delayed or None,
        "why": of.why or of.subscription.why_paused,
        "ownerless": list(of.ownerless),
        "ignored": of.ignored,
    }


def listing(session: Session) -> None:
    """All subscriptions: what, where, when and next, language, state."""
    from bot.digest.described import coming, rhythm, standing, what

    found = _healths(session)
    if session.as_json:
        return session.answer([_document(one) for one in found])
    if not found:
        return session.show(session.words("digestforms.empty"))
    rows, access = [], access_of(session)
    for of in found:
        one = of.subscription
        when = [rhythm(one, session.words), coming(one, of.next, session.figures)]
        state = standing(one, session.words)
        said = what(one, session.figures, _names(session, one), access)
        rows.append([one.id, said, one.to, "\n".join(when), one.lang, state])
    names = ("id", "what", "where", "when", "language", "state")
    columns: list[tuple[str, Align]] = [(session.words(f"digestforms.columns.{name}"), "left") for name in names]
    return session.show(session.screen.table(columns, rows, wrap=1))


def done(session: Session, one: Subscription, what: str) -> None:
    """Says what was done with a subscription."""
    from bot.digest.described import coming
    from bot.digest.schedule import upcoming

    if session.as_json:
        return session.answer(one.model_dump(mode="json"))
    due = upcoming(one, _digests(session).of(one.id), session.now)
    said = [f"{one.id} {session.words(f'digestforms.{what}')}", coming(one, due, session.figures)]
    return session.show(" · ".join(filter(None, said)))


def show(
    session: Session,
    key: Annotated[str, typer.Argument(help="A digest's key, such as a1b2c3:2026-W02.", show_default=False)],
    files: Annotated[
        Path | None, typer.Option("--files", help="Write picture and table into this folder, as they were sent.")
    ] = None,
) -> None:
    """A past digest as it was sent, from the scores of its day; --json gives what was frozen, byte for byte."""
    from bot.terminal.blocks import text_lines

    row = _row(session, key)
    if files is not None:
        _write(row, files)
    if session.as_json:
        return typer.echo(_digests(session).frozen(key))
    content: Mapping[str, Any] = row.content or {}
    for part in ("message", "details"):
        for line in text_lines(content.get(part, {}).get("blocks", ())):
            typer.echo(line)
    return None


def _digests(session: Session) -> Any:
    from book.records.digests import Digests

    return Digests(session.book.records)


def _row(session: Session, key: str) -> Row:
    """A digest that was frozen. Raises KamError."""
    row: Row | None = _digests(session).get(key)
    if row is None:
        raise KamError(session.words("digestforms.no_such", digest=key))
    if not row.content:
        raise KamError(session.words("digestforms.no_text", digest=key, state=row.state))
    return row


def _write(row: Row, folder: Path) -> None:
    import base64

    folder.mkdir(parents=True, exist_ok=True)
    for file in (row.content or {}).get("files", ()):
        (folder / Path(file["name"]).name).write_bytes(base64.b64decode(file["content"]))


def preview_(session: Session, key: Key) -> None:
    """What a digest would say now. Nothing is sent."""
    from bot.digest.preview import preview
    from bot.digest.subscription import get
    from bot.terminal.blocks import text_lines

    made = preview(session.book, access_of(session), get(session.book.ledger, key), session.now)
    if session.as_json:
        return session.answer({"text": made.text, "blocks": list(made.blocks)})
    for line in text_lines(made.blocks):
        typer.echo(line)
    return None


def pause(session: Session, key: Key) -> None:
    """Send it no more for now."""
    _change(session, key, "paused_now", {"paused": True, "why_paused": ""})


def resume(session: Session, key: Key) -> None:
    """Send it again from now on."""
    _change(session, key, "resumed", {"paused": False, "why_paused": "", "since": session.now})


def _change(session: Session, key: str, what: str, how: Mapping[str, Any]) -> None:
    from bot.digest.subscription import get, save

    one = get(session.book.ledger, key).model_copy(update=how)
    save(session.book.ledger, one, at=session.now, by=BY)
    done(session, one, what)


def delete_(session: Session, key: Key) -> None:
    """End a subscription; what was sent stays."""
    from bot.digest.subscription import delete, get

    one = get(session.book.ledger, key)
    delete(session.book.ledger, one, at=session.now, by=BY)
    done(session, one.model_copy(update={"paused": True}), "deleted")


def send(
    session: Session,
    key: Annotated[str, typer.Argument(help="Of this subscription alone; of all without it.")] = "",
) -> None:
    """Send what is due now, once: for cron, where no bot runs. What a running bot sends meanwhile is not sent again.

    Exit code 1: something could not be sent, or only in part.
    """
    from bot.digest.once import round_of
    from bot.digest.subscription import get
    from bot.settings import settings
    from bot.slack.logs import configure_logs

    configure_logs()
    given = {"KAM_BOOK": session.location, "KAM_LANG": session.lang, "KAM_AS_OF": str(session.day or "")}
    made, runner = round_of(settings(**given))
    if key:
        with made.services.opened() as book:
            get(book.ledger, key)  # says so where there is none
    done = made.send(runner, key)
    if session.as_json:
        session.answer([{"key": one, "state": state} for one, state in done])
    else:
        words = session.words
        session.show(
            *[words("digestforms.sent", digest=one, state=state) for one, state in done]
            or [words("digestforms.nothing_due")]
        )
    if any(state in ("failed", "in part", "later") for _, state in done):
        raise typer.Exit(1)


def health(session: Session) -> None:
    """Last and next run of each; which fail and why, which have items without an owner, and which nobody looks at."""
    from bot.digest.described import troubles, what

    found = _healths(session)
    if session.as_json:
        return session.answer([_document(one) for one in found])
    if not found:
        return session.show(session.words("digestforms.empty"))
    access = access_of(session)
    for one in found:
        said = what(one.subscription, session.figures, _names(session, one.subscription), access)
        session.show(f"{one.subscription.id}  {said}")
        session.show(session.screen.lines(troubles(one, session.figures)))
    return None


command(app, "list")(listing)
command(app, "show")(show)
command(app, "preview")(preview_)
command(app, "pause")(pause)
command(app, "resume")(resume)
command(app, "delete")(delete_)
command(app, "send")(send)
command(app, "health")(health)
