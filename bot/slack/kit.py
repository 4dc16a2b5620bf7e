"""Block Kit: small builders. Text of people, files and models goes into plain_text and rich_text alone.

Slack does not read these for mentions, links or markup; nothing here makes mrkdwn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

Block = dict[str, Any]
Style = Literal["primary", "danger"] | None
FULL, EMPTY = "█", "░"


def escaped(text: str) -> str:
    """Text for the one place that Slack always reads for markup: a message's `text`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> Block:
    """A plain_text object."""
    return {"type": "plain_text", "text": text or " ", "emoji": True}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text)}


def section(text: str, accessory: Block | None = None) -> Block:
    """A paragraph, perhaps with a button or picture beside it."""
    return {"type": "section", "text": plain(text), **({"accessory": accessory} if accessory else {})}


def fields(pairs: Iterable[tuple[str, str]]) -> Block:
    """Label and value side by side, ten at most."""
    return {"type": "section", "fields": [plain(f"{label}\n{value}") for label, value in pairs]}


def context(*texts: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [plain(one) for one in texts if one]}


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def span(text: str, *, bold: bool = False, italic: bool = False, code: bool = False) -> Block:
    """A stretch of rich text."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic), ("code", code)) if on}
    return {"type": "text", "text": text or " ", **({"style": style} if style else {})}


def person(user: str) -> Block:
    """A person's name in rich text, as Slack shows it. In a home tab nobody is notified."""
    return {"type": "user", "user_id": user}


def paragraph(*spans: Block | str) -> Block:
    """A block of one paragraph of rich text."""
    return {"type": "rich_text", "elements": [_line(spans)]}


def lines(texts: Iterable[Sequence[Block | str] | str], *, ordered: bool = False) -> Block:
    """A list of rich text, one item for each text."""
    items = [_line((one,) if isinstance(one, str) else one) for one in texts]
    style = "ordered" if ordered else "bullet"
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": style, "elements": items}]}


def together(*blocks: Block) -> Block:
    """Several blocks of rich text as one, so that they stand close to each other."""
    return {"type": "rich_text", "elements": [one for block in blocks for one in block["elements"]]}


def preformatted(text: str) -> Block:
    """Text of fixed width: bars and small tables."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [span(text)]}]}


def _line(spans: Sequence[Block | str]) -> Block:
    return {"type": "rich_text_section", "elements": [span(one) if isinstance(one, str) else one for one in spans]}


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> Block:
    """A table; `right`: columns that are aligned to the right. One a message."""
    aligned = set(right)
    settings = [{"align": "right" if at in aligned else "left", "is_wrapped": True} for at in range(len(heads))]
    cells = [[_cell(one, bold=True) for one in heads], *([_cell(one) for one in row] for row in rows)]
    return {"type": "table", "column_settings": settings, "rows": cells}


def _cell(text: str, *, bold: bool = False) -> Block:
    if not bold:
        return {"type": "raw_text", "text": text or "-"}
    return {"type": "rich_text", "elements": [_line((span(text or "-", bold=True),))]}


def image(url_or_file: str, alt: str, title: str = "") -> Block:
    """A picture that Slack already has (by file id), with its words."""
    return {
        "type": "image",
        "slack_file": {"id": url_or_file},
        "alt_text": alt,
        **({"title": plain(title)} if title else {}),
    }


def button(label: str, action: str, value: Any = "", *, style: Style = None, said: str = "") -> Block:
    """A button. `value`: text, or what becomes JSON. `said`: for screen readers, where the label says too little."""
    made: Block = {"type": "button", "text": plain(label), "action_id": action}
    text = value if isinstance(value, str) else packed(value)
    made |= {"value": text} if text else {}
    made |= {"style": style} if style else {}
    return made | ({"accessibility_label": said} if said else {})


def actions(*elements: Block) -> Block:
    """A row of buttons and menus. Slack wants each action's id once in a row: later ones of the same get a number."""
    made, seen = [], dict[str, int]()
    for one in elements:
        name = str(one["action_id"])
        seen[name] = seen.get(name, 0) + 1
        made.append(one if seen[name] == 1 else {**one, "action_id": f"{name}#{seen[name]}"})
    return {"type": "actions", "elements": made}


