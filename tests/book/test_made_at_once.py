"""A book that several processes make at the same moment is made once, and all of them go on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MAKE = "import sys; from book.book import Book; Book(sys.argv[1], create=True).close()"


@pytest.mark.slow
def test_a_book_made_by_many_at_once_is_made_once(tmp_path: Path) -> None:
    for attempt in range(3):
        location = tmp_path / f"{attempt}.db"
        makers = [
            subprocess.Popen([sys.executable, "-c", MAKE, location], stderr=subprocess.PIPE, text=True)
            for _ in range(8)
        ]
        said = [maker.communicate()[1] for maker in makers]
        assert [maker.returncode for maker in makers] == [0] * len(makers), said
