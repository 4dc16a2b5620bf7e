"""What a question restricts a list by though the rules have no word for it: better said than answered with every account."""

from __future__ import annotations

import re
from collections.abc import Iterable

from prompts.labels import named, plain
from prompts.plan import Plan
from prompts.rules import words_of_lists

LETTER = re.compile(r"[^\W\d_]")


def unread(question: str, plan: Plan, known: Iterable[str]) -> bool:
    """Whether a list's question has a condition that its plan does not. `known`: labels, owners and names as people say them."""
    wanted = plan.filter
    if plan.sort or wanted.conditions or wanted.pitfalls or wanted.value_types or wanted.quadrants:
        return False
    text = plain(question)
    for said in sorted((one for one in known if plain(one) in text and named(one, text)), key=len, reverse=True):
        text = text.replace(plain(said), " ")
    for pattern in words_of_lists():
        text = pattern.sub(" ", text)
    return LETTER.search(text) is not None
