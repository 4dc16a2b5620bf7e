"""The screen: colour and drawing where they can be shown, plain ASCII where they cannot or are not wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

WIDEST = 100
EIGHTHS = " ▏▎▍▌▋▊▉"
TIER_STYLES = {"A": "bold green", "B": "bold cyan", "C": "bold yellow", "D": "bold magenta"}
STATE_STYLES = {"fired": "bold red", "watch": "yellow", "clear": "green", "not testable": "dim", "dismissed": "dim"}
STATE_MARKS = {"fired": "●", "watch": "◐", "clear": "○", "not testable": "·", "dismissed": "–"}
PLAIN_MARKS = {"fired": "!!", "watch": " !", "clear": "ok", "not testable": " ?", "dismissed": " -"}

Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Screen:
    """`plain`: no colour, no drawing."""

    console: Console
    plain: bool

    @classmethod
    def make(cls, *, plain: bool) -> Screen:
        """Standard output, at most 100 columns wide and 80 where it is no terminal."""
        told = os.environ.get("COLUMNS", "").isdigit() or sys.stdout.isatty()
        drawable = (sys.stdout.encoding or "utf-8").lower().replace("-", "").startswith(("utf", "gb", "cp65001"))
        console = Console(
            no_color=plain or None, highlight=False, emoji=False, width=None if told else 80, legacy_windows=False
        )
        if console.width > WIDEST:
            console = Console(no_color=plain or None, highlight=False, emoji=False, width=WIDEST, legacy_windows=False)
        return cls(console, plain or not drawable)

    def show(self, part: RenderableType) -> None:
        """Prints one thing; data are never read as markup."""
        self.console.print(Text(part) if isinstance(part, str) else part, soft_wrap=False)

    def bar(self, share: float | None, width: int = 20) -> str:
        """A bar of a share (0-1); dots where it is not known."""
        if share is None:
            return ("." if self.plain else "┄") * width
        share = min(max(share, 0.0), 1.0)
        if self.plain:
            full = round(share * width)
            return "#" * full + "-" * (width - full)
        eighths = round(share * width * 8)
        full, rest = divmod(eighths, 8)
        return ("█" * full + (EIGHTHS[rest] if rest else "")).ljust(width, "░")

    def mark(self, state: str) -> Text:
        """A pitfall's state as a sign, never by colour alone."""
        marks = PLAIN_MARKS if self.plain else STATE_MARKS
        return Text(marks.get(state, "?"), style=STATE_STYLES.get(state, ""))

    def tier(self, letter: str | None, otherwise: str) -> Text:
        """A tier's letter, or what stands where there is none."""
        return Text(letter or otherwise, style=TIER_STYLES.get(letter or "", "dim"))

    def panel(self, title: str, *parts: RenderableType, subtitle: str | None = None) -> RenderableType:
        """A frame with a title, as wide as the screen."""
        body = Group(*parts)
        lower = Text(subtitle, style="dim") if subtitle else None
        frame = box.ASCII if self.plain else box.ROUNDED
        return Panel(
            body,
            title=Text(f" {title} ", style="bold"),
            title_align="left",
            subtitle=lower,
            subtitle_align="right",
            box=frame,
            padding=(0, 1),
        )

    def heading(self, text: str) -> RenderableType:
        """A title above a table."""
        return Padding(Text(text, style="bold"), (1, 0, 0, 0))

    def table(
        self,
        columns: Sequence[tuple[str, Align]],
        rows: Sequence[Sequence[RenderableType]],
        *,
        wrap: int | None = None,
        title: str | None = None,
    ) -> RenderableType:
        """Rows under headings. `wrap`: the column that takes what room is left."""
        made = Table(
            box=box.ASCII2 if self.plain else box.SIMPLE_HEAD,
            title=Text(title, style="bold") if title else None,
            title_justify="left",
            pad_edge=False,
            padding=(0, 1, 0, 0),
        )
        for place, (name, align) in enumerate(columns):
            made.add_column(Text(name), justify=align, overflow="fold", ratio=1 if place == wrap else None)
        made.expand = wrap is not None
        for row in rows:
            made.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
        return made

    def lines(self, items: Sequence[str], mark: str = "- ") -> RenderableType:
        """Sentences, each with a hanging mark."""
        made = Table.grid(padding=0)
        if mark:
            made.add_column(no_wrap=True, vertical="top")
        made.add_column(overflow="fold")
        for item in items:
            made.add_row(*([Text(mark)] if mark else []), Text(item))
        return made
