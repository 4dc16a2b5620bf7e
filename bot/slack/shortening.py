"""Texts, tables and rich texts cut to what Slack takes, with "…" where something is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Block = dict[str, Any]
MORE = "…"
TABLE_ROWS, TABLE_COLUMNS = 100, 20
TABLE_TEXT = 10_000
"""Characters of all cells of a table together."""
NOTE = 40
"""Characters of them that are kept for the row that says what is left out."""
RICH_TEXT = 12_000


def shortened(text: str, most: int) -> str:
    """The text, cut with "…" where it is longer."""
    return text if len(text) <= most else text[: most - len(MORE)].rstrip() + MORE


def fit_table(block: Mapping[str, Any]) -> Block:
    """Rows and columns that fit; the last row says how many are left out, the last column that some are."""
    rows = [_row(row) for row in block["rows"]]
    kept, left = rows, 0
    if len(rows) > TABLE_ROWS or sum(map(size_of, rows)) > TABLE_TEXT:
        kept = list(_fitting(rows, TABLE_TEXT - NOTE))[: TABLE_ROWS - 1]
        left = len(rows) - len(kept)
    if left:
        kept = [*kept, [_raw(f"{MORE} +{left}"), *(_raw(MORE) for _ in rows[0][1:])]]
    made = {**block, "rows": kept}
    if "column_settings" in made:
        made["column_settings"] = made["column_settings"][:TABLE_COLUMNS]
    return made


def _row(row: Sequence[Mapping[str, Any]]) -> list[Any]:
    return list(row) if len(row) <= TABLE_COLUMNS else [*row[: TABLE_COLUMNS - 1], _raw(MORE)]


def _fitting(rows: Sequence[list[Any]], room: int) -> Iterator[list[Any]]:
    """The first rows that hold no more characters than there is room for."""
    for row in rows:
        room -= size_of(row)
        if room < 0:
            return
        yield row


def _raw(text: str) -> Block:
    return {"type": "raw_text", "text": text}


def text_of(tree: Any) -> str:
    """All text of a cell."""
    if isinstance(tree, Mapping):
        held = (value if key == "text" and isinstance(value, str) else text_of(value) for key, value in tree.items())
        return "".join(held)
    return "".join(map(text_of, tree)) if isinstance(tree, list | tuple) else ""


def size_of(tree: Any) -> int:
    return len(text_of(tree))


def fit_rich_text(block: Mapping[str, Any]) -> Block:
    """Rich text as a whole within its limit; where something is left out, "…" ends it."""
    if size_of(block) <= RICH_TEXT:
        return dict(block)
    room = [RICH_TEXT - len(MORE)]
    kept = [made for one in block["elements"] if (made := _within(one, room))]
    end = {"type": "rich_text_section", "elements": [{"type": "text", "text": MORE}]}
    return {**block, "elements": [*kept, end]}


def _within(node: Mapping[str, Any], room: list[int]) -> Block | None:
    if room[0] <= 0:
        return None
    if "elements" in node:
        inside = [made for one in node["elements"] if (made := _within(one, room))]
        return {**node, "elements": inside} if inside else None
    text = str(node.get("text", ""))[: room[0]]
    room[0] -= len(text)
    return {**node, "text": text} if "text" in node else dict(node)
