"""The verdicts of the shipped sample book, for trials of what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from book.metrics.run import fetch_metrics
from book.schema import TABLES
from scoring.calibration import calibrate
from scoring.engine import context, score
from scoring.rubric import Rubric, load_default
from scoring.verdict import Verdict
from scoring.verdicts import Verdicts
from tests.book.metrics.stores import SqliteStore
from tests.book.sample_rows import LAST_DAY, sample_book


@dataclass(frozen=True)
class SampleVerdicts:
    """All accounts on the sample's last day, under the rubric calibrated on it."""

    rubric: Rubric
    columns: Verdicts
    verdicts: tuple[Verdict, ...]


def typed(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row of the sample with its numbers as numbers and its days as days."""
    make: dict[str, Callable[[str], Any]] = {"int64": int, "double": float, "date32[day]": date.fromisoformat}
    types = {column.name: str(column.type) for column in TABLES[table].columns}
    return {
        key: make.get(types.get(key, ""), str)(cell) if isinstance(cell, str) else cell for key, cell in row.items()
    }


@cache
def sample_verdicts() -> SampleVerdicts:
    store = SqliteStore({name: [typed(name, row) for row in rows] for name, rows in sample_book().items()})
    try:
        table = fetch_metrics(store, LAST_DAY, load_default())
    finally:
        store.close()
    rubric = calibrate(table, load_default(), LAST_DAY, "sample").rubric
    verdicts = score(table, rubric, context(table, rubric), LAST_DAY)
    return SampleVerdicts(rubric, verdicts, tuple(verdicts))
