"""The rubric on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from bot.terminal.screen import Screen
from bot.terminal.tables import heads
from prompts.figures import Figures
from scoring.calibration import Calibration
from scoring.rubric import Criterion, Rubric


def rubric(screen: Screen, figures: Figures, shown: Rubric) -> Iterator[RenderableType]:
    """Perspectives with their criteria, tiers, value types and the thresholds of the pitfalls."""
    words, lang = figures.words, figures.lang
    yield screen.heading(words("titles.rubric", version=shown.version, date=figures.day(shown.in_force_since)))
    rows: list[list[RenderableType]] = []
    nominal = shown.nominal_weights()
    for key, perspective in shown.perspectives.items():
        rows.append(
            [
                f"{perspective.label.in_(lang)} ({figures.words(f'card.{perspective.side}')})",
                f"{perspective.weight:g}",
                "",
                "",
            ]
        )
        for name, weight in perspective.criteria.items():
            rows.append(
                [
                    f"  {figures.label(name)}",
                    f"  {weight:g}",
                    figures.ratio(nominal[name]),
                    _points(figures, name, shown.criteria[name]),
                ]
            )
        del key
    yield screen.table(heads(figures, "criterion", "weight", "part", "points"), rows, wrap=3)
    tiers = [[letter, tier.label.in_(lang), figures.score(tier.value)] for letter, tier in shown.tiers.items()]
    yield screen.table(heads(figures, "tier", "name", "score", right=["score"]), tiers)
    types = [
        [rule.label.in_(lang), words.join([f"{figures.label(c)} {w:g}" for c, w in rule.criteria.items()])]
        for rule in shown.value_types.values()
    ]
    yield screen.table(heads(figures, "value_type", "criterion"), types, wrap=1)
    flags = [
        [f"{key} {rule.label.in_(lang)}", f"{one.label.in_(lang)}: {one.value:g} ({one.unit})"]
        for key, rule in shown.pitfalls.items()
        for one in rule.thresholds.values()
    ]
    yield screen.table(heads(figures, "pitfalls", "value"), flags, wrap=1)


def calibrated(screen: Screen, figures: Figures, found: Calibration) -> Iterator[RenderableType]:
    """What was calibrated, and what could not be."""
    words = figures.words
    rows = [[figures.label(key), _points(figures, key, found.rubric.criteria[key])] for key in found.calibrated]
    yield screen.heading(
        words("titles.rubric", version=found.rubric.version, date=figures.day(found.rubric.in_force_since))
    )
    yield screen.table(heads(figures, "criterion", "points"), rows, wrap=1)
    yield screen.lines(
        [words("imports.uncalibrated", metric=figures.label(key), why=why) for key, why in found.uncalibrated.items()]
    )


def _points(figures: Figures, metric: str, criterion: Criterion) -> str:
    if criterion.breakpoints is None:
        return figures.words("rubrics.not_yet")
    return "  ".join(f"{figures.value(metric, x)}: {points:g}" for x, points in criterion.breakpoints)
