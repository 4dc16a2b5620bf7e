"""What all pictures share: size, colours, the bundled font, and PNG bytes that depend on nothing but what is drawn."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.pictures import fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, DPI = 8.0, 150
INK, SOFT, GRID = "#222222", "#666666", "#dddddd"
# Okabe and Ito's colours: told apart with any colour vision, and by lightness in grey
BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#bbbbbb"
LEVELS = {"A": GREEN, "B": BLUE, "C": ORANGE, "D": PURPLE}
SMALL, NORMAL, LARGE = 9, 11, 14
_drawing = threading.Lock()
"""Pictures are drawn one at a time: matplotlib is not made for threads."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and the text that says the same to who cannot see it."""

    png: bytes
    alt: str


@cache
def font(size: float) -> Any:
    """The bundled font, by path: pictures are the same with or without system fonts."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(fonts.path()), size=size)


def canvas(height: float) -> tuple[Figure, Axes]:
    """An empty figure of the common width (inches) with one bare axes. No global state of matplotlib is used."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    return figure, axes


def write(axes: Axes, x: float, y: float, text: str, size: float = NORMAL, **how: Any) -> None:
    """Text in the bundled font; what the font lacks shows as a box."""
    axes.text(x, y, fonts.drawable(text), fontproperties=font(size), **{"color": INK, "va": "center", **how})


def shortened(text: str, width: int) -> str:
    """At most `width` columns (a Chinese character takes two); the end gives way to an ellipsis."""
    from unicodedata import east_asian_width

    taken = 0
    for place, char in enumerate(text):
        taken += 2 if east_asian_width(char) in "WF" else 1
        if taken > width:
            return text[: max(place - 1, 0)].rstrip() + "…"
    return text


def finished(figure: Figure, alt: str) -> Picture:
    """The figure as PNG, without a date or a program's name in it."""
    buffer = io.BytesIO()
    with _drawing:
        figure.savefig(buffer, format="png", metadata={"Software": None})
    return Picture(buffer.getvalue(), alt)
