"""A book as plain lists of dicts, and the slices of it that a day sees.

Rows carry the canonical column names; money is an int in minor units, dates are `date`, hours and signal values are
Fractions; None or an absent key is an empty cell. Signals stand in the order in which they were recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
Book = dict[str, list[Row]]

YEAR = timedelta(days=365)


def seen(rows: Iterable[Row], column: str, day: date) -> list[Row]:
    """Rows dated up to `day`."""
    return [row for row in rows if row[column] <= day]


def between(rows: Iterable[Row], column: str, after: date, up_to: date) -> list[Row]:
    """Rows dated in (after, up_to]."""
    return [row for row in rows if after < row[column] <= up_to]


def of_account(rows: Iterable[Row], account_id: str) -> list[Row]:
    return [row for row in rows if row["account_id"] == account_id]


class Day:
    """One account's rows and the whole book's, as a day D sees them; W = (D-365d, D], P = (D-730d, D-365d]."""

    def __init__(self, book: Book, day: date, minor_per_major: int = 100) -> None:
        self.day = day
        self.minor = minor_per_major
        self.accounts = book["accounts"]
        self.lines = seen(book["order_lines"], "order_date", day)
        self.concessions = seen(book["concessions"], "granted_on", day)
        self.touches = seen(book["touches"], "on_date", day)
        self.signals = seen(book["signals"], "observed_on", day)

    @property
    def prior_covered(self) -> bool:
        """The book's first order line is not after D-730d."""
        return bool(self.lines) and min(line["order_date"] for line in self.lines) <= self.day - 2 * YEAR

    def window(self, rows: Iterable[Row], column: str) -> list[Row]:
        return between(rows, column, self.day - YEAR, self.day)

    def prior(self, rows: Iterable[Row], column: str) -> list[Row]:
        return between(rows, column, self.day - 2 * YEAR, self.day - YEAR)
