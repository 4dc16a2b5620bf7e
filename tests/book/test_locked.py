"""A book that another program keeps locked: at the end of the wait there is a sentence that says what to do."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from book.book import Book
from book.errors import BookBusy
from book.stores import sqlite
from tests.book.holding import held
from tests.book.staging import NOW, TERMS, account, staged
from tests.command import done, kam
from tests.data import ROOT


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a minute here."""
    monkeypatch.setattr(sqlite, "WAIT_MS", 100)
    monkeypatch.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS, "busy_timeout=100"))


def test_an_import_at_the_command_line_says_that_the_book_is_locked(tmp_path: Path) -> None:
    book, file = tmp_path / "kam.db", tmp_path / "accounts.csv"
    file.write_text("account_id,name\n1,One\n", encoding="utf-8")
    done("import", file, KAM_BOOK=str(book))
    file.write_text("account_id,name\n2,Two\n", encoding="utf-8")
    with held(book):
        ran = kam("import", file, KAM_BOOK=str(book))
    assert ran.code == 1
    assert f"{book} is locked: another program has been writing" in ran.err
    assert "nothing was changed. Try again when it is done, or end it" in ran.err
    assert "1" in done("import", file, KAM_BOOK=str(book)).out


def test_a_book_that_is_locked_while_it_is_made_is_no_wrong_path(tmp_path: Path) -> None:
    book = tmp_path / "kam.db"
    with contextlib.closing(sqlite3.connect(book)) as made:
        made.execute("CREATE TABLE one (a)")
    with held(book), pytest.raises(BookBusy, match="Try again when it is done"):
        Book(book, create=True)


def test_what_is_recorded_meets_the_lock_as_well(new_book: Book, tmp_path: Path) -> None:
    new_book.take(staged(accounts=[account("1")]), TERMS)
    with held(tmp_path / "kam.db"), pytest.raises(BookBusy):
        new_book.ledger.append("answer", {}, at=NOW, once="one")
    with held(tmp_path / "kam.db"), pytest.raises(BookBusy):
        new_book.undo(NOW)
    assert new_book.accounts.get("1").name == "Company 1"


def test_a_duckdb_book_that_another_program_has_open_is_said_so(tmp_path: Path) -> None:
    book = tmp_path / "kam.duckdb"
    Book(book, create=True).close()
    code = f"import duckdb; held = duckdb.connect({str(book)!r}); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BookBusy, match="in use by another program"):
            Book(book)
        other.communicate("\n", timeout=10)
