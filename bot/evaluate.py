"""`kam eval`: the golden questions against the configured model, or none, measured so that two runs can be compared."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from bot.asking.ask import Conversation, ask
from bot.asking.desk import Desk
from knowledge.records import LANGUAGES, parse_yaml, shipped
from knowledge.search import search

if TYPE_CHECKING:
    from prompts.speaker import Speaker


@dataclass
class Figures:
    """What one language's run came to. Shares are 0-1; None where there was nothing to measure."""

    questions: int = 0
    plans_right: float | None = None
    hit_at_1: float | None = None
    hit_at_3: float | None = None
    nothing_for_others: float | None = None
    sentences_passed: float | None = None
    fell_back: float | None = None
    repeated: float | None = None
    seconds_median: float | None = None
    seconds_most: float | None = None
    tokens: int = 0


@dataclass
class _Run:
    """Tallies of one language."""

    plans: list[bool] = field(default_factory=list)
    firsts: list[bool] = field(default_factory=list)
    thirds: list[bool] = field(default_factory=list)
    nothings: list[bool] = field(default_factory=list)
    passed: int = 0
    dropped: int = 0
    repeated: int = 0
    fallen: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    tokens: int = 0

    def figures(self) -> Figures:
        written = self.passed + self.dropped
        return Figures(
            questions=len(self.plans) + len(self.nothings),
            plans_right=_share(self.plans),
            hit_at_1=_share(self.firsts),
            hit_at_3=_share(self.thirds),
            nothing_for_others=_share(self.nothings),
            sentences_passed=self.passed / written if written else None,
            fell_back=_share(self.fallen),
            repeated=self.repeated / written if written else None,
            seconds_median=round(statistics.median(self.seconds), 3) if self.seconds else None,
            seconds_most=round(max(self.seconds), 3) if self.seconds else None,
            tokens=self.tokens,
        )


def golden(lang: str) -> dict[str, Any]:
    """The golden questions of a language: `relevant` with their passages, `irrelevant` ones, and those about `accounts`."""
    found: dict[str, Any] = parse_yaml(shipped("golden", f"{lang}.yaml").read_text(encoding="utf-8"))
    return found


def evaluate(desk: Desk, speaker: Speaker | None, limit: int, langs: Sequence[str] = LANGUAGES) -> dict[str, Figures]:
    """Figures by language: at most `limit` golden questions of each kind, and questions about the book's first accounts."""
    return {lang: _of_language(desk, speaker, limit, lang) for lang in langs}


def _of_language(desk: Desk, speaker: Speaker | None, limit: int, lang: str) -> Figures:
    run, questions = _Run(), golden(lang)
    desk = Desk(desk.book, desk.as_of, lang, desk.asker)
    for one in questions["relevant"][:limit]:
        ids = [hit.passage.id for hit in search(one["q"], lang, 3)]
        run.firsts.append(ids[:1] != [] and ids[0] in one["passages"])
        run.thirds.append(any(found in one["passages"] for found in ids))
        _asked(run, desk, speaker, one["q"], "concept")
    run.nothings = [not search(question, lang, 1) for question in questions["irrelevant"][:limit]]
    for question, intent in _about_accounts(desk, lang, limit):
        _asked(run, desk, speaker, question, intent)
    return run.figures()


def _about_accounts(desk: Desk, lang: str, limit: int) -> Iterator[tuple[str, str]]:
    """Questions about the book's first accounts, with the intent that each has."""
    asked = golden(lang)["accounts"]
    for name in desk.verdicts.table.name[: max(limit // len(asked), 1)]:
        for one in asked:
            yield one["q"].format(name=name), one["intent"]


def _asked(run: _Run, desk: Desk, speaker: Speaker | None, question: str, intent: str) -> None:
    start = time.monotonic()
    answer = ask(question, desk, Conversation(), speaker)
    run.seconds.append(time.monotonic() - start)
    run.plans.append(answer.plan.intent == intent)
    if speaker is None:
        return
    outcome = speaker.outcome
    run.passed += outcome.passed
    run.dropped += len(outcome.dropped)
    run.repeated += sum("said before" in why for why in outcome.dropped)
    run.fallen.append(answer.worded_by != speaker.name)
    run.tokens += outcome.usage.total


def _share(found: Sequence[bool]) -> float | None:
    return round(sum(found) / len(found), 4) if found else None


def document(figures: dict[str, Figures], worded_by: str) -> dict[str, Any]:
    """The report as it is kept."""
    return {"worded_by": worded_by, "languages": {lang: asdict(one) for lang, one in figures.items()}}
