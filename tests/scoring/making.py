"""Small books for tests: metrics as written, everything else missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from scoring.engine import Verdicts, score
from scoring.rubric import Rubric, load_default
from scoring.table import NEVER, BookContext, MetricTable

DAY = date(2025, 12, 31)
CALIBRATED = {
    "revenue": ((0.0, 0.0), (1_000_000.0, 100.0)),
    "gross_margin": ((0.0, 0.0), (300_000.0, 100.0)),
    "headroom": ((0.0, 0.0), (1_000_000.0, 100.0)),
    "orders": ((0.0, 0.0), (50.0, 100.0)),
}
BOOK = BookContext(revenue=10_000_000.0, margin_rate=0.30, hours_per_revenue=0.001, touches_recorded=True)

Row = Mapping[str, Any]


def rubric_with(calibrated: Mapping[str, Any] | None = None) -> Rubric:
    """The default rubric with breakpoints for the calibrated criteria."""
    rubric = load_default()
    criteria = dict(rubric.criteria)
    for key, points in (CALIBRATED if calibrated is None else calibrated).items():
        criteria[key] = criteria[key].model_copy(update={"breakpoints": tuple(tuple(point) for point in points)})
    return rubric.model_copy(update={"criteria": criteria})


def table_of(rows: Sequence[Row], **flags: Sequence[bool]) -> MetricTable:
    """One account per mapping of metrics; `flags` are the table's columns of truth values, all true unless given."""
    names = sorted({name for row in rows for name in row})
    ids = np.array([f"A{i}" for i in range(len(rows))], dtype=object)
    known = {name: np.array(flags.get(name, [True] * len(rows)), dtype=bool) for name in FLAGS}
    return MetricTable(ids, ids, {name: np.array([_value(row, name) for row in rows]) for name in names}, **known)


FLAGS = ("ordered", "ordered_in_window", "signalled", "has_owner")


def _value(row: Row, name: str) -> float:
    value = row.get(name)
    return NEVER if value == "never" else np.nan if value is None else float(value)


def scored(*rows: Row, book: BookContext = BOOK, rubric: Rubric | None = None, **flags: Sequence[bool]) -> Verdicts:
    """The verdicts of these accounts."""
    return score(table_of(rows, **flags), rubric or rubric_with(), book, DAY)
