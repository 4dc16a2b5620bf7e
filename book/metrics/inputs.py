"""What the expression reads: the book's tables, the parameters of a question, and days as each engine keeps them.

A parameter is a call of a function that does not exist (`param_as_of()`): Ibis passes it through untouched and
`render.py` writes the driver's own placeholder in its place. Values never become part of the SQL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa

from book.schema import TABLES, Table

Dialect = Literal["sqlite", "duckdb", "postgres"]
Variant = Literal["all", "picked"]
DIALECTS: tuple[Dialect, ...] = ("sqlite", "duckdb", "postgres")
VARIANTS: tuple[Variant, ...] = ("all", "picked")

DAY_TYPES: dict[Dialect, dt.DataType] = {"sqlite": dt.int64, "duckdb": dt.date, "postgres": dt.date}
DAYS = ("as_of", "window_start", "prior_start")
NUMBERS = ("hourly_rate", "cost_cover", "minor_units")
"""Parameters: the day, the day before the window (D - 365d), the day before the prior window; and the rubric's numbers.
`minor_units` is how many minor units make a major one (100 for cents)."""


def parameter(name: str, dtype: dt.DataType) -> Any:
    """A named parameter, as an expression of that type."""

    def call() -> None: ...

    call.__name__ = f"param_{name}"
    return ibis.udf.scalar.builtin(call, signature=((), dtype))()


@dataclass(frozen=True, slots=True)
class Inputs:
    """The tables, of all accounts or only of those in the table `picked`, and the parameters, for one engine.

    `days(later, earlier)` and `month(day)` are whole numbers (a text for months on SQLite).
    """

    dialect: Dialect
    variant: Variant
    as_of: Any
    window_start: Any
    prior_start: Any
    hourly_rate: Any
    cost_cover: Any
    minor_units: Any
    days: Callable[[Any, Any], Any]
    month: Callable[[Any], Any]

    def book(self, name: str) -> Any:
        """A table of the whole book, for conditions that ask about any account."""
        return table(TABLES[name], DAY_TYPES[self.dialect])

    def rows(self, name: str, *columns: str) -> Any:
        """Those columns of a table, and whom each row counts for as account_id.

        Picked accounts are filtered here, at the input: a filter on the result would measure the whole book first. Name
        other columns at each call for the same table: of two equal selections Ibis makes a common table
        expression, which SQLite and DuckDB then copy out, row by row.
        """
        rows = self.book(name)
        if self.variant == "all":
            return rows.select("account_id", *columns)
        picked = ibis.table({"account_id": "string", "counts_as": "string"}, name="picked")
        return picked.join(rows, picked.account_id == rows.account_id).select(
            *(rows[column] for column in columns), account_id=picked.counts_as
        )

    def own_rows(self, name: str, *columns: str) -> Any:
        """As `rows`, of the account that the others count for only: name, owner and signals of a group are its parent's."""
        rows = self.book(name)
        if self.variant == "all":
            return rows.select("account_id", *columns)
        picked = ibis.table({"account_id": "string", "counts_as": "string"}, name="picked")
        heads = picked.filter(picked.account_id == picked.counts_as)
        joined = heads.join(rows, heads.account_id == rows.account_id)
        return joined.select(heads.account_id, *(rows[column] for column in columns))


def inputs(dialect: Dialect, variant: Variant) -> Inputs:
    """The inputs of the expression for one engine, for all accounts or for those in the table `picked`."""
    days = {name: parameter(name, DAY_TYPES[dialect]) for name in DAYS}
    numbers = {name: parameter(name, dt.float64) for name in NUMBERS}
    return Inputs(dialect, variant, **days, **numbers, days=DIFFERENCES[dialect], month=MONTHS[dialect])


def table(declared: Table, day_type: dt.DataType) -> Any:
    """A table of the book with the engine's type of day."""
    schema = {c.name: day_type if c.type == pa.date32() else dt.DataType.from_pyarrow(c.type) for c in declared.columns}
    return ibis.table(schema, name=declared.name)


def date_mi(later: Any, earlier: Any) -> Any:
    """Postgres's difference of two days; what Ibis writes for it goes through seconds and numerics."""

    def date_mi(later: Any, earlier: Any) -> None: ...

    return ibis.udf.scalar.builtin(date_mi, signature=((dt.date, dt.date), dt.int64))(later, earlier)


def sqlite_month(day: Any) -> Any:
    """Year and month of a day number as text."""

    def strftime(layout: Any, second: Any, modifier: Any) -> None: ...

    call = ibis.udf.scalar.builtin(strftime, signature=((dt.string, dt.int64, dt.string), dt.string))
    return call("%Y%m", day * 86400, "unixepoch")


DIFFERENCES: dict[Dialect, Callable[[Any, Any], Any]] = {
    "sqlite": lambda later, earlier: later - earlier,
    "duckdb": lambda later, earlier: later.delta(earlier, unit="day"),
    "postgres": date_mi,
}
MONTHS: dict[Dialect, Callable[[Any], Any]] = {
    "sqlite": sqlite_month,
    "duckdb": lambda day: day.year() * 12 + day.month(),
    "postgres": lambda day: day.year() * 12 + day.month(),
}
