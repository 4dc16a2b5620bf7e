"""Search over the passages: BM25 of words and Chinese bigrams, within the question's language.

A passage is met in three places: its title, the ways in which people ask for it, and its body. What a question says and no
passage speaks of counts against every passage: where too little of it is met there is no answer, not the nearest one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from typing import Protocol

from knowledge import passages
from knowledge.passages import Passage, Text
from knowledge.records import Language, Record, known, parse_yaml, shipped

WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
HAN = "\u3400"
"""The first Chinese character; Latin letters and digits come before it."""
LONG, TYPO = 5, 0.83
"""From this length on a word that the corpus does not have may be a typo of one that is so alike."""
K1, B = 1.2, 0.6
"""BM25's usual saturation and length normalisation."""
ENDINGS = ("ings", "ing", "ies", "ied", "es", "ed", "s")


class Settings(Record):
    """`search.yaml`. `weights` of title, asks and body; `enough`: the least score of an answer, `alike`: or the least
    likeness to a known way of asking.

    `stop_words`: those of a language, parted by spaces. `same`: groups of synonyms.
    """

    weights: Mapping[str, float]
    enough: Mapping[Language, float]
    alike: float
    stop_words: Mapping[Language, str]
    same: Mapping[Language, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `score`: how well it fits, only to be compared within one search. `like`: how much the question and a
    known way of asking coincide, 0-1.
    """

    passage: Passage
    score: float
    like: float


class Reranker(Protocol):
    """Puts hits in another order: an embedding model, say."""

    def __call__(self, question: str, lang: Language, hits: Sequence[Hit]) -> Sequence[Hit]: ...


def search(question: str, lang: str, limit: int = 5, *, rerank: Reranker | None = None) -> list[Hit]:
    """The passages that answer a question, best first; none where nothing is relevant."""
    hits = index(known(lang)).search(question)
    ordered = list(rerank(question, known(lang), hits)) if rerank and hits else hits
    return ordered[:limit]


@cache
def index(lang: Language) -> Index:
    """The index of a language, built once."""
    return Index(passages.load().values(), lang)


class Index:
    """The passages of one language, ready to be searched."""

    def __init__(self, found: Iterable[Passage], lang: Language) -> None:
        self.settings, self.lang, self.passages = settings(), lang, list(found)
        texts = [one.said(lang) for one in self.passages]
        self.fields = {name: _Field([_part(text, name, lang) for text in texts]) for name in self.settings.weights}
        self.asks = [[set(tokens(ask, lang)) for ask in (text.title, *text.asks)] for text in texts]
        everywhere = [set().union(*(field.counts[at] for field in self.fields.values())) for at in range(len(texts))]
        met = Counter(token for one in everywhere for token in one)
        self.rarity = {token: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for token, n in met.items()}
        self.words: dict[str, list[str]] = defaultdict(list)
        for token in (one for one in self.rarity if " " not in one):
            self.words[token[0]].append(token)
        self.unknown = math.log(1 + (len(texts) + 0.5) / 0.5)

    def search(self, question: str) -> list[Hit]:
        """The passages that are relevant to the question, best first."""
        asked = {self._corrected(token) for token in tokens(question, self.lang)}
        hits = (self._hit(at, asked) for at in range(len(self.passages)))
        return sorted((hit for hit in hits if self._relevant(hit)), key=lambda hit: -hit.score)

    def _relevant(self, hit: Hit) -> bool:
        return hit.score >= self.settings.enough[self.lang] or hit.like >= self.settings.alike

    def _corrected(self, token: str) -> str:
        """The word of the corpus that an unknown one is a typo of; else the token itself."""
        if token in self.rarity or len(token) < LONG or not token.isascii() or " " in token:
            return token
        near = [word for word in self.words.get(token[0], ()) if abs(len(word) - len(token)) <= 1]
        return next(iter(get_close_matches(token, near, 1, TYPO)), token)

    def _hit(self, at: int, asked: set[str]) -> Hit:
        parts = {name: field.score(at, asked, self.rarity) for name, field in self.fields.items()}
        score = math.fsum(self.settings.weights[name] * part for name, part in parts.items())
        like = self._likest(at, asked)
        return Hit(self.passages[at], score * (1 + like), like)

    def _likest(self, at: int, asked: set[str]) -> float:
        """How much of the question and of the most similar known way of asking coincide, by weight: 0-1."""
        return max(self._overlap(asked, ask) for ask in self.asks[at])

    def _overlap(self, asked: set[str], ask: set[str]) -> float:
        both = math.fsum(self.rarity.get(token, self.unknown) for token in asked & ask)
        either = math.fsum(self.rarity.get(token, self.unknown) for token in asked | ask)
        return both / either if either else 0.0


class _Field:
    """One part of every passage."""

    def __init__(self, texts: list[list[str]]) -> None:
        self.counts = [Counter(text) for text in texts]
        self.lengths = [len(text) for text in texts]
        self.usual = sum(self.lengths) / max(len(texts), 1) or 1.0

    def score(self, at: int, asked: set[str], rarity: Mapping[str, float]) -> float:
        longer = 1 - B + B * self.lengths[at] / self.usual
        counts = self.counts[at]
        return math.fsum(rarity[t] * counts[t] * (K1 + 1) / (counts[t] + K1 * longer) for t in asked if t in counts)


def _part(text: Text, name: str, lang: Language) -> list[str]:
    parts = {"title": text.title, "asks": "\n".join(text.asks), "body": text.body}
    return tokens(parts[name], lang)


def tokens(text: str, lang: Language) -> list[str]:
    """What is compared: English words without endings and pairs of them, Chinese characters and pairs of them.

    Without stop words (a pair may have one: "not rated"), with one word for synonyms.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    for word, instead in _replaced(lang):
        folded = folded.replace(word, instead)
    runs = WORD.findall(folded)
    chinese = [token for run in runs if run[0] >= HAN for token in _of_chinese(run)]
    words = [_same(lang).get(stem(run), stem(run)) for run in runs if run[0] < HAN]
    stop = _stop(lang)
    pairs = [f"{one} {two}" for one, two in pairwise(words) if one not in stop or two not in stop]
    return [token for token in (*words, *chinese) if token not in stop] + pairs


def _of_chinese(run: str) -> list[str]:
    return [*(run[i : i + 2] for i in range(len(run) - 1)), *run]


def stem(word: str) -> str:
    """An English word without its ending: a coarse cut, the same for questions and passages."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending in ("ies", "ied") else "")
    return word


@cache
def settings() -> Settings:
    """The shipped settings. Raises pydantic's ValidationError."""
    return Settings.model_validate(parse_yaml(shipped("search.yaml").read_text(encoding="utf-8")))


@cache
def _stop(lang: Language) -> frozenset[str]:
    """Stop words as tokens."""
    return frozenset(stem(word) for word in settings().stop_words[lang].split())


@cache
def _replaced(lang: Language) -> tuple[tuple[str, str], ...]:
    """What is replaced in a Chinese text before it is cut into pairs: synonyms, then stop words; the longest first."""
    if lang == "en":
        return ()
    same = [(word, group[0]) for group in settings().same[lang] for word in group[1:]]
    stop = [(word, " ") for word in settings().stop_words[lang].split()]
    return (*sorted(same, key=lambda one: -len(one[0])), *sorted(stop, key=lambda one: -len(one[0])))


@cache
def _same(lang: Language) -> Mapping[str, str]:
    """The first of each group of English synonyms, by token."""
    return {stem(word): stem(group[0]) for group in settings().same[lang] for word in group} if lang == "en" else {}
