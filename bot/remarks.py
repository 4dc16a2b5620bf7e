"""What was done on the way of an import, in the reader's words: on the command line with its options, in Slack without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from book.visible import visible

if TYPE_CHECKING:
    from book.importing.remarks import Remark, Slot
    from prompts.words import Words

Where = Literal["terminal", "slack"]
NAMES = {"table": "tables", "column": "columns"}
"""Slots that hold a name of the book's, and where its words are."""


def remark(one: Remark, words: Words, where: Where) -> str:
    """The remark as a sentence. In Slack it says what somebody there can do, and calls the book's columns as people do."""
    slots = {name: _slot(name, value, words, where) for name, value in one.slots.items()}
    if "reason" in slots:
        slots["reason"] = _reason(one, words, where)
    general = f"imports.remarks.{one.key}"
    own = f"slack.{general}"
    return words(own if where == "slack" and own in words.table else general, **slots)


def _slot(name: str, value: Slot, words: Words, where: Where) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, tuple):
        return words("list_separator").join(visible(one) for one in value)
    if where == "slack" and name in NAMES:
        return words.get(f"slack.imports.{NAMES[name]}.{value}", value)
    return visible(value)


def _reason(one: Remark, words: Words, where: Where) -> str:
    """Why something was not read. English at the terminal has the parser's own sentence, which says the most."""
    said = str(one.slots["reason"])
    if where == "terminal" and words.lang == "en":
        return visible(said)
    key = f"slack.imports.why.{one.slots['why'] or 'file_other'}.reason"
    detail = columns(str(one.slots["detail"]), words) if str(one.slots["why"]).startswith("columns_") else ""
    return words(key, detail=detail or visible(str(one.slots["detail"]))) if key in words.table else visible(said)


def columns(detail: str, words: Words) -> str:
    """Columns of the book as people call them; those of which one is enough stand with a stroke between."""
    each = [
        words.join([words.get(f"slack.imports.columns.{name}", name) for name in one.split("/")], "list_or")
        for one in detail.split(", ")
    ]
    return words.join(each)
