"""The sample book opened once, and where its questions are answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from book.book import Book
from bot.asking.desk import Desk

LAST_DAY = date(2025, 12, 31)


@pytest.fixture(scope="session")
def sample_opened(imported: Path) -> Iterator[Book]:
    """The sample book itself, not to be changed by a test."""
    with Book(imported) as book:
        yield book


@pytest.fixture
def sample(sample_opened: Book) -> Desk:
    """A desk of English questions for Anna Keller, who may see everything."""
    return Desk(sample_opened, LAST_DAY, "en", "Anna Keller")
