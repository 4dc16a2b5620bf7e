"""The product against a second implementation: whole books through the command line, every field compared."""

from __future__ import annotations

import csv
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from book import sample
from tests.book.sample_rows import LAST_DAY, sample_book
from tests.command import done
from tests.data import ROOT, northwind
from tests.oracle.book import Book
from tests.oracle.compare import all_differences
from tests.oracle.files import write
from tests.oracle.generate import generate
from tests.oracle.score import calibration_of, score

SEEDS = range(8)
MORE_SEEDS = range(8, 150)


def said(book: Path, day: date) -> dict[str, Any]:
    found: dict[str, Any] = done("score", "--json", "--as-of", day, "--book", book).json
    return found


def last_order_day(book: Book) -> date:
    return max(line["order_date"] for line in book["order_lines"])


def compare(made: Book, day: date, folder: Path, book: Path) -> list[str]:
    done("import", folder, "--book", book, "--base-currency", "EUR")
    return all_differences(score(made, day, calibration_of(made, last_order_day(made))), said(book, day))


def check(seed: int, tmp_path: Path) -> None:
    made, day = generate(seed)
    found = compare(made, day, write(made, tmp_path / "files"), tmp_path / "kam.db")
    assert not found, f"seed {seed}, {len(found)} differences:\n" + "\n".join(found[:20])


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_books(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MORE_SEEDS)
def test_more_generated_books(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path)


def test_the_sample_book(tmp_path: Path) -> None:
    done("import", sample.path(), "--book", tmp_path / "kam.db", "--base-currency", "EUR")
    expected = score(sample_book(), LAST_DAY, calibration_of(sample_book(), LAST_DAY))
    assert all_differences(expected, said(tmp_path / "kam.db", LAST_DAY)) == []


def northwind_book(folder: Path) -> Book:
    """Northwind as the oracle reads it: net amounts in cents, half up, computed from the decimals as written."""
    with (folder / "customers.csv").open(encoding="utf-8", newline="") as file:
        accounts = [{"account_id": row["CustomerID"], "name": row["CompanyName"]} for row in csv.DictReader(file)]
    with (folder / "order_lines.csv").open(encoding="utf-8", newline="") as file:
        lines = [northwind_line(row) for row in csv.DictReader(file)]
    return {"accounts": accounts, "order_lines": lines, "concessions": [], "touches": [], "signals": []}


def northwind_line(row: dict[str, str]) -> dict[str, Any]:
    net = Decimal(row["UnitPrice"]) * Decimal(row["Quantity"]) * (1 - Decimal(row["Discount"]))
    return {
        "order_id": row["OrderID"],
        "account_id": row["CustomerID"],
        "order_date": date.fromisoformat(row["OrderDate"][:10]),
        "category": row["Category"] or None,
        "net_amount": int((net * 100).quantize(Decimal(1), ROUND_HALF_UP)),
    }


@pytest.mark.parametrize(
    "day", [date(1998, 5, 6), date(1998, 1, 1), date(1997, 7, 4), date(1996, 8, 1), date(1990, 1, 1)]
)
def test_northwind(day: date, tmp_path: Path) -> None:
    folder = northwind()
    done("import", folder, "--map", ROOT / "docs/examples/northwind.yaml", "--book", tmp_path / "kam.db")
    made = northwind_book(folder)
    expected = score(made, day, calibration_of(made, last_order_day(made)))
    assert all_differences(expected, said(tmp_path / "kam.db", day)) == []
