"""What was last observed of one account, whether or not it still counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from book.book import Book
from book.metrics.run import fetch, parameters
from scoring.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Observed:
    """The latest value of a signal and its day. `valid`: not older than the rubric lets it count."""

    value: float
    on: date
    valid: bool


def observed(book: Book, account: str, as_of: date, rubric: Rubric) -> Mapping[str, Observed]:
    """The latest observation of each signal of an account up to a day, by the signal's key."""
    store = book.store
    store.pick({account: account})
    rows = fetch(store, f"{store.dialect}.picked.signals.sql", parameters(store.dialect, as_of, rubric, 1)).to_pylist()
    latest = {str(row["key"]): (float(row["value"]), _day(row["observed_on"])) for row in rows if row["latest"] == 1}
    return {key: Observed(value, on, (as_of - on).days <= rubric.max_age(key)) for key, (value, on) in latest.items()}


def _day(found: date | int) -> date:
    return date(1970, 1, 1) + timedelta(days=found) if isinstance(found, int) else found
