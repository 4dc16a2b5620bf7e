"""The `kam` command: exit code 0 done, 1 refused or failed with one sentence on stderr, 2 wrong usage, 130 interrupted."""

from __future__ import annotations

import sys

from book.errors import KamError
from book.quick import without_pandas
from bot.cli.interrupts import interruptible, note_interrupts


def program() -> None:
    """What the shell calls `kam`: a process of its own."""
    without_pandas()
    note_interrupts()
    with interruptible():
        main()


def main() -> None:
    """Runs the command line. What a person can put right is said in a sentence, not as a traceback."""
    from bot.cli.app import app

    try:
        app()
    except KamError as error:
        _fail(error)
    except ValueError as error:
        if type(error).__name__ not in SENTENCES:
            raise
        _fail(error)


SENTENCES = ("RubricError", "UnknownLanguage")
"""Errors of rooms that do not know the book's: they are sentences for people, too."""


def _fail(error: Exception) -> None:
    print(error, file=sys.stderr)  # noqa: T201
    sys.exit(1)
