"""What all forms look like: the parts that they share, the form that waits, and the one that says something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bot.slack.kit import Block, context, entry, field, header, modal, paragraph
from prompts.figures import Figures
from prompts.words import Words

LONGEST = 500


def loading(words: Words, title: str) -> Block:
    """While the answer is made."""
    return modal("waiting", title, [paragraph(words("forms.working"))], close=words("forms.close"))


def notice(words: Words, title: str, sentences: Iterable[str], more: Sequence[Block] = ()) -> Block:
    """A form that only says something."""
    said = [paragraph(one) for one in sentences if one]
    return modal("notice", title, [*said, *more], close=words("forms.close"))


def heading(name: str, *small: str) -> list[Block]:
    """Whom the form is about, and small print."""
    return [header(name), *([context(*small)] if any(small) else [])]


def sentence(block: str, label: str, *, optional: bool = False, hint: str = "", initial: str = "") -> Block:
    """A text of a few lines."""
    typed = field(block, initial=initial, several_lines=True) | {"max_length": LONGEST}
    return entry(block, label, typed, optional=optional, hint=hint)


def dated(day: date, figures: Figures) -> Block:
    """Which day is recorded of what is typed in: the book's, not today's."""
    return context(figures.words("forms.dated", date=figures.day(day)))


def unit_text(unit: str, figures: Figures) -> str:
    """How a number of a unit is to be typed, beside its label."""
    if unit == "money":
        return figures.currency or ""
    return figures.words(f"forms.units.{unit}")


def with_unit(label: str, unit: str, figures: Figures) -> str:
    """A label with the unit of what is typed."""
    said = unit_text(unit, figures)
    return figures.words("forms.with_unit", label=label, unit=said) if said else label


def metadata(words: Words, **more: Any) -> dict[str, Any]:
    """What a form is given: its language, and more."""
    return {"l": words.lang, **more}
