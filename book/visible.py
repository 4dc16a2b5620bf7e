"""Text from a company's files as it may be shown: nothing in it steers a terminal or turns a line around."""

from __future__ import annotations

import re

STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
"""Control characters, and marks that change the direction or hide; the start of every terminal sequence is one."""


def visible(text: str) -> str:
    """The text in one line, without what steers."""
    if text.isprintable():  # none of them is
        return text
    return STEERING.sub(" ", text).strip() if STEERING.search(text) else text


def steers(text: str) -> bool:
    """Whether something in the text would steer."""
    return STEERING.search(text) is not None
