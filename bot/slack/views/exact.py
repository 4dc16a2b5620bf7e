"""Exact answers: what would change the tier, what if, other weights, a comparison, a history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from book.records.ledger import Event
from bot.over_time import Moment
from bot.shown import compared_text, main_moves, moved_text, points_text, step_cells, weight_text
from bot.slack.effects import Message
from bot.slack.kit import Block, context, lines, option, paragraph, select, span, table
from bot.slack.views.brief import change_lines
from bot.slack.views.card import OPEN, name_of
from bot.slack.views.frame import Asked, framed
from prompts import narrator
from prompts.figures import Figures
from prompts.narrator.names import label, rubric_name
from scoring.compare import FEWEST, Comparison
from scoring.nearest import Nearest, Step
from scoring.sensitivity import Case, Sensitivity
from scoring.verdict import Verdict
from scoring.whatif import WhatIf

WAYS = 5
"""Ways up, or down, that are listed; the nearest come first."""


def nearest_view(found: Nearest, verdict: Verdict, figures: Figures, asked: Asked) -> Message:
    """What lowers the tier all the same; then what would lift it, and what would drop it."""
    words, body = figures.words, list[Block]()
    if found.tier is None:
        body.append(paragraph(words("answers.no_tier")))
    body += [lines(_gates(found, verdict, figures))] if found.capped_by else []
    for direction in ("up", "down") if found.tier else ():
        steps = [step for step in found.steps if step.direction == direction]
        useful = [step for step in steps if step.after_gates != found.after_gates]
        body += list(_ways(direction, useful, figures)) if useful or not steps else []
    listed = any(step.value_needed is not None and step.after_gates != found.after_gates for step in found.steps)
    small = [words("notes.taken_alone")] if listed else []
    if found.missing:
        small.append(words("sentences.missing", items=words.join([figures.label(one) for one in found.missing])))
    body += [context(*small)] if small else []
    text = f"{verdict.name}{words('colon')}{words('sentence_gap').join(narrator.nearest_sentences(found, figures))}"
    return framed(asked, words("titles.nearest", name=name_of(verdict)), text, body, figures, verdict.as_of)


def _gates(found: Nearest, verdict: Verdict, figures: Figures) -> Iterator[str]:
    """Which pitfall holds the tier down, that it does so whatever else changes, and on what it rests."""
    yield from narrator.parts(verdict, figures, "gates")
    for gate in found.capped_by:
        yield figures.words("answers.nearest_capped", pitfall=gate.pitfall, tier=gate.at_most)
        yield narrator.pitfall_sentence(verdict.pitfalls[gate.pitfall], figures)


def _ways(direction: str, steps: Sequence[Step], figures: Figures) -> Iterator[Block]:
    words, reachable = figures.words, [step for step in steps if step.value_needed is not None]
    if not steps:
        yield paragraph(words("notes.at_top" if direction == "up" else "notes.at_bottom"))
        return
    if not reachable:
        yield paragraph(span(words(f"answers.nearest_{direction}_none", tier=steps[0].tier), bold=True))
        return
    yield paragraph(span(words(f"exact.{direction}", tier=steps[0].tier), bold=True))
    yield lines([_way(step, figures) for step in reachable[:WAYS]])
    others = [figures.label(step.criterion) for step in reachable[WAYS:]]
    beyond = [figures.label(step.criterion) for step in steps if step.value_needed is None]
    told = [words("slack.account.more_ways", items=words.join(others))] if others else []
    told += [words("exact.beyond", items=words.join(beyond))] if beyond else []
    if told:
        yield context(*told)


def _way(step: Step, figures: Figures) -> tuple[Block, str]:
    name, now, needed, change, _ = step_cells(figures, step)
    return span(name, bold=True), figures.words("slack.account.way", now=now, needed=needed, change=change)


def what_if_view(found: WhatIf, figures: Figures, asked: Asked) -> Message:
    """What was assumed and what follows, in sentences; then criterion by criterion."""
    words, said = figures.words, narrator.what_if_sentences(found, figures)
    head, *rest = said
    body = [paragraph(span(head, bold=True)), lines(rest)]
    rows = [
        [
            figures.label(one.criterion),
            points_text(figures, one.points_before),
            points_text(figures, one.points_after),
            "-" if one.change is None else figures.change(one.change),
        ]
        for one in found.criteria
    ]
    before, after = (_total(figures, one) for one in (found.before, found.after))
    change = "-" if found.total_change is None else figures.change(found.total_change)
    rows.append([words("card.score"), before, after, change])
    names = ("criterion", "before", "after", "difference")
    body.append(table([words(f"tables.{name}") for name in names], rows, right=(1, 2, 3)))
    title, text = words("titles.whatif", name=name_of(found.before)), words("sentence_gap").join(said)
    return framed(asked, title, text, body, figures, found.before.as_of, words("slack.account.nothing_changed"))


def _total(figures: Figures, verdict: Verdict) -> str:
    if verdict.total is None:
        return figures.words("card.not_rated")
    return f"{figures.score(verdict.total)} ({verdict.tier})"


def sensitivity_view(found: Sensitivity, verdict: Verdict, figures: Figures, asked: Asked) -> Message:
    """Whether the tier survives; then the total and the tier that each weight gives, down and up."""
    words, said = figures.words, narrator.sensitivity_sentence(found, figures)
    heads = [words("tables.weight"), *(f"x {figures.number(factor)}" for factor in found.factors)]
    rows = [
        [
            f"{'▸ ' if down.what == 'perspective' else ''}{weight_text(figures, down)}",
            _case(figures, down),
            _case(figures, up),
        ]
        for down, up in zip(found.cases[::2], found.cases[1::2], strict=True)
    ]
    body = [paragraph(span(said, bold=True)), table(heads, rows, right=(1, 2))]
    title = f"{name_of(verdict)} · {words('titles.sensitivity')}"
    return framed(asked, title, f"{verdict.name}{words('colon')}{said}", body, figures, verdict.as_of)


def _case(figures: Figures, case: Case) -> str:
    total = "-" if case.total is None else figures.score(case.total)
    return f"{total} {case.tier or '-'}{'' if case.survives else ' ⚠️'}"


def compare_view(found: Comparison, each: Sequence[Verdict], figures: Figures, asked: Asked) -> Message:
    """A column for each account; the criteria that decide the difference first."""
    words, said = figures.words, narrator.compare_sentences(found, figures)
    heads = [words("tables.criterion"), *(one.name for one in found.accounts)]
    none = words("card.not_rated")
    rows = [
        [words("tables.tier"), *(one.tier or none for one in found.accounts)],
        [words("tables.score"), *("-" if one.total is None else figures.score(one.total) for one in found.accounts)],
        [words("tables.quadrant"), *(_quadrant(one, figures) for one in each)],
        [words("tables.value_type"), *(_type(one, figures) for one in each)],
        [words("tables.pitfalls"), *(_flags(one, figures) for one in each)],
    ]
    for one in found.criteria:
        cells = zip(one.values, one.shown, strict=True)
        rows.append([figures.label(one.criterion), *(compared_text(figures, one.criterion, *cell) for cell in cells)])
    told = said if len(each) == FEWEST else said[:1]
    body = [lines(told), table(heads, rows, right=range(1, len(heads)))]
    names = words("list_separator").join([one.name for one in found.accounts])
    title, text = f"{words('titles.compare')}{words('colon')}{names}", words("sentence_gap").join(said)
    return framed(asked, title, text, body, figures, each[0].as_of, words("exact.compared"))


def _quadrant(verdict: Verdict, figures: Figures) -> str:
    return label(figures.rubric.quadrants, verdict.quadrant, figures) if verdict.quadrant else "-"


def _type(verdict: Verdict, figures: Figures) -> str:
    return figures.words(f"types_short.{verdict.value_type.type.split(' ', 1)[0]}")


def _flags(verdict: Verdict, figures: Figures) -> str:
    """Pitfalls that are fired, and in brackets those that are watched."""
    words = figures.words
    marks = {state: [key for key, one in verdict.pitfalls.items() if one.state == state] for state in OPEN}
    told = [words("list_separator").join(marks["fired"])]
    told += [f"({words('list_separator').join(marks['watch'])})"] if marks["watch"] else []
    return " ".join(filter(None, told)) or words("none")


def history_view(
    found: Sequence[Moment], decided: Sequence[Event], verdict: Verdict, figures: Figures, asked: Asked
) -> Message:
    """What moved it last, in sentences; then a line for each day, the latest first."""
    words, last = figures.words, found[-1].change
    said = change_lines(last, figures) if last else []
    rows = [_moment(one, figures) for one in reversed(found)]
    heads = [words(f"tables.{name}") for name in ("date", "tier", "score", "data", "rubric", "moved")]
    head = paragraph(span(words("slack.account.changed", date=figures.day(found[-2].day)), bold=True))
    body = [head, lines(said)] if said else []
    body.append(table(heads, rows, right=(2, 3, 4)))
    told = [_override(one, figures) for one in decided]
    told += (
        [words("sentences.later_rubric", rubric=rubric_name(found[0].rubric, words))]
        if any(one.later_than_day for one in found)
        else []
    )
    body += [lines(told)] if told else []
    text = words("sentence_gap").join([f"{verdict.name}{words('colon')}{_day(found[-1], figures)}", *said, *told])
    return framed(asked, words("titles.history", name=name_of(verdict)), text, body, figures, verdict.as_of)


def _moment(one: Moment, figures: Figures) -> list[str]:
    data, rubric = (moved_text(part) for part in ((one.change.data, one.change.rubric) if one.change else (None, None)))
    total = "-" if one.verdict.total is None else figures.score(one.verdict.total)
    return [one.day.isoformat(), one.verdict.tier or "-", total, data, rubric, main_moves(figures, one)]


def _day(one: Moment, figures: Figures) -> str:
    day, verdict = figures.day(one.day), one.verdict
    if verdict.total is None:
        return figures.words("ask.history_unrated", date=day)
    return figures.words("ask.history", date=day, tier=verdict.tier, total=figures.score(verdict.total))


def _override(event: Event, figures: Figures) -> str:
    body = event.body
    until = figures.day(date.fromisoformat(body["expires_on"]))
    said = {"by": body["approver"], "tier": body["tier"], "until": until, "reason": body["reason"]}
    return figures.words("exact.overridden", at=figures.day(event.at.date()), **said)


def choice_view(name: str, options: Sequence[tuple[str, str, str]], figures: Figures) -> Message:
    """A menu of the accounts to compare one with: label, value and what is said of each."""
    words = figures.words
    said = words("slack.account.compare_with", name=name)
    more = words("slack.account.compare_more", name=name)
    menu = select("compare_with", [option(*one) for one in options], label=words("slack.account.choose_account"))
    return Message(said, (paragraph(said), {"type": "actions", "elements": [menu]}, context(more)))
