"""Takes staged rows into the book: checked against it, converted, merged; all in one transaction or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyarrow as pa

from book.errors import BookError, ImportRefused
from book.importing.known import Known, state
from book.importing.merge import Counts, merge
from book.importing.prepare import Prepared, prepare
from book.importing.remarks import Remark
from book.importing.staged import Report, Staged
from book.stores.base import Store
from scoring.rubric import Rubric

ATTEMPTS = 5
"""How often an import starts over because another one came between its checks and its writing."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How to take an import. `base_currency`: ISO code, needed when the first import bears several currencies.

    `partial`: leave out the rows with problems instead of refusing all. `dry_run`: change nothing. `at`: the moment, UTC.
    """

    at: datetime
    base_currency: str | None = None
    partial: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do. `import_id` None: nothing changed. `report` has the problems of rows left out."""

    import_id: int | None
    counts: Mapping[str, Counts]
    base_currency: str | None
    report: Report
    notes: tuple[Remark, ...] = ()
    tables: Mapping[str, pa.Table] = field(default_factory=dict, repr=False)
    """The rows as they were merged."""

    @property
    def changes(self) -> int:
        """Rows inserted or changed."""
        return sum(c.inserted + c.changed for c in self.counts.values())


class _NotTakenError(Exception):
    """Ends the transaction of an import that changes nothing or is only tried."""


class _OvertakenError(Exception):
    """Another import changed the book since it was read."""


def apply(
    store: Store, staged: Staged, rubric: Rubric, terms: Terms, then: Callable[[Outcome], None] = lambda _: None
) -> Outcome:
    """Takes the rows into the book. Raises ImportRefused with the report of every problem; then nothing was changed.

    `then`: what else belongs to the import, done before it counts; where it fails, nothing was imported.
    """
    for _ in range(ATTEMPTS):
        known = Known.of(store)
        prepared = prepare(staged, known, rubric, terms.base_currency)
        problems = prepared.report.problems
        if problems and not terms.partial:
            rows = prepared.report.refused_in_all
            raise ImportRefused(
                f"Nothing was imported: {rows:,} row{'s have' if rows > 1 else ' has'} a problem.", prepared.report
            )
        try:
            return _write(store, prepared, staged, terms, known, then)
        except _OvertakenError:
            continue
    raise BookError("Other imports keep changing the book; nothing was imported. Try again when they are done.")


def _write(
    store: Store, prepared: Prepared, staged: Staged, terms: Terms, known: Known, then: Callable[[Outcome], None]
) -> Outcome:
    counts: dict[str, Counts] = {}
    import_id = known.state[0] + 1
    outcome = Outcome(import_id, counts, prepared.base, prepared.report, prepared.notes, prepared.tables)
    try:
        with store.staged(prepared.tables), store.transaction():
            if state(store) != known.state:
                raise _OvertakenError
            for name in prepared.tables:
                counts[name] = merge(store, name, import_id, staged.present.get(name, frozenset()))
            if terms.dry_run or not outcome.changes:
                raise _NotTakenError
            _record(store, import_id, prepared, counts, terms)
            then(outcome)
    except _NotTakenError:
        return replace(outcome, import_id=None)
    return outcome


def _record(store: Store, import_id: int, prepared: Prepared, counts: Mapping[str, Counts], terms: Terms) -> None:
    """Writes the import into `imports`."""
    row = {
        "import_id": import_id,
        "imported_at": terms.at.isoformat(timespec="seconds"),
        "files": json.dumps([file.file for file in prepared.report.files], ensure_ascii=False),
        "counts": json.dumps({name: [c.inserted, c.changed, c.unchanged] for name, c in counts.items()}),
        "base_currency": prepared.base,
    }
    schema = pa.schema([pa.field(key, pa.int64() if key == "import_id" else pa.string()) for key in row])
    store.append("imports", pa.Table.from_pylist([row], schema=schema))
