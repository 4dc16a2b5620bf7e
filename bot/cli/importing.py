"""`kam import`: a company's exports into the book."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from book.errors import ImportRefused, KamError
from book.importing.reader import Reader
from bot.cli.session import Session, command

if TYPE_CHECKING:
    from book.book import Imported
    from book.importing.options import ReadOptions
    from book.importing.questions import Question
    from book.importing.staged import Report, Staged

Paths = Annotated[
    list[Path] | None, typer.Argument(help="Files or folders: CSV, TSV, Excel, Parquet.", show_default=False)
]
Map = Annotated[
    Path | None, typer.Option("--map", help="Which column is which (YAML); what it does not say is guessed.")
]
SaveMap = Annotated[
    Path | None, typer.Option("--save-map", help="Write the mapping that was used, to be changed and given back.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check and count everything, change nothing.")]
Partial = Annotated[
    bool, typer.Option("--partial", help="Leave out rows with problems instead of refusing the import.")
]
Undo = Annotated[bool, typer.Option("--undo", help="Restore the state before the last import.")]
Base = Annotated[str | None, typer.Option("--base-currency", help="Currency in which the book is kept, such as EUR.")]
Encoding = Annotated[
    str | None, typer.Option("--encoding", help="Encoding of text files, such as utf-8, gb18030, big5.")
]
Decimal = Annotated[
    str | None, typer.Option("--decimal", help="Decimal mark of columns that could have either: . or ,")
]
DateOrder = Annotated[
    str | None,
    typer.Option("--date-order", help="Order of dates that could be read in several ways: ymd, dmy, mdy, roc."),
]
Currency = Annotated[str | None, typer.Option("--currency", help="Currency of amounts that bear none, such as EUR.")]


def add(app: typer.Typer) -> None:
    """Adds the command."""
    command(app, "import", create=True, rich_help_panel="Data")(import_)


def import_(
    session: Session,
    paths: Paths = None,
    map_: Map = None,
    save_map: SaveMap = None,
    dry_run: DryRun = False,
    partial: Partial = False,
    undo: Undo = False,
    base_currency: Base = None,
    encoding: Encoding = None,
    decimal: Decimal = None,
    date_order: DateOrder = None,
    currency: Currency = None,
) -> None:
    """Take accounts, order lines, concessions, touches, signals and rates from files or a folder of them.

    All or nothing: with any problem nothing is changed, and the report says what to put right.
    """
    if undo:
        return _undo(session)
    if not paths:
        raise typer.BadParameter("name files or folders to import, or --undo", param_hint="PATH")
    with Reader() as reader:
        staged = _read(session, reader, paths, _options(map_, encoding, decimal, date_order, currency))
    if save_map:
        _save(session, save_map, staged.report)
    if dry_run and not _exists(session.location):
        with tempfile.TemporaryDirectory() as folder:
            session.location = str(Path(folder) / "tried.db")
            return _take(session, staged, base_currency, partial, dry_run=True)
    return _take(session, staged, base_currency, partial, dry_run=dry_run)


def _exists(location: str) -> bool:
    return "://" in location or Path(location).exists()


def _options(
    map_: Path | None, encoding: str | None, decimal: str | None, date_order: str | None, currency: str | None
) -> ReadOptions:
    from book.importing.mapping import Mapping, load
    from book.importing.options import ReadOptions

    mapping = load(map_) if map_ else Mapping()
    return ReadOptions(mapping=mapping, encoding=encoding, decimal=decimal, date_order=date_order, currency=currency)


def _read(session: Session, begun: Reader, paths: list[Path], options: ReadOptions) -> Staged:
    """Reads the files; on a terminal a person answers what the files leave open."""
    from book.importing.questions import NeedsAnswer
    from book.importing.read import read

    reader: Reader | None = begun
    while True:
        try:
            with _progress(session) as progress:
                return read(paths, options, progress, reader=reader, meanwhile=_get_ready)
        except NeedsAnswer as asked:
            if session.as_json or not sys.stdin.isatty() or not sys.stdout.isatty():
                raise
            options, reader = _answered(session, options, asked.questions[0]), None


def _get_ready() -> None:
    """Imports what taking the rows needs, while they are read."""
    import bot.terminal.imports  # noqa: F401


def _answered(session: Session, options: ReadOptions, question: Question) -> ReadOptions:
    place = f"{question.file}, {question.column}" if question.column else question.file
    session.show(f"{place}: {question.asks}")
    session.show(*(f"  {n}. {choice.value}: {choice.preview}" for n, choice in enumerate(question.choices, 1)))
    number = _number(len(question.choices))
    field = question.option.removeprefix("--").replace("-", "_")
    answers: dict[str, Any] = {field: question.choices[number - 1].value}
    return replace(options, **answers)


def _number(highest: int) -> int:
    """A number from 1 to the highest, as a person types it."""
    while True:
        answer = str(typer.prompt("Number"))
        if answer.isdigit() and 1 <= int(answer) <= highest:
            return int(answer)


@contextmanager
def _progress(session: Session) -> Iterator[Callable[[str, int, int | None], None] | None]:
    """A bar on stderr with rows and time left, on a terminal alone."""
    if session.as_json or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rows"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, int] = {}

        def advance(file: str, rows: int, total: int | None) -> None:
            if file not in tasks:
                tasks[file] = progress.add_task(file, total=total)
            progress.update(tasks[file], completed=rows, total=total)  # type: ignore[arg-type]

        yield advance


def _save(session: Session, path: Path, report: Report) -> None:
    from book.importing.mapping import dump

    try:
        path.write_text(dump(report.mapping), encoding="utf-8")
    except OSError as error:
        raise KamError(f"{path} cannot be written ({error.strerror}); name another file with --save-map.") from None
    if not session.as_json:
        session.show(session.words("imports.map_saved", path=path))


def _take(session: Session, staged: Staged, base_currency: str | None, partial: bool, *, dry_run: bool) -> None:
    from book.importing.apply import Terms
    from bot.terminal import imports

    terms = Terms(session.now, base_currency.upper() if base_currency else None, partial, dry_run)
    try:
        imported = session.book.take(staged, terms)
    except ImportRefused as refused:
        report = refused.report or staged.report
        if session.as_json:
            session.answer(imports.document(report, None, session.words))
        else:
            session.show(*imports.report(session.screen, session.words, report))
        raise
    if session.as_json:
        told = imports.document(imported.outcome.report, imported.outcome, session.words)
        session.answer(told | {"dry_run": dry_run})
    else:
        _tell(session, imported, dry_run=dry_run)


def _tell(session: Session, imported: Imported, *, dry_run: bool) -> None:
    from bot.terminal import imports

    words, done = session.words, imported.outcome
    session.show(*imports.report(session.screen, words, done.report))
    session.show(*imports.outcome(session.screen, words, done))
    if dry_run:
        return session.show(words("notes.dry_run"))
    if done.import_id is None:
        return session.show(words("notes.nothing_changed"))
    if imported.calibration:
        found = imported.calibration
        session.show(
            words(
                "imports.calibrated", version=found.rubric.version, items=words.join(_labels(session, found.calibrated))
            )
        )
        for metric, why in found.uncalibrated.items():
            session.show(words("imports.uncalibrated", metric=_labels(session, [metric])[0], why=why))
    return session.show(words("imports.next"))


def _labels(session: Session, metrics: tuple[str, ...] | list[str]) -> list[str]:
    return [session.words.get(f"metrics.{metric}", metric) for metric in metrics]


def _undo(session: Session) -> None:
    undone = session.book.undo(session.now)
    if session.as_json:
        return session.answer(
            {"undone": undone.import_id, "imported_at": undone.imported_at, "files": list(undone.files)}
        )
    return session.show(session.words("imports.undone", at=undone.imported_at, files=", ".join(undone.files) or "-"))
