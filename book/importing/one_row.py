"""What one person says, as the readers would hand it over: observations, a concession."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from book.importing.staged import Report, Staged
from book.schema import CONCESSIONS, SIGNALS, Table

SIGNAL_ID = "signal_id"


def one_signal(row: dict[str, Any]) -> Staged:
    """A row of signals from its plain values."""
    return signals_of([row])


def signals_of(rows: Iterable[dict[str, Any]]) -> Staged:
    """Rows of signals that are taken together. A row with a `signal_id` is that one, whatever else was observed on its day."""
    listed = list(rows)
    own = [SIGNAL_ID] if any(SIGNAL_ID in row for row in listed) else []
    return _staged(SIGNALS, listed, own)


def one_concession(row: dict[str, Any]) -> Staged:
    """A row of concessions from its plain values; the same `concession_id` again is the same concession."""
    return _staged(CONCESSIONS, [row], [])


def _staged(table: Table, rows: list[dict[str, Any]], derived: list[str]) -> Staged:
    schema = pa.schema([pa.field(c.name, c.type) for c in table.columns if not c.derived or c.name in derived])
    present = frozenset(name for row in rows for name in row)
    return Staged({table.name: pa.Table.from_pylist(rows, schema=schema)}, {table.name: present}, Report())
