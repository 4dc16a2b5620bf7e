"""Contribution bars of one account: what each criterion brings, against the most that it could."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.pictures.canvas import (
    BLUE,
    GREEN,
    GREY,
    INK,
    LARGE,
    ORANGE,
    PURPLE,
    SMALL,
    SOFT,
    Picture,
    canvas,
    finished,
    shortened,
    write,
)
from prompts.figures import Figures
from scoring.verdict import CriterionResult, Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = (BLUE, GREEN, ORANGE, PURPLE)
LINE, HEAD = 0.27, 0.95
LABELS, BARS, END, VALUES, PARTS = 0.36, 0.38, 0.78, 0.92, 0.985


def contributions_picture(verdict: Verdict, figures: Figures) -> Picture:
    """A bar for each line of the scorecard, grouped by perspective; missing ones are hatched and say so."""
    rows = len(verdict.criteria) + len(verdict.perspectives)
    height = HEAD + rows * LINE + 0.15
    figure, axes = canvas(height)
    axes.set_xlim(0, 1)
    axes.set_ylim(height, 0)
    name = f"{verdict.name} ({verdict.account_id})" if verdict.name != verdict.account_id else verdict.name
    write(axes, 0.02, 0.30, shortened(name, 60), LARGE)
    write(axes, 0.02, 0.62, headline(verdict, figures), SMALL, color=SOFT)
    y, most = HEAD, max((100 * line.weight for line in verdict.criteria), default=1.0)
    most = max([most, *(100 * line.final_weight for line in verdict.criteria)])
    for place, key in enumerate(verdict.perspectives):
        y = _perspective(axes, y, key, verdict, figures, COLOURS[place % len(COLOURS)], most)
    return finished(figure, alt_text(verdict, figures))


def headline(verdict: Verdict, figures: Figures) -> str:
    """Tier, total, range and day in a line."""
    words, low_high = figures.words, tuple(figures.score(end) for end in verdict.range)
    tier = words("card.not_rated") if verdict.tier is None else f"{words('card.tier')} {verdict.tier}"
    provisional = f" ({words('card.provisional')})" if verdict.provisional else ""
    score = [] if verdict.total is None else [f"{figures.score(verdict.total)} {words('card.of_100')}"]
    spread, day = (
        f"{words('card.range')} {low_high[0]} - {low_high[1]}",
        words("card.as_of", date=figures.day(verdict.as_of)),
    )
    return " · ".join([f"{tier}{provisional}", *score, spread, day])


def _perspective(axes: Axes, y: float, key: str, verdict: Verdict, figures: Figures, colour: str, most: float) -> float:
    """The perspective's name and score, then its bars; gives where the next one begins."""
    score = verdict.perspectives[key].score
    shown = figures.words("card.not_rated") if score is None else figures.score(score)
    axes.barh(y + LINE / 2, 0.012, height=LINE * 0.45, left=0.02, color=colour)
    write(axes, 0.04, y + LINE / 2, f"{figures.rubric.perspectives[key].label.in_(figures.lang)} {shown}", SMALL + 1)
    for line in (one for one in verdict.criteria if one.perspective == key):
        y += LINE
        _bar(axes, y + LINE / 2, line, figures, colour, most)
    return y + LINE


def _bar(axes: Axes, y: float, line: CriterionResult, figures: Figures, colour: str, most: float) -> None:
    width = END - BARS
    missing = line.points is None
    full = 100 * (line.weight if missing or not line.final_weight else line.final_weight)
    write(axes, LABELS, y, shortened(figures.label(line.criterion), 34), SMALL, ha="right")
    hatch: dict[str, Any] = {"hatch": "////", "facecolor": "white"} if missing else {"facecolor": "#eeeeee"}
    axes.barh(y, full / most * width, height=LINE * 0.62, left=BARS, edgecolor=GREY, linewidth=0.6, **hatch)
    if not missing and line.shown is not None:
        axes.barh(y, line.contribution / most * width, height=LINE * 0.62, left=BARS, color=colour, linewidth=0)
    write(axes, VALUES, y, figures.value(line.criterion, line.value), SMALL, ha="right", color=SOFT if missing else INK)
    if line.shown is not None:
        write(axes, PARTS, y, figures.score(line.shown), SMALL, ha="right")


def alt_text(verdict: Verdict, figures: Figures) -> str:
    """The picture in sentences."""
    words = figures.words
    known = [line for line in verdict.criteria if line.shown is not None]
    parts = [f"{figures.label(line.criterion)} {figures.score(line.shown)}" for line in known]
    missing = [figures.label(line.criterion) for line in verdict.criteria if line.points is None]
    told = [words("pictures.contributions", name=verdict.name, headline=headline(verdict, figures))]
    if parts:
        told.append(words("pictures.parts", items=words("list_separator").join(parts)))
    if missing:
        told.append(words("sentences.missing", items=words.join(missing)))
    return words("sentence_gap").join(told)
