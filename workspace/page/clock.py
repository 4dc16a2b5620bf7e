"""The workspace's day, and going on in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from workspace.errors import WorkspaceError
from workspace.page.html import Html, el, entered
from workspace.page.sight import Sight
from workspace.page.words import Words

JUMPS = {"day": timedelta(days=1), "week": timedelta(weeks=1)}
LAST = date(2099, 12, 31)
"""The last day to which time can go on."""


def panel(sight: Sight) -> Html:
    """The day it is, and buttons to go on."""
    said, held = sight.scene.words, sight.scene.hidden()
    now = sight.scene.moment(sight.state.clock.now())
    shown = f"{now:%Y-%m-%d}" if said.lang.startswith("zh") else f"{now:%A, %B} {now.day}, {now.year}"
    jumps = [
        el("button", said(f"clock.{one}"), type="submit", name="jump", value=one, class_="button", formnovalidate=True)
        for one in JUMPS
    ]
    today = f"{now:%Y-%m-%d}"
    to = el("input", type="date", name="to", value=today, min=today, max=str(LAST), required=True,
            aria_label=said("clock.to"))  # fmt: skip
    held.append(entered(name="jump", value="to"))
    set_ = el("button", said("clock.set"), type="submit", name="jump", value="to", class_="button")
    return el(
        "section",
        el("h3", said("clock.title")),
        el("p", el("time", shown, datetime=f"{now:%Y-%m-%d}")),
        el("form", *held, *jumps, el("span", to, set_, class_="to"), method="post", action="/tour/clock"),
        el("small", said("clock.about")),
        class_="clock",
        data_key="clock",
        data_rev=f"{now:%Y-%m-%d}",
    )


def seconds(jump: str, to: str, at: datetime, said: Words) -> float:
    """How far to go on from `at`, the reader's time. Raises `WorkspaceError` for a day that is none or out of reach."""
    try:
        wanted = at + JUMPS[jump] if jump in JUMPS else datetime.combine(date.fromisoformat(to), at.timetz())
    except ValueError:
        raise WorkspaceError(said("clock.no_day")) from None
    if wanted < at:
        raise WorkspaceError(said("clock.behind"))
    if wanted.date() > LAST:
        raise WorkspaceError(said("clock.too_late", day=LAST))
    return (wanted - at).total_seconds()
