"""The pyramid of tiers with what moved: accounts of each level now, the change, and arrows between levels with their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.digest.content import Content, Move
from bot.pictures.canvas import (
    BLUE,
    GRID,
    INK,
    LARGE,
    LEVELS,
    NORMAL,
    ORANGE,
    SMALL,
    SOFT,
    Picture,
    canvas,
    finished,
    shortened,
    write,
)
from prompts.figures import Figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NOT_RATED = ""
DARK = {"A": "white", "B": "white"}
LEFT, RIGHT, TOP, STEP = 0.04, 0.42, 0.80, 0.15
COUNT, CHANGE = 0.53, 0.60
FIRST_LANE, LAST_LANE = 0.66, 0.96
LANES = 8
"""Arrows that have room; of more kinds of moves the most frequent are drawn, and the words below say the rest."""
TITLE = 62


@dataclass(frozen=True, slots=True)
class Flow:
    """How many accounts went from one level to another one."""

    before: str
    after: str
    n: int

    def up(self, order: Sequence[str]) -> bool:
        """Whether they rose."""
        return order.index(self.after) < order.index(self.before)


def moves_picture(found: Content, figures: Figures, title: str) -> Picture:
    """`found`: what a digest says. `title`: of what and when it is."""
    order, flows = list(found.tiers), flows_of(found.moves)
    figure, axes = canvas(height=4.6)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    write(axes, LEFT, 0.945, shortened(title, TITLE), LARGE)
    write(axes, LEFT, 0.885, _note(found, figures), SMALL, color=SOFT)
    for place, name in enumerate(order):
        _level(axes, place, len(order) - 1, name, figures)
        _counts(axes, _y(place), found.tiers[name], found.before is not None, figures)
    drawn = sorted(flows, key=lambda one: -one.n)[:LANES]
    for lane, flow in enumerate(sorted(drawn, key=lambda one: (not one.up(order), one.before, one.after))):
        _arrow(axes, _x(lane, len(drawn)), flow, order, figures)
    legend = shortened(_legend(flows, drawn, found, figures), 70)
    write(axes, LAST_LANE + 0.02, 0.06, legend, SMALL, color=SOFT, ha="right")
    return finished(figure, alt_text(found, flows, figures, title))


def flows_of(moves: Sequence[Move]) -> list[Flow]:
    """The moves between levels, the most frequent first. Accounts that are new in the book came from none."""
    counted = Counter((one.before or NOT_RATED, one.after or NOT_RATED) for one in moves if not one.new)
    return [Flow(before, after, n) for (before, after), n in sorted(counted.items(), key=lambda one: (-one[1], one[0]))]


def _note(found: Content, figures: Figures) -> str:
    words = figures.words
    if found.before is None:
        return words("card.as_of", date=figures.day(found.as_of))
    return words("digest.pictures.between", before=figures.day(found.before), after=figures.day(found.as_of))


def _y(place: int) -> float:
    return TOP - STEP * (place + 0.5)


def _x(lane: int, lanes: int) -> float:
    """Where an arrow stands: few of them stand close to the figures."""
    gap = min((LAST_LANE - FIRST_LANE) / max(lanes - 1, 1), 0.06)
    return FIRST_LANE + 0.01 + gap * lane


def _level(axes: Axes, place: int, levels: int, name: str, figures: Figures) -> None:
    """One level of the triangle with its letter; what is not rated as a bar below."""
    from matplotlib.patches import Polygon, Rectangle

    middle, half, y = (LEFT + RIGHT) / 2, (RIGHT - LEFT) / 2, _y(place)
    if name == NOT_RATED:
        axes.add_patch(
            Rectangle((LEFT, y - 0.045), RIGHT - LEFT, 0.09, facecolor="#f2f2f2", edgecolor=SOFT, hatch="//")
        )
        box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
        write(axes, middle, y, figures.words("card.not_rated"), NORMAL, ha="center", bbox=box)
    else:
        upper, lower = (half * edge / levels for edge in (place, place + 0.92))
        top, bottom = y + STEP / 2, y - STEP / 2 + 0.012
        corners = [(middle - upper, top), (middle + upper, top), (middle + lower, bottom), (middle - lower, bottom)]
        axes.add_patch(Polygon(corners, facecolor=LEVELS[name], edgecolor="white", linewidth=1.5))
        write(axes, middle, bottom + 0.05, name, LARGE, ha="center", color=DARK.get(name, INK))
    axes.plot([RIGHT + 0.02, LAST_LANE + 0.02], [y, y], color=GRID, linewidth=0.8, zorder=0)


def _counts(axes: Axes, y: float, counts: tuple[int, int], compared: bool, figures: Figures) -> None:
    now, before = counts
    box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
    write(axes, COUNT, y, figures.number(now, 0), LARGE, ha="right", bbox=box)
    if compared and now != before:
        write(axes, CHANGE, y, f"{now - before:+,d}", NORMAL, ha="right", color=SOFT, bbox=box)


def _arrow(axes: Axes, x: float, flow: Flow, order: Sequence[str], figures: Figures) -> None:
    """From level to level, with its number beside the head's end: up and down differ in shape, place and colour."""
    begin, end = (_y(order.index(name)) for name in (flow.before, flow.after))
    colour = BLUE if flow.up(order) else ORANGE
    arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 2, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 14}
    axes.annotate("", xy=(x, end), xytext=(x, begin), arrowprops=arrow)
    axes.plot([x], [begin], marker="o", color=colour, markersize=4)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    write(axes, x, (begin + end) / 2, figures.number(flow.n, 0), NORMAL, ha="center", bbox=box)


def _legend(flows: Sequence[Flow], drawn: Sequence[Flow], found: Content, figures: Figures) -> str:
    words = figures.words
    if found.before is None:
        return ""
    if not flows:
        return words("digest.pictures.none")
    left = sum(one.n for one in flows) - sum(one.n for one in drawn)
    return words("digest.pictures.legend_more", n=figures.number(left, 0)) if left else words("digest.pictures.legend")


def alt_text(found: Content, flows: Sequence[Flow], figures: Figures, title: str) -> str:
    """The picture in sentences."""
    words = figures.words
    told = [
        f"{title}{words('sentence_stop')}",
        *(_told(name, *found.tiers[name], found, figures) for name in found.tiers),
    ]
    if found.before is not None:
        items = [_flow(one, list(found.tiers), figures) for one in flows]
        told.append(words("digest.pictures.moves", items=words.join(items)) if items else words("digest.pictures.none"))
        new = sum(one.new for one in found.moves)
        told += [words("digest.pictures.new", n=figures.number(new, 0))] if new else []
    return words("sentence_gap").join(told)


def _told(name: str, now: int, before: int, found: Content, figures: Figures) -> str:
    words = figures.words
    level = name or words("card.not_rated")
    if found.before is None or now == before:
        return words("digest.pictures.level", level=level, n=figures.number(now, 0))
    return words(
        "digest.pictures.level_changed", level=level, n=figures.number(now, 0), before=figures.number(before, 0)
    )


def _flow(one: Flow, order: Sequence[str], figures: Figures) -> str:
    words = figures.words
    slots: Mapping[str, str] = {
        "n": figures.number(one.n, 0),
        "before": one.before or words("card.not_rated"),
        "after": one.after or words("card.not_rated"),
    }
    return words(f"digest.pictures.{'up' if one.up(order) else 'down'}", **slots)
