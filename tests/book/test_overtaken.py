"""Another process imports while this one scores: figures of one state of the book are not kept for another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from book import copied
from book.book import Book
from book.copied import quick
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


def test_an_import_after_the_copy_that_is_scored(new_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied, "LEAST", 0)
    new_book.take(staged(order_lines=[line("1", "O1", 10_000)]), TERMS)
    at = new_book.state()
    with quick(new_book.store) as store:
        imported(new_book)
        assert len(new_book.verdicts(DAY, of=store, at=at)) == 1
    assert revenue(new_book) == 200.0
