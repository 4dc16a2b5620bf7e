"""A model's part in an answer: it may plan the question and word the facts; what it writes passes the gate or is left out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Annotated, TypeVar

from pydantic import Field

from prompts.facts import Fact, Recorder, Said
from prompts.gate import SLOT, Allowed, Sentence, reasons, with_names
from prompts.model import Model, ModelFailed, Usage
from prompts.plan import Part, Plan
from prompts.render import rendered
from scoring.shipped import read_yaml

T = TypeVar("T", bound=Part)

SECONDS = 9.5
"""All that a model may take of an answer, the retry included; then the narrator speaks."""
PLANNING = 4.0
LEAST = 1.0
"""Below so many seconds left nothing more is asked."""
FACTS, PLAY_LINES, SENTENCES = 8, 4, 4
NAMES = {
    "en": "English",
    "zh-TW": "Traditional Chinese as written in Taiwan",
    "zh-CN": "Simplified Chinese as written on the mainland",
}
GENERIC = ("points", "part", "share", "weight", "day", "count", "top_share")
"""Figures that mean nothing by themselves."""


class Written(Part):
    """A sentence as a model writes it."""

    text: Annotated[str, Field(max_length=600)]
    passage: str | None = None
    quote: Annotated[str, Field(max_length=600)] | None = None


class Reply(Part):
    """What a model answers."""

    sentences: Annotated[tuple[Written, ...], Field(min_length=1, max_length=SENTENCES)]


@dataclass
class Outcome:
    """What became of the last answer: for evals and logs, without content. `dropped`: reasons by sentence."""

    passed: int = 0
    dropped: list[tuple[str, ...]] = field(default_factory=list)
    fell_back: str | None = None
    usage: Usage = field(default_factory=Usage)


class Speaker:
    """A model for one person's questions. `may_spend`: whether the budget allows a call; `spent`: told what every call used."""

    def __init__(
        self, model: Model, may_spend: Callable[[], bool] | None = None, spent: Callable[[Usage], None] | None = None
    ) -> None:
        self.model, self.may_spend, self.spent = model, may_spend or (lambda: True), spent or (lambda _usage: None)
        self.outcome = Outcome()
        self.ends = 0.0

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.name

    def begin(self) -> None:
        """Begins an answer's time."""
        self.outcome, self.ends = Outcome(), time.monotonic() + SECONDS

    def plan(self, question: str, turns: Sequence[str]) -> Plan | None:
        """The plan that the model makes of the question; None where it fails. Begins the answer's time."""
        self.begin()
        before = "\n".join(f"- {turn[:300]}" for turn in turns[-4:])
        user = f"Turns before:\n{before or '- none'}\n\nQuestion: {question[:2000]}"
        return self._asked(_text("plan.md"), user, Plan, PLANNING)

    def say(
        self, question: str, recorder: Recorder, narrated: Sequence[Said], bodies: Mapping[str, str]
    ) -> list[Said] | None:
        """The facts worded by the model; where a sentence fell, the narrator's for its facts. None: the narrator speaks."""
        facts = chosen(recorder, narrated)
        user = self._material(question, facts, bodies)
        system = _system(recorder.lang, facts)
        for attempt in (1, 2):
            reply = self._asked(system, user, Reply, self.ends - time.monotonic())
            if reply is None:
                return None
            said, fell = self._through_the_gate(reply, facts, bodies, recorder.lang, narrated)
            if said is not None:
                self.outcome.fell_back = None
                return said
            user += "\n\nThese were refused; write them anew:\n" + "\n".join(
                f"- {text}: {'; '.join(why)}" for text, why in fell
            )
            self.outcome.fell_back = f"gate, attempt {attempt}"
        return None

    def _asked(self, system: str, user: str, schema: type[T], seconds: float) -> T | None:
        """The model's answer; None where it fails, there is no time, or the budget is spent."""
        if seconds < LEAST or not self.may_spend():
            self.outcome.fell_back = "no time" if seconds < LEAST else "budget"
            return None
        try:
            found, usage = self.model.ask(system, user, schema, seconds)
        except ModelFailed as error:
            self.outcome.fell_back = str(error)
            found, usage = None, error.usage
        self.outcome.usage = Usage(self.outcome.usage.input + usage.input, self.outcome.usage.output + usage.output)
        if found is not None or usage.total:
            self.spent(usage)
        return found

    def _through_the_gate(
        self,
        reply: Reply,
        facts: Mapping[str, Fact],
        bodies: Mapping[str, str],
        lang: str,
        narrated: Sequence[Said],
    ) -> tuple[list[Said] | None, list[tuple[str, list[str]]]]:
        """The sentences that passed, with stand-ins; None where the headline or half of them fell."""
        said, fell, earlier = list[Said](), list[tuple[str, list[str]]](), list(_examples(lang))
        for place, one in enumerate(reply.sentences):
            sentence = Sentence(with_names(one.text, facts), one.passage or None, one.quote or None)
            why = reasons(sentence, Allowed(lang, facts, bodies, _names(facts), earlier))
            earlier.append(sentence.text)
            if not why:
                said.append(rendered(sentence, facts, lang))
                continue
            fell.append((one.text, why))
            if place == 0:
                continue
            stand_in = _stand_in(sentence, narrated, said)
            said += [stand_in] if stand_in else []
        self.outcome.passed += len(reply.sentences) - len(fell)
        self.outcome.dropped += [tuple(why) for _, why in fell]
        headline_fell = bool(fell) and fell[0][0] == reply.sentences[0].text
        if headline_fell or len(fell) * 2 >= len(reply.sentences):
            return None, fell
        return with_headline(said, narrated), fell

    def _material(self, question: str, facts: Mapping[str, Fact], bodies: Mapping[str, str]) -> str:
        """What the model sees: the question with names as slots, the slots with their phrases, the passages."""
        asked = with_names(question[:2000], facts)
        lines = [f"{{{one.id}}}: {_phrase(one)}" for one in facts.values()]
        texts = [f"[{key}]\n{body}" for key, body in bodies.items()]
        return f"Question: {asked}\n\nSlots:\n" + "\n".join(lines) + "\n\nPassages:\n" + ("\n\n".join(texts) or "none")


