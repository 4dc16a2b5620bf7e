"""Slack's limits, enforced in one place: what goes out passes `fit_message` or `fit_view`, and is never refused for its size.

What is too long is shortened with "…"; what is too many is left out and said so. Source: Slack's Block Kit reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.slack.effects import Message
from bot.slack.kit import packed
from bot.slack.shortening import MORE, fit_rich_text, fit_table, shortened, text_of

Block = dict[str, Any]
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TEXT, PLAIN = 4_000, 3_000
"""A message's `text` past 4,000 characters makes Slack's clients split it; it may hold 40,000."""
VALUE = 2_000
OPTION_VALUE = 150
METADATA = 3_000
SHORTEST = {
    "header": 150,
    "button": 75,
    "option": 75,
    "description": 75,
    "title": 24,
    "submit": 24,
    "close": 24,
    "placeholder": 150,
    "label": 2_000,
    "hint": 2_000,
    "field": 2_000,
    "alt_text": 2_000,
    "accessibility_label": 75,
    "image_title": 2_000,
}
MOST = {"context": 10, "actions": 25, "options": 100, "fields": 10, "context_actions": 5}


class TooLong(ValueError):
    """What cannot be shortened without changing what it means: the value of a button or option, a view's metadata."""


def fits(value: Any) -> bool:
    """Whether a button can hold a value. What holds a person's text is asked first: cut, it would say something else."""
    return len(packed(value)) <= VALUE


def fit_message(message: Message) -> Message:
    """The message within Slack's limits, with `text` for those who do not see blocks."""
    blocks = _fit_blocks(_one_table(message.blocks), MESSAGE_BLOCKS)
    return Message(shortened(message.text.strip() or MORE, TEXT), blocks)


def fit_view(view: Mapping[str, Any]) -> Block:
    """The modal or home tab within Slack's limits. Raises TooLong for metadata that would be cut."""
    made = {**view, "blocks": _fit_blocks(view["blocks"], VIEW_BLOCKS)}
    for name in ("title", "submit", "close"):
        if name in made:
            made[name] = _plain(made[name], SHORTEST[name])
    if len(str(made.get("private_metadata") or "")) > METADATA:
        raise TooLong(f"private_metadata of {view.get('callback_id')}: over {METADATA} characters")
    return made


def _fit_blocks(blocks: Sequence[Mapping[str, Any]], most: int) -> list[Block]:
    fitted = [FIT.get(str(one["type"]), dict)(one) for block in blocks for one in _spread(block)]
    if len(fitted) <= most:
        return fitted
    left = len(fitted) - most + 1
    note = {"type": "context", "elements": [{"type": "plain_text", "text": f"{MORE} +{left}", "emoji": True}]}
    return [*fitted[: most - 1], note]


def _spread(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A block that holds more than it may as several of its kind."""
    name = "fields" if "fields" in block else "elements"
    most, held = MOST.get("fields" if name == "fields" else str(block["type"])), block.get(name) or ()
    if most is None or len(held) <= most:
        yield block
        return
    yield {**block, name: held[:most]}
    beside = {"type": block["type"]}
    yield from ({**beside, name: held[at : at + most]} for at in range(most, len(held), most))


def _one_table(blocks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """A message may hold one table: the others become lists, a row a line."""
    first = next((at for at, one in enumerate(blocks) if one["type"] == "table"), None)
    return [_as_list(one) if one["type"] == "table" and at != first else one for at, one in enumerate(blocks)]


def _as_list(table: Mapping[str, Any]) -> Block:
    lines = [" | ".join(text_of(cell) for cell in row) for row in table["rows"]]
    items = [{"type": "rich_text_section", "elements": [{"type": "text", "text": one or " "}]} for one in lines]
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": items}]}


def _plain(text: Mapping[str, Any], most: int) -> Block:
    return {**text, "text": shortened(str(text["text"]), most)}


def _section(block: Mapping[str, Any]) -> Block:
    made = dict(block)
    if "text" in made:
        made["text"] = _plain(made["text"], PLAIN)
    if "fields" in made:
        made["fields"] = [_plain(one, SHORTEST["field"]) for one in made["fields"]]
    if "accessory" in made:
        made["accessory"] = _element(made["accessory"])
    return made


def _header(block: Mapping[str, Any]) -> Block:
    return {**block, "text": _plain(block["text"], SHORTEST["header"])}


def _context(block: Mapping[str, Any]) -> Block:
    return {**block, "elements": [_plain(one, PLAIN) for one in block["elements"]]}


def _actions(block: Mapping[str, Any]) -> Block:
    return {**block, "elements": [_element(one) for one in block["elements"]]}


def _input(block: Mapping[str, Any]) -> Block:
    made = {**block, "label": _plain(block["label"], SHORTEST["label"]), "element": _element(block["element"])}
    return made | ({"hint": _plain(block["hint"], SHORTEST["hint"])} if "hint" in block else {})


def _image(block: Mapping[str, Any]) -> Block:
    made = {**block, "alt_text": shortened(str(block["alt_text"]), SHORTEST["alt_text"])}
    return made | ({"title": _plain(block["title"], SHORTEST["image_title"])} if "title" in block else {})


def _element(element: Mapping[str, Any]) -> Block:
    """A button, menu or field."""
    made = dict(element)
    if len(str(made.get("value", ""))) > VALUE:
        raise TooLong(f"the value of {made.get('action_id')}: over {VALUE} characters")
    made |= {"placeholder": _plain(made["placeholder"], SHORTEST["placeholder"])} if "placeholder" in made else {}
    if made["type"] == "button":
        made["text"] = _plain(made["text"], SHORTEST["button"])
    if "accessibility_label" in made:
        made["accessibility_label"] = shortened(made["accessibility_label"], SHORTEST["accessibility_label"])
    made |= _options(made) if "options" in made else {}
    made |= {"initial_option": _option(made["initial_option"])} if "initial_option" in made else {}
    return made


def _options(menu: Mapping[str, Any]) -> Block:
    """The options that a menu may hold; what stands in the menu says how many are left out."""
    most, options = MOST["options"], menu["options"]
    made: Block = {"options": [_option(one) for one in options[:most]]}
    if len(options) > most and "placeholder" in menu:
        note = f" {MORE} +{len(options) - most}"
        told = shortened(menu["placeholder"]["text"].removesuffix(note), SHORTEST["placeholder"] - len(note))
        made["placeholder"] = {**menu["placeholder"], "text": told + note}
    return made


def _option(option: Mapping[str, Any]) -> Block:
    if len(str(option.get("value", ""))) > OPTION_VALUE:
        raise TooLong(f"the value of the option {option['text']['text'][:40]}: over {OPTION_VALUE} characters")
    made = {**option, "text": _plain(option["text"], SHORTEST["option"])}
    about = option.get("description")
    return made | ({"description": _plain(about, SHORTEST["description"])} if about else {})


FIT: Mapping[str, Callable[[Mapping[str, Any]], Block]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "table": fit_table,
    "rich_text": fit_rich_text,
}
