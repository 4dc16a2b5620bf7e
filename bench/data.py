"""Books to measure on: seeded, as Arrow tables, and written to SQLite and DuckDB files.

As a busy distributor has them: a few large accounts, many small ones, orders of about four lines over three years, one order in
thirty on more than one date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from book.importing.merge import merge
from book.schema import TABLES
from book.stores.ddl import statements
from book.stores.sqlite import SQLiteStore

LAST_DAY = date(2025, 12, 31)
LAST = (LAST_DAY - date(1970, 1, 1)).days
YEARS = 3
CATEGORIES = [f"category {n}" for n in range(12)]
RATED = ("growth_outlook", "satisfaction", "strategic_fit", "price_focus")
MILLION_LINES = 1_000_000


@dataclass(frozen=True, slots=True)
class Size:
    """How many accounts and order lines."""

    accounts: int
    lines: int


FULL = Size(accounts=200_000, lines=5_000_000)


class Maker:
    """The tables of one size; the same seed gives the same rows."""

    def __init__(self, size: Size, seed: int = 7) -> None:
        self.size = size
        self.random = np.random.default_rng(seed)
        self.accounts = np.array([f"{n:07d}" for n in range(size.accounts)])

    def tables(self) -> dict[str, pa.Table]:
        """Every table but the rates."""
        return {
            "accounts": self.account_rows(),
            "order_lines": self.order_lines(),
            "concessions": self.concessions(),
            "touches": self.touches(),
            "signals": self.signals(),
        }

    def account_rows(self) -> pa.Table:
        names = pa.array([f"Customer {n}" for n in range(self.size.accounts)])
        owners = pa.array(self.random.choice(["Ann", "Bo", "Chen"], self.size.accounts), mask=self.rare(0.1))
        return shaped("accounts", account_id=self.accounts, name=names, owner=owners)

    def rare(self, share: float, of: int | None = None) -> NDArray[np.bool_]:
        return self.random.random(of or self.size.accounts) < share

    def order_lines(self) -> pa.Table:
        lines, orders = self.size.lines, max(self.size.lines // 4, 1)
        order = np.sort(self.random.integers(0, orders, lines))
        owner = np.sort((self.size.accounts * self.random.random(orders) ** 1.5).astype(np.int64))
        begun = self.random.integers(LAST - 365 * YEARS, LAST + 1, orders)
        later = np.where(self.rare(1 / 30, orders)[order], self.random.integers(0, 40, lines), 0)
        on = np.minimum(begun[order] + later, LAST)
        net = np.round(np.exp(self.random.normal(10.5, 1.2, lines))).astype(np.int64)
        net = np.where(self.rare(0.03, lines), -net, net)
        cost = (net * self.random.uniform(0.5, 0.95, lines)).astype(np.int64)
        listed = (np.abs(net) * self.random.uniform(1.0, 1.2, lines)).astype(np.int64)
        paid = on + self.random.integers(5, 90, lines)
        return shaped(
            "order_lines",
            account_id=self.accounts[owner][order],
            order_id=np.char.add("SO", np.char.zfill(np.arange(orders).astype(str), 8))[order],
            line_no=np.arange(lines) - np.searchsorted(order, order) + 1,
            order_date=dates(on),
            product=np.array([f"P{n:04d}" for n in range(2000)])[self.random.integers(0, 2000, lines)],
            category=np.array(CATEGORIES)[self.random.integers(0, len(CATEGORIES), lines)],
            kind=np.array(["equipment", "consumable", "service", "project", "other"])[
                self.random.integers(0, 5, lines)
            ],
            quantity=self.random.integers(1, 50, lines).astype(np.float64),
            list_amount=pa.array(listed, mask=self.rare(0.2, lines)),
            net_amount=net,
            cost_amount=pa.array(cost, mask=self.rare(0.1, lines)),
            currency=np.full(lines, "EUR"),
            due_date=dates(on + 30),
            paid_date=dates(paid, missing=(paid > LAST) | self.rare(0.05, lines)),
            list_base=pa.array(listed, mask=self.rare(0.2, lines)),
            net_base=net,
            cost_base=pa.array(cost, mask=self.rare(0.1, lines)),
        )

    def some(self, rows: int) -> NDArray[np.str_]:
        return self.accounts[self.random.integers(0, self.size.accounts, rows)]

    def when(self, rows: int, back: int) -> pa.Array:
        return dates(self.random.integers(LAST - back, LAST + 1, rows))

    def concessions(self) -> pa.Table:
        rows = self.size.accounts // 2
        value = self.random.integers(1_00, 10_000_00, rows)
        return shaped(
            "concessions",
            concession_id=np.arange(rows).astype(str),
            account_id=self.some(rows),
            granted_on=self.when(rows, 730),
            value=value,
            counter_commitment=pa.array(np.full(rows, "volume"), mask=self.rare(0.5, rows)),
            value_base=value,
        )

    def touches(self) -> pa.Table:
        rows = self.size.accounts * 2
        return shaped(
            "touches",
            touch_id=np.arange(rows).astype(str),
            account_id=self.some(rows),
            on_date=self.when(rows, 730),
            hours=self.random.integers(1, 16, rows) * 250_000,
        )

    def signals(self) -> pa.Table:
        keys = (*RATED, "annual_potential", "complaints")
        rows = self.size.accounts * 3
        key = self.random.integers(0, len(keys), rows)
        value = np.where(key == len(RATED), self.random.integers(1_000, 10**6, rows), self.random.integers(0, 11, rows))
        return shaped(
            "signals",
            signal_id=np.arange(rows).astype(str),
            account_id=self.some(rows),
            key=np.array(keys)[key],
            value=value.astype(np.float64),
            observed_on=self.when(rows, 700),
            seq=np.arange(rows),
        )


def dates(day: NDArray[np.int64], missing: NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.array(day.astype(np.int32), mask=missing).cast(pa.date32())


def shaped(table: str, /, **columns: object) -> pa.Table:
    """The columns given, and NULL for the others, in the table's schema."""
    rows = len(next(iter(columns.values())))  # type: ignore[arg-type]
    schema = TABLES[table].arrow
    filled = [columns[f.name] if f.name in columns else pa.nulls(rows, f.type) for f in schema]
    return pa.table([pa.array(c).cast(f.type) for c, f in zip(filled, schema, strict=True)], schema=schema)


def write_duckdb(tables: dict[str, pa.Table], file: Path) -> None:
    """The tables as a DuckDB file, as the product keeps them."""
    with duckdb.connect(str(file)) as connection:
        for name, rows in tables.items():
            connection.register("rows_given", rows)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM rows_given")
            connection.unregister("rows_given")


def write_sqlite(tables: dict[str, pa.Table], file: Path) -> None:
    """The tables as a SQLite file, as the product keeps them: days as numbers, lines clustered by account."""
    store = SQLiteStore(file)
    for statement in statements("sqlite"):
        store.execute(statement)
    with store.staged(tables), store.transaction():
        for name in tables:
            merge(store, name, 1, ())
    store.execute("ANALYZE")
    store.close()
