"""What people should know about how their files were read and taken: a code with its slots. The words are the reader's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Slot = int | str | tuple[str, ...]
"""A count, a text (of a file, or a name of the book's), or several texts."""


@dataclass(frozen=True, slots=True)
class Remark:
    """`key` names the sentence (`imports.remarks` in the words of each language), `slots` fill it."""

    key: str
    slots: Mapping[str, Slot] = field(default_factory=dict)


def why(reason: str, key: str, detail: str) -> dict[str, Slot]:
    """The slots of a refusal within a remark: its sentence, and what names it for other words."""
    return {"reason": reason, "why": key, "detail": detail}
