"""A line of the scorecard in words: value, points, weight, what it adds to the score, and the mark last passed."""

from __future__ import annotations

from prompts.figures import Figures
from prompts.narrator.names import label
from scoring.verdict import CriterionResult, Verdict

SAME = 0.0005
"""Weights that look alike when shown to 0.1 %."""


def criterion_sentence(result: CriterionResult, verdict: Verdict, figures: Figures) -> str:
    """All that a criterion did to the score, for someone who asks why."""
    words = figures.words
    if result.points is None:
        weight = figures.ratio(result.weight, "weight")
        form = "criterion_missing" if verdict.rated else "criterion_missing_unrated"
        return words(f"sentences.{form}", label=figures.label(result.criterion), weight=weight)
    said = [_counted(result, verdict, figures)]
    x, points = result.reached or (0.0, 0.0)
    if points > 0:
        mark = figures.value(result.criterion, x)
        said.append(words("sentences.reached", x=mark, points=figures.score(points)))
    return words("sentence_gap").join(said)


def _counted(result: CriterionResult, verdict: Verdict, figures: Figures) -> str:
    words = figures.words
    item = _capital(figures.named(result.criterion, result.value))
    slots = {"item": item, "points": figures.score(result.points)}
    if not verdict.rated:
        return words("sentences.criterion_unrated", **slots)
    if result.final_weight == 0:
        perspective = words.inline(label(figures.rubric.perspectives, result.perspective, figures))
        return words("sentences.criterion_not_counted", perspective=perspective, **slots)
    weight, shown = figures.ratio(result.final_weight, "weight"), figures.score(result.shown, "part")
    if abs(result.final_weight - result.weight) < SAME:
        return words("sentences.criterion", weight=weight, shown=shown, **slots)
    nominal = figures.ratio(result.weight, "weight")
    return words("sentences.criterion_more_weight", weight=weight, nominal=nominal, shown=shown, **slots)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
