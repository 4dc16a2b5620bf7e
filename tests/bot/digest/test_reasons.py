"""Why a tier moved: what pushed it the way that it went."""

from __future__ import annotations

from typing import Literal

import pytest

from bot.digest.build import reason
from prompts.figures import Figures
from scoring.changes import Change, Part
from scoring.differences import CriterionDifference
from scoring.rubric import load_default

Letter = Literal["A", "B"]


def criterion(name: str, change: float | None) -> CriterionDifference:
    return CriterionDifference(name, "financial", name, None, None, None, None, None, None, change)


def moved(before: Letter, after: Letter, **by: float) -> Change:
    """A change of the data alone, by these points, those that did most first."""
    lines = tuple(criterion(name, points) for name, points in by.items())
    data = Part(75.0, 75.0, 0.0, before, after, lines, ())
    same = Part(75.0, 75.0, 0.0, after, after, (), ())
    return Change("1", 75.0, 75.0, 0.0, before, after, data, same)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            moved("A", "B", influence=2.6, growth=-0.6, revenue=-0.4),
            "revenue growth (-0.6 points), revenue (-0.4 points)",
        ),
        (moved("B", "A", revenue=-2.0, growth=1.1, influence=0.5), "revenue growth (+1.1 points), influence on"),
    ],
)
def test_a_fall_is_explained_by_what_fell_and_a_rise_by_what_rose(change: Change, said: str) -> None:
    assert said in reason(change, Figures("en", "EUR", load_default()))


def test_what_rose_explains_no_fall() -> None:
    assert reason(moved("A", "B", influence=2.6), Figures("en", "EUR", load_default())) == ""
