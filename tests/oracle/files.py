"""A generated book as a folder of CSV files with the canonical names, which the product imports."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.oracle.book import Book

COLUMNS = {
    "accounts": ("account_id", "name", "parent_id", "owner"),
    "order_lines": (
        "order_id",
        "line_no",
        "account_id",
        "order_date",
        "category",
        "kind",
        "list_amount",
        "net_amount",
        "cost_amount",
        "currency",
        "due_date",
        "paid_date",
    ),
    "concessions": ("concession_id", "account_id", "granted_on", "value", "currency", "counter_commitment"),
    "touches": ("touch_id", "account_id", "on_date", "hours"),
    "signals": ("account_id", "key", "value", "observed_on", "source"),
}
MONEY = {"order_lines": ("list_amount", "net_amount", "cost_amount"), "concessions": ("value",)}
CURRENCY = "EUR"


def money(minor: int) -> str:
    """Minor units as a decimal: -5 -> "-0.05"."""
    whole, cents = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole}.{cents:02d}"


def decimal(value: Fraction) -> str:
    """A Fraction of a power of two or ten, written out exactly."""
    return format(float(value), ".15g")


def cell(table: str, column: str, row: dict[str, Any]) -> str:
    value = row.get(column)
    if column == "currency":
        return CURRENCY
    if value is None:
        return ""
    if column in MONEY.get(table, ()):
        return money(value)
    return decimal(value) if isinstance(value, Fraction) else str(value)


def write(book: Book, folder: Path) -> Path:
    """One file per table that has rows; columns that no row fills are left out but for the required ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in book.items():
        if not rows:
            continue
        columns = [c for c in COLUMNS[table] if any(cell(table, c, row) for row in rows)]
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([cell(table, c, row) for c in columns] for row in rows)
    return folder
