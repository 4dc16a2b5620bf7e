"""One account's card."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.flags import state_of
from bot.terminal.screen import STATE_STYLES, TIER_STYLES, Screen
from prompts.figures import Figures
from prompts.narrator import evidence_text
from prompts.narrator.names import rubric_name
from scoring.verdict import Evidence, Verdict


@dataclass(frozen=True)
class Card:
    """What a card shows. `sentences` explain the verdict; `plays`: what to do; `notes`: override, group, later rubric.

    `dismissed`: pitfalls that a person dismissed, with the sentence that says so.
    """

    verdict: Verdict
    sentences: Sequence[str]
    plays: Sequence[str]
    notes: Sequence[str] = ()
    dismissed: Mapping[str, str] = field(default_factory=dict)
    more: Sequence[str] = ()


def card(screen: Screen, figures: Figures, shown: Card) -> RenderableType:
    """The card in a frame."""
    words, verdict = figures.words, shown.verdict
    rubric = rubric_name(figures.rubric.version, words)
    parts: list[RenderableType] = [_headline(screen, figures, verdict)]
    parts += [Text(note, style="yellow") for note in shown.notes]
    parts += [Text(""), _perspectives(screen, figures, verdict), Text("")]
    parts += [_pitfalls(screen, figures, shown), Text("")]
    parts += [screen.lines(shown.sentences)]
    if shown.plays:
        parts += [Text(""), Text(words("card.plays"), style="bold"), screen.lines(shown.plays)]
    if shown.more:
        parts += [Text(""), Text(words("card.more", commands=" · ".join(shown.more)), style="dim")]
    title = f"{verdict.name} ({verdict.account_id})" if verdict.name != verdict.account_id else verdict.name
    return screen.panel(title, *parts, subtitle=f"{words('card.as_of', date=figures.day(verdict.as_of))}, {rubric}")


def _headline(screen: Screen, figures: Figures, verdict: Verdict) -> RenderableType:
    words = figures.words
    made = Text()
    if verdict.tier is None:
        made.append(words("card.not_rated"), style="bold")
    else:
        label = figures.rubric.tiers[verdict.tier].label.in_(figures.lang)
        made.append(f"{words('card.tier')} {verdict.tier}", style=TIER_STYLES[verdict.tier])
        made.append(f" {label}")
    if verdict.provisional:
        made.append(f" ({words('card.provisional')})", style="yellow")
    if verdict.total is not None:
        made.append(f"   {figures.score(verdict.total)} {words('card.of_100')}  ")
        made.append(screen.bar(verdict.total / 100, 24), style=TIER_STYLES.get(verdict.tier or "", ""))
    low, high = (figures.score(end) for end in verdict.range)
    made.append(f"\n{words('card.range')} {low} - {high}   {words('card.coverage')} {figures.ratio(verdict.coverage)}")
    if verdict.quadrant is not None:
        made.append(f"   {words('card.quadrant')}: {quadrant(figures, verdict.quadrant)}")
    made.append(f"   {words('card.value_type')}: {value_type(figures, verdict.value_type.type)}")
    return made


def quadrant(figures: Figures, name: str) -> str:
    """A quadrant's name in the language."""
    return figures.rubric.quadrants[name].label.in_(figures.lang)


def value_type(figures: Figures, named: str) -> str:
    """A value type's name in the language."""
    words = figures.words
    if named.startswith("mixed ("):
        first, second = named.removeprefix("mixed (").removesuffix(")").split("/")
        return words("value_types.mixed", first=_type(figures, first), second=_type(figures, second))
    return words("value_types.undetermined") if named == "undetermined" else _type(figures, named)


def _type(figures: Figures, name: str) -> str:
    rule = figures.rubric.value_types.get(name)
    return rule.label.in_(figures.lang) if rule else name


def _perspectives(screen: Screen, figures: Figures, verdict: Verdict) -> RenderableType:
    """A bar for each perspective, and for actual and potential value."""
    made = Table.grid(padding=(0, 2))
    for justify in ("left", "right", "left"):
        made.add_column(justify=justify, no_wrap=True)
    for key, result in verdict.perspectives.items():
        label = figures.rubric.perspectives[key].label.in_(figures.lang)
        made.add_row(Text(label), *_score(screen, figures, result.score))
    for key, score in (("actual", verdict.actual), ("potential", verdict.potential)):
        made.add_row(Text(figures.words(f"card.{key}"), style="bold"), *_score(screen, figures, score))
    return made


def _score(screen: Screen, figures: Figures, score: float | None) -> tuple[Text, Text]:
    text = figures.words("card.not_rated") if score is None else figures.score(score)
    return Text(text), Text(screen.bar(None if score is None else score / 100, 24))


def _pitfalls(screen: Screen, figures: Figures, shown: Card) -> RenderableType:
    """A line for each pitfall: sign, id, name and state."""
    made = Table.grid(padding=(0, 1))
    for _ in range(4):
        made.add_column(no_wrap=True)
    for key, pitfall in shown.verdict.pitfalls.items():
        state = state_of(pitfall, shown.dismissed)
        label = figures.rubric.pitfalls[key].label.in_(figures.lang)
        made.add_row(screen.mark(state), Text(key), Text(label), Text(figures.words(f"states.{state}")))
    return made


def pitfall_marks(screen: Screen, states: Mapping[str, str]) -> Text:
    """Which pitfalls fired; in brackets which are watched, and as an override is, in square ones, which are dismissed."""
    made, forms = Text(), {"fired": "{}", "watch": "({})", "dismissed": "[{}]"}
    for key, state in states.items():
        if state in forms:
            made.append(" " if made else "")
            made.append(forms[state].format(key), style=STATE_STYLES[state])
    return made if made else Text("-" if screen.plain else "–", style="dim")


def evidence(
    screen: Screen, figures: Figures, verdict: Verdict, dismissed: Collection[str]
) -> Iterator[RenderableType]:
    """Every comparison that the pitfalls rest on, and whether it holds."""
    words = figures.words
    for key, pitfall in verdict.pitfalls.items():
        label = figures.rubric.pitfalls[key].label.in_(figures.lang)
        state = state_of(pitfall, dismissed)
        yield Text.assemble("\n", screen.mark(state), f" {key} {label}: ", (words(f"states.{state}"), "bold"))
        made = Table.grid(padding=(0, 1))
        made.add_column(no_wrap=True)
        made.add_column(no_wrap=True)
        made.add_column(overflow="fold")
        for one in _once(pitfall.evidence):
            holds = words({True: "yes", False: "no", None: "unknown"}[one.holds])
            made.add_row(
                Text(f"  {words(f'states.{one.rule}')}"), Text(holds), Text(evidence_text(one, figures, pitfall))
            )
        yield made


def _once(found: Sequence[Evidence]) -> list[Evidence]:
    """Each comparison once: what a watch rule repeats of the fired one is left out."""
    return list({(one.subject, one.operator, one.threshold): one for one in reversed(found)}.values())[::-1]
