"""The shipped sample as the oracle reads a book: plain rows, amounts converted at the rate of their day."""

from __future__ import annotations

import csv
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from book import sample
from tests.oracle.book import Book
from tests.oracle.score import calibration_of, score

LAST_DAY = date(2025, 12, 31)
BASE = "EUR"


def rows(table: str) -> list[dict[str, str | None]]:
    """One CSV file; an empty cell is None."""
    with (sample.path() / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def in_base(amount: str | None, currency: str | None, on: date) -> int | None:
    """Cents of the base currency, half up."""
    if amount is None:
        return None
    rate = Decimal(1) if currency == BASE else _rate(currency, on)
    return int((Decimal(amount) * rate * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _rate(currency: str | None, on: date) -> Decimal:
    known = [r for r in rows("rates") if r["from_currency"] == currency and r["to_currency"] == BASE]
    valid = [r for r in known if str(r["valid_from"]) <= on.isoformat()]
    return Decimal(str(max(valid, key=lambda r: str(r["valid_from"]))["rate"]))


@cache
def sample_book() -> Book:
    """All tables."""
    return {
        "accounts": list(rows("accounts")),
        "order_lines": [_order_line(row) for row in rows("order_lines")],
        "concessions": [_dated(row, "granted_on", "value") for row in rows("concessions")],
        "touches": [_dated(row, "on_date") | {"hours": Fraction(str(row["hours"]))} for row in rows("touches")],
        "signals": [_dated(row, "observed_on") | {"value": Fraction(str(row["value"]))} for row in rows("signals")],
    }


@cache
def verdicts() -> dict[str, Any]:
    """What the oracle says of every account on the last day."""
    found: dict[str, Any] = score(sample_book(), LAST_DAY, calibration_of(sample_book(), LAST_DAY))["accounts"]
    return found


def _dated(row: dict[str, str | None], column: str, *amounts: str) -> dict[str, Any]:
    on = date.fromisoformat(str(row[column]))
    return {**row, column: on} | {name: in_base(row[name], row.get("currency"), on) for name in amounts}


def _order_line(row: dict[str, str | None]) -> dict[str, Any]:
    dated = _dated(row, "order_date", "list_amount", "net_amount", "cost_amount")
    return dated | {"due_date": day(row["due_date"]), "paid_date": day(row["paid_date"])}
