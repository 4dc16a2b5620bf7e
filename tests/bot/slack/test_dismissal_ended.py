"""A dismissal that ends because the evidence got worse: foretold by the concession's form, then told on card and in history."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from book.book import Book
from tests.bot.slack.filling import opened, sent
from tests.bot.slack.running import Running, running, words_in
from tests.bot.slack.test_concession_form import GIVEN
from tests.bot.slack.test_decided import ACME, DAY, END, put_aside

ENDED = "the dismissal has ended, for the evidence is worse by now: the flag counts again."


@pytest.fixture(scope="module")
def one(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A bot whose book has P2 of ACME dismissed."""
    copy = Path(shutil.copy(imported, tmp_path_factory.mktemp("ended") / "kam.db"))
    with Book(copy) as book:
        put_aside(book, ACME, "P2", DAY, END)
    with running(copy) as made:
        yield made


def test_what_ends_a_dismissal_is_foretold_and_then_told(one: Running) -> None:
    assert ENDED not in words_in(one.run("classify ACME"))
    view = opened(one, "concession ACME")
    sent(one, view, GIVEN)
    assert "Its dismissal would end, and the flag count again: P2." in words_in(view)
    sent(one, view, {})
    for asked in ("classify ACME", "history ACME"):
        shown = words_in(one.run(asked))
        assert "Maria dismissed P2 (Holding on to the big, dropping the small) until March 31, 2026 (agreed)" in shown
        assert ENDED in shown
