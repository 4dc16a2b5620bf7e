"""`kam eval`: how well questions are planned, found and worded, with the configured model or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from book.errors import KamError
from bot.cli.asking import desk_of
from bot.cli.session import Session, command

Limit = Annotated[
    int, typer.Option("--limit", min=1, max=200, help="At most so many questions of each kind and language.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Write the report to this file.", show_default=False)]
Against = Annotated[Path | None, typer.Option("--against", help="A report to compare with.", show_default=False)]


def add(app: typer.Typer) -> None:
    """Adds the command."""
    command(app, "eval", rich_help_panel="Knowledge")(evaluate)


def evaluate(session: Session, limit: Limit = 40, out: Out = None, against: Against = None) -> None:
    """Run the golden questions: plans right, passages found, sentences that passed the gate, fall-backs, seconds, tokens."""
    from bot.asking.speaking import speaker_for
    from bot.evaluate import document, evaluate

    other = _read(against) if against else None
    speaker = speaker_for(session.book, None, session.now)
    found = document(evaluate(desk_of(session), speaker, limit), speaker.name if speaker else "narrator")
    if out:
        _write(out, found)
    if session.as_json:
        return session.answer(found)
    return session.show(*_tables(session, found, other))


def _tables(session: Session, found: dict[str, Any], other: dict[str, Any] | None) -> list[Any]:
    """A table with a column for each language, and those of the other report beside them."""
    reports = [found, *([other] if other else [])]
    columns: list[tuple[str, Any]] = [(session.words("tables.metric"), "left")]
    for report in reports:
        beside = f" {report['worded_by']}" if other else ""
        columns += [(f"{lang}{beside}", "right") for lang in report["languages"]]
    names = list(next(iter(found["languages"].values())))
    rows = [
        [name.replace("_", " "), *(_cell(of.get(name)) for report in reports for of in report["languages"].values())]
        for name in names
    ]
    return [session.screen.table(columns, rows, title=found["worded_by"])]


def _cell(value: float | int | None) -> str:
    return "-" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KamError(f"{path} is no report of kam eval ({error}); make one with --out.") from None
    if "languages" not in found:
        raise KamError(f"{path} is no report of kam eval; make one with --out.")
    return found


def _write(path: Path, found: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise KamError(f"{path} cannot be written ({error.strerror}); name another file with --out.") from None
