"""Keeps pandas out of a process: pyarrow imports it wherever it is, which takes a second, and nothing here asks for its types."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder


class _WithoutPandas(MetaPathFinder):
    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> None:
        """Raises ModuleNotFoundError for pandas, and leaves every other module to the finders after this one."""
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not used by this program", name="pandas")


def without_pandas() -> None:
    """For processes of their own (the command, the reader), never in a library's host."""
    sys.meta_path.insert(0, _WithoutPandas())
