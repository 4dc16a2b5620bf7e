"""The book, kept open by each thread that answers: to open it and plan its questions anew takes longer than to ask them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from book.book import Book


@dataclass
class _Kept:
    """A thread's book, and which file it is: another one may be put in its place (`kam restore`)."""

    book: Book
    file: tuple[int, int]
    lent: bool = False


class Shelf:
    """Lends a book. Only an embedded book is kept: one in DuckDB would shut out every other program."""

    def __init__(self, location: str, records: Path | None = None) -> None:
        self.location, self.records = location, records
        self._of = threading.local()

    @contextmanager
    def book(self) -> Iterator[Book]:
        """The book for one answer. Raises BookError."""
        kept = self._kept()
        if kept is None or kept.lent:
            with Book(self.location, records=self.records) as book:
                yield book
            return
        kept.lent = True
        try:
            yield kept.book
        except BaseException:
            self._drop(kept)
            raise
        kept.lent = False

    def _kept(self) -> _Kept | None:
        """The thread's book, as it is now; None where none is kept."""
        file, kept = self.file(), getattr(self._of, "kept", None)
        if kept is not None and (kept.file != file or (not kept.lent and kept.book.records.in_transaction)):
            self._drop(kept)
            kept = None
        if kept is None and file is not None:
            kept = self._of.kept = _Kept(Book(self.location, records=self.records), file)
        if kept is not None:
            kept.book.__dict__.pop("lookup", None)  # the names may have changed since
        return kept

    def _drop(self, kept: _Kept) -> None:
        self._of.kept = None
        kept.book.close()

    def file(self) -> tuple[int, int] | None:
        """Which file the book is; None for what is no embedded book, or is not there."""
        path = Path(self.location)
        if "://" in self.location or path.suffix == ".duckdb" or not path.is_file():
            return None
        found = path.stat()
        return found.st_dev, found.st_ino
