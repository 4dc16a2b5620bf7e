"""The gate: what a model wrote reaches a reader only if every figure, name and class in it is a slot that code fills.

What it proves and what it does not: `docs/guarantee.md`. Its words are data (`gate.yaml`); its tests have an oracle of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from prompts.facts import Fact
from scoring.shipped import read_yaml

SLOT = re.compile(r"\{([A-Za-z0-9_.]+)\}")
GAP = "\u241f"
"""What stands for a slot while the words around it are read."""
MARKUP = re.compile(r"[<>*_`~|#@^\\\[\]{}$=]|https?:|www\.|\w\.(com|net|org|io|cn|tw)\b", re.IGNORECASE)
SIGNS = frozenset("%‰‱")
LONGEST = 400
SHORTEST_QUOTE = 12
HAN = re.compile(r"[\u3400-\u9fff]")
WORDS_BESIDE = 5


@dataclass(frozen=True, slots=True)
class Sentence:
    """As a model writes it: `text` with slots; `passage` and `quote` where it rests on a passage's own words."""

    text: str
    passage: str | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a sentence may rest on: facts by id, bodies of passages by id, and names that may only stand as slots.

    `earlier`: sentences that were already said, examples of the prompt included.
    """

    lang: str
    facts: Mapping[str, Fact]
    passages: Mapping[str, str]
    names: Collection[str] = ()
    earlier: Collection[str] = ()


def reasons(sentence: Sentence, allowed: Allowed) -> list[str]:
    """Why the sentence is dropped; none when it passes."""
    return list(dict.fromkeys(_reasons(sentence, allowed)))


def _reasons(sentence: Sentence, allowed: Allowed) -> Iterator[str]:
    text = folded(sentence.text)
    if not text or len(text) > LONGEST:
        yield "empty or too long"
        return
    if any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Cn") for c in text) or GAP in text:
        yield "hidden characters"
    slots = SLOT.findall(text)
    yield from _of_slots(text, slots, allowed)
    outside = SLOT.sub(f" {GAP} ", text)
    if MARKUP.search(outside):
        yield "markup, link or mention"
    yield from _of_words(outside, allowed)
    yield from _of_evidence(sentence, slots, allowed)
    if _same(text) in {_same(folded(one)) for one in allowed.earlier}:
        yield "said before"


def folded(text: str) -> str:
    """One form of every character, spaces as one."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _of_slots(text: str, slots: list[str], allowed: Allowed) -> Iterator[str]:
    if any(slot not in allowed.facts for slot in slots):
        yield "unknown slot"
    if len(set(slots)) < len(slots):
        yield "slot twice"
    for found in SLOT.finditer(text):
        before = text[: found.start()].rstrip()
        if _ends_with(before, allowed.lang):
            yield "determiner, negation or relation before a slot"
        fact = allowed.facts.get(found[1])
        if fact is not None and _repeats(fact, before, text[found.end() :], allowed.lang):
            yield "the label repeated beside its slot"


def _ends_with(before: str, lang: str) -> bool:
    words = _rules(lang)["before_a_slot"]
    if lang == "en":
        last = before.rsplit(" ", 1)[-1].strip("\"'(“‘").casefold()
        return last in words
    return before.endswith(tuple(words))


def _repeats(fact: Fact, before: str, after: str, lang: str) -> bool:
    if fact.kind in ("name", "play"):
        return False
    label = folded(fact.label).casefold()
    if lang == "en":
        beside = " ".join([*before.casefold().split()[-WORDS_BESIDE:], *after.casefold().split()[:WORDS_BESIDE]])
        return re.search(rf"\b{re.escape(label)}\b", beside) is not None
    return label in before[-len(label) - 2 :] + " " + after[: len(label) + 2]


def _of_words(outside: str, allowed: Allowed) -> Iterator[str]:
    rules = _rules(allowed.lang)
    masked = rules["set_phrases"].sub(lambda found: " " * len(found[0]), outside)
    if any(unicodedata.numeric(c, None) is not None or unicodedata.category(c)[0] == "N" for c in masked):
        yield "a numeral outside a slot"
    if any(c in SIGNS or unicodedata.category(c) == "Sc" for c in masked):
        yield "a percent or currency sign"
    for kind, reason in (("numbers", "a quantity"), ("comparisons", "a comparison or degree"), ("classes", "a class")):
        found = rules[kind].search(masked)
        if found:
            yield f"{reason} outside a slot: {found[0]}"
    if allowed.lang == "en" and re.search(r"[^\x00-\x7f\u2018-\u201d\u2013\u2014\u2026\u241fé]", masked):
        yield "letters of another script"
    if allowed.lang != "en":
        yield from _of_other_languages(masked)
    plain = _same(masked)
    if any(_same(name) and _same(name) in plain for name in allowed.names if len(_same(name)) > 1):
        yield "a name outside a slot"


def _of_other_languages(masked: str) -> Iterator[str]:
    """In Chinese the English rules hold as well; other words of Latin letters have no place there."""
    english = _rules("en")
    if any(english[kind].search(masked) for kind in ("numbers", "comparisons", "classes")) or re.search(
        r"[^\W\d_\u3400-\u9fff\u241f]{3,}", masked
    ):
        yield "words of another language"


def _of_evidence(sentence: Sentence, slots: list[str], allowed: Allowed) -> Iterator[str]:
    if sentence.quote:
        body = folded(allowed.passages.get(sentence.passage or "", ""))
        quote = folded(sentence.quote)
        least = SHORTEST_QUOTE if allowed.lang == "en" else SHORTEST_QUOTE // 2
        if len(quote) < least or not _whole_sentences(quote, body):
            yield "the quote is no whole sentence of its passage"
            return
    elif sentence.passage is not None and sentence.passage not in allowed.passages:
        yield "unknown passage"
    plays = {_same(fact.text) for fact in allowed.facts.values() if fact.kind == "play"}
    if not slots and not sentence.quote and _same(folded(sentence.text)) not in plays:
        yield "no fact, no quote"


def _whole_sentences(quote: str, body: str) -> bool:
    """Whether the quote stands in the body from the beginning of a sentence to the end of one."""
    at = body.find(quote)
    while at >= 0:
        before, after = body[:at].rstrip(), body[at + len(quote) :]
        begins = not before or before[-1] in ".!?:;。!?:;”」"
        ends = quote[-1] in ".!?。!?”」" or after[:1] in (".", "。", "!", "?")
        if begins and ends:
            return True
        at = body.find(quote, at + 1)
    return False


def with_names(text: str, facts: Mapping[str, Fact]) -> str:
    """The text with names that a model typed out brought back to their slots."""
    for fact in sorted(facts.values(), key=lambda one: -len(one.text)):
        if fact.kind == "name" and len(fact.text) > 1 and f"{{{fact.id}}}" not in text:
            text = text.replace(fact.text, f"{{{fact.id}}}", 1)
    return text


def _same(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


@cache
def _rules(lang: str) -> dict[str, Any]:
    data = read_yaml("prompts", "gate.yaml")["en" if lang == "en" else "zh"]
    made: dict[str, Any] = {"before_a_slot": frozenset(data["before_a_slot"])}
    for kind in ("set_phrases", "numbers", "comparisons", "classes"):
        if lang == "en":
            made[kind] = re.compile(rf"(?<![\w])(?:{'|'.join(data[kind])})(?![\w])", re.IGNORECASE)
        else:
            made[kind] = re.compile(
                "|".join(re.escape(one) for one in sorted(data[kind], key=len, reverse=True)), re.IGNORECASE
            )
    return made
