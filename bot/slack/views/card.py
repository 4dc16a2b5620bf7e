"""An account's card: tier, total with range and coverage, actual and potential value, value type, fired pitfalls, three plays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.slack.effects import Message
from bot.slack.kit import Block, actions, bar, button, context, feedback, fields, header, lines, paragraph, span
from prompts.figures import Figures
from prompts.narrator.names import label, pitfall_name, value_type_name
from prompts.narrator.pitfalls import pitfall_sentence
from scoring.verdict import Verdict

MARKS = {"fired": "🔴", "watch": "🟠", "clear": "🟢", "not testable": "⚪", "dismissed": "⚫"}
"""Beside each mark stands its word: colour never says anything alone."""


@dataclass(frozen=True)
class Card:
    """`headline`: the verdict in a sentence; `more`: sentences worth saying; `plays`: titles of what to do.

    `notes`: override and the like. `dismissed`: pitfalls that a person dismissed, with the sentence that says so.
    """

    verdict: Verdict
    headline: str
    more: Sequence[str]
    plays: Sequence[str]
    notes: Sequence[str] = ()
    dismissed: Mapping[str, str] = field(default_factory=dict)


def card(shown: Card, figures: Figures, key: str, *, to_all: bool = False) -> Message:
    """The card as a message. `key`: the request's, for feedback. `to_all`: shown to a conversation, so without *Share here*."""
    verdict, words = shown.verdict, figures.words
    blocks = [header(name_of(verdict)), paragraph(shown.headline)]
    blocks += [context(*shown.notes[:10])] if shown.notes else []
    blocks += [fields(_figures(verdict, figures)), *_perspectives(verdict, figures), *_pitfalls(shown, figures)]
    blocks += [lines(shown.more)] if shown.more else []
    if shown.plays:
        blocks += [paragraph(span(words("card.plays"), bold=True)), lines(shown.plays, ordered=True)]
    blocks += [as_of_line(verdict, figures), buttons(verdict, figures, to_all=to_all)]
    blocks += [feedback({"k": key, "a": verdict.account_id}, words("slack.good"), words("slack.bad"))]
    return Message(" ".join([shown.headline, *_fired(shown, figures)]), blocks)


def name_of(verdict: Verdict) -> str:
    """Name and id."""
    return f"{verdict.name} ({verdict.account_id})" if verdict.name != verdict.account_id else verdict.name


def tier_text(verdict: Verdict, figures: Figures) -> str:
    """The tier with its label; "not rated" and "provisional" are said."""
    if verdict.tier is None:
        return figures.words("card.not_rated")
    text = f"{verdict.tier} · {label(figures.rubric.tiers, verdict.tier, figures)}"
    return f"{text} ({figures.words('card.provisional')})" if verdict.provisional else text


def _figures(verdict: Verdict, figures: Figures) -> Iterator[tuple[str, str]]:
    words = figures.words
    low, high = (figures.score(end) for end in verdict.range)
    yield words("card.tier"), tier_text(verdict, figures)
    if verdict.total is not None:
        yield words("card.score"), f"{figures.score(verdict.total)} {words('card.of_100')}"
    yield words("card.range"), f"{low} – {high}"
    yield words("card.coverage"), figures.ratio(verdict.coverage)
    if verdict.quadrant is not None:
        yield words("card.quadrant"), label(figures.rubric.quadrants, verdict.quadrant, figures)
    yield words("card.value_type"), value_type_name(verdict.value_type.type, figures)


def _perspectives(verdict: Verdict, figures: Figures) -> Iterator[Block]:
    """A bar and its figure for each perspective, and for actual and potential value."""
    words = figures.words
    rows = [
        (label(figures.rubric.perspectives, key, figures), result.score) for key, result in verdict.perspectives.items()
    ]
    rows += [(words("card.actual"), verdict.actual), (words("card.potential"), verdict.potential)]
    yield lines([
        (f"{name} ", span(bar(None if score is None else score / 100), code=True), f" {_score(score, figures)}")
        for name, score in rows
    ])  # fmt: skip


def _score(score: float | None, figures: Figures) -> str:
    return figures.words("card.not_rated") if score is None else figures.score(score)


def _pitfalls(shown: Card, figures: Figures) -> Iterator[Block]:
    """A line for each pitfall: mark, id, name, state."""
    words = figures.words
    found = []
    for key, pitfall in shown.verdict.pitfalls.items():
        state = "dismissed" if key in shown.dismissed else pitfall.state
        name = f"{MARKS[state]} {key} {pitfall_name(key, figures)}{words('colon')}"
        found.append((name, span(words(f"states.{state}"), bold=state == "fired")))
    yield paragraph(span(words("card.pitfalls"), bold=True))
    yield lines(found)


def _fired(shown: Card, figures: Figures) -> list[str]:
    found = shown.verdict.pitfalls.items()
    return [pitfall_sentence(one, figures) for key, one in found if one.state == "fired" and key not in shown.dismissed]


def as_of_line(verdict: Verdict, figures: Figures) -> Block:
    """The day, the rubric and where the arithmetic can be checked."""
    words = figures.words
    rubric = words("card.rubric", version=figures.rubric.version)
    return context(f"{words('card.as_of', date=figures.day(verdict.as_of))} · {rubric}")


def buttons(verdict: Verdict, figures: Figures, *, to_all: bool = False) -> Block:
    """Why, plan, what it would take, what-if, compare; and *Share here* where only the asker sees it."""
    words, value = figures.words, {"a": verdict.account_id}
    made = [
        button(words(f"slack.buttons.{name}"), name, value) for name in ("why", "plan", "nearest", "whatif", "compare")
    ]
    made += (
        [] if to_all else [button(words("slack.buttons.share"), "share", {**value, "w": "classify"}, style="primary")]
    )
    return actions(*made)
