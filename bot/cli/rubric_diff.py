"""Where two rubrics differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scoring.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Difference:
    """One place; None: it is not there."""

    path: str
    before: Any
    after: Any


def differences(before: Rubric, after: Rubric) -> list[Difference]:
    """Every place in which two rubrics differ, in the order of the file."""
    return list(
        _walked("", *(rubric.model_dump(mode="json", by_alias=True, exclude_none=True) for rubric in (before, after)))
    )


def _walked(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from _walked(f"{path}.{key}" if path else str(key), before.get(key), after.get(key))
    elif before != after:
        yield Difference(path, before, after)
