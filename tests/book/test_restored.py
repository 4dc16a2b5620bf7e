"""A copy takes the place of a book that another program still has open."""

from __future__ import annotations

from pathlib import Path

from book.backup import backup, restore
from book.book import Book
from tests.book.staging import NOW


def said(location: Path) -> list[int]:
    with Book(location) as book:
        return [event.body["n"] for event in book.ledger.events("preference")]


def test_what_is_recorded_meanwhile_stays_with_the_book_of_before(tmp_path: Path) -> None:
    location, copy = tmp_path / "kam.db", tmp_path / "copy.db"
    with Book(location, create=True) as book:
        book.ledger.append("preference", {"n": 1}, at=NOW)
        backup(book, copy)
        kept = restore(copy, location)
        book.ledger.append("preference", {"n": 2}, at=NOW)
        assert said(location) == [1]
    assert kept is not None
    assert said(kept) == [1, 2]
    assert said(location) == [1]
