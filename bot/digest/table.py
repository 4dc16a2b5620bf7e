"""The table of a digest's accounts, for its thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.digest.content import Content
from bot.digest.snapshot import Snapshot
from bot.flags import PROVISIONAL, in_table
from bot.slack.effects import Message
from bot.slack.kit import Block, lines, paragraph, table
from prompts.figures import Figures
from scoring.pitfalls import WATCH

ROWS, DECIDED = 90, 30
"""Accounts of the table, and decisions of people below it."""


def details(
    found: Content, now: Snapshot, before: Snapshot | None, figures: Figures, beside: Sequence[str] = ()
) -> Message:
    """The table for the thread: what changed first, then the largest. `beside`: what people decided of them."""
    words = figures.words
    changed = {one.account for one in found.moves}
    changed |= {one.account for one in (*found.flags, *found.cleared)}
    order = sorted(range(len(now)), key=lambda at: (now.accounts[at] not in changed, -_revenue(now, at)))
    rows = [list(_row(now, before, at, figures)) for at in order[:ROWS]]
    heads = [words(f"tables.{name}") for name in ("account", "tier", "before", "score", "pitfalls")]
    said = words("digest.details_one" if len(now) == 1 else "digest.details", n=figures.number(len(now), 0, "count"))
    blocks: list[Block] = [paragraph(said)]
    blocks += [table(heads, rows, right=[3])] if rows else []
    below = [*beside[:DECIDED], *(words(f"slack.book.marks.{one}") for one in _marks(now, order[:ROWS]))]
    blocks += [lines(below)] if below else []
    return Message(said, blocks)


def _marks(now: Snapshot, rows: Sequence[int]) -> Iterator[str]:
    """The marks of the table that need a word."""
    if now.provisional[rows].any():
        yield "provisional"
    if any((of[rows] == WATCH).any() for of in now.pitfalls.values()):
        yield "watch"


def _revenue(now: Snapshot, at: int) -> float:
    value = float(now.figures["revenue"][at])
    return 0.0 if value != value else value  # noqa: PLR0124 - NaN


def _row(now: Snapshot, before: Snapshot | None, at: int, figures: Figures) -> Iterator[str]:
    none = figures.words("card.not_rated")
    yield now.names[at]
    yield _tier(now, at) or none
    then = before.places.get(now.accounts[at]) if before is not None else None
    yield "-" if before is None or then is None else _tier(before, then) or none
    total = float(now.figures["total"][at])
    yield "-" if total != total else figures.score(total)  # noqa: PLR0124 - NaN
    yield in_table(now.pitfalls, at) or "-"


def _tier(of: Snapshot, at: int) -> str | None:
    tier = of.tier(at)
    return f"{tier}{PROVISIONAL}" if tier and of.provisional[at] else tier
