"""What a digest is of: which part of the book, and which week or month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.digest.subscription import Subscription
from prompts.figures import Figures
from prompts.words import Words


def scope_of(subscription: Subscription, figures: Figures, names: Mapping[str, str]) -> str:
    """Which part of the book a subscription shows, in words."""
    words, wanted = figures.words, subscription.wanted
    parts = [
        words(f"ask.filters.{name}", items=value)
        for name in ("team", "region", "owner")
        if (value := getattr(wanted, name))
    ]
    parts += [words("ask.filters.tiers", items=words.join(list(wanted.tiers), "list_or"))] if wanted.tiers else []
    parts += [names.get(wanted.group, wanted.group)] if wanted.group else []
    return words("list_separator").join(parts) or words("ask.everything")


def period_of(period: str, words: Words) -> str:
    """A period ("2026-W53" or "2026-11") as people say it."""
    from babel.dates import format_skeleton

    year, week = period[:4], period.partition("-W")[2]
    if week:
        return words("digest.week", week=int(week), year=year)
    return str(format_skeleton("yMMMM", date.fromisoformat(f"{period}-01"), locale=words.locale))
