"""A message for Slack as lines of text: what its blocks say, without menus and buttons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.slack.kit import texts_of


def text_lines(blocks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One line for each paragraph, list item and row; nothing of it is read for markup."""
    for block in blocks:
        kind = block["type"]
        if kind == "rich_text":
            yield from _rich(block["elements"])
        elif kind == "table":
            yield from (" | ".join("".join(texts_of(cell)) for cell in row) for row in block["rows"])
        elif kind == "section":
            yield from str(block["text"]["text"]).split("\n")
        elif kind in ("header", "context"):
            yield from texts_of(block)
        else:
            yield ""


def _rich(elements: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for one in elements:
        if one["type"] == "rich_text_list":
            yield from (f"- {''.join(texts_of(item))}" for item in one["elements"])
        else:
            yield "".join(texts_of(one))
