"""Figures of the exact answers as text, for every surface that shows them in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompts.figures import Figures
from scoring.changes import Part
from scoring.nearest import Step
from scoring.sensitivity import Case

if TYPE_CHECKING:
    from bot.over_time import Moment


def step_cells(figures: Figures, step: Step) -> list[str]:
    """Criterion, value now, value needed, change, and the change as a share of its span."""
    needed, change = step.value_needed or 0.0, step.change or 0.0
    sign = "+" if change > 0 else ""
    text = figures.value(step.criterion, change)
    shown = text if text.startswith(("+", "-")) else f"{sign}{text}"
    return [
        figures.label(step.criterion),
        figures.value(step.criterion, step.value),
        figures.target(step.criterion, needed, step.value),
        shown,
        figures.ratio(abs(step.relative_change or 0.0)),
    ]


def points_text(figures: Figures, points: float | None) -> str:
    """Points of a criterion; the word for not known without them."""
    return figures.words("unknown") if points is None else figures.words("figure.points", n=figures.score(points))


def weight_text(figures: Figures, case: Case) -> str:
    """Whose weight a case changes."""
    return (
        figures.label(case.id)
        if case.what == "criterion"
        else figures.rubric.perspectives[case.id].label.in_(figures.lang)
    )


def compared_text(figures: Figures, criterion: str, value: float | None, shown: float | None) -> str:
    """A value, and in brackets the part of the score that it brings."""
    text = "-" if value is None else figures.value(criterion, value)
    return text if shown is None else f"{text} ({figures.score(shown)})"


def moved_text(part: Part | None) -> str:
    """What a part of a change did to the score, to 0.1."""
    if part is None or part.total_change is None:
        return ""
    return f"{part.total_change:+.1f}" if part.total_change else "0"


def main_moves(figures: Figures, one: Moment) -> str:
    """The criteria that moved the total most, and the pitfalls whose state changed."""
    if one.change is None:
        return ""
    parts = (one.change.data, one.change.rubric)
    moved = sorted((c for part in parts for c in part.criteria if c.change), key=lambda c: -abs(c.change or 0.0))[:2]
    told = [f"{figures.label(c.criterion)} {c.change:+.1f}" for c in moved]
    flags = {p.pitfall: p for part in parts for p in part.pitfalls}
    told += [f"{key} {figures.words(f'states.{p.after}')}" for key, p in flags.items() if p.after]
    return figures.words("list_separator").join(told)
