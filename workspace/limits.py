"""Slack's limits. Each check yields problems as Slack words them: "[ERROR] what is wrong [json-pointer:/blocks/0/text]"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workspace.errors import Refused

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TEXT, UPDATE_TEXT, MARKDOWN = 40_000, 4_000, 12_000
PRIVATE_METADATA, VIEW_TITLE, CALLBACK_ID = 3_000, 24, 255
TABLE_ROWS, TABLE_COLUMNS, TABLE_CHARACTERS = 100, 20, 10_000
FIELDS, CONTEXT, ACTIONS, OPTIONS = 10, 10, 25, 100
PROMPTS = 4

TEXTS: dict[str, dict[str, int]] = {
    "section": {"text": 3_000},
    "header": {"text": 150},
    "button": {"text": 75},
    "option": {"text": 75, "description": 75},
    "input": {"label": 2_000, "hint": 2_000},
    "confirm": {"title": 100, "text": 300, "confirm": 30, "deny": 30},
}
"""Kind of object -> its text objects and how many characters each may have."""
STRINGS: dict[str, dict[str, int]] = {
    "button": {"value": 2_000, "url": 3_000, "action_id": 255},
    "option": {"value": 150},
    "image": {"image_url": 3_000, "alt_text": 2_000},
    "markdown": {"text": MARKDOWN},
}
"""Kind of object -> its plain strings and how many characters each may have."""
PLAIN = {("header", "text"), ("button", "text"), ("input", "label"), ("input", "hint"), ("confirm", "title")}
"""Texts that must be plain_text."""
REQUIRED: dict[str, tuple[str, ...]] = {
    "header": ("text",),
    "button": ("text",),
    "actions": ("elements",),
    "context": ("elements",),
    "context_actions": ("elements",),
    "input": ("label", "element"),
    "image": ("alt_text",),
    "markdown": ("text",),
    "table": ("rows",),
    "rich_text": ("elements",),
}
EVERYWHERE = frozenset(
    ["section", "header", "divider", "actions", "context", "image", "rich_text", "video", "markdown", "table"]
)
IN_MESSAGES = EVERYWHERE | frozenset(
    ["file", "context_actions", "task_card", "plan", "alert", "card", "container", "carousel"]
)
IN_VIEWS = (EVERYWHERE - {"markdown"}) | {"input"}


def problem(what: str, where: str) -> str:
    """A line of `response_metadata.messages`."""
    return f"[ERROR] {what} [json-pointer:{where}]"


def check_message(args: dict[str, Any], text_limit: int = TEXT) -> None:
    """Refuses a message that Slack refuses: `msg_too_long`, `invalid_blocks`, `markdown_text_conflict`."""
    if len(args.get("text") or "") > text_limit or len(args.get("markdown_text") or "") > MARKDOWN:
        raise Refused("msg_too_long")
    if args.get("markdown_text") and (args.get("text") or args.get("blocks")):
        raise Refused("markdown_text_conflict")
    blocks = args.get("blocks")
    found = list(blocks_problems(blocks, "/blocks", MESSAGE_BLOCKS, IN_MESSAGES)) if blocks else []
    if found:
        raise Refused("invalid_blocks", found)
    _check_metadata(args.get("metadata"))


def _check_metadata(metadata: Any) -> None:
    if metadata is None:
        return
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise Refused("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")


def check_view(view: Any) -> None:
    """Refuses a modal or home tab that Slack refuses, with `invalid_arguments`."""
    found = list(_view_problems(view)) if isinstance(view, dict) else [problem("must be a valid view", "/view")]
    if found:
        raise Refused("invalid_arguments", found)


def _view_problems(view: dict[str, Any]) -> Iterator[str]:
    kind = view.get("type")
    if kind not in ("modal", "home"):
        yield problem("must be one of [modal home]", "/view/type")
    yield from blocks_problems(view.get("blocks"), "/view/blocks", VIEW_BLOCKS, IN_VIEWS)
    yield from _too_long(view.get("private_metadata"), PRIVATE_METADATA, "/view/private_metadata")
    yield from _too_long(view.get("callback_id"), CALLBACK_ID, "/view/callback_id")
    if kind != "modal":
        return
    if "title" not in view:
        yield problem("missing required field: title", "/view")
    for name in ("title", "submit", "close"):
        yield from _text_problems(view.get(name), VIEW_TITLE, f"/view/{name}", plain=True)
    if "submit" not in view and any(b.get("type") == "input" for b in view.get("blocks") or []):
        yield problem("missing required field: submit", "/view")


def blocks_problems(blocks: Any, where: str, most: int, kinds: frozenset[str]) -> Iterator[str]:
    """What is wrong with a list of blocks, of which there may be `most`, each of one of `kinds`."""
    if not isinstance(blocks, list):
        yield problem("must be an array of blocks", where)
        return
    if len(blocks) > most:
        yield problem(f"no more than {most} items allowed", where)
    if sum(b.get("type") == "table" for b in blocks if isinstance(b, dict)) > 1:
        yield problem("only one table allowed", where)
    ids = [b["block_id"] for b in blocks if isinstance(b, dict) and b.get("block_id")]
    for repeated in sorted({i for i in ids if ids.count(i) > 1}):
        yield problem(f"block_id already exists: {repeated}", where)
    for index, block in enumerate(blocks):
        yield from _block_problems(block, f"{where}/{index}", kinds)


def _block_problems(block: Any, where: str, kinds: frozenset[str]) -> Iterator[str]:
    if not isinstance(block, dict) or block.get("type") not in kinds:
        yield problem(f"unsupported type: {block.get('type') if isinstance(block, dict) else block}", f"{where}/type")
        return
    yield from _too_long(block.get("block_id"), 255, f"{where}/block_id")
    yield from _object_problems(block, str(block["type"]), where)
    yield from _own_problems(block, where)


def _own_problems(block: dict[str, Any], where: str) -> Iterator[str]:
    """What holds for one kind of block alone."""
    kind = block["type"]
    if kind == "section":
        yield from _section_problems(block, where)
    elif kind in ("actions", "context"):
        yield from _elements_problems(block, ACTIONS if kind == "actions" else CONTEXT, where)
    elif kind == "table":
        yield from _table_problems(block, where)
    elif kind == "input":
        element = block.get("element")
        yield from _element_problems(element, f"{where}/element") if isinstance(element, dict) else ()


def _section_problems(block: dict[str, Any], where: str) -> Iterator[str]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield problem("missing required field: text", where)
    if fields is not None:
        yield from _too_many(fields, FIELDS, f"{where}/fields")
        for index, text in enumerate(fields):
            yield from _text_problems(text, 2_000, f"{where}/fields/{index}")
    if isinstance(block.get("accessory"), dict):
        yield from _element_problems(block["accessory"], f"{where}/accessory")


def _elements_problems(block: dict[str, Any], most: int, where: str) -> Iterator[str]:
    elements = block.get("elements") or []
    yield from _too_many(elements, most, f"{where}/elements")
    if not elements:
        yield problem("no less than 1 items required", f"{where}/elements")
    ids = [e["action_id"] for e in elements if isinstance(e, dict) and e.get("action_id")]
    for repeated in sorted({i for i in ids if ids.count(i) > 1}):
        yield problem(f"action_id already exists: {repeated}", f"{where}/elements")
    for index, element in enumerate(elements):
        yield from _element_problems(element, f"{where}/elements/{index}")


def _element_problems(element: dict[str, Any], where: str) -> Iterator[str]:
    kind = str(element.get("type"))
    if kind in ("mrkdwn", "plain_text"):
        yield from _text_problems(element, 3_000, where)
        return
    yield from _object_problems(element, kind, where)
    options = element.get("options")
    if options is not None:
        yield from _too_many(options, OPTIONS, f"{where}/options")
        if not options:
            yield problem("no less than 1 items required", f"{where}/options")
        for index, option in enumerate(options):
            yield from _object_problems(option, "option", f"{where}/options/{index}")
    yield from _text_problems(element.get("placeholder"), 150, f"{where}/placeholder", plain=True)
    if isinstance(element.get("confirm"), dict):
        yield from _object_problems(element["confirm"], "confirm", f"{where}/confirm")


def _object_problems(thing: dict[str, Any], kind: str, where: str) -> Iterator[str]:
    """Required fields, and lengths from the tables above."""
    for name in REQUIRED.get(kind, ()):
        if thing.get(name) in (None, ""):
            yield problem(f"missing required field: {name}", where)
    for name, most in TEXTS.get(kind, {}).items():
        yield from _text_problems(thing.get(name), most, f"{where}/{name}", plain=(kind, name) in PLAIN)
    for name, most in STRINGS.get(kind, {}).items():
        yield from _too_long(thing.get(name), most, f"{where}/{name}")


def _table_problems(block: dict[str, Any], where: str) -> Iterator[str]:
    rows = block.get("rows") or []
    yield from _too_many(rows, TABLE_ROWS, f"{where}/rows")
    for index, row in enumerate(rows):
        yield from _too_many(row, TABLE_COLUMNS, f"{where}/rows/{index}")
    if sum(len(text) for row in rows for cell in row for text in _texts(cell)) > TABLE_CHARACTERS:
        yield problem(f"no more than {TABLE_CHARACTERS} characters allowed", f"{where}/rows")


def _texts(thing: Any) -> Iterator[str]:
    """Every `text` string inside a cell."""
    if isinstance(thing, list):
        for item in thing:
            yield from _texts(item)
    elif isinstance(thing, dict):
        for name, value in thing.items():
            if name == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)


def _text_problems(text: Any, most: int, where: str, *, plain: bool = False) -> Iterator[str]:
    if text is None:
        return
    if not isinstance(text, dict) or text.get("type") not in (("plain_text",) if plain else ("plain_text", "mrkdwn")):
        yield problem("must be a valid text object" if not plain else "must be of type plain_text", where)
        return
    if not text.get("text"):
        yield problem("must be more than 0 characters", f"{where}/text")
    yield from _too_long(text.get("text"), most, f"{where}/text")


def _too_long(value: Any, most: int, where: str) -> Iterator[str]:
    if isinstance(value, str) and len(value) > most:
        yield problem(f"must be less than {most + 1} characters", where)


def _too_many(items: Any, most: int, where: str) -> Iterator[str]:
    if isinstance(items, list) and len(items) > most:
        yield problem(f"no more than {most} items allowed", where)
