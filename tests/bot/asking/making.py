"""Small books: every account with the same orders, touches and signals, only names and notes differ."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from book.book import Book
from tests.command import done

LAST = date(2025, 12, 28)
RATINGS = {"growth_outlook": 6, "satisfaction": 7, "strategic_fit": 8}


def book_of(names: Mapping[str, str], folder: Path, notes: Mapping[str, str] | None = None) -> Book:
    """A book of accounts by id and name, imported as a company's files are; `notes` stand beside ratings and concessions."""
    files = folder / "files"
    files.mkdir()
    said = notes or {}
    _write(files / "accounts.csv", [_account(one, name, said.get(one, "")) for one, name in names.items()])
    _write(files / "order_lines.csv", [line for one in names for line in _lines(one)])
    _write(files / "signals.csv", [row for one in names for row in _signals(one, said.get(one, ""))])
    _write(files / "concessions.csv", [_concession(one, said.get(one, "")) for one in names])
    done("import", files, "--base-currency", "EUR", "--book", folder / "kam.db")
    return Book(folder / "kam.db")


def _account(account: str, name: str, note: str) -> dict[str, Any]:
    return {"account_id": account, "name": name, "owner": "Eva", "region": note[:200] or "North", "status": "active"}


def _lines(account: str) -> list[dict[str, Any]]:
    days = [LAST - timedelta(days=30 * n) for n in range(24)]
    return [
        {
            "account_id": account,
            "order_id": f"{account}-{n}",
            "line_no": 1,
            "order_date": day,
            "product": "pump",
            "net_amount": f"{4000 + 37 * n}.00",
            "cost_amount": "2600.00",
            "currency": "EUR",
        }
        for n, day in enumerate(days)
    ]


def _signals(account: str, note: str) -> list[dict[str, Any]]:
    base = {"account_id": account, "observed_on": date(2025, 11, 3), "source": "rep", "author": "Eva", "note": note}
    return [base | {"key": key, "value": value} for key, value in RATINGS.items()]


def _concession(account: str, note: str) -> dict[str, Any]:
    return {
        "concession_id": f"C-{account}",
        "account_id": account,
        "granted_on": date(2025, 6, 2),
        "kind": "rebate",
        "value": "900.00",
        "currency": "EUR",
        "approved_by": "Eva",
        "reason": note,
    }


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
