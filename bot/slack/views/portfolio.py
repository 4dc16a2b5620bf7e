"""Answers about the whole book, or the part of it that the asker may see: portfolio, pyramids, pitfalls, lists of accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.slack.effects import Message
from bot.slack.kit import Block, actions, button, context, header, lines, paragraph, span, table
from bot.slack.views.card import MARKS
from prompts.figures import Figures
from prompts.narrator.names import pitfall_name, rubric_name
from scoring.portfolio import Group
from scoring.pyramid import NOT_RATED, Level

BUTTONS = 5
"""Accounts that have a button below an answer about many."""


@dataclass(frozen=True)
class Below:
    """What stands below each of these answers. `scope`: that these figures are not of the whole book; "" where they are.

    `accounts`: id and name of those that have a button. `picture`: where the picture is; "" without one.
    """

    day: str
    scope: str = ""
    accounts: Sequence[tuple[str, str]] = ()
    picture: str = ""


@dataclass(frozen=True)
class Caught:
    """The accounts that are caught in a pitfall: name and reasons, most important first. `more`: how many are not listed.

    `dismissed`: name of those whose flag a person dismissed, with the sentence that says so, and `more_dismissed`; `watched`:
    names of those close to it.
    """

    pitfall: str
    accounts: Sequence[tuple[str, str]]
    more: int = 0
    dismissed: Sequence[tuple[str, str]] = ()
    more_dismissed: int = 0
    watched: Sequence[str] = ()


def portfolio_view(sentences: Sequence[str], groups: Sequence[Group], figures: Figures, below: Below) -> Message:
    """What the tiers hold, and what the figures say."""
    words = figures.words
    revenue = sum(one.revenue for one in groups)
    ordered = sorted(groups, key=lambda one: (one.label is None, one.label or ""))
    rows = [_group(one, revenue, figures) for one in ordered]
    heads = [words(f"tables.{one}") for one in ("tier", "accounts", "revenue", "share", "net_contribution")]
    body = [lines(sentences), table(heads, rows, right=range(1, len(heads)))]
    return _whole(words("titles.portfolio"), sentences, body, figures, below)


def _group(one: Group, revenue: float, figures: Figures) -> list[str]:
    share = one.revenue / revenue if revenue > 0 else None
    return [
        level_name(one.label or NOT_RATED, figures),
        figures.number(one.accounts, 0),
        figures.money(one.revenue),
        figures.words("none") if share is None else figures.ratio(share),
        figures.money(one.net_contribution),
    ]


def level_name(level: str, figures: Figures) -> str:
    """A tier with its label, or that it is none."""
    if level == NOT_RATED:
        return figures.words("card.not_rated")
    return f"{level} · {figures.rubric.tiers[level].label.in_(figures.lang)}"  # type: ignore[index]


def pyramid_view(
    title: str,
    told: str,
    levels: Mapping[str, Level],
    others: Sequence[tuple[str, str]],
    figures: Figures,
    below: Below,
) -> Message:
    """The levels of a pyramid. `told`: the same in sentences. `others`: key and title of the other pyramids."""
    words = figures.words
    names = ("level", "accounts", "share_of_accounts", "share_of_revenue", "share_of_net_contribution")
    heads = [words(f"tables.{one}") for one in names]
    rows = [_level(name, level, figures) for name, level in levels.items() if level.accounts or name != NOT_RATED]
    body: list[Block] = [table(heads, rows, right=range(1, len(heads)))]
    body.append(actions(*(button(name, "run", {"c": f"pyramid {key}".strip()}) for key, name in others)))
    return _whole(title, [told], body, figures, below)


def _level(name: str, level: Level, figures: Figures) -> list[str]:
    shares = (level.share_of_accounts, level.share_of_revenue, level.share_of_net_contribution)
    told = [figures.words("none") if one is None else figures.ratio(one) for one in shares]
    return [level_name(name, figures), figures.number(level.accounts, 0), *told]


def pitfalls_view(
    found: Sequence[Caught], meanings: Mapping[str, str], sentences: Sequence[str], figures: Figures, below: Below
) -> Message:
    """Who is caught in which pitfall, and on what evidence. `sentences`: of the book as a whole."""
    words = figures.words
    body = [block for one in found for block in _caught(one, meanings[one.pitfall], figures)]
    body += [lines(sentences)] if sentences else []
    told = [_count(one, figures) + words("sentence_stop") for one in found]
    return _whole(words("titles.pitfalls"), told, body, figures, below)


def _count(one: Caught, figures: Figures) -> str:
    n = len(one.accounts) + one.more
    said = figures.words("slack.book.fired", n=figures.number(n, 0)) if n else figures.words("slack.book.fired_none")
    return f"{_capital(said)} · {one.pitfall} {pitfall_name(one.pitfall, figures)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _caught(one: Caught, meaning: str, figures: Figures) -> list[Block]:
    words = figures.words
    mark = MARKS["fired" if one.accounts else "watch" if one.watched else "clear"]
    made = [paragraph(span(f"{mark} {_count(one, figures)}", bold=True)), context(meaning)]
    if one.accounts:
        made.append(lines([(span(name, bold=True), f"{words('colon')}{why}") for name, why in one.accounts]))
    if one.dismissed:
        mark = MARKS["dismissed"]
        made.append(
            lines([(f"{mark} ", span(name, bold=True), f"{words('colon')}{said}") for name, said in one.dismissed])
        )
    told = [words("slack.book.more", n=figures.number(one.more, 0))] if one.more else []
    told += [words("slack.book.more_dismissed", n=figures.number(one.more_dismissed, 0))] if one.more_dismissed else []
    told += [words("slack.book.watched", items=words.join(list(one.watched)))] if one.watched else []
    return [*made, *([context(*told)] if told else [])]


def accounts_view(
    head: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    told: Sequence[str],
    decided: Sequence[str],
    figures: Figures,
    below: Below,
) -> Message:
    """A list of accounts. `head`: how many and which; `told`: the first of them in sentences; `decided`: by people."""
    body = [table(heads, rows, right=range(4, len(heads)))] if rows else []
    body += [lines(decided)] if decided else []
    text = [head, *told, *decided]
    return _whole(figures.words("slack.book.accounts"), text, [paragraph(head), *body], figures, below)


def _whole(title: str, told: Sequence[str], body: Sequence[Block], figures: Figures, below: Below) -> Message:
    words = figures.words
    blocks = [header(title), *body]
    if below.accounts:
        chosen = below.accounts[:BUTTONS]
        blocks.append(actions(*(button(name, "run", {"c": f"classify {one}"}) for one, name in chosen)))
    if below.picture:
        blocks.append(paragraph(below.picture))
    rubric = rubric_name(figures.rubric.version, words)
    blocks.append(context(below.scope, f"{words('card.as_of', date=below.day)} · {rubric}"))
    begin = [] if told[0].startswith(title) else [f"{title}{words('colon').rstrip()}"]
    return Message(words("sentence_gap").join([*begin, *told, below.scope]).strip(), blocks)
