"""A concession that is only considered changes the metrics exactly as it would once it is booked."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from book import sample
from book.book import Book
from book.errors import ImportRefused
from book.importing.apply import Terms
from book.importing.one_row import one_concession
from book.premortem import if_conceded
from scoring.verdict import Verdict
from scoring.whatif import what_if
from tests.book.staging import account, line, staged

AS_OF = date(2025, 12, 31)
TERMS = Terms(datetime(2026, 1, 1, tzinfo=UTC))
GIVEN = ({"value": 1_234_567}, {"value": 1, "counter_commitment": "three more sites"})


def conceded(account_id: str, **more: Any) -> dict[str, Any]:
    return {"concession_id": "new", "account_id": account_id, "granted_on": AS_OF, "kind": "discount", **more}


def same(book: Book, row: dict[str, Any]) -> Verdict:
    """The verdict with the concession booked, which has to be the one that was foreseen; the book is as before afterwards."""
    verdicts = book.verdicts_of([row["account_id"]], AS_OF)
    foreseen = what_if(verdicts, if_conceded(book, verdicts, one_concession(row))).after
    book.take(one_concession(row), TERMS)
    booked = book.verdicts_of([row["account_id"]], AS_OF).verdict(0)
    book.undo(TERMS.at)
    assert booked.metrics == foreseen.metrics, row
    assert (booked.points, booked.pitfalls, booked.total) == (foreseen.points, foreseen.pitfalls, foreseen.total)
    return booked


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.command import done

    file = tmp_path_factory.mktemp("premortem") / "kam.db"
    done("import", sample.path(), "--base-currency", "EUR", "--book", file)
    return file


def test_it_is_what_the_book_measures_afterwards(sampled: Path, tmp_path: Path) -> None:
    with Book(shutil.copy(sampled, tmp_path / "kam.db")) as book:
        accounts = [one.account_id for one in book.accounts.all()]
        moved = 0
        for account_id in accounts[::4]:
            before = book.verdicts_of([account_id], AS_OF).verdict(0)
            for row in GIVEN:
                after = same(book, conceded(account_id, currency="EUR", **row))
                moved += before.metrics != after.metrics
    assert moved > 10


def test_it_is_converted_by_the_days_rate_and_refused_without_one(new_book: Book) -> None:
    rate = {"from_currency": "USD", "to_currency": "EUR", "valid_from": date(2025, 1, 1), "rate": "0.9137"}
    lines = [line("1", "O1", 50_000, order_date=date(2025, 6, 1), currency="EUR")]
    new_book.take(staged(rates=[rate], accounts=[account("1")], order_lines=lines), TERMS)
    assert same(new_book, conceded("1", value=10_005, currency="USD")).metrics["granted"] == 91.42
    with pytest.raises(ImportRefused):
        if_conceded(
            new_book, new_book.verdicts_of(["1"], AS_OF), one_concession(conceded("1", value=5, currency="THB"))
        )


def test_the_first_concession_of_a_book_makes_known_what_was_not(any_book: Book) -> None:
    lines = [
        line("1", "O1", 50_000, order_date=date(2025, 6, 1), list_amount=60_000, cost_amount=20_000),
        line("1", "O2", 40_000, order_date=date(2024, 6, 1)),
        line("1", "O0", 40_000, order_date=date(2023, 6, 1)),
        line("2", "O3", 33_333, order_date=date(2025, 6, 1)),
    ]
    any_book.take(staged(accounts=[account("1"), account("2"), account("3")], order_lines=lines), TERMS)
    assert any_book.verdicts_of(["2"], AS_OF).verdict(0).metrics["concession_rate"] is None
    for account_id in "123":
        booked = same(any_book, conceded(account_id, value=7_777))
        assert booked.metrics["granted"] == (177.77 if account_id == "1" else 77.77)
