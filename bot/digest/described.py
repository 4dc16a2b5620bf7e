"""A subscription in words: what it shows, when it comes, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from book.access import Access
from bot.digest.allowed import in_words
from bot.digest.health import Health
from bot.digest.naming import scope_of
from bot.digest.subscription import Subscription
from prompts.figures import Figures
from prompts.words import Words


def what(one: Subscription, figures: Figures, names: Mapping[str, str], access: Access) -> str:
    """Kind and part of the book. `names`: of the accounts whose groups are shown."""
    words = figures.words
    said = f"{words(f'digestforms.kinds.{one.kind}')} · {scope_of(one, figures, names, access)}"
    if one.kind != "alert":
        return said
    events = words("list_stop").join([words(f"digestforms.events.{name}") for name in one.alerts])
    return f"{said} · {events}" if events else said


def rhythm(one: Subscription, words: Words) -> str:
    """When it comes, each time."""
    if one.kind == "alert":
        return words("digestforms.rhythm.alert")
    return words(
        f"digestforms.rhythm.{one.kind}",
        day=words(f"digestforms.every.{one.weekday}" if one.kind == "weekly" else f"digestforms.days.{one.weekday}"),
        hour=f"{one.hour}:00",
        tz=one.tz,
    )


def coming(one: Subscription, next_due: datetime | None, figures: Figures) -> str:
    """The day and hour of the next one, in its own time zone; "" where none comes."""
    if next_due is None:
        return ""
    due = next_due.astimezone(one.zone)
    return figures.words("digestforms.next", date=figures.day(due.date()), hour=f"{due:%-H:%M}")


def standing(one: Subscription, words: Words) -> str:
    """Active, or paused and why."""
    if not one.paused:
        return words("digestforms.active")
    if not one.why_paused:
        return words("digestforms.paused")
    return words("digestforms.paused_for", reason=_reason(one.why_paused, words))


def _reason(why: str, words: Words) -> str:
    """Why, as a part of a line, for whoever reads it: the subscriber or an admin."""
    said = words.get(f"digestforms.reasons.{why.replace(' ', '_')}", in_words(why, words))
    return said.rstrip(words("sentence_stop"))


def runs(of: Health, figures: Figures) -> list[str]:
    """How it stands, when it comes next, when it came last, and since when it could not be sent."""
    one, words = of.subscription, figures.words
    said = [standing(one, words), coming(one, of.next, figures), _last(of, figures)]
    if of.failing is not None and not one.why_paused:
        since = figures.day(of.failing.astimezone(one.zone).date())
        said.append(words("digestforms.failing", date=since, reason=_reason(of.why, words)))
    said += [words("digestforms.delayed", reason=of.delayed)] if of.delayed else []
    return [text for text in said if text]


def _last(of: Health, figures: Figures) -> str:
    words = figures.words
    if of.last is None:
        return words("digestforms.never")
    date = figures.day(of.last.due.astimezone(of.subscription.zone).date())
    if of.in_part:
        return words("digestforms.last_in_part", date=date, reason=_reason(of.in_part, words))
    return words("digestforms.last", date=date)


def troubles(of: Health, figures: Figures) -> list[str]:
    """Its runs, and what somebody should see to."""
    words, said = figures.words, [" · ".join(runs(of, figures))]
    n = len(of.ownerless)
    said += [words(f"digestforms.ownerless.{'one' if n == 1 else 'many'}", n=n)] if n else []
    said += [words(f"digestforms.ignored.{of.subscription.kind}")] if of.ignored else []
    return said
