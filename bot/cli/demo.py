"""`kam demo`: the main job on the sample book, in a book of its own."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.session import Lang, Plain, Session

ACCOUNT = "ACME"
Keep = Annotated[Path | None, typer.Option("--keep", help="Keep the sample book in this file, to go on with --book.")]


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("demo", rich_help_panel="Start here")(demo)


def demo(keep: Keep = None, lang: Lang = "en", plain: Plain = False) -> None:
    """A guided session on the sample book: import, score, pyramid, one account and why. No account, token or model needed."""
    with tempfile.TemporaryDirectory(prefix="kam-demo-") as folder:
        location = keep or Path(folder) / "demo.db"
        session = Session(str(location), None, lang, as_json=False, plain=plain, create=True)
        try:
            for command, step in _steps(session):
                _announce(session, command)
                step()
        finally:
            session.close()
        session.show("", session.words("demo.kept", path=keep) if keep else session.words("demo.next"))


def _steps(session: Session) -> list[tuple[str, Callable[[], None]]]:
    from book import sample
    from bot.cli.account import classify, plan, why
    from bot.cli.exact import nearest
    from bot.cli.importing import import_
    from bot.cli.portfolio import TierLetter, pyramid, score

    exports = sorted(sample.path().glob("*.csv"))
    return [
        ("kam import sample/*.csv --base-currency EUR", lambda: import_(session, exports, base_currency="EUR")),
        ("kam score --tier A", lambda: score(session, tier=TierLetter.A)),
        ("kam pyramid profit", lambda: pyramid(session, "profit")),
        (f"kam classify {ACCOUNT}", lambda: classify(session, ACCOUNT)),
        (f"kam why {ACCOUNT}", lambda: why(session, ACCOUNT)),
        (f"kam plan {ACCOUNT}", lambda: plan(session, ACCOUNT)),
        (f"kam nearest {ACCOUNT}", lambda: nearest(session, ACCOUNT)),
    ]


def _announce(session: Session, command: str) -> None:
    """Shows the command; on a terminal a person goes on with Enter."""
    session.show("", session.screen.heading(f"$ {command}"))
    if sys.stdin.isatty() and sys.stdout.isatty() and not session.plain:
        print(session.words("demo.enter"), end="", flush=True)  # noqa: T201
        if not sys.stdin.readline():
            raise typer.Abort
