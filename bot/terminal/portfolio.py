"""The book as a whole on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType

from bot.terminal.card import quadrant, value_type
from bot.terminal.screen import Screen
from bot.terminal.tables import heads
from prompts.figures import Figures
from scoring.portfolio import Concentration, Group, concentration, profit_of_the_top, whale_curve
from scoring.verdicts import Verdicts


def portfolio(
    screen: Screen,
    figures: Figures,
    verdicts: Verdicts,
    views: Mapping[str, Sequence[Group]],
    neglected: Sequence[str],
) -> Iterator[RenderableType]:
    """Breakdowns, concentration, whale curve and the portfolio's pitfalls. `neglected`: ids for P2 of the portfolio."""
    words = figures.words
    for key, view in views.items():
        yield _groups(screen, figures, key, view)
    top = verdicts.rubric.portfolio["top_share"].value
    yield screen.heading(words("titles.concentration"))
    for metric in ("revenue", "net_contribution"):
        values = verdicts.table.column(metric)
        yield screen.lines(
            _concentration(figures, figures.label(metric), concentration(values, top), int((values > 0).sum()), top)
        )
    yield screen.lines([words("notes.measured_not_assumed")], "")
    yield _whale(screen, figures, verdicts)
    yield screen.heading(words("card.pitfalls"))
    yield screen.lines([_neglected(figures, neglected), _profit_of_the_top(figures, verdicts)])


def _neglected(figures: Figures, found: Sequence[str]) -> str:
    """P2 of the portfolio, with the first ids."""
    listed = f" ({', '.join(found[:10])})" if found else ""
    return f"P2: {figures.words('notes.portfolio_p2', n=len(found))}{listed}"


def _profit_of_the_top(figures: Figures, verdicts: Verdicts) -> str:
    """P4 of the portfolio."""
    found = profit_of_the_top(verdicts)
    shares = {
        "contribution": _share(figures, found.share_of_net_contribution),
        "revenue": _share(figures, found.share_of_revenue),
    }
    return f"P4: {figures.words('notes.portfolio_p4', **shares, state=figures.words(f'states.{found.state}'))}"


def _share(figures: Figures, share: float | None) -> str:
    return figures.words("unknown") if share is None else figures.ratio(share)


def _groups(screen: Screen, figures: Figures, by: str, view: Sequence[Group]) -> RenderableType:
    words = figures.words
    revenue = sum(group.revenue for group in view)
    rows = []
    for group in sorted(view, key=lambda g: (g.label is None, g.label if by == "tier" else "", -g.revenue)):
        share = group.revenue / revenue if revenue > 0 else None
        rows.append(
            [
                _label(figures, by, group.label),
                f"{group.accounts:,}",
                figures.money(group.revenue),
                _share(figures, share),
                figures.money(group.net_contribution),
                screen.bar(share, 12),
            ]
        )
    names = ("group", "accounts", "revenue", "share", "net_contribution")
    title = words.get(f"titles.by_{by}", by)
    return screen.table([*heads(figures, *names, right=names[1:]), ("", "left")], rows, title=title)


def _label(figures: Figures, by: str, label: str | None) -> str:
    if label is None:
        return figures.words("card.not_rated") if by == "tier" else figures.words("rest.none_value")
    if by == "tier" and label in figures.rubric.tiers:
        return f"{label} {figures.rubric.tiers[label].label.in_(figures.lang)}"  # type: ignore[index]
    if by == "quadrant":
        return quadrant(figures, label)
    return value_type(figures, label) if by == "value_type" else label


def _concentration(figures: Figures, what: str, found: Concentration, accounts: int, top: float) -> list[str]:
    words = figures.words
    if found.top_1 is None:
        return [f"{what}: {words('unknown')}"]
    lines = [
        words("notes.top_20", n=-int(-accounts * top // 1), share=_share(figures, found.top_20_percent), what=what)
    ]
    tops = [
        words("notes.top_n", n=n, share=_share(figures, share))
        for n, share in ((1, found.top_1), (3, found.top_3), (10, found.top_10))
    ]
    return [*lines, words("sentence_gap").join(tops), words("notes.hhi", value=figures.number(found.hhi or 0.0, 3))]


def _whale(screen: Screen, figures: Figures, verdicts: Verdicts) -> RenderableType:
    """The whale curve in ten steps: cumulative net contribution by rank."""
    words = figures.words
    _, running = whale_curve(verdicts)
    if len(running) == 0:
        return screen.lines([f"{words('titles.whale')}: {words('unknown')}"], "")
    peak = max(float(running.max()), 0.0)
    steps = sorted({max(round(len(running) * part / 10), 1) for part in range(1, 11)})
    rows = [
        [
            f"{n:,}",
            figures.money(float(running[n - 1])),
            screen.bar(float(running[n - 1]) / peak if peak > 0 else None, 30),
        ]
        for n in steps
    ]
    columns = heads(figures, "accounts", "cumulative", right=["accounts", "cumulative"])
    return screen.table([*columns, ("", "left")], rows, title=words("titles.whale"))
