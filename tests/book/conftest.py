"""An empty book in each engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from book.book import Book
from book.stores.postgres import PostgresStore
from tests import postgres


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    with postgres.server() as address:
        yield address


@pytest.fixture(params=["sqlite", "duckdb", "postgres"])
def any_book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    """A new book in one of the engines."""
    location = str(tmp_path / ("kam.duckdb" if request.param == "duckdb" else "kam.db"))
    if request.param == "postgres":
        location = request.getfixturevalue("postgres_address")
        store = PostgresStore(location)
        store.execute("DROP SCHEMA public CASCADE")
        store.execute("CREATE SCHEMA public")
        store.close()
    with Book(location, create=True, records=tmp_path / "records.db") as book:
        yield book


@pytest.fixture
def new_book(tmp_path: Path) -> Iterator[Book]:
    """A new SQLite book."""
    with Book(tmp_path / "kam.db", create=True) as book:
        yield book
