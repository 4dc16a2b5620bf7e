"""docs/rubric.md and the JSON schema for editors, from the rubric that ships with the product."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from scoring.rubric import Criterion, Number, Rubric, WeightedSet, json_schema, load_default

HEAD = """# The rubric

<!-- Made by `python -m docs.build` from scoring/rubric.yaml: change that file, not this page. -->

Every weight, cut-off and threshold that decides about an account is one of the numbers below. The source article gives none, so
each is a default of the product, marked "default" beside the passage it serves. Version `{version}`, in force since {since}.

To use other numbers: `kam rubric show --yaml > ours.yaml`, change the copy, `kam rubric check ours.yaml`, `kam rubric adopt
ours.yaml`. Verdicts of earlier days keep the rubric of their day. An editor that reads `scoring/rubric.schema.json` completes and
checks the file while you write. Labels are in English, Traditional and Simplified Chinese.
"""


def files() -> dict[str, str]:
    """Text by path from the project's root."""
    schema = json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"
    return {"docs/rubric.md": render(load_default()), "scoring/rubric.schema.json": schema}


def render(rubric: Rubric) -> str:
    """The rubric as an English page: every number with its label, unit and reference."""
    sections = (
        _criteria(rubric),
        _calibration(rubric),
        _perspectives(rubric),
        _tiers(rubric),
        _weighted(
            "Pyramids", "Criteria with their weights; the same four levels as the tiers.", rubric.pyramids, rubric
        ),
        _numbers(
            "Single-metric view",
            "Classic ABC by cumulative share, beside the tier, never instead of it.",
            rubric.single_metric,
        ),
        _weighted("Value types", "Evidence of what the buyer sees value in.", rubric.value_types, rubric),
        _numbers("How the value type is decided", "", rubric.value_type_rule),
        _pitfalls(rubric),
        _numbers("Portfolio", "", rubric.portfolio),
        _numbers("The two keys", "", rubric.keys),
        _signals(rubric),
        _numbers("Settings", "", rubric.settings),
    )
    head = HEAD.format(version=rubric.version, since=rubric.in_force_since)
    return "\n".join((head, *("\n".join(section) for section in sections)))


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |"
    yield ""


def _section(title: str, words: str) -> Iterator[str]:
    yield from (f"## {title}", "")
    if words:
        yield from (words, "")


def _figure(value: float) -> str:
    return f"{value:g}"


def _labels(record: Number | WeightedSet | Criterion) -> tuple[str, str, str]:
    return record.label.en, record.label.zh_tw, record.label.zh_cn


def _numbers(title: str, words: str, numbers: Mapping[Any, Number]) -> Iterator[str]:
    yield from _section(title, words)
    rows = [(f"`{key}`", _figure(n.value), n.unit, *_labels(n), n.reference) for key, n in numbers.items()]
    yield from _table(("key", "value", "unit", "label", "繁體中文", "简体中文", "reference"), rows)


def _criteria(rubric: Rubric) -> Iterator[str]:
    words = (
        "A criterion turns one metric into 0 to 100 points: straight lines between the breakpoints [metric, points], flat "
        "outside them. Ratios are fractions (0.1 is 10 %). A calibrated criterion has its breakpoints from the book's own "
        "distribution."
    )
    yield from _section("Criteria", words)
    rows = [
        (f"`{key}`", f"`{c.metric}`", c.unit, c.better, _breakpoints(c), *_labels(c), c.reference)
        for key, c in rubric.criteria.items()
    ]
    columns = ("criterion", "metric", "unit", "better", "breakpoints", "label", "繁體中文", "简体中文", "reference")
    yield from _table(columns, rows)


def _breakpoints(criterion: Criterion) -> str:
    if criterion.breakpoints is None:
        return "calibrated"
    return " ".join(f"[{_figure(x)}, {_figure(p)}]" for x, p in criterion.breakpoints)


