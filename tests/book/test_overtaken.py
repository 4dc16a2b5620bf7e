"""Another process imports while this one scores: figures of one state of the book are not kept for another."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from book import copied
from book.book import Book
from book.copied import quick
from book.importing.staged import Staged
from tests.book.staging import DAY, TERMS, line, staged


def imported(book: Book) -> None:
    """What another process does meanwhile."""
    with Book(Path(book.location)) as other:
        other.take(staged(order_lines=[line("1", "O2", 10_000)]), TERMS)


def revenue(book: Book) -> float | None:
    """The book's revenue as whoever scores one account reads it."""
    return book.context(DAY, book.rubric_on(DAY).rubric).revenue


def test_an_import_while_the_book_is_scored(new_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    new_book.take(staged(order_lines=[line("1", "O1", 10_000)]), TERMS)
    measured = Book.metrics

    def and_then_it_comes(*given: Any, **named: Any) -> Any:
        found = measured(*given, **named)
        imported(new_book)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(Book, "metrics", and_then_it_comes)
        new_book.verdicts(DAY)
    assert revenue(new_book) == 200.0


def test_an_import_while_the_first_one_calibrates_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = staged(order_lines=[line(str(n), f"O{n}", 10_000 * n) for n in range(1, 40)])
    more = staged(order_lines=[line(str(n), f"P{n}", 900_000 * n) for n in range(1, 40)])
    calibrates = Book._calibrated

    def another_comes() -> None:
        with Book(tmp_path / "kam.db") as other:
            other.take(more, TERMS)

    comes = threading.Thread(target=another_comes)

    def slowly(*given: Any) -> Any:
        if not comes.ident:
            comes.start()
            time.sleep(0.5)
        return calibrates(*given)

    with Book(tmp_path / "alone.db", create=True) as alone, Book(tmp_path / "kam.db", create=True) as book:
        meant = alone.take(first, TERMS).calibration
        monkeypatch.setattr(Book, "_calibrated", slowly)
        found = book.take(first, TERMS).calibration
        comes.join()
        assert meant is not None
        assert found is not None
        assert found.rubric == meant.rubric
        assert [(one.why, one.import_id) for one in book.rubrics.versions()] == [("calibrated", 1)]
        assert len(book.accounts.all()) == 39
        assert book.store.fetch("SELECT count(*) FROM order_lines").column(0)[0].as_py() == 78


def test_an_import_after_the_copy_that_is_scored(new_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied, "LEAST", 0)
    new_book.take(staged(order_lines=[line("1", "O1", 10_000)]), TERMS)
    at = new_book.state()
    with quick(new_book.store) as store:
        imported(new_book)
        assert len(new_book.verdicts(DAY, of=store, at=at)) == 1
    assert revenue(new_book) == 200.0


def test_an_import_whose_calibration_is_interrupted_is_not_taken(
    any_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = staged(order_lines=[line(str(n), f"O{n}", 10_000 * n) for n in range(1, 40)])

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("book.book.calibrate", interrupted)
        with pytest.raises(KeyboardInterrupt):
            any_book.take(rows, TERMS)
    assert (any_book.last_import(), any_book.last_order_day(), any_book.rubrics.versions()) == (None, None, [])
    assert any_book.take(rows, TERMS).calibration is not None
    any_book.undo(TERMS.at)
    assert any_book.rubrics.versions() == []


def test_an_import_that_was_cut_off_after_its_calibration_leaves_none(any_book: Book, tmp_path: Path) -> None:
    def rows(revenue: int) -> Staged:
        return staged(order_lines=[line(str(n), f"O{n}", revenue * n) for n in range(1, 40)])

    with Book(tmp_path / "cut off.db", create=True) as cut_off:
        left = cut_off.take(rows(999), TERMS).calibration
    assert left is not None
    any_book.rubrics.add(left.rubric, why="calibrated", at=TERMS.at, import_id=1)
    found = any_book.take(rows(10_000), TERMS).calibration
    assert found is not None
    assert [any_book.rubrics.rubric(one.id) for one in any_book.rubrics.versions()] == [found.rubric]
    assert found.rubric != left.rubric
