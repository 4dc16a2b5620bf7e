"""Measures a book through its store: sends the checked-in SQL and gives the table that scoring reads.

Ibis is not imported here: the SQL was written from its expression beforehand (`render.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from book.metrics.observed import POTENTIAL, days, signal_columns, wallet
from book.visible import visible
from scoring.rubric import Rubric
from scoring.table import FloatArray, MetricTable, TextArray

CENTS = 100
FLAGS = ("ordered", "ordered_in_window", "has_owner")


class Reads(Protocol):
    """What is asked of a store: its engine, rows for a query, and a temporary table for the accounts that are picked."""

    @property
    def dialect(self) -> str:
        """sqlite, duckdb or postgres."""

    def fetch(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """The rows of a query with the driver's own named parameters."""

    def pick(self, accounts: Mapping[str, str]) -> None:
        """Makes the connection's temporary table picked(account_id, counts_as) hold exactly these rows."""


def fetch_metrics(
    store: Reads,
    as_of: date,
    rubric: Rubric,
    accounts: Mapping[str, str] | None = None,
    *,
    minor_units: int = CENTS,
) -> MetricTable:
    """Metrics as of a day, by account_id; of all accounts, or of those in `accounts` (member -> whom it counts for).

    `minor_units`: minor units of the base currency in one major unit. An account that is picked but not in the book has
    no row. Raises what the store's driver raises.
    """
    variant: Literal["all", "picked"] = "all" if accounts is None else "picked"
    if accounts is not None:
        store.pick(accounts)
    asked = parameters(store.dialect, as_of, rubric, minor_units)
    rows = fetch(store, f"{store.dialect}.{variant}.sql", asked)
    rows = rows.take(pc.sort_indices(rows.column("account_id")))
    observed = fetch(store, f"{store.dialect}.{variant}.signals.sql", asked)
    return metric_table(rows, observed, as_of, rubric)


def fetch(store: Reads, name: str, asked: Mapping[str, Any]) -> pa.Table:
    """The rows of a checked-in query; it is given those parameters that it names."""
    sql = text(name)
    return store.fetch(sql, {key: value for key, value in asked.items() if key in named(name)})


@cache
def text(name: str) -> str:
    """A checked-in SQL text."""
    return (files("book.metrics") / "sql" / name).read_text(encoding="utf-8")


@cache
def named(name: str) -> frozenset[str]:
    """The parameters that a text names."""
    return frozenset(
        key for key in parameters_known() if any(f"{mark}{key}" in text(name) for mark in (":", "$", "%("))
    )


def parameters_known() -> tuple[str, ...]:
    """All parameter names."""
    return ("as_of", "window_start", "prior_start", "hourly_rate", "cost_cover", "minor_units")


def parameters(dialect: str, as_of: date, rubric: Rubric, minor_units: int) -> dict[str, Any]:
    """The parameters' values; days as the engine keeps them."""
    width = timedelta(days=int(rubric.setting("window_days")))
    dated = {"as_of": as_of, "window_start": as_of - width, "prior_start": as_of - 2 * width}
    numbers = {name: float(rubric.setting(name)) for name in ("hourly_rate", "cost_cover")}
    found: dict[str, Any] = {name: days(day) if dialect == "sqlite" else day for name, day in dated.items()}
    return found | numbers | {"minor_units": float(minor_units)}


def metric_table(rows: pa.Table, observed: pa.Table, as_of: date, rubric: Rubric) -> MetricTable:
    """The table of both queries' rows."""
    ids = rows.column("account_id").cast(pa.string()).combine_chunks()
    values = {
        name: floats(rows.column(name)) for name in rows.column_names if name not in {"account_id", "name", *FLAGS}
    }
    signals, signalled = signal_columns(observed, ids, as_of, rubric)
    values |= signals | wallet(signals[POTENTIAL], values["revenue"])
    flags = {name: floats(rows.column(name)) == 1 for name in FLAGS}
    return MetricTable(
        account_id=texts(ids), name=shown(texts(rows.column("name"))), values=values, signalled=signalled, **flags
    )


def floats(column: pa.ChunkedArray) -> FloatArray:
    """As float64, NaN for NULL."""
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def texts(column: pa.Array | pa.ChunkedArray) -> TextArray:
    """As an array of str."""
    return np.asarray(column.cast(pa.string()).to_numpy(zero_copy_only=False), dtype=object)


def shown(names: TextArray) -> TextArray:
    """Names as they may be shown."""
    return np.array([visible(name) for name in names], dtype=object)
