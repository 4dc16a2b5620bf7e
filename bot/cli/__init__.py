"""The `kam` command: exit code 0 done, 1 refused or failed with one sentence on stderr, 2 wrong usage."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder

from book.errors import KamError


def program() -> None:
    """What the shell calls `kam`: a process of its own."""
    sys.meta_path.insert(0, WithoutPandas())
    main()


class WithoutPandas(MetaPathFinder):
    """Hides pandas: pyarrow imports it wherever it is, which takes a second, and nothing here asks for its types."""

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> None:
        """Raises ModuleNotFoundError for pandas, and leaves every other module to the finders after this one."""
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not used by this program", name="pandas")


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
