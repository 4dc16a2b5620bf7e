"""A single observation, as the readers would hand it over."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from book.importing.staged import Report, Staged
from book.schema import SIGNALS


def one_signal(row: dict[str, Any]) -> Staged:
    """A row of signals from its plain values."""
    schema = pa.schema([pa.field(c.name, c.type) for c in SIGNALS.columns if not c.derived])
    return Staged({"signals": pa.Table.from_pylist([row], schema=schema)}, {"signals": frozenset(row)}, Report())
