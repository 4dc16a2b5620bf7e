"""Several accounts match: a ranked list to choose from."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from book.errors import UnknownAccount
from book.lookup import Match
from bot.terminal.screen import Screen
from prompts.words import Words


def listed(screen: Screen, words: Words, text: str, matches: Sequence[Match]) -> object:
    """The matches as a table, numbered."""
    rows = [[str(n), m.account_id, m.name, words.get(f"how.{m.how}", m.how)] for n, m in enumerate(matches, 1)]
    heads = [("", "right"), (words("tables.id"), "left"), (words("tables.name"), "left"), (words("tables.how"), "left")]
    return screen.table(heads, rows, wrap=2, title=words("titles.several", text=text))  # type: ignore[arg-type]


def choose(screen: Screen, words: Words, text: str, matches: Sequence[Match]) -> str:
    """The id of the account that a person picks by its number. Raises UnknownAccount when nothing is picked."""
    screen.show(listed(screen, words, text, matches))  # type: ignore[arg-type]
    print(f"{words('notes.choose')}: ", end="", flush=True)  # noqa: T201
    answer = sys.stdin.readline().strip()
    if answer.isdigit() and 1 <= int(answer) <= len(matches):
        return matches[int(answer) - 1].account_id
    chosen = [m.account_id for m in matches if m.account_id == answer]
    if not chosen:
        raise UnknownAccount("Nothing was chosen.")
    return chosen[0]
