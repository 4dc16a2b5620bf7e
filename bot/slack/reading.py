"""What a person wrote, as they see it: Slack sends links and mentions as markup and three characters as entities."""

from __future__ import annotations

import re
import unicodedata

MARKUP = re.compile(r"<(?P<of>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def as_written(text: str) -> str:
    """The text on one line: a link is its label, a mention nothing, and what nobody sees is left out."""
    text = unescaped(MARKUP.sub(_label, text))
    return " ".join("".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cf", "Cc")).split())


def unescaped(text: str) -> str:
    """The text with the three characters that Slack sends as entities."""
    for entity, character in ENTITIES:
        text = text.replace(entity, character)
    return text


def shortened(text: str, most: int) -> str:
    """The beginning of a text, cut between words where that leaves most of it."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[most // 2 :] else cut}…"


def _label(found: re.Match[str]) -> str:
    of, label = found["of"], found["label"]
    return " " if of.startswith(("@", "#", "!")) else (label or of)
