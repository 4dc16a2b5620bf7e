"""The book as a whole, and lists of accounts, in sentences."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from prompts.figures import Figures
from prompts.narrator.names import label, pitfall_name, value_type_name
from prompts.plan import Filter
from scoring.portfolio import concentration, profit_of_the_top
from scoring.pyramid import levels
from scoring.query import CONDITIONS, figure
from scoring.verdicts import Verdicts

LISTED = 8
"""Accounts that a list names when nobody says how many."""


def portfolio_sentences(verdicts: Verdicts, figures: Figures, neglected: int | None) -> list[str]:
    """Tiers with what they hold, concentration as measured, the portfolio's two pitfalls (`neglected`: as below)."""
    told = [*_distribution(verdicts, figures), *_concentration(verdicts, figures)]
    return [*told, *portfolio_pitfalls(verdicts, figures, neglected)]


def _distribution(verdicts: Verdicts, figures: Figures) -> Iterator[str]:
    words, items = figures.words, []
    for tier, level in levels(verdicts, verdicts.tier_codes).items():
        n = figures.number(level.accounts, 0, "count")
        if tier not in figures.rubric.tiers:
            items += [words("ask.unrated", n=n)] if level.accounts else []
        elif level.share_of_revenue is not None:
            slots = {"n": n, "tier": tier, "revenue": figures.ratio(level.share_of_revenue, "share_of_revenue")}
            if level.share_of_net_contribution is None:
                items.append(words("ask.of_tier_revenue", **slots))
            else:
                share = figures.ratio(level.share_of_net_contribution, "share_of_net_contribution")
                items.append(words("ask.of_tier", contribution=share, **slots))
    n, day = figures.number(len(verdicts), 0, "count"), figures.day(verdicts.as_of)
    yield words("ask.distribution", n=n, date=day, items=words("list_stop").join(items))


def _concentration(verdicts: Verdicts, figures: Figures) -> Iterator[str]:
    words, top = figures.words, verdicts.rubric.portfolio["top_share"].value
    for metric in ("revenue", "net_contribution"):
        values = verdicts.table.column(metric)
        found, positive = concentration(values, top), int((values > 0).sum())
        if found.top_20_percent is None or found.top_1 is None:
            continue
        yield words(
            "ask.top",
            part=figures.ratio(top, "top_share"),
            n=figures.number(-int(-positive * top // 1), 0, "count"),
            share=figures.ratio(found.top_20_percent, "concentration"),
            what=words.inline(figures.label(metric)),
            first=figures.ratio(found.top_1, "concentration"),
        )
    yield words("ask.measured")


def portfolio_pitfalls(verdicts: Verdicts, figures: Figures, neglected: int | None) -> Iterator[str]:
    """P4 and P2 of the book as a whole. `neglected`: how many small accounts with potential had no contact lately; None where
    they are told by name.
    """
    words, found = figures.words, profit_of_the_top(verdicts)
    if found.share_of_revenue is not None and found.share_of_net_contribution is not None:
        yield words(
            "ask.top_profit",
            name=pitfall_name("P4", figures),
            state=words(f"states.{found.state}"),
            revenue=figures.ratio(found.share_of_revenue, "share_of_revenue"),
            contribution=figures.ratio(found.share_of_net_contribution, "share_of_net_contribution"),
        )
    if neglected is not None:
        n = figures.number(neglected, 0, "count")
        yield words("ask.neglected", name=pitfall_name("P2", figures), n=n)


def described(wanted: Filter, sort: str | None, figures: Figures, *, whole: bool = True) -> str:
    """What a list was restricted to, in words. `whole`: whether it is taken from the whole book, or from what one may see."""
    words, rubric = figures.words, figures.rubric
    names: dict[str, Callable[[str], str]] = {
        "tiers": str,
        "value_types": lambda one: value_type_name(one, figures),
        "quadrants": lambda one: words.inline(label(rubric.quadrants, one, figures)),
        "pitfalls": lambda one: f"{one} {pitfall_name(one, figures)}",
    }
    any_pitfall = set(wanted.pitfalls) >= set(rubric.pitfalls)
    said = [words("ask.filters.any_pitfall")] if any_pitfall else []
    said += [
        words(f"ask.filters.{key}", items=words.join([name(one) for one in getattr(wanted, key)], "list_or"))
        for key, name in names.items()
        if getattr(wanted, key) and not (key == "pitfalls" and any_pitfall)
    ]
    said += [condition_said(one, figures) for one in wanted.conditions]
    if wanted.owner == "me":
        said.append(words("ask.filters.me"))
    said += [
        words(f"ask.filters.{key}", items=label_said(key, getattr(wanted, key), figures))
        for key in ("owner", "region", "country", "team", "industry")
        if getattr(wanted, key) and getattr(wanted, key) != "me"
    ]
    if sort:
        said.append(words("ask.filters.sorted", items=words.inline(figures.label(sort))))
    return words("list_separator").join(said) or words("ask.everything" if whole else "ask.everything_seen")


def label_said(column: str, label_of: str, figures: Figures) -> str:
    """A label as people say it: a country's code by its name."""
    if column != "country":
        return label_of
    from babel import Locale

    return str(Locale.parse(figures.words.locale).territories.get(label_of, label_of))


def condition_said(name: str, figures: Figures) -> str:
    """A condition of a list in words, with its bound."""
    rubric = figures.rubric
    bounds = {
        "neglected": lambda: figures.value("days_since_touch", rubric.threshold("P2", "days_since_touch")),
        "losing_margin": lambda: figures.ratio(rubric.keys["trend"].value, "trend"),
        "many_concessions": lambda: figures.value("concession_rate", rubric.threshold("P5", "concession_rate")),
        "potential": lambda: figures.score(rubric.threshold("P2", "potential")),
        "dependence": lambda: figures.value("share_of_book", rubric.threshold("P2", "share_watch")),
    }
    return figures.words(f"ask.conditions.{name}", bound=bounds[name]() if name in bounds else "")


def shown_of(wanted: Filter, sort: str | None) -> tuple[str, ...]:
    """The figures that a list shows of each account: those that tell its conditions, and the one that orders it."""
    found = [metric for one in wanted.conditions for metric in CONDITIONS[one].shows]
    return tuple(dict.fromkeys([*([sort] if sort else []), *found]))[:3] or ("total", "revenue")


def list_sentence(verdicts: Verdicts, at: int, shows: Sequence[str], figures: Figures) -> str:
    """One account of a list: its name, tier, and the figures that put it there."""
    words = figures.words
    tier = verdicts.tier[at]
    slots: dict[str, Any] = {
        "name": verdicts.table.name[at],
        "tier": words("ask.tier", tier=tier) if tier else words.inline(words("card.not_rated")),
    }
    values = {metric: float(figure(verdicts, metric)[at]) for metric in shows}
    said = [_figure(metric, value, figures) for metric, value in values.items() if not math.isnan(value)]
    if not said:
        return words("ask.list_bare", **slots)
    return words("ask.list_item", figures=words("list_separator").join(said), **slots)


def _figure(metric: str, value: float, figures: Figures) -> str:
    if metric in ("total", "potential"):
        return figures.words(
            "figure.named", label=figures.words.inline(figures.label(metric)), value=figures.score(value, metric)
        )
    return figures.named(metric, value)
