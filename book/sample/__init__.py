"""The sample book: 60 fictitious accounts that between them show everything the product can say of one."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def path() -> Path:
    """The folder of the shipped CSV files (accounts, order_lines, concessions, touches, signals, rates), base currency EUR."""
    return Path(str(files("book.sample")))
