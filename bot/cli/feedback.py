"""`kam feedback`: what people thought of the answers that they got in Slack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import Session, command

if TYPE_CHECKING:
    from book.book import Book

PANEL = "Upkeep"
COLUMNS = ("at", "by", "verdict", "what", "account_id", "name", "worded_by", "request")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run."""


def add(app: typer.Typer) -> None:
    """Adds the command."""
    command(app, "feedback", rich_help_panel=PANEL)(feedback)


def feedback(
    session: Session,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV alone on stdout.")] = False,
) -> None:
    """What people thought of answers: who, when, helpful or not, what it was about, and who worded it."""
    found = told(session.book)
    if session.as_json:
        return session.answer(found)
    if as_csv:
        return _csv(found)
    words = session.words
    if not found:
        return session.show(words("slack.thanks.none"))
    from bot.terminal.tables import heads

    rows = [[(one["at"] or "")[:16].replace("T", " "), *(one[name] or "-" for name in COLUMNS[1:-1])] for one in found]
    columns = heads(session.figures, "date", "by", "result", "what", "id", "name", "worded_by")
    session.show(session.screen.table(columns, rows, wrap=5))
    counted = Counter(one["verdict"] for one in found)
    return session.show(words("slack.thanks.counted", good=counted["good"], bad=counted["bad"]))


def told(book: Book) -> list[dict[str, str | None]]:
    """Every click, oldest first, with the answer that it was about."""
    answers = {event.body["request"]: event for event in book.ledger.events("answer")}
    names = {account.account_id: account.name for account in book.accounts.all()}
    found = []
    for event in book.ledger.events("feedback"):
        answer = answers.get(event.body["request"])
        said = answer.body if answer else {}
        account = event.account_id or next(iter(said.get("accounts", ())), None)
        values = (
            event.at.isoformat(),
            event.by,
            event.body["verdict"],
            said.get("what") or event.body.get("what") or None,
            account,
            names.get(account or ""),
            said.get("worded_by"),
            event.body["request"],
        )
        found.append(dict(zip(COLUMNS, values, strict=True)))
    return found


def _csv(found: Sequence[dict[str, str | None]]) -> None:
    import csv
    import sys

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_plain(one[name]) for name in COLUMNS] for one in found)


def _plain(text: str | None) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text and text.startswith(FORMULA) else text or ""
