"""What is in a company's files cannot steer the terminal that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from book.visible import visible
from tests.command import done, kam


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mRED\x1b[0m Co", "[31mRED [0m Co"),
        ("\u202eevil", "evil"),
        ("a\nb\tc", "a b c"),
        ("台積電 Ü", "台積電 Ü"),
    ],
)
def test_nothing_steers(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_names_are_shown_without_and_ids_are_refused(tmp_path: Path) -> None:
    book, file = tmp_path / "kam.db", tmp_path / "accounts.csv"
    file.write_text("account_id,name,owner\nA,\x1b[31mRED,\x1b[2JEve\n", encoding="utf-8")
    done("import", file, "--book", book)
    for words in (("accounts",), ("score",), ("classify", "A"), ("portfolio", "--by", "owner")):
        assert "\x1b" not in done(*words, "--book", book).out
    file.write_text("account_id,name\nB\x1b[31m,Blue\n", encoding="utf-8")
    ran = kam("import", file, "--book", book)
    assert (ran.code, "\x1b" in ran.out + ran.err) == (1, False)
    assert "control characters" in ran.out


def test_a_quotation_mark_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text('account_id,name\nA,"unclosed\nB,x\nC,y\n', encoding="utf-8")
    ran = kam("import", file, "--book", tmp_path / "kam.db")
    assert ran.code == 1
    assert "never closed" in " ".join(ran.out.split())
    file.write_text('account_id,name\nA,"two\nlines"\nB,Pipe 3" long\n', encoding="utf-8")
    done("import", file, "--book", tmp_path / "kam.db")
