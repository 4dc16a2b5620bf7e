"""The form that asks what orders cannot show, six questions at a time; and what the answers changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from book.observed import Observed
from bot.numbers import SCALE
from bot.slack.kit import Block, actions, button, context, entry, field, modal, number, option, paragraph, select
from bot.slack.views.card import name_of
from bot.slack.views.forms import dated, heading, metadata, sentence, with_unit
from prompts.figures import Figures
from prompts.words import Words
from scoring.verdict import Verdict

SUMMED = "complaints"
"""The one signal whose values of a year are added up; of the others the latest counts."""
NO_ANSWER = "-"
NOTE = "note"


@dataclass(frozen=True)
class Questions:
    """A page of questions. `begin`: how many come before; `every`: how many there are in all."""

    keys: Sequence[str]
    begin: int
    every: int
    known: Mapping[str, Observed]

    @property
    def end(self) -> int:
        """How many questions come up to the last of this page."""
        return self.begin + len(self.keys)


def profile_form(verdict: Verdict, asked: Questions, figures: Figures, mark: str) -> Block:
    """The form. `mark`: of this showing of it, by which it is known when it is sent off twice."""
    words = figures.words
    place = words("forms.profile.place", first=asked.begin + 1, last=asked.end, n=asked.every)
    measured = words("forms.profile.measured", coverage=figures.ratio(verdict.coverage))
    blocks = heading(name_of(verdict), words("forms.profile.lead"), f"{measured} {place}")
    blocks += [_question(key, asked.known.get(key), figures) for key in asked.keys]
    blocks.append(sentence(NOTE, words("forms.profile.note"), optional=True, hint=words("forms.profile.note_hint")))
    blocks.append(dated(verdict.as_of, figures))
    if asked.end < asked.every:
        others = {"a": verdict.account_id, "b": asked.end}
        blocks.append(actions(button(words("forms.profile.others"), "profile_next", others)))
    given = metadata(words, a=verdict.account_id, b=asked.begin, c=figures.currency or "", k=mark)
    title = words("forms.profile.title")
    return modal("profile", title, blocks, submit=words("forms.save"), close=words("forms.close"), metadata=given)


def _question(key: str, known: Observed | None, figures: Figures) -> Block:
    signal, words = figures.rubric.signals[key], figures.words
    question = signal.question.in_(figures.lang)
    hint = [words("forms.profile.sums")] if key == SUMMED else []
    hint += [_known(key, known, figures)] if known else []
    hint += [words("forms.profile.scale")] if signal.unit == "rating" else []
    label = question if signal.unit == "rating" else with_unit(question, signal.unit, figures)
    return entry(key, label, _field(signal.unit, words), optional=True, hint=words("sentence_gap").join(hint))


def _field(unit: str, words: Words) -> Block:
    if unit == "rating":
        return select(
            "rating", [option(words("forms.profile.skip"), NO_ANSWER), *_scale(words)], label=words("forms.choose")
        )
    return number("count", least="0", decimals=False) if unit == "count" else field("money")


def _scale(words: Words) -> list[Block]:
    """0 to 10, with words at the ends and in the middle."""
    low, high = SCALE
    named = {low: "low", (low + high) // 2: "middle", high: "high"}
    texts = {n: words(f"forms.profile.{named[n]}", n=n) if n in named else str(n) for n in range(low, high + 1)}
    return [option(text, str(n)) for n, text in texts.items()]


def _known(key: str, known: Observed, figures: Figures) -> str:
    form = "last" if known.valid else "too_old"
    said = {"value": figures.value(key, known.value), "date": figures.day(known.on)}
    return figures.words(f"forms.profile.{form}", **said)


def profile_saved(
    before: Verdict, after: Verdict, sentences: Sequence[str], recorded: Sequence[str], figures: Figures, following: int
) -> Block:
    """What the answers changed. `following`: where the next questions begin; -1: there are no more."""
    words = figures.words
    slots = {"before": figures.ratio(before.coverage), "after": figures.ratio(after.coverage)}
    moved = "same" if slots["before"] == slots["after"] else "moved"
    blocks = [*heading(name_of(after)), paragraph(words(f"forms.profile.coverage_{moved}", **slots))]
    blocks += [paragraph(one) for one in sentences]
    blocks.append(context(words("forms.profile.recorded", items=words("list_stop").join(recorded))))
    if following >= 0:
        value = {"a": after.account_id, "b": following}
        blocks.append(actions(button(words("forms.profile.next"), "profile_next", value, style="primary")))
    return modal("notice", words("forms.profile.title"), blocks, close=words("forms.done"))
