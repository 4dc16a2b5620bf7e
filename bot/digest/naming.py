"""What a digest is of: which part of the book, and which week or month; and tiers inside its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from book.access import Access
from bot.digest.subscription import Subscription
from prompts.figures import Figures
from prompts.words import Words


def scope_of(subscription: Subscription, figures: Figures, names: Mapping[str, str], access: Access) -> str:
    """Which part of the book a subscription shows, in words. `names`: of the accounts whose groups are shown."""
    words, wanted = figures.words, subscription.wanted
    parts = [
        words(f"ask.filters.{name}", items=value)
        for name in ("team", "region", "owner")
        if (value := getattr(wanted, name))
    ]
    parts += [words("ask.filters.tiers", items=words.join(list(wanted.tiers), "list_or"))] if wanted.tiers else []
    parts += [names.get(wanted.group, wanted.group)] if wanted.group else []
    return words("list_separator").join(parts) or _seen_by(subscription.by, access, words)


def _seen_by(user: str, access: Access, words: Words) -> str:
    """All that a subscriber may see, in words: the book, or which part of it."""
    if access.sees_all(user):
        return words("ask.everything")
    person, parts = access.people.get(user), list[str]()
    if person is None or person.role != "manager":
        return words("digest.scope.part")
    if person.team:
        below = any(person.team in access.up(one)[1:] for one in access.teams)
        parts.append(words("digest.scope.teams" if below else "ask.filters.team", items=person.team))
    parts += [words("digest.scope.own", items=person.owner)] if person.owner else []
    return words.join(parts) or words("digest.scope.part")


def period_of(period: str, words: Words) -> str:
    """A period ("2026-W53" or "2026-11") as people say it."""
    from babel.dates import format_skeleton

    year, week = period[:4], period.partition("-W")[2]
    if week:
        return words("digest.week", week=int(week), year=year)
    return str(format_skeleton("yMMMM", date.fromisoformat(f"{period}-01"), locale=words.locale))


def tier_of(tier: str | None, words: Words) -> str:
    """A tier inside a sentence: "tier A", or that there is none."""
    return words("ask.tier", tier=tier) if tier else words("card.not_rated")


def moved(name: str, before: str | None, after: str | None, words: Words, *, up: bool) -> str:
    """That an account rose or fell, that it has a tier now, or none any more, in a sentence."""
    form = "rated" if before is None else "unrated" if after is None else "rose" if up else "fell"
    return words(f"digest.event.{form}", name=name, before=before, after=after)
