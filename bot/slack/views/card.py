"""An account's card: tier and total with range and coverage, what is wrong, what to do, and where the score comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.flags import state_of
from bot.slack.effects import Message
from bot.slack.kit import Block, bar, button, context, fields, lines, paragraph, span
from bot.slack.views.frame import Asked, framed
from prompts import narrator
from prompts.figures import Figures
from prompts.narrator.names import label, pitfall_name, value_type_name
from prompts.words import Words
from scoring.verdict import Pitfall, Verdict

MARKS = {"fired": "🔴", "watch": "🟠", "clear": "🟢", "not testable": "⚪", "dismissed": "⚫"}
"""Beside each mark stands its word: colour never says anything alone."""
OPEN = ("fired", "watch")
QUIET = ("clear", "not testable")
"""States of which the names are enough."""


@dataclass(frozen=True)
class Card:
    """`plays`: titles of what to do. `notes`: override and the like. `dismissed`: pitfalls that a person dismissed.

    `below`: a sentence that names the accounts below it, "" without any.
    """

    verdict: Verdict
    plays: Sequence[str]
    notes: Sequence[str] = ()
    dismissed: Mapping[str, str] = field(default_factory=dict)
    below: str = ""


def card(shown: Card, figures: Figures, asked: Asked) -> Message:
    """The card as a message, what matters first: a salesperson reads it on a phone."""
    verdict, words = shown.verdict, figures.words
    body = [*standing(verdict, figures, shown.notes), *pitfalls(shown, figures)]
    if shown.plays:
        body += [paragraph(span(words("card.plays"), bold=True)), lines(shown.plays, ordered=True)]
    body += [fields(_figures(verdict, figures)), *_perspectives(verdict, figures)]
    told = narrator.parts(verdict, figures, "criteria", "missing")
    body += [lines(told)] if told else []
    text = _in_words(shown, figures)
    return framed(asked, name_of(verdict), text, body, figures, verdict.as_of, shown.below, _completing(verdict, words))


def _completing(verdict: Verdict, words: Words) -> list[Block]:
    """The way on where data are missing: the questions whose answers would rate it."""
    if verdict.tier is not None and not verdict.provisional:
        return []
    return [button(words("slack.home.profile"), "run", {"c": f"profile {verdict.account_id}"})]


def name_of(verdict: Verdict) -> str:
    """Name and id."""
    return f"{verdict.name} ({verdict.account_id})" if verdict.name != verdict.account_id else verdict.name


def standing(verdict: Verdict, figures: Figures, notes: Sequence[str] = ()) -> Iterator[Block]:
    """Tier and total in a line; what lowers or questions them; what people decided beside them."""
    words = figures.words
    if verdict.tier is None:
        yield paragraph(*narrator.parts(verdict, figures, "tier"))
    else:
        total = f"{figures.score(verdict.total)} {words('card.of_100')}"
        yield paragraph(span(tier_text(verdict, figures), bold=True), f" · {total}")
    beside = [*narrator.parts(verdict, figures, "gates", "mismatch"), *notes]
    if beside:
        yield lines(beside)


def tier_text(verdict: Verdict, figures: Figures) -> str:
    """The tier with its label; "not rated" and "provisional" are said."""
    words = figures.words
    if verdict.tier is None:
        return words("card.not_rated")
    text = f"{_capital(words('ask.tier', tier=verdict.tier))} · {figures.rubric.tiers[verdict.tier].label.in_(figures.lang)}"
    return f"{text} ({words('card.provisional')})" if verdict.provisional else text


def value_type_text(verdict: Verdict, figures: Figures) -> str:
    """The value type as it stands alone, with a capital."""
    name = value_type_name(verdict.value_type.type, figures)
    return name[:1].upper() + name[1:]


def pitfalls(shown: Card, figures: Figures) -> Iterator[Block]:
    """What is wrong, each with what it means; then the names of what is not."""
    words, found = (
        figures.words,
        [(key, state_of(one, shown.dismissed), one) for key, one in shown.verdict.pitfalls.items()],
    )
    told = [_open(one, state, figures) for wanted in MARKS for _, state, one in found if state == wanted not in QUIET]
    yield paragraph(span(words("card.pitfalls"), bold=True))
    if told:
        yield lines(told)
    rest = {state: [key for key, given, _ in found if given == state] for state in QUIET}
    quiet = [f"{MARKS[state]} {_capital(words(f'states.{state}'))}{words('colon')}{words('list_separator').join(keys)}"
             for state, keys in rest.items() if keys]  # fmt: skip
    if quiet:
        yield context("   ".join(quiet))


def _open(one: Pitfall, state: str, figures: Figures) -> tuple[Block | str, ...]:
    """Mark and state, then id and name of a pitfall; of a fired one what it means. A name alone would read as a finding."""
    words = figures.words
    told = span(_capital(words(f"states.{state}")), bold=state == "fired")
    name = f" · {one.id} {pitfall_name(one.id, figures)}"
    if state != "fired":
        return f"{MARKS[state]} ", told, name
    meaning = f"{words('sentence_stop')}{words('sentence_gap')}{narrator.pitfall_meaning(one, figures)}"
    return f"{MARKS[state]} ", told, f"{name}{meaning}"


def _figures(verdict: Verdict, figures: Figures) -> Iterator[tuple[str, str]]:
    words = figures.words
    if verdict.quadrant is not None:
        yield words("card.quadrant"), label(figures.rubric.quadrants, verdict.quadrant, figures)
    yield words("card.value_type"), value_type_text(verdict, figures)
    low, high = (figures.score(end) for end in verdict.range)
    yield words("card.range"), low if low == high else f"{low} – {high}"
    yield words("card.coverage"), figures.ratio(verdict.coverage)


def _perspectives(verdict: Verdict, figures: Figures) -> Iterator[Block]:
    """A bar and its figure for actual and potential value, and for each perspective; nothing where none is known."""
    words = figures.words
    rows = [(words("card.actual"), verdict.actual), (words("card.potential"), verdict.potential)]
    rows += [(label(figures.rubric.perspectives, key, figures), one.score) for key, one in verdict.perspectives.items()]
    if any(score is not None for _, score in rows):
        yield lines([
            (span(bar(None if score is None else score / 100), code=True), f" {name} {_score(score, figures)}")
            for name, score in rows
        ])  # fmt: skip


def _score(score: float | None, figures: Figures) -> str:
    return figures.words("card.not_rated") if score is None else figures.score(score)


def _in_words(shown: Card, figures: Figures) -> str:
    """The card as text: for notifications, screen readers, and where blocks are refused."""
    verdict, words = shown.verdict, figures.words
    said = [*narrator.parts(verdict, figures, "tier", "gates", "mismatch"), *shown.notes]
    said += narrator.parts(verdict, figures, "sides") + narrator.parts(verdict, figures, "value_type")[:1]
    fired = [one for one in verdict.pitfalls.values() if state_of(one, shown.dismissed) == "fired"]
    said += [narrator.pitfall_sentence(one, figures) for one in fired]
    if shown.plays:
        said.append(words("ask.plays", items=words("list_stop").join(shown.plays)))
    return words("sentence_gap").join(said)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
