"""Keeping the book: doctor, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.session import Session, command

PANEL = "Upkeep"


def add(app: typer.Typer) -> None:
    """Adds the commands."""
    command(app, "doctor", rich_help_panel=PANEL)(doctor)
    command(app, "backup", rich_help_panel=PANEL)(backup)
    command(app, "export", rich_help_panel=PANEL)(export)
    command(app, "restore", rich_help_panel=PANEL, create=True)(restore)


def doctor(session: Session) -> None:
    """What is configured, what is missing, and what to do about it."""
    from bot.cli.checkup import checks

    found = list(checks(session))
    if session.as_json:
        session.answer([{"check": c.name, "state": c.state, "found": c.found, "what_to_do": c.remedy} for c in found])
    else:
        rows = [
            [c.name, session.words(f"checks.{c.state}"), c.found + (f"\n{c.remedy}" if c.remedy else "")] for c in found
        ]
        heads = [(session.words(f"tables.{key}"), "left") for key in ("check", "state", "result")]
        session.show(session.screen.heading(session.words("titles.doctor")), session.screen.table(heads, rows, wrap=2))  # type: ignore[arg-type]
    if any(c.state == "wrong" for c in found):
        raise typer.Exit(1)


def backup(
    session: Session, file: Annotated[Path, typer.Argument(help="Where to write the copy.", show_default=False)]
) -> None:
    """Write a consistent copy of the book, checked."""
    from book.backup import backup as copy

    rows = copy(session.book, file)
    if session.as_json:
        return session.answer({"file": str(file), "rows": rows})
    return session.show(session.words("notes.backup", path=file, rows=f"{rows:,}"))


def export(session: Session, folder: Annotated[Path, typer.Argument(help="A new folder.", show_default=False)]) -> None:
    """Write the tables as Parquet files: for other programs, or as a book that is only read (--book FOLDER)."""
    from book.export import export as write

    written = write(session.book, folder)
    if session.as_json:
        return session.answer({"folder": str(folder), "rows": dict(written)})
    return session.show(session.words("notes.exported", path=folder, rows=f"{sum(written.values()):,}"))


def restore(
    session: Session, file: Annotated[Path, typer.Argument(help="A copy made by `kam backup`.", show_default=False)]
) -> None:
    """Put a copy back in the place of the book; the book of before is kept beside it."""
    from book.backup import restore as put_back

    kept = put_back(file, Path(session.location))
    if session.as_json:
        return session.answer({"file": session.location, "kept": str(kept) if kept else None})
    return session.show(session.words("notes.restored", path=file, kept=kept or session.words("none")))
