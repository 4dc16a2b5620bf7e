"""An answer in a conversation: the first sentence by itself, the others as points, sources and who worded it below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.asking.ask import NARRATOR, Answer
from bot.slack.effects import Message
from bot.slack.kit import Block, actions, button, context, feedback, header, lines, paragraph
from bot.slack.limits import fits
from knowledge import passages
from knowledge.passages import Passage
from prompts.facts import Said
from prompts.narrator.names import source_name
from prompts.words import Words, words

OFFERED = 8
BESIDE = 3
SHARED = ("classify", "why", "plan", "nearest", "history")
"""What can be shown to others again from the account alone."""


@dataclass(frozen=True)
class Shown:
    """How an answer is shown. `key`: the request's, for feedback. `day`: of its figures; "" where it has none.

    `alone`: why only the asker sees it. `share`: whether it can be shown to the others. `title`: above a whole concept.
    `hint`: what the asker should know besides.
    """

    key: str
    day: str = ""
    alone: str = ""
    share: bool = False
    title: str = ""
    hint: str = ""


def answer_message(answer: Answer, shown: Shown) -> Message:
    """The answer as a message."""
    said = words(answer.lang)
    blocks = [*([header(shown.title)] if shown.title else []), *_body(answer.said)]
    blocks += _small_print(answer, shown, said)
    blocks += [actions(*made)] if (made := list(_buttons(answer, shown, said))) else []
    only = answer.accounts[0] if len(answer.accounts) == 1 else ""
    blocks.append(feedback({"k": shown.key, "a": only, "w": answer.plan.intent}, said("slack.good"), said("slack.bad")))
    return Message("\n".join([*(one.text for one in answer.said), *filter(None, [shown.hint, shown.alone])]), blocks)


def choice_message(answer: Answer, names: Sequence[tuple[str, str]], place: str, alone: str = "") -> Message:
    """Buttons for the accounts (id and name) that may be meant. `place`: which conversation goes on with the click."""
    said = words(answer.lang)
    text = answer.choice[0] if answer.choice else ""
    asked = said("slack.several", text=text)
    labels = {one: f"{name} ({one})" for one, name in names[:OFFERED]}
    value = {one: {"q": answer.question, "p": place, "a": one} for one in labels}
    listed = said.join(list(labels.values()), "list_or")
    shown = [lines(labels.values()), context(said("slack.several_long"))]
    if all(map(fits, value.values())):
        shown = [actions(*(button(label, "meant", value[one]) for one, label in labels.items()))]
    if len(names) > OFFERED:
        shown.append(context(said("slack.several_more", n=OFFERED)))
    blocks = [paragraph(asked), *shown, *([context(alone)] if alone else [])]
    return Message(" ".join(filter(None, [asked, listed, alone])), blocks)


def _body(said: Sequence[Said]) -> Iterator[Block]:
    """The first sentence, then points; a passage's own paragraphs stay paragraphs."""
    points = list[str]()
    for place, one in enumerate(said):
        if place and not _is_quote(one):
            points.append(one.text)
            continue
        if points:
            yield lines(points)
            points = []
        yield paragraph(one.text)
    if points:
        yield lines(points)


def _is_quote(one: Said) -> bool:
    return any(key.startswith("passage.") for key in one.facts)


def source_of(passage: Passage, said: Words) -> str:
    """A passage's title and where it comes from."""
    source = source_name(passage.source, said)
    return said("slack.talk.passage", title=passage.said(said.lang).title, source=source)


def _small_print(answer: Answer, shown: Shown, said: Words) -> Iterator[Block]:
    """Sources, the day, who worded it, and why only the asker sees it."""
    found = [passages.get(one) for one in answer.passages]
    named = said("list_stop").join(source_of(one, said) for one in found)
    small = [said("slack.talk.source", items=named)] if found else []
    small += [shown.hint] if shown.hint else []
    small += [said("card.as_of", date=shown.day)] if shown.day else []
    small += [said("ask.worded_by", name=answer.worded_by)] if answer.worded_by != NARRATOR else []
    small += [shown.alone] if shown.alone else []
    if small:
        yield context(*small)


def _readings(answer: Answer, said: Words, *, whole: bool) -> Iterator[Block]:
    """The whole passage, or where it was shown the ones beside it; then a quiz."""
    if not answer.passages:
        return
    if whole:
        for one in passages.get(answer.passages[0]).see_also[:BESIDE]:
            yield button(passages.get(one).said(answer.lang).title, "learn", {"t": one})
    else:
        yield button(said("slack.talk.whole"), "learn", {"t": answer.passages[0]})
    yield button(said("slack.talk.quiz"), "quiz")


def _buttons(answer: Answer, shown: Shown, said: Words) -> Iterator[Block]:
    """About one account: why, what to do, what it would take, *Share here*; about a concept: what else to read, and a quiz."""
    if answer.plan.intent == "concept":
        yield from _readings(answer, said, whole=bool(shown.title))
        return
    if len(answer.accounts) != 1:
        return
    value = {"a": answer.accounts[0]}
    for name in ("why", "plan", "nearest"):
        if name != answer.plan.intent:
            yield button(said(f"slack.buttons.{name}"), name, value)
    if shown.share and answer.plan.intent in SHARED:
        yield button(said("slack.buttons.share"), "share", {**value, "w": answer.plan.intent})
