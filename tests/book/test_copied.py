"""A whole book that is copied to be measured gives the same metrics as the book itself, bit for bit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bench.data import LAST_DAY, Maker, Size
from book import copied
from book.book import Book
from book.copied import quick
from book.importing.merge import merge
from book.stores.duckdb import DuckDBStore

DAYS = (LAST_DAY, date(2025, 9, 30), date(2023, 1, 1), date(1990, 1, 1))


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    """A generated book of a few thousand rows, of a size that is copied."""
    monkeypatch.setattr(copied, "LEAST", 0)
    made = Book(tmp_path / "kam.db", create=True)
    tables = Maker(Size(accounts=1_500, lines=6_000)).tables()
    with made.store.staged(tables), made.store.transaction():
        for name in tables:
            merge(made.store, name, 1, ())
    return made


def same(book: Book) -> bool:
    """Whether both give the same bits on every day; the second store is a copy."""
    with quick(book.store) as store:
        assert isinstance(store, DuckDBStore)
        for day in DAYS:
            rubric = book.rubric_on(day).rubric
            found, meant = book.metrics(day, rubric, of=store), book.metrics(day, rubric)
            flags = ("account_id", "name", "ordered", "ordered_in_window", "signalled", "has_owner")
            assert all(np.array_equal(getattr(found, one), getattr(meant, one)) for one in flags)
            assert list(found.values) == list(meant.values)
            assert all(found.values[key].tobytes() == meant.values[key].tobytes() for key in meant.values)
    return True


def test_a_copy_gives_the_same_metrics_bit_for_bit(book: Book) -> None:
    assert same(book)


def test_a_column_whose_first_value_comes_late_keeps_its_type(book: Book) -> None:
    last = "account_id < '0001400'"
    for table, column in (
        ("order_lines", "category"),
        ("order_lines", "cost_base"),
        ("concessions", "counter_commitment"),
    ):
        book.store.execute(f"UPDATE {table} SET {column} = NULL WHERE {last}")
    assert same(book)


def test_names_and_labels_of_any_script_survive(book: Book) -> None:
    said = """name = '新星食品 "Ü" 💡 ' || account_id, owner = '林佳蓉'"""
    book.store.execute(f"UPDATE accounts SET {said} WHERE account_id < '0000900'")
    assert same(book)


def test_an_empty_book_can_be_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied, "LEAST", 0)
    with Book(tmp_path / "kam.db", create=True) as empty:
        assert same(empty)


def test_the_book_itself_is_asked_where_a_copy_is_of_no_use(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    with book.store.transaction(), quick(book.store) as store:  # what we write is not in a copy yet
        assert store is book.store
    for bound, size in (("LEAST", 2**40), ("MOST", 0)):
        with monkeypatch.context() as limits:
            limits.setattr(copied, bound, size)
            with quick(book.store) as store:
                assert store is book.store
    monkeypatch.setattr("tempfile.tempdir", "/nonexistent")  # no room
    with quick(book.store) as store:
        assert store is book.store


def test_nothing_is_left_of_a_copy(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    with quick(book.store):
        assert not list(scratch.iterdir())
