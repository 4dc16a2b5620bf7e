"""The customer pyramid (article §2.2): its levels with accounts, and the shares of accounts, revenue and net contribution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.pictures.canvas import GREY, INK, LARGE, LEVELS, NORMAL, SMALL, SOFT, Picture, canvas, finished, write
from prompts.figures import Figures
from scoring.pyramid import NOT_RATED, Level

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

DARK = {"A": "white", "B": "white"}
"""Colours of the letters on levels that are dark enough for white."""
LEFT, RIGHT, TOP, STEP = 0.04, 0.44, 0.80, 0.145
COLUMNS = (
    (0.53, "accounts"),
    (0.66, "share_of_accounts"),
    (0.80, "share_of_revenue"),
    (0.95, "share_of_net_contribution"),
)


def pyramid_picture(held: Mapping[str, Level], figures: Figures, *, title: str, note: str) -> Picture:
    """`held`: from A down, "not rated" last, as `scoring.pyramid` gives them. `title` and `note` (day, rubric) stand above."""
    figure, axes = canvas(height=4.6)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    write(axes, LEFT, 0.945, title, LARGE)
    write(axes, LEFT, 0.885, note, SMALL, color=SOFT)
    for x, key in COLUMNS:
        write(axes, x, 0.885, figures.words(f"tables.{key}"), SMALL, color=SOFT, ha="right")
    levels = [name for name in held if name != NOT_RATED]
    for place, name in enumerate(levels):
        _slice(axes, place, len(levels), name, figures)
        _figures(axes, TOP - STEP * (place + 0.5), held[name], figures)
    if NOT_RATED in held:
        y = TOP - STEP * (len(levels) + 0.42)
        axes.add_patch(_rectangle(LEFT, y - 0.04, RIGHT - LEFT, 0.08))
        write(
            axes,
            (LEFT + RIGHT) / 2,
            y,
            figures.words("card.not_rated"),
            NORMAL,
            ha="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
        )
        _figures(axes, y, held[NOT_RATED], figures)
    return finished(figure, alt_text(held, figures, title))


def _slice(axes: Axes, place: int, count: int, name: str, figures: Figures) -> None:
    """One level of the triangle, with its letter and label."""
    from matplotlib.patches import Polygon

    middle, half = (LEFT + RIGHT) / 2, (RIGHT - LEFT) / 2
    top, bottom = TOP - STEP * place, TOP - STEP * (place + 1) + 0.012
    upper, lower = (half * edge / count for edge in (place, place + 0.92))
    corners = [(middle - upper, top), (middle + upper, top), (middle + lower, bottom), (middle - lower, bottom)]
    axes.add_patch(Polygon(corners, facecolor=LEVELS.get(name, GREY), edgecolor="white", linewidth=1.5))
    label = figures.rubric.tiers[name].label.in_(figures.lang)  # type: ignore[index]
    inside = place >= count // 2
    write(axes, middle, bottom + 0.05, name, LARGE, ha="center", color=DARK.get(name, INK))
    if inside:
        write(axes, middle, bottom + 0.095, label, SMALL, ha="center", color=DARK.get(name, INK))
    else:
        write(axes, middle - lower - 0.012, bottom + 0.05, label, SMALL, ha="right", color=SOFT)


def _rectangle(x: float, y: float, width: float, height: float) -> Patch:
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), width, height, facecolor="#f2f2f2", edgecolor=GREY, linewidth=1, hatch="//", alpha=0.9)


def _figures(axes: Axes, y: float, level: Level, figures: Figures) -> None:
    shares = (level.share_of_accounts, level.share_of_revenue, level.share_of_net_contribution)
    texts = [figures.number(level.accounts, 0), *(_share(figures, share) for share in shares)]
    for (x, _), text in zip(COLUMNS, texts, strict=True):
        write(axes, x, y, text, NORMAL, ha="right")


def _share(figures: Figures, share: float | None) -> str:
    return figures.words("none") if share is None else figures.ratio(share)


def alt_text(held: Mapping[str, Level], figures: Figures, title: str) -> str:
    """The picture in sentences."""
    words = figures.words
    told = [f"{title}{words('sentence_stop')}"]
    for name, level in held.items():
        shares = (level.share_of_accounts, level.share_of_revenue, level.share_of_net_contribution)
        accounts, revenue, contribution = (words("unknown") if s is None else figures.ratio(s) for s in shares)
        said = {"level": name, "n": figures.number(level.accounts, 0)}
        form = "pictures.level_unrated" if name == NOT_RATED else "pictures.level"
        told.append(words(form, share=accounts, revenue=revenue, contribution=contribution, **said))
    return words("sentence_gap").join(told)
