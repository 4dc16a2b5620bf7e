"""Messages and forms as plain text, for machines without a browser."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator
from html import unescape
from typing import Any

from workspace import acts
from workspace.page.scene import Block
from workspace.state import State
from workspace.things import Message, View


def shown(it: Message | View, state: State) -> str:
    """What one sees of it, line by line."""
    blocks = acts.blocks_of(it)
    if isinstance(it, View):
        return "\n".join([_said(it.body["title"]), *_blocks(blocks, state)])
    files = [
        f"[{state.files[one].title or state.files[one].name}] {state.files[one].alt_text}".strip() for one in it.files
    ]
    lines = list(_blocks(blocks, state)) if blocks else [unescape(it.text)] if it.text else []
    return "\n".join([*lines, *files])


def _blocks(blocks: list[Block], state: State) -> Iterator[str]:
    for block in blocks:
        yield from _block(block, state)


def _block(block: Block, state: State) -> Iterator[str]:
    match block["type"]:
        case "divider":
            yield ""
        case "header":
            yield from ("", _said(block["text"]))
        case "section":
            yield from [_said(one) for one in [block.get("text"), *block.get("fields", [])] if one]
        case "context":
            yield "  ".join(_said(one) for one in block["elements"])
        case "rich_text":
            yield from _rich(block, state)
        case "table":
            yield from _table([[_cell(cell, state) for cell in row] for row in block["rows"]])
        case "image":
            yield f"[{block.get('alt_text', '')}]"
        case "input":
            yield f"{_said(block['label'])}: ____"
        case "markdown":
            yield str(block["text"])
        case "actions" | "context_actions":
            names = [_name(one) for one in block["elements"]]
            yield "".join(f"[{one}] " for one in names if one).rstrip()
        case kind:
            yield f"({kind})"


def _name(element: Block) -> str:
    """What a button or menu is called."""
    return _said(element.get("text") or element.get("placeholder"))


def _said(it: Any) -> str:
    """The text of a text object; of a picture its words."""
    if not isinstance(it, dict):
        return ""
    return str(it.get("text") or it.get("alt_text") or "")


def _rich(block: Block, state: State) -> Iterator[str]:
    for group in block["elements"]:
        if group["type"] == "rich_text_list":
            ordered = group.get("style") == "ordered"
            for at, item in enumerate(group["elements"], 1):
                yield f"{at}. " * ordered + "- " * (not ordered) + _spans(item["elements"], state)
        else:
            yield _spans(group["elements"], state)


def _spans(elements: list[Block], state: State) -> str:
    return "".join(_span(one, state) for one in elements)


def _span(one: Block, state: State) -> str:
    if one["type"] == "user":
        person = state.people.get(str(one["user_id"]))
        return f"@{person.name if person else one['user_id']}"
    if one["type"] == "channel":
        channel = state.channels.get(str(one["channel_id"]))
        return f"#{channel.name if channel else one['channel_id']}"
    return str(one.get("text") or one.get("url") or "")


def _cell(cell: Block, state: State) -> str:
    return "".join(_rich(cell, state)) if cell["type"] == "rich_text" else str(cell.get("text", ""))


def _table(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(_width, column)) for column in itertools.zip_longest(*rows, fillvalue="")]
    for at, row in enumerate(rows):
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)).rstrip()
        if not at:
            yield "  ".join("-" * width for width in widths)


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
