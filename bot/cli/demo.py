"""`kam demo`: the real bot on the sample book in a small local workspace with a web page; or the guided tour as text."""

from __future__ import annotations

import sys
import tempfile
import webbrowser
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import Lang, Plain, Session

if TYPE_CHECKING:
    from bot.demo.beside import Beside
    from bot.demo.running import Demo

BARS = str.maketrans("█░", "#-")
Keep = Annotated[Path | None, typer.Option("--keep", help="Keep the sample book in this file, to go on with --book.")]
Once = Annotated[
    bool, typer.Option("--once", help="Print the guided tour and end. So it is where there is no terminal.")
]
Open = Annotated[bool, typer.Option("--open", help="Open the page in the browser.")]
Port = Annotated[int, typer.Option("--port", help="The page's port on 127.0.0.1; 0: any free one.")]


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("demo", rich_help_panel="Start here")(demo)


def demo(
    keep: Keep = None,
    once: Once = False,
    open_: Open = False,
    port: Port = 0,
    lang: Lang = "en",
    plain: Plain = False,
) -> None:
    """The real bot on the sample book, in a local workspace with a web page. No Slack account, token or model needed."""
    from bot.demo.beside import Beside
    from bot.demo.running import arguments

    once = once or not sys.stdout.isatty()
    with tempfile.TemporaryDirectory(prefix="kam-demo-") as name, closing(Beside(*arguments(port))) as beside:
        folder = Path(name)
        session = Session(str(keep or folder / "demo.db"), None, lang, as_json=False, plain=plain, create=True)
        try:
            _run(session, folder, beside, once=once, opens=open_)
        finally:
            session.close()
        session.show("", session.words("demo.kept", path=keep) if keep else session.words("demo.next"))


def _run(session: Session, folder: Path, beside: Beside, *, once: bool, opens: bool) -> None:
    """Fills the book, starts the bot on a copy, and shows what is asked for.

    The invented people's roles and what they do end with the copy: a book that is kept may be another bot's.
    """
    from bot.demo.running import demo as running
    from bot.demo.running import until_ended
    from bot.demo.sample import copied

    _fill(session, aloud=once)
    book = copied(Path(session.location), folder / "shown")
    with running(book, folder, beside) as shown:
        if once:
            _tour(session, shown)
            return
        session.show("", session.words("demo.page"), "")
        typer.echo(f"  {shown.about['page']}")  # never broken over two lines
        session.show("", session.words("demo.end"))
        if opens:
            webbrowser.open(shown.about["page"])
        if until_ended(shown) == "gone":
            session.show(session.words("demo.gone"))


def _fill(session: Session, *, aloud: bool) -> None:
    """The sample's files, imported; where the tour is printed, as one would do it oneself."""
    from book import sample
    from bot.cli.importing import import_
    from bot.demo.sample import filled

    if not aloud:
        filled(Path(session.location))
        return
    session.show("", session.screen.heading("$ kam import sample/*.csv --base-currency EUR"))
    import_(session, sorted(sample.path().glob("*.csv")), base_currency="EUR")
    session.close()


def _tour(session: Session, shown: Demo) -> None:
    """Each step: who did what, and what they saw."""
    for number, said in enumerate(shown.tour(), 1):
        title = session.words(f"demo.steps.{said['step']}")
        session.show("", session.screen.heading(f"{number}. {title}"))
        if "error" in said:
            session.show(session.words("demo.no_answer"))
            raise typer.Exit(1)
        lines = [f"@{said['who']}: {one}" for one in said["done"]]
        text = "\n".join(["", *lines, *said["shown"]])
        typer.echo(text.translate(BARS) if session.plain else text)
