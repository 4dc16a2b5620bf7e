"""Why an account is what it is: the scorecard line by line, the evidence of the pitfalls; and the plan that follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.flags import counting, state_of
from bot.slack.effects import Message
from bot.slack.kit import Block, context, lines, paragraph, span, table
from bot.slack.views.answer import source_of
from bot.slack.views.card import MARKS, OPEN, Card, name_of, standing
from bot.slack.views.frame import Asked, framed
from knowledge import passages
from knowledge.plays import Play
from prompts import narrator
from prompts.figures import Figures
from prompts.narrator.names import label
from scoring.verdict import CriterionResult, Pitfall, Verdict

PLAYS = 3
"""Plays that are shown whole; of the others the titles."""
HEADS = ("criterion", "value", "product")
"""Three columns fit a phone: points, weight and what they make stand together in the last."""


def why_view(shown: Card, figures: Figures, asked: Asked) -> Message:
    """Every line of the scorecard, and what the pitfalls rest on."""
    verdict, notes = shown.verdict, shown.notes
    words = figures.words
    body = [*standing(verdict, figures, notes), scorecard(verdict, figures)]
    body.append(lines(narrator.parts(verdict, figures, "range", "missing")))
    body.append(paragraph(span(words("card.pitfalls"), bold=True)))
    body.append(lines(_evidence(verdict, figures, shown.dismissed)))
    other = narrator.parts(verdict, figures, "value_type", "keys")
    body.append(lines(other))
    title, text = (
        words("titles.why", name=name_of(verdict)),
        narrator.explain(counting(verdict, shown.dismissed), figures),
    )
    return framed(asked, title, words("sentence_gap").join([*text, *notes]), body, figures, verdict.as_of, shown.below)


def scorecard(verdict: Verdict, figures: Figures) -> Block:
    """The scorecard line by line; the parts sum to the total."""
    words, rows = figures.words, list[list[str]]()
    for key, perspective in verdict.perspectives.items():
        name = label(figures.rubric.perspectives, key, figures)
        score = words("card.not_rated") if perspective.score is None else figures.score(perspective.score)
        rows.append([f"▸ {name}", "", f"{score} × {figures.ratio(perspective.weight)}"])
        rows += [_line(line, figures) for line in verdict.criteria if line.perspective == key]
    covered = f"{words('card.coverage')} {figures.ratio(verdict.coverage)}"
    rows.append([words("tables.total"), covered, _or_dash(verdict.total, figures)])
    return table([words(f"tables.{name}") for name in HEADS], rows, right=range(1, len(HEADS)))


def _line(line: CriterionResult, figures: Figures) -> list[str]:
    weight = line.final_weight if line.shown is not None else line.weight
    value = figures.value(line.criterion, line.value)
    product = f"{_or_dash(line.points, figures)} × {figures.ratio(weight)}"
    made = f"{product} = {figures.score(line.shown)}" if line.shown is not None else product
    return [figures.label(line.criterion), value, made]


def _or_dash(score: float | None, figures: Figures) -> str:
    return "-" if score is None else figures.score(score)


def _evidence(verdict: Verdict, figures: Figures, dismissed: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each pitfall, with the comparisons that decided it; the worst first."""
    states = [(state_of(one, dismissed), one) for one in verdict.pitfalls.values()]
    for wanted in MARKS:
        for state, one in states:
            if state == wanted:
                yield f"{MARKS[wanted]} {dismissed.get(one.id) or narrator.pitfall_sentence(one, figures)}"


def one_criterion(verdict: Verdict, metric: str, figures: Figures, asked: Asked) -> Message:
    """What one figure does to the score, and which pitfalls rest on it."""
    words = figures.words
    said = [
        narrator.criterion_sentence(line, verdict, figures)
        for line in verdict.criteria
        if metric in (line.criterion, line.metric)
    ]
    if not said:
        value = figures.said(metric, verdict.metrics.get(metric))
        said = [words("slack.account.no_part", label=figures.label(metric), value=value)]
    flags = [one for one in verdict.pitfalls.values() if _rests_on(one, metric, figures)]
    told = [f"{MARKS[one.state]} {narrator.pitfall_sentence(one, figures)}" for one in flags]
    body = [*standing(verdict, figures), lines([*said, *told])]
    title = words("titles.why", name=f"{name_of(verdict)} · {figures.label(metric)}")
    text = words("sentence_gap").join([*narrator.parts(verdict, figures, "tier"), *said])
    return framed(asked, title, text, body, figures, verdict.as_of)


def _rests_on(one: Pitfall, metric: str, figures: Figures) -> bool:
    """Whether a pitfall is fired or watched because of the figure."""
    decided = narrator.decisive(one, figures) if one.state in OPEN else ()
    return any(seen.subject.split(".")[0] == metric for seen in decided)


def plan_view(verdict: Verdict, plays: Sequence[Play], figures: Figures, asked: Asked) -> Message:
    """The first plays with what to do, not to do and to ask; the titles of the others."""
    words, body = figures.words, list(standing(verdict, figures))
    for number, play in enumerate(plays[:PLAYS], 1):
        body += _play(number, play, figures)
    more = [play.said(figures.lang).title for play in plays[PLAYS:]]
    if more:
        body += [paragraph(span(words("slack.account.more_plays"), bold=True)), lines(more)]
    questions = [figures.rubric.signals[key].question.in_(figures.lang) for key in verdict.value_type.questions]
    if questions:
        body += [paragraph(span(words("card.questions"), bold=True)), lines(questions)]
    titles = words("list_stop").join([play.said(figures.lang).title for play in plays])
    said = [*narrator.parts(verdict, figures, "tier"), words("ask.plays", items=titles)]
    title = words("titles.plan", name=name_of(verdict))
    return framed(asked, title, words("sentence_gap").join(said), body, figures, verdict.as_of)


def _play(number: int, play: Play, figures: Figures) -> Iterator[Block]:
    words, said = figures.words, play.said(figures.lang)
    yield paragraph(span(f"{number}. {said.title}", bold=True))
    marks = (("do", "✅", said.do), ("dont", "🚫", said.dont), ("ask", "💬", said.ask))
    yield lines([(f"{mark} ", span(f"{words(f'card.{key}')}{words('colon')}", bold=True), each[0])
                 for key, mark, each in marks if each])  # fmt: skip
    passage = passages.get(play.passage)
    yield context(words("slack.talk.source", items=source_of(passage, words)))
