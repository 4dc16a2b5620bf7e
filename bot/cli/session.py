"""What every command has: the book, the day, the language, and the screen. `command` gives a function these options."""

from __future__ import annotations

import functools
import inspect
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.interrupts import interruptible

if TYPE_CHECKING:
    from book.accounts import Account
    from book.book import Book
    from book.records.ledger import Event
    from book.records.rubrics import RubricInForce
    from bot.terminal.screen import Screen
    from prompts.figures import Figures
    from prompts.words import Words
    from scoring.verdict import Verdict
    from scoring.verdicts import Verdicts

BookOption = Annotated[
    str,
    typer.Option(
        "--book",
        envvar="KAM_BOOK",
        help="The book: a file, x.duckdb, a folder of Parquet, or postgresql://...",
        rich_help_panel="Common",
    ),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", envvar="KAM_AS_OF", formats=["%Y-%m-%d"], metavar="DAY",
        help="Any past day, as 2025-12-31. Default: the last day the book knows of.", rich_help_panel="Common",
    ),
]  # fmt: skip
Lang = Annotated[str, typer.Option("--lang", envvar="KAM_LANG", help="en, zh-TW or zh-CN.", rich_help_panel="Common")]
Json = Annotated[bool, typer.Option("--json", help="JSON alone on stdout.", rich_help_panel="Common")]
Plain = Annotated[
    bool,
    typer.Option(
        "--plain", envvar="KAM_PLAIN", help="No colour and no drawing, ASCII alone.", rich_help_panel="Common"
    ),
]


def _common(
    book: BookOption = "kam.db", as_of: AsOf = None, lang: Lang = "en", as_json: Json = False, plain: Plain = False
) -> None: ...


COMMON = tuple(
    p.replace(kind=inspect.Parameter.KEYWORD_ONLY)
    for p in inspect.signature(_common, eval_str=True).parameters.values()
)


@dataclass
class Session:
    """One command on one book."""

    location: str
    day: date | None
    lang: str
    as_json: bool
    plain: bool
    create: bool = False

    @cached_property
    def book(self) -> Book:
        """The book, opened when it is first asked for. Raises BookError."""
        import os

        from book.book import Book

        records = os.environ.get("KAM_RECORDS")
        return Book(self.location, create=self.create, records=Path(records) if records else None)

    @cached_property
    def as_of(self) -> date:
        """The day of the question."""
        return self.day or self.book.last_day(self.today)

    @property
    def today(self) -> date:
        """The machine's day. Scoring never asks for it."""
        return datetime.now(UTC).astimezone().date()

    @property
    def now(self) -> datetime:
        """The moment, UTC."""
        return datetime.now(UTC)

    @cached_property
    def in_force(self) -> RubricInForce:
        """The rubric of the day."""
        return self.book.rubric_on(self.as_of)

    @cached_property
    def words(self) -> Words:
        """The words of the language. Raises UnknownLanguage."""
        from prompts.words import words

        return words(self.lang)

    @cached_property
    def figures(self) -> Figures:
        """Figures as the reader writes them."""
        from prompts.figures import Figures

        return Figures(self.words.lang, self.book.base_currency, self.in_force.rubric)

    @cached_property
    def screen(self) -> Screen:
        """Where answers are shown."""
        from bot.terminal.screen import Screen

        return Screen.make(plain=self.plain)

    @cached_property
    def verdicts(self) -> Verdicts:
        """Every account's verdict on the day."""
        return self.book.verdicts(self.as_of, self.in_force.rubric)

    def verdict_of(self, account: Account, *, group: bool = False) -> Verdicts:
        """The one-row columns of an account (or of it with all below it)."""
        return self.book.verdicts_of([account.account_id], self.as_of, self.in_force.rubric, group=group)

    def account(self, text: str) -> Account:
        """The account that is meant; on a terminal a person chooses among several. Raises UnknownAccount, SeveralAccounts."""
        from book.lookup import SeveralAccounts
        from bot.terminal.choice import choose

        try:
            return self.book.account(text)
        except SeveralAccounts as several:
            if self.as_json or not sys.stdin.isatty() or not sys.stdout.isatty():
                raise
            return self.book.accounts.get(choose(self.screen, self.words, text, several.matches))

    def dismissed(self, verdict: Verdict) -> dict[str, str]:
        """The sentence of each pitfall that a person dismissed, while the dismissal stands."""
        from bot.notes import dismissed

        return dismissed(self.book, verdict, self.figures)

    def gone(self, verdict: Verdict) -> Mapping[str, Event]:
        """The dismissals of a verdict's flags that stand, by pitfall."""
        from bot import flags

        return flags.of(self.book, verdict)

    def show(self, *parts: Any) -> None:
        """Prints renderables or lines."""
        for part in parts:
            self.screen.show(part)

    def answer(self, document: Any) -> None:
        """Prints JSON alone."""
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))

    def close(self) -> None:
        """Closes the book, if it was opened."""
        if "book" in self.__dict__:
            self.book.close()


@contextmanager
def session(
    book: str, as_of: datetime | None, lang: str, as_json: bool, plain: bool, *, create: bool = False
) -> Iterator[Session]:
    """A session that ends with its block."""
    opened = Session(book, as_of.date() if as_of else None, lang, as_json, plain, create)
    try:
        yield opened
    finally:
        opened.close()


def command(
    app: typer.Typer, name: str, *, create: bool = False, **options: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Makes a command of a function whose first parameter is its Session; the common options are added to its own.

    `create`: the command may make a book that is not there.
    """

    def made(function: Callable[..., Any]) -> Callable[..., Any]:
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]

        @functools.wraps(function)
        def run(**given: Any) -> None:
            common = {p.name: given.pop(p.name) for p in COMMON}
            with interruptible(), session(**common, create=create) as opened:
                function(opened, **given)

        parameters: Sequence[inspect.Parameter] = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own] + list(
            COMMON
        )
        del run.__wrapped__
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        app.command(name, **options)(run)
        return function

    return made
