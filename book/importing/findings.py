"""Collects what is wrong, grouped by file, column and reason, however many rows it concerns."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

from book.importing.staged import Problem
from scoring.shipped import read_yaml

SHOWN_ROWS = 5
SHOWN_TEXT = 60


@functools.cache
def reasons() -> dict[str, dict[str, str]]:
    """Reason and remedy by key."""
    found: dict[str, dict[str, str]] = read_yaml("book.importing", "reasons.yaml")
    return found


def shown(value: str) -> str:
    """A value as it is shown: control characters escaped, cut to a readable length."""
    clean = "".join(c if c.isprintable() else repr(c)[1:-1] for c in value[: SHOWN_TEXT + 1])
    return clean if len(clean) <= SHOWN_TEXT else clean[:SHOWN_TEXT] + "…"


@dataclass(slots=True)
class _Group:
    value: str | None
    detail: str
    rows: list[int] = field(default_factory=list)
    count: int = 0


class Findings:
    """Problems of rows, grouped as they come."""

    def __init__(self) -> None:
        self.groups: dict[tuple[str, str | None, str], _Group] = {}
        self.whole: list[Problem] = []

    def add(
        self, file: str, column: str | None, key: str, rows: Sequence[int], value: str | None, detail: str = ""
    ) -> None:
        """Some rows with one reason (a key of reasons.yaml); `value` is that of the first of them.

        They come in order; others may have come before.
        """
        said, first = None if value is None else shown(value), [int(r) for r in rows[:SHOWN_ROWS]]
        group = self.groups.setdefault((file, column, key), _Group(said, detail))
        if group.rows and first and first[0] < group.rows[0]:
            group.value = said
        group.rows = sorted([*group.rows, *first])[:SHOWN_ROWS]
        group.count += len(rows)

    def refuse(self, file: str, reason: str, remedy: str, key: str = "", detail: str = "") -> None:
        """A whole file."""
        self.whole.append(Problem(file, None, None, None, reason, remedy, key=key, detail=detail))

    def problems(self) -> tuple[Problem, ...]:
        """Whole files first, then the groups in the order in which they were met."""
        return *self.whole, *(_problem(*key, group) for key, group in self.groups.items())


def _problem(file: str, column: str | None, key: str, group: _Group) -> Problem:
    text = reasons()[key]
    first = group.rows[0] if group.rows else None
    remedy = text["remedy"].format(detail=group.detail)
    reason = text["reason"].format(detail=group.detail)
    return Problem(file, first, column, group.value, reason, remedy, tuple(group.rows), group.count, key, group.detail)
