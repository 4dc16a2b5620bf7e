"""Which observations to ask for first: what each would add to the scorecard, then to the value type."""

from __future__ import annotations

from scoring.rubric import Rubric
from scoring.value_type import settling_questions
from scoring.verdict import Verdict

TOLD_BY = {"headroom": "annual_potential"}
"""A scorecard metric that is computed from a signal, and that signal (`domain.md` §2)."""


def adds(verdict: Verdict, rubric: Rubric) -> dict[str, float]:
    """What part of the scorecard (0-1) each signal that is not known would measure, by its key."""
    found: dict[str, float] = {}
    for line in verdict.criteria:
        signal = TOLD_BY.get(line.metric, line.metric)
        if line.points is None and signal in rubric.signals and verdict.metrics.get(signal) is None:
            found[signal] = found.get(signal, 0.0) + line.weight
    return found


def questions(verdict: Verdict, rubric: Rubric) -> tuple[str, ...]:
    """Every signal of the rubric: those that would add most to the scorecard first, then those that would settle the value type,
    then others that are not known, then those that are.
    """
    weights = adds(verdict, rubric)
    first = sorted(weights, key=lambda signal: -weights[signal])
    typed = settling_questions(dict(verdict.points), rubric)
    unknown = [signal for signal in rubric.signals if verdict.metrics.get(signal) is None]
    return tuple(dict.fromkeys([*first, *typed, *unknown, *rubric.signals]))
