"""What an answer is made of before it is said: the narrator's sentences, the facts behind them, and what a model may use."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.flags import state_of
from knowledge import passages
from prompts.facts import Fact, Recorder, Said, tell
from prompts.narrator.names import pitfall_name, tier_label, value_type_name
from scoring.query import strong_from, weak_below

if TYPE_CHECKING:
    from knowledge.plays import Play
    from scoring.verdict import Verdict

KEYS = "abcdefghij"
"""Short names of the accounts of an answer, in order: what people typed as a name is no part of a slot."""


@dataclass
class Draft:
    """`accounts`: ids that the answer is about; `passages`: ids that it rests on; `plays`: what to do.

    `names`: ids that it names besides; `choice`: the text that fits several accounts, and their ids. `beside`: what people
    decided of the accounts, said as it is whoever words the rest, `after` so many sentences.
    `exact`: the answer is short and exact as it is, so that no model words it.
    """

    recorder: Recorder
    said: list[Said] = field(default_factory=list)
    accounts: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    plays: tuple[Play, ...] = ()
    exact: bool = False
    names: tuple[str, ...] = ()
    choice: tuple[str, tuple[str, ...]] | None = None
    beside: Sequence[str] = ()
    after: int | None = None

    def tell(self, sentences: Iterable[str], passage: str | None = None) -> None:
        """Adds sentences with the facts that they show."""
        self.said += tell(self.recorder, list(sentences), passage)

    def first(self, sentences: Iterable[str]) -> Draft:
        """The same with sentences before all others."""
        told = tell(self.recorder, list(sentences), None)
        self.said[:0] = told
        self.after = None if self.after is None else self.after + len(told)
        return self

    def quotable(self) -> dict[str, str]:
        """The passages that a model may quote, by id."""
        return {one: passages.get(one).said(self.recorder.lang).body for one in self.passages[:2]}

    def set_beside(self, sentences: Iterable[str], *, after: int | None = None) -> None:
        """Says what people decided, `after` so many sentences of the answer; last where None."""
        self.beside, self.after = tuple(sentences), after

    def with_beside(self, said: Sequence[Said]) -> tuple[Said, ...]:
        """The sentences of an answer, whoever worded them, with what people decided in its place."""
        after, recorder = len(said) if self.after is None else self.after, self.recorder
        told = list[Said]()
        for number, text in enumerate(self.beside, 1):  # facts only now: no model is given what people wrote
            key, label = f"decided.{number}", recorder.words("tables.decided")
            recorder.facts[key] = Fact(key, label, text, "", "", recorder.as_of, text, "quote")
            told.append(Said(text, (key,)))
        return (*said[:after], *told, *said[after:])

    def quote(self, passage_id: str, paragraphs: Sequence[str]) -> None:
        """Adds a passage's own paragraphs; their text is a fact of its own."""
        passage = passages.get(passage_id)
        recorder = self.recorder
        for number, text in enumerate(paragraphs, 1):
            key = f"passage.{passage_id}.{number}"
            title = passage.said(recorder.lang).title
            recorder.facts[key] = Fact(key, title, text, "", "", recorder.as_of, text, "quote")
            self.said.append(Said(text, (key,), passage_id))
        self.passages = (*self.passages, passage_id)

    def introduce(self, key: str, verdict: Verdict, gone: Collection[str]) -> None:
        """The account's name and classes as facts, under its key. `gone`: pitfalls that are dismissed."""
        recorder = self.recorder.about(key)
        words, rubric = recorder.words, recorder.rubric
        recorder.name("name", words("tables.name"), verdict.name)
        if verdict.tier is not None:
            recorder.name(
                "tier", words("tables.tier"), f"{words('ask.tier', tier=verdict.tier)}", "class", shown=verdict.tier
            )
            recorder.name("tier_name", words("tables.tier"), tier_label(verdict.tier, recorder), "class")
        if verdict.quadrant is not None:
            quadrant = words.inline(rubric.quadrants[verdict.quadrant].label.in_(recorder.lang))
            recorder.name("quadrant", words("tables.quadrant"), quadrant, "class")
        recorder.name(
            "value_type", words("tables.value_type"), value_type_name(verdict.value_type.type, recorder), "class"
        )
        _own(recorder, key, verdict)
        for one in verdict.pitfalls.values():
            state = words(f"states.{state_of(one, gone)}")
            text = f"{one.id} {pitfall_name(one.id, recorder)}{words('colon')}{state}"
            recorder.name(one.id, words("card.pitfalls"), text, "class", shown=one.id)

    def advise(self, plays: Sequence[Play]) -> None:
        """The plays as facts, line by line."""
        self.plays = tuple(plays)
        recorder = self.recorder
        for place, play in enumerate(plays, 1):
            said = play.said(recorder.lang)
            for what, lines in (("title", (said.title,)), ("do", said.do), ("dont", said.dont), ("ask", said.ask)):
                for number, line in enumerate(lines, 1):
                    key = f"play{place}.{what}{number}"
                    recorder.facts[key] = Fact(key, said.title, line, "", "", recorder.as_of, line, "play")
                    recorder.shown[key] = line
        self.passages = tuple(dict.fromkeys((*self.passages, *(play.passage for play in plays))))


def _own(recorder: Recorder, key: str, verdict: Verdict) -> None:
    """Which figures are the account's own, and which of them are strong or weak."""
    told = [(one.subject, one.value) for pitfall in verdict.pitfalls.values() for one in pitfall.evidence]
    known = [(what, value) for what, value in (*told, *verdict.metrics.items()) if value is not None]
    recorder.own.update({f"{key}.{what}": "never" if value == math.inf else value for what, value in known})
    strong, weak = strong_from(recorder.rubric), weak_below(recorder.rubric)
    for line in verdict.criteria:
        if line.points is not None and not weak <= line.points < strong:
            recorder.judged[f"{key}.{line.criterion}"] = "strong" if line.points >= strong else "weak"
