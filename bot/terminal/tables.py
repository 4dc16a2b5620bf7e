"""Tables of the exact answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.text import Text

from bot import flags
from bot.terminal.card import pitfall_marks, quadrant
from bot.terminal.screen import Align, Screen
from prompts.figures import Figures
from prompts.narrator.names import source_name
from scoring.verdict import Verdict
from scoring.verdicts import Verdicts

if TYPE_CHECKING:
    from book.lookup import Match
    from knowledge.plays import Play
    from scoring.pyramid import Level
    from scoring.tiers import Codes


def heads(figures: Figures, *names: str, right: Sequence[str] = ()) -> list[tuple[str, Align]]:
    """Headings by their keys under `tables`; those in `right` align right."""
    return [(figures.words(f"tables.{name}"), "right" if name in right else "left") for name in names]


def accounts(
    screen: Screen,
    figures: Figures,
    verdicts: Verdicts,
    order: Sequence[int],
    overrides: Mapping[str, Any],
    codes: Mapping[str, Codes],
) -> RenderableType:
    """One line an account, in that order of rows. `codes`: the pitfalls' states as they count."""
    names = verdicts.table.name
    tiers, totals, types, quadrants = verdicts.tier, verdicts.total, verdicts.value_type, verdicts.quadrant
    rows: list[list[RenderableType]] = []
    for at in order:
        key = str(verdicts.table.account_id[at])
        tier = screen.tier(tiers[at], "-")
        if verdicts.provisional[at]:
            tier.append("?")
        if key in overrides:
            tier.append(f" [{overrides[key].tier}]")
        total = "-" if tiers[at] is None else figures.score(float(totals[at]))
        side = "-" if quadrants[at] is None else quadrant(figures, str(quadrants[at]))
        marks = pitfall_marks(screen, {key: flags.named(int(of[at])) for key, of in codes.items()})
        rows.append([key, str(names[at]), tier, total, side, short_type(figures, str(types[at])), marks])
    columns = heads(figures, "id", "name", "tier", "score", "quadrant", "value_type", "pitfalls", right=["score"])
    return screen.table(columns, rows, wrap=1)


def short_type(figures: Figures, name: str) -> str:
    """A value type in a word, for tables of many accounts."""
    return figures.words.get(f"types_short.{name.split(' ', 1)[0]}", name)


def criteria(screen: Screen, figures: Figures, verdict: Verdict) -> RenderableType:
    """The scorecard line by line; the parts sum to the total."""
    words, rows = figures.words, list[list[RenderableType]]()
    for key, perspective in verdict.perspectives.items():
        score = words("card.not_rated") if perspective.score is None else figures.score(perspective.score)
        label = figures.rubric.perspectives[key].label.in_(figures.lang)
        rows.append([Text(label, style="bold"), "", Text(score, style="bold"), figures.ratio(perspective.weight), ""])
        for line in (c for c in verdict.criteria if c.perspective == key):
            points = "-" if line.points is None else figures.score(line.points)
            shown = "-" if line.shown is None else figures.score(line.shown)
            weight = figures.ratio(line.final_weight if line.shown is not None else line.weight)
            rows.append(
                [f"  {figures.label(line.criterion)}", figures.value(line.criterion, line.value), points, weight, shown]
            )
    total = "-" if verdict.total is None else figures.score(verdict.total)
    rows.append(
        [Text(words("tables.total"), style="bold"), "", "", figures.ratio(verdict.coverage), Text(total, style="bold")]
    )
    columns = heads(
        figures, "criterion", "value", "points", "weight", "part", right=["value", "points", "weight", "part"]
    )
    return screen.table(columns, rows, wrap=0)


def _source(play: Play, figures: Figures) -> str:
    """The passage that a play rests on, and where that comes from."""
    from knowledge import passages

    passage = passages.get(play.passage)
    return f"{passage.said(figures.lang).title} ({source_name(passage.source, figures.words)})"


def plan(screen: Screen, figures: Figures, verdict: Verdict, plays: Sequence[Play]) -> Iterator[RenderableType]:
    """The plays with what to do, not to do and to ask."""
    words = figures.words
    for number, play in enumerate(plays, 1):
        said = play.said(figures.lang)
        yield Text(f"\n{number}. {said.title}", style="bold")
        for key, mark, lines in (("do", "+ ", said.do), ("dont", "x ", said.dont), ("ask", "? ", said.ask)):
            yield Text(words(f"card.{key}"), style="underline")
            yield screen.lines(lines, mark)
        yield Text(f"{words('card.source')}: {_source(play, figures)}", style="dim")
    questions = [
        figures.rubric.signals[key].question.in_(figures.lang)
        for key in verdict.value_type.questions
        if key in figures.rubric.signals
    ]
    if questions:
        yield Text(f"\n{words('card.questions')}", style="bold")
        yield screen.lines(questions, "? ")


def levels(screen: Screen, figures: Figures, title: str, held: Mapping[str, Level]) -> RenderableType:
    """A pyramid: from A down, a centred bar for each level's share of the accounts."""
    words, width, rows = figures.words, 18, list[list[RenderableType]]()
    for name, level in held.items():
        share = level.share_of_accounts or 0.0
        filled = max(round(share * width), 1 if level.accounts else 0)
        bar = (("#" if screen.plain else "█") * filled).center(width)
        label = words("card.not_rated") if name == "not rated" else name
        shares = [
            _share(figures, s)
            for s in (level.share_of_accounts, level.share_of_revenue, level.share_of_net_contribution)
        ]
        rows.append([screen.tier(name if len(name) == 1 else None, label), bar, f"{level.accounts:,}", *shares])
    names = ("level", "accounts", "share_of_accounts", "share_of_revenue", "share_of_net_contribution")
    columns = heads(figures, *names, right=names[1:])
    columns.insert(1, ("", "center"))
    return screen.table(columns, rows, title=title)


def _share(figures: Figures, share: float | None) -> str:
    return figures.words("rest.none_value") if share is None else figures.ratio(share)


def matches(screen: Screen, figures: Figures, found: Sequence[Match]) -> RenderableType:
    """Accounts that a text may mean."""
    rows = [[m.account_id, m.name, figures.words(f"how.{m.how}")] for m in found]
    return screen.table(heads(figures, "id", "name", "how"), rows, wrap=1)
