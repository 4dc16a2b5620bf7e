"""The sample book, imported once through the command line and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from book import sample
from tests.command import done


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("sample") / "kam.db"
    done("import", sample.path(), "--base-currency", "EUR", "--book", book)
    return book


@pytest.fixture
def book(imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample book, `kam.db` in the working folder."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(imported, tmp_path / "kam.db"))
