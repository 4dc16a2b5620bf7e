"""The errors people see: one clear sentence each; the command line prints it and exits 1.

KamError
├── BookError          the book cannot be opened, read or written
│   └── BookBusy       another program keeps it locked
├── ImportRefused      an import with problems (it carries the report)
├── UnknownAccount     no account of that name
├── MissingRate        no exchange rate for a pair on a day
└── RubricProblem      a rubric that cannot be used
"""

from __future__ import annotations

from typing import Any


class KamError(Exception):
    """Something a person can put right; the message says what, where and how."""


class BookError(KamError):
    """The book cannot be opened, read or written."""


class BookBusy(BookError):
    """Another program has kept the book locked for longer than anybody waits."""


class ImportRefused(KamError):
    """An import that was not taken; `report` (book.importing.staged.Report) says what is wrong with which rows."""

    def __init__(self, message: str, report: Any = None) -> None:
        super().__init__(message)
        self.report = report


class UnknownAccount(KamError):
    """No account answers to the name."""


class MissingRate(KamError):
    """No exchange rate for a pair of currencies on a day."""


class RubricProblem(KamError):
    """A rubric that cannot be used."""
