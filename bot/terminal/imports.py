"""What an import found and did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from book.importing.apply import Outcome
from book.importing.remarks import Remark
from book.importing.staged import Problem, Report
from bot.remarks import remark
from bot.terminal.screen import Screen
from prompts.words import Words

SHOWN_PROBLEMS = 20


def report(screen: Screen, words: Words, found: Report) -> Iterator[RenderableType]:
    """The files with what they became, warnings, and problems with their remedies."""
    heads = [(words(f"tables.{key}"), "left") for key in ("file", "table")] + [(words("tables.rows"), "right")]
    rows = [[file.file, file.table or words("none"), f"{file.rows:,}"] for file in found.files]
    if rows:
        yield screen.table(heads, rows, wrap=0)  # type: ignore[arg-type]
    yield from mapping(screen, words, found)
    notes = [
        f"{file.file}{words('colon')}{remark(note, words, 'terminal')}" for file in found.files for note in file.notes
    ]
    warnings = [remark(one, words, "terminal") for one in found.warnings]
    yield from (screen.lines([note]) for note in (*notes, *warnings))
    if found.problems:
        yield screen.heading(f"{words('tables.problem')}: {sum(p.count for p in found.problems):,}")
        yield screen.lines([str(p) for p in found.problems[:SHOWN_PROBLEMS]], "! ")
    if len(found.problems) > SHOWN_PROBLEMS:
        yield Text(words("imports.more_problems", n=len(found.problems) - SHOWN_PROBLEMS))


def mapping(screen: Screen, words: Words, found: Report) -> Iterator[RenderableType]:
    """Which column of a file became which of the book."""
    lines = []
    for table, sources in found.mapping.sources.items():
        for source in sources:
            pairs = [c if header == c else f"{c} = {header}" for c, header in source.columns.items() if header]
            place = " ".join(part for part in (source.file, source.sheet) if part)
            lines.append(f"{table}{f' ({place})' if place else ''}: {', '.join(pairs)}")
    if lines:
        yield screen.lines([words("imports.mapping"), *lines])


def outcome(screen: Screen, words: Words, found: Outcome) -> Iterator[RenderableType]:
    """Rows by table, and notes."""
    names = ("table", "inserted", "changed", "unchanged")
    heads = [(words(f"tables.{key}"), "left" if key == "table" else "right") for key in names]
    rows = [[name, f"{c.inserted:,}", f"{c.changed:,}", f"{c.unchanged:,}"] for name, c in found.counts.items()]
    if rows:
        yield screen.table(heads, rows)  # type: ignore[arg-type]
    if found.notes:
        yield screen.lines([remark(one, words, "terminal") for one in found.notes])


def problem_document(one: Problem) -> dict[str, Any]:
    """A problem as JSON says it."""
    return {
        "file": one.file,
        "row": one.row,
        "column": one.column,
        "value": one.value,
        "reason": one.reason,
        "remedy": one.remedy,
        "rows": list(one.rows),
        "count": one.count,
    }


def document(found: Report, done: Outcome | None, words: Words) -> dict[str, Any]:
    """An import as JSON says it; `done` None: refused."""

    def said(remarks: Iterable[Remark]) -> list[str]:
        return [remark(one, words, "terminal") for one in remarks]

    counts = (
        {}
        if done is None
        else {
            k: {"inserted": c.inserted, "changed": c.changed, "unchanged": c.unchanged} for k, c in done.counts.items()
        }
    )
    return {
        "imported": done is not None,
        "import_id": done.import_id if done else None,
        "base_currency": done.base_currency if done else None,
        "tables": counts,
        "files": [{"file": f.file, "table": f.table, "rows": f.rows, "notes": said(f.notes)} for f in found.files],
        "notes": said(done.notes if done else ()),
        "warnings": said(found.warnings),
        "problems": [problem_document(p) for p in found.problems],
    }
