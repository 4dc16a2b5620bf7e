"""A digest as it stands in its channel once people have acted on it: what was frozen, and who took what on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.digest.items import Done
from bot.slack.effects import Block, Message
from bot.slack.kit import plain
from prompts.words import Words

MENU = "digest_item"


@dataclass(frozen=True, slots=True)
class Mark:
    """What was last done with an item, by whom; `until`: the day on which it comes again, in words; `before`: whose claim it
    took over.
    """

    done: Done
    who: str
    until: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a menu's option says: what to do with the item at a place of a digest."""

    done: str
    place: int
    key: str

    @property
    def option(self) -> str:
        """As the option's value."""
        return f"{self.done}|{self.place}|{self.key}"


def chosen(value: str) -> Chosen | None:
    """What was chosen; None for what is no option of ours."""
    done, _, rest = value.partition("|")
    place, _, key = rest.partition("|")
    return Chosen(done, int(place), key) if place.isascii() and place.isdigit() and key else None


def marked(content: Mapping[str, Any], marks: Mapping[str, Mark], words: Words) -> Message:
    """The message of a frozen digest with what was done, beside each item. `marks` by the item's key."""
    keys, message = list(content["items"]), content["message"]
    return Message(str(message["text"]), tuple(_marked(block, keys, marks, words) for block in message["blocks"]))


def _marked(block: Block, keys: Sequence[str], marks: Mapping[str, Mark], words: Words) -> Block:
    menu = block.get("accessory") or {}
    found = chosen(str(menu["options"][0]["value"])) if menu.get("action_id") == MENU else None
    mark = marks.get(keys[found.place]) if found and found.place < len(keys) else None
    if mark is None:
        return block
    form = "took_over" if mark.before else mark.done
    said = words(f"digest.marks.{form}", who=mark.who, until=mark.until, before=mark.before)
    return {**block, "text": plain(f"{block['text']['text']}\n{said}")}
