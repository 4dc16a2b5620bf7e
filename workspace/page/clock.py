"""The workspace's day, and going on in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from workspace.errors import WorkspaceError
from workspace.page.html import Html, el, entered
from workspace.page.sight import Sight

JUMPS = {"day": timedelta(days=1), "week": timedelta(weeks=1)}


def panel(sight: Sight) -> Html:
    """The day it is, and buttons to go on."""
    said, held = sight.scene.words, sight.scene.hidden()
    now = sight.scene.moment(sight.state.clock.now())
    shown = f"{now:%Y-%m-%d}" if said.lang.startswith("zh") else f"{now:%A, %B} {now.day}, {now.year}"
    jumps = [
        el("button", said(f"clock.{one}"), type="submit", name="jump", value=one, class_="button") for one in JUMPS
    ]
    to = el(
        "input", type="date", name="to", value=f"{now:%Y-%m-%d}", min=f"{now:%Y-%m-%d}", aria_label=said("clock.to")
    )
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


def seconds(jump: str, to: str, now: float) -> float:
    """How far to go on. Raises `WorkspaceError` for a day that is none or lies behind."""
    if jump in JUMPS:
        return JUMPS[jump].total_seconds()
    at = datetime.fromtimestamp(now, UTC)
    try:
        wanted = datetime.strptime(to, "%Y-%m-%d").replace(hour=at.hour, minute=at.minute, second=at.second, tzinfo=UTC)
    except ValueError:
        raise WorkspaceError(f"{to} is no day") from None
    if wanted.date() < at.date():
        raise WorkspaceError("time only goes on")
    return (wanted - at).total_seconds()
