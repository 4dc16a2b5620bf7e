"""Exact answers on a terminal: nearest, what-if, sensitivity, compare, history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from bot.shown import compared_text, main_moves, moved_text, points_text, step_cells, weight_text
from bot.terminal.card import pitfall_marks, quadrant
from bot.terminal.screen import Align, Screen
from bot.terminal.tables import heads, short_type
from prompts.figures import Figures
from prompts.narrator.names import rubric_name
from scoring.compare import Comparison
from scoring.nearest import Nearest
from scoring.sensitivity import Case, Sensitivity
from scoring.verdict import Verdict
from scoring.whatif import WhatIf

if TYPE_CHECKING:
    from book.records.ledger import Event
    from bot.over_time import Moment


def nearest(screen: Screen, figures: Figures, found: Nearest) -> Iterator[RenderableType]:
    """Steps up, then steps down; unreachable ones in a line."""
    words = figures.words
    if found.tier is None:
        yield Text(words("card.not_rated"))
    for gate in found.capped_by:
        name = figures.rubric.pitfalls[gate.pitfall].label.in_(figures.lang)
        yield screen.lines(
            [words("sentences.gate", before=found.tier, pitfall=gate.pitfall, name=name, tier=gate.at_most)]
        )
    for direction in ("up", "down"):
        steps = [step for step in found.steps if step.direction == direction]
        reachable = [step for step in steps if step.value_needed is not None]
        if not steps:
            yield (
                screen.lines([words("notes.at_top" if direction == "up" else "notes.at_bottom")])
                if found.tier
                else Text("")
            )
            continue
        yield screen.heading(words(f"exact.{direction}", tier=steps[0].tier))
        if reachable:
            columns = heads(
                figures, "criterion", "now", "needed", "change", "span", right=["now", "needed", "change", "span"]
            )
            yield screen.table(columns, [step_cells(figures, step) for step in reachable], wrap=0)
        beyond = [figures.label(step.criterion) for step in steps if step.value_needed is None]
        if not reachable:
            yield screen.lines([words("exact.none_alone")])
        elif beyond:
            yield screen.lines([words("exact.beyond", items=words.join(beyond))])
    if found.missing:
        yield screen.lines(
            [words("sentences.missing", items=words.join([figures.label(one) for one in found.missing]))]
        )
    yield screen.lines([words("notes.taken_alone")], "")


def what_if(screen: Screen, figures: Figures, found: WhatIf) -> Iterator[RenderableType]:
    """What was replaced, what it moves, and what it means for the tier and the pitfalls."""
    before, after = found.before, found.after
    changed = [
        [figures.label(key), figures.value(key, before.metrics.get(key)), figures.value(key, value)]
        for key, value in found.changes.items()
    ]
    yield screen.table(heads(figures, "metric", "now", "after", right=["now", "after"]), changed, wrap=0)
    if found.criteria:
        rows: list[list[RenderableType]] = []
        for one in found.criteria:
            shown = "-" if one.change is None else f"{one.change:+.1f}"
            rows.append(
                [
                    figures.label(one.criterion),
                    *(points_text(figures, p) for p in (one.points_before, one.points_after)),
                    shown,
                ]
            )
        columns = heads(figures, "criterion", "before", "after", "difference", right=["before", "after", "difference"])
        yield screen.table(columns, rows, wrap=0)
    yield screen.lines([_total(figures, before, after), _tier(figures, before, after), *_moves(figures, found)])


def _total(figures: Figures, before: Verdict, after: Verdict) -> str:
    return f"{figures.words('card.score')}: {figures.score(before.total)} -> {figures.score(after.total)}"


def _tier(figures: Figures, before: Verdict, after: Verdict) -> str:
    none = figures.words("card.not_rated")
    if before.tier == after.tier:
        return figures.words("notes.tier_stays", tier=before.tier or none)
    return figures.words("notes.tier_changes", before=before.tier or none, after=after.tier or none)


def _moves(figures: Figures, found: WhatIf) -> Iterator[str]:
    words = figures.words
    for one in found.pitfalls:
        name = figures.rubric.pitfalls[one.pitfall].label.in_(figures.lang)
        states = {
            side: words(f"states.{state}") if state else words("none")
            for side, state in (("before", one.before), ("after", one.after))
        }
        yield words(f"notes.{one.move}", id=one.pitfall, name=name, **states)


def sensitivity(screen: Screen, figures: Figures, found: Sensitivity) -> Iterator[RenderableType]:
    """Each weight down and up: the total and the tier that it gives."""
    words = figures.words
    rows: list[list[RenderableType]] = []
    for down, up in zip(found.cases[::2], found.cases[1::2], strict=True):
        label = weight_text(figures, down)
        rows.append(
            [
                label if down.what == "perspective" else f"  {label}",
                *_case(screen, figures, down),
                *_case(screen, figures, up),
            ]
        )
    columns = heads(figures, "weight", "score", "tier", "score", "tier", right=["score"])
    for place, factor in ((1, found.factors[0]), (3, found.factors[1])):
        columns[place] = (f"{columns[place][0]} x {figures.number(factor)}", "right")
    yield screen.table(columns, rows, wrap=0)
    fragile = dict.fromkeys(weight_text(figures, case) for case in found.cases if not case.survives)
    yield screen.lines(
        [words("notes.stable") if found.stable else words("notes.fragile", items=words.join(list(fragile)))]
    )


def _case(screen: Screen, figures: Figures, case: Case) -> list[RenderableType]:
    tier = screen.tier(case.tier, "-")
    if not case.survives:
        tier.append(" !", style="bold red")
    return [figures.score(case.total), tier]


def compare(screen: Screen, figures: Figures, each: Sequence[Verdict], found: Comparison) -> Iterator[RenderableType]:
    """A column for each account; the criteria that decide the difference first."""
    words = figures.words
    columns: list[tuple[str, Align]] = [
        (words("tables.criterion"), "left"),
        *((f"{a.name}\n{a.account_id}", "right") for a in found.accounts),
    ]
    rows: list[list[RenderableType]] = [
        [words("tables.tier"), *(screen.tier(a.tier, words("card.not_rated")) for a in found.accounts)],
        [words("tables.score"), *("-" if a.total is None else figures.score(a.total) for a in found.accounts)],
        [words("tables.quadrant"), *(quadrant(figures, v.quadrant) if v.quadrant else "-" for v in each)],
        [words("tables.value_type"), *(short_type(figures, v.value_type.type) for v in each)],
        [words("tables.pitfalls"), *(pitfall_marks(screen, {k: p.state for k, p in v.pitfalls.items()}) for v in each)],
    ]
    for one in found.criteria:
        cells = [
            compared_text(figures, one.criterion, value, shown)
            for value, shown in zip(one.values, one.shown, strict=True)
        ]
        rows.append([figures.label(one.criterion), *cells])
    yield screen.table(columns, rows, wrap=0)
    yield screen.lines([words("exact.compared")], "")


def history(
    screen: Screen, figures: Figures, found: Sequence[Moment], decided: Sequence[Event]
) -> Iterator[RenderableType]:
    """A line for each day: the verdict, and what moved it."""
    words = figures.words
    rows: list[list[RenderableType]] = []
    for one in found:
        tier = screen.tier(one.verdict.tier, "-")
        total = "-" if one.verdict.total is None else figures.score(one.verdict.total)
        data, rubric = (
            moved_text(part) for part in ((one.change.data, one.change.rubric) if one.change else (None, None))
        )
        rows.append([one.day.isoformat(), tier, total, data, rubric, main_moves(figures, one)])
    columns = heads(figures, "date", "tier", "score", "data", "rubric", "criterion", right=["score", "data", "rubric"])
    yield screen.table(columns, rows, wrap=5)
    for event in decided:
        until = figures.day(date.fromisoformat(event.body["expires_on"]))
        said = {"by": event.body["approver"], "tier": event.body["tier"], "until": until}
        yield screen.lines(
            [words("exact.overridden", at=figures.day(event.at.date()), reason=event.body["reason"], **said)]
        )
    if any(one.later_than_day for one in found):
        yield screen.lines([words("sentences.later_rubric", rubric=rubric_name(found[0].rubric, words))])
