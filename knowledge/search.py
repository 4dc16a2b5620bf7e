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
    """The passages of one language, ready to be searched: what each word adds to each passage is known beforehand."""

    def __init__(self, found: Iterable[Passage], lang: Language) -> None:
        self.settings, self.lang, self.passages = settings(), lang, list(found)
        texts = [one.said(lang) for one in self.passages]
        fields = {name: [Counter(_part(text, name, lang)) for text in texts] for name in self.settings.weights}
        met = Counter(token for at in range(len(texts)) for token in set().union(*(of[at] for of in fields.values())))
        self.rarity = {token: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for token, n in met.items()}
        self.unknown = math.log(1 + (len(texts) + 0.5) / 0.5)
        self.adds: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for name, counts in fields.items():
            self._weigh(counts, self.settings.weights[name])
        self.asks = [(at, set(tokens(ask, lang))) for at, text in enumerate(texts) for ask in (text.title, *text.asks)]
        self.sizes = [math.fsum(self.rarity[token] for token in ask) for _, ask in self.asks]
        self.in_asks: dict[str, list[int]] = defaultdict(list)
        for place, (_, ask) in enumerate(self.asks):
            for token in ask:
                self.in_asks[token].append(place)
        self.words: dict[str, list[str]] = defaultdict(list)
        for token in (one for one in self.rarity if " " not in one):
            self.words[token[0]].append(token)

    def _weigh(self, counts: list[Counter[str]], weight: float) -> None:
        """Adds one field: BM25 of each of its words in each passage."""
        usual = sum(count.total() for count in counts) / max(len(counts), 1) or 1.0
        for at, count in enumerate(counts):
            longer = 1 - B + B * count.total() / usual
            for token, n in count.items():
                self.adds[token].append((at, weight * self.rarity[token] * n * (K1 + 1) / (n + K1 * longer)))

    def search(self, question: str) -> list[Hit]:
        """The passages that are relevant to the question, best first."""
        asked = set(tokens(WORD.sub(self._spelt, unicodedata.normalize("NFKC", question).casefold()), self.lang))
        scores: dict[int, float] = defaultdict(float)
        for token in sorted(asked):
            for at, adds in self.adds.get(token, ()):
                scores[at] += adds
        like = self._likest(asked)
        hits = (
            Hit(self.passages[at], score * (1 + like.get(at, 0.0)), like.get(at, 0.0)) for at, score in scores.items()
        )
        return sorted((hit for hit in hits if self._relevant(hit)), key=lambda hit: (-hit.score, hit.passage.id))

    def _relevant(self, hit: Hit) -> bool:
        return hit.score >= self.settings.enough[self.lang] or hit.like >= self.settings.alike

    def _spelt(self, found: re.Match[str]) -> str:
        """A word as the corpus has it, where the corpus does not know it and it may be a typo."""
        word, token = found[0], stem(found[0])
        known = token in self.rarity or token in _stop(self.lang) or token in _same(self.lang)
        if known or len(word) < LONG or word[0] >= HAN:
            return word
        near = [one for one in self.words.get(word[0], ()) if abs(len(one) - len(token)) <= 1]
        return next(iter(get_close_matches(token, near, 1, TYPO)), word)

    def _likest(self, asked: set[str]) -> dict[int, float]:
        """By passage: how much of the question and of its most similar known way of asking coincide, by weight: 0-1."""
        both: dict[int, float] = defaultdict(float)
        for token in sorted(asked):
            for place in self.in_asks.get(token, ()):
                both[place] += self.rarity[token]
        whole = math.fsum(self.rarity.get(token, self.unknown) for token in asked)
        found: dict[int, float] = defaultdict(float)
        for place, shared in both.items():
            at = self.asks[place][0]
            found[at] = max(found[at], shared / (whole + self.sizes[place] - shared))
        return found


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
