"""What a message may be an observation of: a signal by the rubric's words in three languages, and a number. A person decides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from book.spotting import bare
from prompts.words import LANGUAGES
from scoring.rubric import Rubric
from scoring.shipped import read_yaml

WORD = re.compile(r"[a-z]{4,}")
HAN = re.compile(r"[\u3400-\u9fff]+")
STEM = 6
"""So many first letters tell an English word: satisfied and satisfaction are one."""
SHARED = 2
"""Words that more signals have say nothing of which one is meant."""
LABELLED, WORDED, SPOKEN = 2, 1, 4
"""What a word of the label counts, one of the question, and what people say of it."""
NUMBER = re.compile(r"(?<![\w.,/-])(\d{1,4}(?:\.\d)?)(?![\w,/-]|\.\d)")
RATED = re.compile(
    r"(?<![\d.,/-])(\d{1,2}(?:\.\d)?)\s*(?:/\s*10\b|out of (?:10|ten)\b|of 10\b|[分點点])", re.IGNORECASE
)
HIGHEST = 10


@dataclass(frozen=True)
class Proposal:
    """`signals`: those that the text may speak of, the likeliest first. `rating`: from 0 to 10; `count`: a whole number."""

    signals: Sequence[str] = ()
    rating: str = ""
    count: str = ""


def proposed(text: str, rubric: Rubric, names: Iterable[str] = ()) -> Proposal:
    """What a text may say. `names`: mentions of accounts in it, whose words and digits are no observation."""
    rest = f" {text} "
    for name in sorted(names, key=len, reverse=True):
        rest = re.sub(re.escape(name), " ", rest, flags=re.IGNORECASE)
    rated = [one for one in RATED.findall(rest) if float(one) <= HIGHEST]
    numbers = NUMBER.findall(rest)
    rating = next((one for one in (*rated, *numbers) if float(one) <= HIGHEST), "")
    return Proposal(_signals(rest, rubric), rating, next((one for one in numbers if "." not in one), ""))


def _signals(text: str, rubric: Rubric) -> list[str]:
    said = _marks(text)
    known = {key: _known(key, rubric) for key in rubric.signals}
    shared = Counter(mark for marks in known.values() for mark in marks)
    scores = {
        key: _spoken(key, text)
        + sum(weight for mark, weight in marks.items() if mark in said and shared[mark] <= SHARED)
        for key, marks in known.items()
    }
    return [key for key in sorted(known, key=lambda one: -scores[one]) if scores[key] > 0]


def _known(key: str, rubric: Rubric) -> dict[str, int]:
    """The marks by which a signal is told, and what each counts."""
    signal = rubric.signals[key]
    found: dict[str, int] = {}
    for weight, text in ((WORDED, signal.question), (LABELLED, signal.label)):
        found |= {mark: weight for lang in LANGUAGES for mark in _marks(text.in_(lang))}
    return found


@cache
def _said_of() -> Mapping[str, Sequence[str]]:
    """What people say of a signal beside its own words."""
    return dict(read_yaml("bot.slack", "signal_words.yaml"))


def _spoken(key: str, text: str) -> int:
    """What counts for a signal because people say it so: more than any word of a label that happens to be there."""
    plain = bare(text)
    return SPOKEN * any(re.search(_begins(one), plain) for one in _said_of().get(key, ()))


def _begins(word: str) -> str:
    """A pattern: Chinese anywhere, Latin where a word begins."""
    return re.escape(bare(word)) if HAN.search(word) else rf"\b{re.escape(bare(word))}"


def _marks(text: str) -> set[str]:
    """The beginnings of English words and the pairs of Chinese characters in a text."""
    plain = bare(text)
    pairs = {run[at : at + 2] for run in HAN.findall(plain) for at in range(len(run) - 1)}
    return {word[:STEM] for word in WORD.findall(plain)} | pairs