def _phrase(fact: Fact) -> str:
    """Names are opaque: what people typed into the book cannot instruct a model."""
    return "the account's name" if fact.kind == "name" else fact.text


def chosen(recorder: Recorder, narrated: Sequence[Said]) -> dict[str, Fact]:
    """The facts that a model may use, picked by code: names and classes first, then the figures in the narrator's order."""
    shown = list(dict.fromkeys(key for one in narrated for key in one.facts))
    classes = [key for key in shown if recorder.facts[key].kind in ("name", "class")][: FACTS // 2]
    figures = [key for key in shown if recorder.facts[key].kind == "figure" and key.split(".")[1] not in GENERIC]
    plays = [key for key, fact in recorder.facts.items() if fact.kind == "play" and ".do" in key]
    return {key: recorder.facts[key] for key in [*classes, *figures[: FACTS - len(classes)], *plays[:PLAY_LINES]]}


def with_headline(said: list[Said], narrated: Sequence[Said]) -> list[Said]:
    """The narrator's first sentence before the others, where none of them shows what it says."""
    first = narrated[0] if narrated else None
    if first is None or set(first.facts) & {key for one in said for key in one.facts if not key.endswith(".name")}:
        return said
    return [first, *said]


def _stand_in(sentence: Sentence, narrated: Sequence[Said], said: Sequence[Said]) -> Said | None:
    """The narrator's sentence that shows most of what a fallen one wanted to show, if it was not said yet."""
    wanted = set(SLOT.findall(sentence.text))
    free = [one for one in narrated if one not in said and wanted & set(one.facts)]
    return max(free, key=lambda one: len(wanted & set(one.facts)), default=None)


def _names(facts: Mapping[str, Fact]) -> list[str]:
    return [fact.text for fact in facts.values() if fact.kind == "name"]


def _system(lang: str, facts: Mapping[str, Fact]) -> str:
    slots = ", ".join(f"{{{key}}}" for key in list(facts)[:3])
    text = _text("say.md").replace("{language}", NAMES[lang]).replace("{slots}", slots)
    return text.replace("{examples}", " / ".join(_examples(lang)))


def _examples(lang: str) -> list[str]:
    found: list[str] = read_yaml("prompts", "examples_said.yaml")[lang]
    return found


@cache
def _text(name: str) -> str:
    return files("prompts").joinpath(name).read_text(encoding="utf-8")
