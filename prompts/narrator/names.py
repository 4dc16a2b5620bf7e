"""Names of tiers, quadrants, value types, perspectives and pitfalls, as the rubric labels them in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from prompts.figures import Figures
from prompts.words import Words
from scoring.rubric.models import Labelled

FEW = 5
CALIBRATED = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(\.(?P<number>\d+))?")
"""How a calibrated version's name ends: its day, and a number where that day has several."""


def label(of: Mapping[str, Labelled], key: str, figures: Figures) -> str:
    """A rubric record's label."""
    return of[key].label.in_(figures.lang)


def tier_label(tier: str, figures: Figures) -> str:
    """What a tier is called ("key account"), as part of a sentence."""
    return figures.words.inline(figures.rubric.tiers[tier].label.in_(figures.lang))  # type: ignore[index]


def value_type_name(value_type: str, figures: Figures) -> str:
    """A value type as a verdict names it, in words; both parts of a mixed one."""
    types = figures.rubric.value_types
    if value_type in types:
        return figures.words.inline(label(types, value_type, figures))
    if not value_type.startswith("mixed ("):
        return figures.words(f"value_types.{value_type}")
    first, second = (value_type_name(part, figures) for part in mixed_parts(value_type))
    return figures.words("value_types.mixed", first=first, second=second)


def source_name(source: str, words: Words) -> str:
    """Where a passage comes from, in the reader's words: the article's section, the literature, the product."""
    named = []
    for one in source.split("; "):
        section = one.removeprefix("article ")
        kind = "article" if section != one else "product" if one == "product default" else "other"
        named.append(words(f"sources.{kind}", section=section, name=one))
    return words("list_separator").join(named)


def mixed_parts(value_type: str) -> tuple[str, ...]:
    """First and second of "mixed (first/second)"; none of another type."""
    if not value_type.startswith("mixed ("):
        return ()
    return tuple(value_type.removeprefix("mixed (").removesuffix(")").split("/"))


def leading(name: str, figures: Figures) -> str:
    """An account's name where a Chinese sentence goes on without a space: Latin letters get one."""
    return f"{name} " if figures.lang != "en" and name[-1:].isascii() else name


def rubric_name(version: str, words: Words) -> str:
    """A rubric as people say it: "default rubric, calibrated December 31, 2025"."""
    from babel.dates import format_date

    name, _, calibrated = version.partition(" calibrated ")
    kind = "default" if name == "default" else "named"
    found = CALIBRATED.fullmatch(calibrated)
    if found is None:
        return words("rubric_names.named", name=version) if calibrated else words(f"rubric_names.{kind}", name=name)
    day = str(format_date(date.fromisoformat(found["day"]), format="long", locale=words.locale))
    number = found["number"] or ""
    return words(f"rubric_names.{kind}_calibrated", name=name, date=f"{day} ({number})" if number else day)


def pitfall_name(pitfall: str, figures: Figures) -> str:
    """A pitfall's name."""
    return label(figures.rubric.pitfalls, pitfall, figures)


def some(metrics: Sequence[str], figures: Figures) -> str:
    """The names of the first few metrics, and how many more there are."""
    names = [figures.words.inline(figures.label(metric)) for metric in metrics]
    if len(names) <= FEW:
        return figures.words.join(names)
    items = figures.words("list_separator").join(names[:FEW])
    return figures.words("list_more", items=items, n=figures.number(len(names) - FEW, 0, "count"))
