"""The way to learn: the two-week path through the passages (`path.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from knowledge.records import Id, Language, Line, Record, known, parse_yaml, shipped


class Day(Record):
    """A working day: its theme, the passages to read, and the command to try on one's own book: here, and after /kam in Slack."""

    day: int = Field(ge=1, le=10)
    theme: Mapping[Language, Line]
    passages: tuple[Id, ...]
    try_: Line = Field(alias="try")
    slack: Line

    def said(self, lang: str) -> str:
        """The theme in a language."""
        return self.theme[known(lang)]


@cache
def path() -> tuple[Day, ...]:
    """The ten working days, in order. Raises pydantic's ValidationError."""
    data = parse_yaml(shipped("path.yaml").read_text(encoding="utf-8"))
    return tuple(Day.model_validate(one) for one in data)