def _calibration(rubric: Rubric) -> Iterator[str]:
    words = (
        "`kam rubric calibrate` writes these breakpoints for calibrated criteria, over the accounts with an order line in the "
        f"window whose metric is known. {rubric.calibration.label.en} ({rubric.calibration.reference})."
    )
    yield from _section("Calibration", words)
    rows = [(_figure(q), _figure(p)) for q, p in rubric.calibration.points]
    yield from _table(("quantile of the book", "points"), rows)


def _perspectives(rubric: Rubric) -> Iterator[str]:
    yield from _section(
        "Scorecard", "The total is the weighted mean of the perspectives. Only the proportions of weights count."
    )
    rows = [
        (f"`{key}`", p.side, _figure(p.weight), p.unit, *_labels(p), p.reference)
        for key, p in rubric.perspectives.items()
    ]
    yield from _table(("perspective", "value", "weight", "unit", "label", "繁體中文", "简体中文", "reference"), rows)
    yield from _weights(rubric.perspectives, rubric)


def _weighted(title: str, words: str, sets: Mapping[str, WeightedSet], rubric: Rubric) -> Iterator[str]:
    yield from _section(title, words)
    rows = [(f"`{key}`", s.unit, *_labels(s), s.reference) for key, s in sets.items()]
    yield from _table(("key", "unit of weights", "label", "繁體中文", "简体中文", "reference"), rows)
    yield from _weights(sets, rubric)


def _weights(sets: Mapping[str, WeightedSet], rubric: Rubric) -> Iterator[str]:
    rows = [
        (f"`{key}`", f"`{criterion}`", rubric.criteria[criterion].label.en, _figure(weight), s.unit)
        for key, s in sets.items()
        for criterion, weight in s.criteria.items()
    ]
    yield from _table(("in", "criterion", "label", "weight", "unit"), rows)


def _tiers(rubric: Rubric) -> Iterator[str]:
    yield from _numbers("Tiers", "By total, from the top; the value is the lowest total of the tier.", rubric.tiers)
    yield from _section("Gates", "A fired pitfall that caps the tier, and says so.")
    rows = [(g.pitfall, g.at_most, g.label.en, g.label.zh_tw, g.label.zh_cn, g.reference) for g in rubric.gates]
    yield from _table(("pitfall", "at most", "label", "繁體中文", "简体中文", "reference"), rows)
    yield from _section("Quadrants", f"Actual and potential value are high from {_figure(rubric.quadrant_cut)} points.")
    quadrants = [(key, q.label.en, q.label.zh_tw, q.label.zh_cn, q.reference) for key, q in rubric.quadrants.items()]
    yield from _table(("quadrant", "label", "繁體中文", "简体中文", "reference"), quadrants)


def _pitfalls(rubric: Rubric) -> Iterator[str]:
    yield from _section(
        "Pitfalls", "Thresholds of the five warnings; how they combine is fixed in `scoring/pitfalls/five.py`."
    )
    for key, rule in rubric.pitfalls.items():
        names = f"{rule.label.en} / {rule.label.zh_tw} / {rule.label.zh_cn}"
        yield from (f"### {key} {names}", "", f"`{rule.name}`, {rule.reference}.", "")
        if rule.metrics:
            yield from (f"Metrics: {', '.join(f'`{metric}`' for metric in rule.metrics)}.", "")
        rows = [
            (f"`{name}`", _figure(n.value), n.unit, *_labels(n), n.reference) for name, n in rule.thresholds.items()
        ]
        yield from _table(("threshold", "value", "unit", "label", "繁體中文", "简体中文", "reference"), rows)


def _signals(rubric: Rubric) -> Iterator[str]:
    yield from _section("Signals", "What orders cannot show, and how to ask for it. A rating is 0 to 10.")
    rows = [
        (
            f"`{key}`",
            s.unit,
            rubric.max_age(key),
            s.label.en,
            s.question.en,
            s.question.zh_tw,
            s.question.zh_cn,
            s.reference,
        )
        for key, s in rubric.signals.items()
    ]
    yield from _table(
        ("signal", "unit", "valid for days", "label", "question", "繁體中文", "简体中文", "reference"), rows
    )
