"""The bot and the command line answer as of one day, wherever the machine is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from book.book import Book
from bot.settings import settings
from bot.slack.services import Services
from tests.book.staging import TERMS, line, staged

NIGHT = datetime(2026, 3, 1, 20, tzinfo=UTC)
"""Four in the morning in Taipei."""


@pytest.fixture
def in_taipei(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's clock is set to Taipei."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "CST-8")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("in_taipei")
def test_the_bot_knows_what_is_dated_today_where_the_machine_is(tmp_path: Path) -> None:
    with Book(tmp_path / "kam.db", create=True) as book:
        book.take(staged(order_lines=[line("1", "O1", 500, order_date=date(2026, 3, 2))]), TERMS)
        services = Services(settings(KAM_BOOK=book.location), None, None, "T", "B", lambda: NIGHT)  # type: ignore[arg-type]
        assert services.day(book) == book.last_day(NIGHT.astimezone().date()) == date(2026, 3, 2)
