"""What is wrong with a row is told at once: what its cells do not say, and what does not fit the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from book.book import Book
from book.errors import ImportRefused
from book.importing.findings import SHOWN_ROWS
from book.importing.read import read
from book.importing.staged import Problem, Report
from tests.book.staging import TERMS, account, staged

LINES = "order_id,account_id,order_date,net_amount,currency\n"
SIGNALS = "account_id,key,value,observed_on\n"
EUR = replace(TERMS, base_currency="EUR")


@pytest.fixture
def book(new_book: Book) -> Book:
    """A book that knows one account."""
    new_book.take(staged(accounts=[account("1")]), TERMS)
    return new_book


def refused(book: Book, folder: Path, partial: bool = False, **files: str) -> Report:
    """The report on files that are not taken as they are."""
    paths = [folder / f"{name}.csv" for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    if partial:
        return book.take(read(paths), replace(EUR, partial=True)).outcome.report
    with pytest.raises(ImportRefused) as caught:
        book.take(read(paths), EUR)
    assert isinstance(caught.value.report, Report)
    return caught.value.report


def told(problems: Sequence[Problem]) -> set[tuple[int | None, str | None, str]]:
    return {(one.row, one.column, one.key) for one in problems}


def test_a_row_with_a_bad_cell_and_an_unknown_account_tells_both(book: Book, tmp_path: Path) -> None:
    found = refused(book, tmp_path, order_lines=f"{LINES}A,9,2025-13-01,abc,USD\nB,8,2025-01-01,x,USD\n")
    assert told(found.problems) == {
        (2, "order_date", "not_a_date"),
        (2, "net_amount", "not_a_number"),
        (2, "account_id", "unknown_account"),
        (3, "currency", "no_rate"),
    }
    assert found.refused_in_all == 2


def test_a_bad_cell_is_told_once_and_what_cannot_be_known_without_it_is_not(book: Book, tmp_path: Path) -> None:
    found = refused(book, tmp_path, order_lines=f"{LINES}A,#N/A,2025-01-01,1,EUR\nB,1,2025-01-01,1,XXY\n")
    assert told(found.problems) == {(2, "account_id", "error_cell"), (3, "currency", "unknown_currency")}


def test_ratings_of_rows_with_a_bad_day_are_looked_at(book: Book, tmp_path: Path) -> None:
    found = refused(book, tmp_path, signals=f"{SIGNALS}1,satisfaction,11,soon\n")
    assert told(found.problems) == {(2, "observed_on", "not_a_date"), (2, "value", "rating_out_of_range")}


def test_rows_of_one_reason_stand_together_in_their_order(book: Book, tmp_path: Path) -> None:
    rows = "".join(f"O{n},9,{'never' if n % 2 else '2025-01-01'},1,EUR\n" for n in range(1, 41))
    found = refused(book, tmp_path, order_lines=LINES + rows)
    assert {(one.key, one.count) for one in found.problems} == {("not_a_date", 20), ("unknown_account", 40)}
    unknown = next(one for one in found.problems if one.key == "unknown_account")
    assert unknown.rows == tuple(range(2, 2 + SHOWN_ROWS))
    assert found.refused_in_all == 40


def test_an_account_whose_own_row_is_bad_is_not_called_unknown(new_book: Book, tmp_path: Path) -> None:
    accounts = "account_id,name,parent_id,since\n1,One,,never\n2,Two,1,2020-01-01\n"
    found = refused(new_book, tmp_path, accounts=accounts, order_lines=f"{LINES}A,1,2025-01-01,1,EUR\n")
    assert told(found.problems) == {
        (2, "since", "not_a_date"),
        (3, "parent_id", "account_left_out"),
        (2, "account_id", "account_left_out"),
    }


def test_without_a_table_of_accounts_a_bad_row_names_its_account_too(new_book: Book, tmp_path: Path) -> None:
    found = refused(new_book, tmp_path, order_lines=f"{LINES}A,1,never,1,EUR\n")
    assert told(found.problems) == {(2, "order_date", "not_a_date")}


def test_part_of_an_import_is_what_has_no_problem_at_all(book: Book, tmp_path: Path) -> None:
    rows = f"{LINES}A,1,2025-01-01,1,EUR\nB,9,never,1,EUR\nC,9,2025-01-01,1,EUR\n"
    found = refused(book, tmp_path, partial=True, order_lines=rows)
    assert found.refused == {"order_lines": 2}
    assert book.store.fetch("SELECT order_id FROM order_lines").column(0).to_pylist() == ["A"]
