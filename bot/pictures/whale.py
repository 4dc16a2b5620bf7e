"""The whale curve: cumulative net contribution by rank. What rises above the end is what some accounts eat again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.pictures import fonts
from bot.pictures.canvas import BLUE, GRID, LARGE, NORMAL, ORANGE, SMALL, SOFT, Picture, canvas, finished, font, write
from prompts.figures import Figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def whale_picture(running: Sequence[float], figures: Figures, *, note: str) -> Picture:
    """`running`: cumulative net contribution by falling rank, in major units, as `scoring.portfolio.whale_curve` gives it."""
    words = figures.words
    figure, head = canvas(height=4.8)
    head.set_xlim(0, 1)
    head.set_ylim(0, 1)
    write(head, 0.04, 0.945, words("titles.whale"), LARGE)
    write(head, 0.04, 0.89, note, SMALL, color=SOFT)
    if running:
        _curve(figure, list(running), figures)
    else:
        write(head, 0.5, 0.5, words("unknown"), NORMAL, ha="center", color=SOFT)
    return finished(figure, alt_text(running, figures))


def _curve(figure: Figure, running: list[float], figures: Figures) -> None:
    axes = figure.add_axes((0.13, 0.13, 0.83, 0.70))
    ranks, values = [0, *range(1, len(running) + 1)], [0.0, *running]
    peak = max(range(len(values)), key=values.__getitem__)
    axes.fill_between(ranks, values, color=BLUE, alpha=0.12, linewidth=0)
    axes.plot(ranks, values, color=BLUE, linewidth=2)
    axes.axhline(values[-1], color=SOFT, linewidth=1, linestyle="--")
    axes.axhline(0, color=SOFT, linewidth=0.8)
    _labels(axes, figures, values)
    if peak > 0:
        axes.plot([peak], [values[peak]], marker="o", color=ORANGE, markersize=7, markeredgecolor="white")
        peaked = figures.words("pictures.peak", n=figures.number(peak, 0), amount=figures.money(values[peak]))
        left = peak > len(running) * 0.6
        place: dict[str, Any] = {"xytext": (-8 if left else 8, -16), "textcoords": "offset points", "va": "top"}
        axes.annotate(
            fonts.drawable(peaked),
            (peak, values[peak]),
            fontproperties=font(SMALL),
            ha="right" if left else "left",
            **place,
        )


def _labels(axes: Axes, figures: Figures, values: list[float]) -> None:
    """Axes named in the language; amounts in whole units."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    low, high = min(values), max(values)
    room = (high - low or 1.0) * 0.08
    axes.set_xlim(0, max(len(values) - 1, 1))
    axes.set_ylim(low - (room if low < 0 else 0), high + room)
    axes.set_xlabel(fonts.drawable(figures.words("pictures.by_rank")), fontproperties=font(NORMAL))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: figures.number(value, 0)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: fonts.drawable(figures.money(round(value)))))
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(font(SMALL))


def alt_text(running: Sequence[float], figures: Figures) -> str:
    """The picture in sentences."""
    words = figures.words
    if not running:
        return words("pictures.no_whale")
    peak = max(range(len(running)), key=running.__getitem__)
    said = {"n": figures.number(len(running), 0), "end": figures.money(running[-1])}
    return words("pictures.whale", peak=figures.money(running[peak]), at=figures.number(peak + 1, 0), **said)
