"""Before a visit: one screen with what changed, what is open, what to do, to ask and to leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.slack.effects import Message
from bot.slack.kit import Block, lines, paragraph, span
from bot.slack.views.card import MARKS, OPEN, Card, name_of, standing
from bot.slack.views.frame import Asked, framed
from knowledge.plays import Words as Said
from prompts import narrator
from prompts.figures import Figures
from prompts.narrator import pitfall_meaning, pitfall_move
from prompts.narrator.moves import moved_most, score_move, tier_move
from prompts.narrator.names import pitfall_name
from scoring.changes import Change

QUESTIONS = 3
BESIDE = ("days_since_touch", "recency_days", "days_to_pay", "overdue_rate", "complaints", "satisfaction")
"""What one wants to know before sitting down with a customer."""


@dataclass(frozen=True)
class Brief:
    """`plays`: what to do, in the reader's language. `change`: since the day `since`, None where it is not known."""

    card: Card
    plays: Sequence[Said]
    since: date
    change: Change | None


def brief_view(shown: Brief, figures: Figures, asked: Asked) -> Message:
    """The screen; `text` says the same in sentences."""
    verdict, words = shown.card.verdict, figures.words
    body = list(standing(verdict, figures, shown.card.notes))
    told = [(name, said) for name, said in _parts(shown, figures) if said]
    for name, said in told:
        body += [_head(figures, name, shown), lines(said)]
    text = narrator.parts(verdict, figures, "tier")
    for name, said in told:
        text += [words(f"slack.account.{name}", date=figures.day(shown.since)), *(f"- {one}" for one in said)]
    title = words("slack.account.brief", name=name_of(verdict))
    return framed(asked, title, "\n".join(text), body, figures, verdict.as_of)


def _head(figures: Figures, name: str, shown: Brief) -> Block:
    return paragraph(span(figures.words(f"slack.account.{name}", date=figures.day(shown.since)), bold=True))


def _parts(shown: Brief, figures: Figures) -> Iterator[tuple[str, list[str]]]:
    verdict = shown.card.verdict
    rated = shown.change and (shown.change.total_before, shown.change.total_after) != (None, None)
    yield "changed", change_lines(shown.change, figures) if shown.change and rated else []
    yield "open", list(_flags(shown, figures))
    yield "last_time", list(_beside(shown, figures))
    yield "relationship", narrator.parts(verdict, figures, "keys")
    yield "to_do", [line for play in shown.plays for line in play.do[:1]]
    yield "to_ask", [line for play in shown.plays for line in _for_the_customer(play, figures)[:1]]
    yield "not_to_do", [line for play in shown.plays for line in play.dont[:1]]
    yield "find_out", _unknown(shown, figures)


def change_lines(change: Change, figures: Figures) -> list[str]:
    """What changed; where the rubric did nothing, without saying twice what the data did."""
    rubric, data = change.rubric, change.data
    nothing = not (data.criteria or data.pitfalls or change.total_change)
    if nothing or rubric.criteria or rubric.pitfalls or rubric.total_change:
        return narrator.change_sentences(change, figures)
    return [
        score_move(change.total_before, change.total_after, change.total_change, figures),
        tier_move(change.tier_before, change.tier_after, figures),
        *moved_most(data.criteria, figures),
        *(pitfall_move(one, figures) for one in data.pitfalls),
    ]


def _for_the_customer(play: Said, figures: Figures) -> list[str]:
    """Questions that one asks the customer, not oneself."""
    return [line for line in play.ask if not line.startswith(figures.words("slack.account.to_ourselves"))]


def _flags(shown: Brief, figures: Figures) -> Iterator[str]:
    """Open flags with what they mean; their evidence is below *Why*."""
    words = figures.words
    for state in OPEN:
        for key, one in shown.card.verdict.pitfalls.items():
            if one.state == state and key not in shown.card.dismissed:
                named = {"id": key, "name": pitfall_name(key, figures), "state": words(f"states.{state}")}
                yield f"{MARKS[state]} {words('sentences.pitfall', **named, meaning=pitfall_meaning(one, figures))}"


def _beside(shown: Brief, figures: Figures) -> Iterator[str]:
    metrics = shown.card.verdict.metrics
    for metric in BESIDE:
        value = metrics.get(metric)
        if value is not None:
            yield f"{figures.label(metric)}{figures.words('colon')}{figures.said(metric, value)}"


def _unknown(shown: Brief, figures: Figures) -> list[str]:
    """Questions whose answers are missing: what would settle the value type first, then what the score lacks."""
    verdict, signals = shown.card.verdict, figures.rubric.signals
    lacking = [line.metric for line in verdict.criteria if line.value is None]
    keys = [one for one in ("customer_benefit", "satisfaction") if verdict.metrics.get(one) is None]
    asked = dict.fromkeys(one for one in (*verdict.value_type.questions, *lacking, *keys) if one in signals)
    return [signals[key].question.in_(figures.lang) for key in list(asked)[:QUESTIONS]]