def packed(value: Any) -> str:
    """A button's value or a view's metadata as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def unpacked(text: str) -> dict[str, Any]:
    """What `packed` wrote; {} where it is nothing of the kind."""
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}


def option(label: str, value: str, about: str = "") -> Block:
    """A choice in a menu."""
    return {"text": plain(label), "value": value, **({"description": plain(about)} if about else {})}


def select(action: str, options: Sequence[Block], *, label: str, chosen: str = "") -> Block:
    """A menu; `label` stands in it while nothing is chosen."""
    made: Block = {"type": "static_select", "action_id": action, "options": list(options), "placeholder": plain(label)}
    picked = [one for one in options if one["value"] == chosen]
    return made | ({"initial_option": picked[0]} if picked else {})


def overflow(action: str, options: Sequence[Block]) -> Block:
    """A menu behind three dots, beside a paragraph."""
    return {"type": "overflow", "action_id": action, "options": list(options)}


def field(action: str, *, initial: str = "", hint: str = "", several_lines: bool = False) -> Block:
    """A text to be typed; `hint` stands in it while it is empty."""
    made: Block = {"type": "plain_text_input", "action_id": action, "multiline": several_lines}
    made |= {"initial_value": initial} if initial else {}
    return made | ({"placeholder": plain(hint)} if hint else {})


def number(action: str, *, least: str = "", most: str = "", decimals: bool = True, initial: str = "") -> Block:
    """A number to be typed."""
    made: Block = {"type": "number_input", "action_id": action, "is_decimal_allowed": decimals}
    bounds = (("min_value", least), ("max_value", most), ("initial_value", initial))
    return made | {name: value for name, value in bounds if value}


def day(action: str, *, initial: str = "") -> Block:
    """A date to be chosen."""
    return {"type": "datepicker", "action_id": action, **({"initial_date": initial} if initial else {})}


def entry(block: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    """A line of a form."""
    made: Block = {"type": "input", "block_id": block, "label": plain(label), "element": element, "optional": optional}
    return made | ({"hint": plain(hint)} if hint else {})


def feedback(value: Any, good: str, bad: str) -> Block:
    """Thumbs up and down below an answer; `value` is kept with the verdict."""
    verdicts = {"positive_button": ("good", good), "negative_button": ("bad", bad)}
    made: Block = {"type": "feedback_buttons", "action_id": "feedback"}
    for name, (verdict, label) in verdicts.items():
        made[name] = {"text": plain(label), "value": packed({"v": verdict, **value}), "accessibility_label": label}
    return {"type": "context_actions", "elements": [made]}


def modal(
    callback: str, title: str, blocks: Sequence[Block], *, close: str, submit: str = "", metadata: Any = None
) -> Block:
    """A modal."""
    made: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title),
        "close": plain(close),
        "blocks": list(blocks),
        "private_metadata": packed(metadata) if metadata is not None else "",
    }
    return made | ({"submit": plain(submit)} if submit else {})


def home(blocks: Sequence[Block]) -> Block:
    """A home tab."""
    return {"type": "home", "blocks": list(blocks)}


def bar(share: float | None, width: int = 10) -> str:
    """A share of one as a bar; empty for what is not known."""
    full = round(min(max(share or 0.0, 0.0), 1.0) * width)
    return FULL * full + EMPTY * (width - full)


def texts_of(tree: Any) -> Iterable[str]:
    """Every text in blocks, in order."""
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            if key in ("text", "alt_text", "label") and isinstance(value, str):
                yield value
            else:
                yield from texts_of(value)
    elif isinstance(tree, list | tuple):
        for one in tree:
            yield from texts_of(one)
