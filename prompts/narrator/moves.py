"""Moves from one verdict to another in sentences: the score, the tier, the pitfalls, and what moved the score most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prompts.figures import Figures
from prompts.narrator.names import pitfall_name
from scoring.changes import Change, Part
from scoring.differences import CriterionDifference, PitfallDifference

NAMED = 3
"""Criteria that are named; the tables of a surface show all."""


def change_sentences(found: Change, figures: Figures) -> list[str]:
    """A change over time: the score and the tier, then what the data did and what the rubric did."""
    if not any((found.data.criteria, found.data.pitfalls, found.rubric.criteria, found.rubric.pitfalls, _moved(found))):
        return [figures.words("answers.unchanged")]
    return [
        score_move(found.total_before, found.total_after, found.total_change, figures),
        tier_move(found.tier_before, found.tier_after, figures),
        *_part("data", found.data, figures),
        *_part("rubric", found.rubric, figures),
    ]


def _moved(found: Change | Part) -> bool:
    return (found.total_before, found.tier_before) != (found.total_after, found.tier_after)


def _part(name: str, part: Part, figures: Figures) -> Iterator[str]:
    """What one of the two did; nothing where it did nothing."""
    if not (part.criteria or part.pitfalls or _moved(part)):
        return
    move = score_move(part.total_before, part.total_after, part.total_change, figures)
    yield figures.words(f"answers.by_{name}", move=figures.words.inline(move))
    yield from moved_most(part.criteria, figures)
    yield from (pitfall_move(one, figures) for one in part.pitfalls)


def score_move(before: float | None, after: float | None, change: float | None, figures: Figures) -> str:
    """From one score to another; either may not be there."""
    words = figures.words
    if before is None and after is None:
        return words("answers.total_none")
    if before is None:
        return words("answers.total_appears", after=figures.score(after, "total"))
    if after is None:
        return words("answers.total_goes", before=figures.score(before, "total"))
    if before == after:
        return words("answers.total_same", before=figures.score(before, "total"))
    signed = figures.change(change or 0.0)
    return words(
        "answers.total", before=figures.score(before, "total"), after=figures.score(after, "total"), change=signed
    )


def tier_move(before: str | None, after: str | None, figures: Figures) -> str:
    """From one tier to another, or that it stays."""
    words, none = figures.words, figures.words("card.not_rated")
    if before == after:
        return words("notes.tier_stays", tier=before or none)
    return words("notes.tier_changes", before=before or none, after=after or none)


def moved_most(criteria: Sequence[CriterionDifference], figures: Figures) -> Iterator[str]:
    """The criteria that moved the score most."""
    words = figures.words
    moved = [
        words("answers.moved_item", label=words.inline(figures.label(one.criterion)), change=figures.change(one.change))
        for one in criteria
        if one.change
    ]
    if moved:
        yield words("answers.moved_most", items=words("list_separator").join(moved[:NAMED]))


def pitfall_move(one: PitfallDifference, figures: Figures) -> str:
    """A pitfall that appears, clears or moves."""
    words = figures.words
    before, after = (words(f"states.{state}") if state else words("none") for state in (one.before, one.after))
    return words(
        f"notes.{one.move}", id=one.pitfall, name=pitfall_name(one.pitfall, figures), before=before, after=after
    )
