"""Two people say who sees what at the same moment: what the second one says is judged by what the first one wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from book.access import Access
from book.book import Book
from bot.granting import Granting, NotGranted
from prompts.words import words

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def granting(book: Book, once: str | None = None) -> Granting:
    """Somebody who has looked at who sees what, and is about to say something."""
    return Granting(book.ledger, Access.of(book.ledger, book.accounts), words("en"), NOW, once=once)


def now(book: Book) -> Access:
    return Access.of(book.ledger, book.accounts)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book with two admins."""
    with Book(tmp_path / "kam.db", create=True) as made:
        for user in ("U1", "U2"):
            granting(made).person(user, "admin", None, None)
        yield made


@pytest.mark.parametrize("loaded", [False, True])
def test_of_two_admins_one_stays(book: Book, loaded: bool) -> None:
    with Book(Path(book.location)) as other:
        first, second = granting(book), granting(other)
        first.person("U1", "none", None, None)
        with pytest.raises(NotGranted, match="the last admin away"):
            second.load([(2, {"user": "U2", "role": "none"})]) if loaded else second.person("U2", "none", None, None)
    assert [user for user, one in now(book).people.items() if one.role == "admin"] == ["U2"]


@pytest.mark.parametrize("loaded", [False, True])
def test_two_teams_are_not_below_each_other(book: Book, loaded: bool) -> None:
    with Book(Path(book.location)) as other:
        first, second = granting(book), granting(other)
        first.team("Process", "Machinery")
        with pytest.raises(NotGranted, match="would be below itself"):
            second.load([(2, {"team": "Machinery", "above": "Process"})]) if loaded else second.team(
                "Machinery", "Process"
            )
    assert now(book).above == {"Process": "Machinery"}


def test_a_row_that_another_one_loaded_meanwhile_is_not_new(book: Book) -> None:
    with Book(Path(book.location)) as other:
        rows, first, second = [(2, {"user": "U3", "role": "admin"})], granting(book), granting(other)
        assert (first.load(rows), second.load(rows)) == (1, 0)


def test_a_request_that_is_worked_on_again_is_said_once(book: Book) -> None:
    for _ in range(2):
        granting(book, once="one").person("U2", "none", None, None)
    assert [event.body["role"] for event in book.ledger.events("person")] == ["admin", "admin", "none"]
