"""The font that pictures are drawn with, as a file of the package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

NAME = "NotoSansCJKtc-subset.otf"
UNCOVERED = "□"
"""Stands for a character that the font does not have."""


def path() -> Path:
    """The font file."""
    return Path(str(files("bot.pictures.fonts").joinpath(NAME)))


@cache
def covered() -> frozenset[int]:
    """Code points that the font can draw."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(path())).get_charmap())


def drawable(text: str) -> str:
    """The text in one line with a box for every character that the font does not have, so that nobody takes it for complete."""
    line = " ".join(text.split())
    return "".join(char if ord(char) in covered() else UNCOVERED for char in line if not _silent(char))


def _silent(char: str) -> bool:
    """Joiners and variation selectors, which draw nothing of their own."""
    return char in "\u200b\u200c\u200d\u2060\ufeff" or "\ufe00" <= char <= "\ufe0f"
