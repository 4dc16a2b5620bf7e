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
SPACE_BESIDE_HAN = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
OTHER_SCRIPTS = {
    "en": re.compile(r"[^\x00-\x7f\u2018-\u201d\u2013\u2014\u2026\u241fé]"),
    "zh": re.compile(r"[^\x00-\x7f\u2018-\u201d\u2013\u2014\u2026\u241f\u00b7\u3001\u3002\u3008-\u3011\u3400-\u9fff]"),
}
ALIKE = (("rn", "m"), ("vv", "w"), ("i", "l"), ("1", "l"), ("0", "o"))
"""Letters that are taken for one another in names."""
CLAUSE = re.compile(r"[,.;:!?()\u2014\u3001\u3002]")
STOP = re.compile(r"[。!?]|\.(?!\w)")
WORDS_BESIDE = 5
WORDS_NEAR = 4


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
        return
    if any(unicodedata.category(c) in ("Nl", "No") for c in sentence.text):  # some fold to letters
        yield "a numeral outside a slot"
    slots = SLOT.findall(text)
    if slots != SLOT.findall(sentence.text) or any(slot not in allowed.facts for slot in slots):
        yield "unknown slot"
        return
    outside = SLOT.sub(f" {GAP} ", text)
    if allowed.lang != "en":  # as it is read: without spaces beside Chinese
        outside = SPACE_BESIDE_HAN.sub("", outside)
    if MARKUP.search(outside):
        yield "markup, link or mention"
    yield from _of_slots(text, slots, allowed)
    yield from _of_words(outside, allowed)
    yield from _of_neighbours(_rules(allowed.lang)["set_phrases"].sub(" ", outside), slots, allowed)
    yield from _of_evidence(sentence, slots, allowed)
    if _same(text) in {_same(folded(one)) for one in allowed.earlier}:
        yield "said before"


def folded(text: str) -> str:
    """One form of every character, spaces as one."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _of_slots(text: str, slots: list[str], allowed: Allowed) -> Iterator[str]:
    if len(set(slots)) < len(slots):
        yield "slot twice"
    for found in SLOT.finditer(text):
        if _repeats(allowed.facts[found[1]], text[: found.start()].rstrip(), text[found.end() :], allowed.lang):
            yield "the label repeated beside its slot"


def _of_neighbours(masked: str, slots: list[str], allowed: Allowed) -> Iterator[str]:
    """What the words before, between and after slots make of them. Names may be negated and related, figures and classes not."""
    rules, parts = _rules(allowed.lang), masked.split(GAP)
    claims = [allowed.facts[slot].kind not in ("name", "play") for slot in slots]
    for place, claim in enumerate(claims):
        before, after = parts[place], parts[place + 1]
        if _ends_with(before.rstrip(), allowed.lang):
            yield "a determiner or negation before a slot"
        near = (_near(before, allowed.lang, last=True), _near(after, allowed.lang, last=False))
        if claim and any(rules["negations"].search(words) for words in near):
            yield "a slot negated or doubted"
        if claim and place and claims[place - 1] and _relates(before, allowed.lang):
            yield "two slots related by words"


def _near(words: str, lang: str, *, last: bool) -> str:
    """The few words of the same clause that stand next to a slot."""
    clause = CLAUSE.split(words)[-1 if last else 0].strip()
    if lang != "en":
        return clause[-WORDS_NEAR - 1 :] if last else clause[: WORDS_NEAR + 1]
    some = clause.split()
    return " ".join(some[-WORDS_NEAR:] if last else some[:WORDS_NEAR])


def _relates(between: str, lang: str) -> bool:
    words = between.strip()
    length = len(words.split()) if lang == "en" else len(words) / 2
    return not words or (length <= WORDS_NEAR and _rules(lang)["relations"].search(words) is not None)


def _ends_with(before: str, lang: str) -> bool:
    words = _rules(lang)["before_a_slot"]
    if before.endswith(("-", "+", "/", "\u2013")):
        return True
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
    rules, chinese = _rules(allowed.lang), allowed.lang != "en"
    masked = rules["set_phrases"].sub(" ", outside)
    if any(unicodedata.numeric(c, None) is not None or unicodedata.category(c)[0] == "N" for c in masked):
        yield "a numeral outside a slot"
    if any(c in SIGNS or unicodedata.category(c) == "Sc" for c in masked):
        yield "a percent or currency sign"
    for kind, reason, words in (
        ("numbers", "a quantity", masked),
        ("comparisons", "a comparison or degree", masked),
        ("classes", "a class", outside),
    ):
        found = rules[kind].search(words)
        if found:
            yield f"{reason} outside a slot: {found[0]}"
    if OTHER_SCRIPTS["zh" if chinese else "en"].search(outside):
        yield "letters of another script"
    if chinese and _of_another_language(outside):
        yield "words of another language"
    plain = _look(outside)
    if any(_look(name) in plain for name in allowed.names if len(_look(name)) > 1):
        yield "a name outside a slot"


def _of_another_language(outside: str) -> bool:
    """In Chinese the English rules hold as well; other words of Latin letters have no place there."""
    english, words = _rules("en"), HAN.sub(" ", outside)
    return re.search(r"[^\W\d_]{3,}", words) is not None or any(
        english[kind].search(words) for kind in ("numbers", "comparisons", "classes")
    )


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
    shown = [slot for slot in slots if allowed.facts[slot].kind != "name"]
    if not shown and not sentence.quote and _same(folded(sentence.text)) not in plays:
        yield "no fact, no quote"


def _whole_sentences(quote: str, body: str) -> bool:
    """Whether the quote stands in the body from the beginning of a sentence to the end of one."""
    at = body.find(quote)
    while at >= 0:
        before, after = body[:at].rstrip(), body[at + len(quote) :]
        apart = body[at - 1 : at] == " " or HAN.match(quote) is not None
        begins = not before or before[-1] in "。”」" or (before[-1] in ".!?" and apart)
        ends = quote[-1] in "。”」" or (quote[-1] in ".!?" and not after[:1].isalnum()) or STOP.match(after) is not None
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


def _look(name: str) -> str:
    """What a name looks like, so that letters taken for one another are one."""
    plain = _same(unicodedata.normalize("NFKD", name))
    for one, other in ALIKE:
        plain = plain.replace(one, other)
    return plain


@cache
def _rules(lang: str) -> dict[str, Any]:
    data = read_yaml("prompts", "gate.yaml")["en" if lang == "en" else "zh"]
    made: dict[str, Any] = {"before_a_slot": frozenset(data["before_a_slot"])}
    for kind in ("set_phrases", "numbers", "comparisons", "classes", "negations", "relations"):
        if lang == "en":
            made[kind] = re.compile(rf"(?<![\w])(?:{'|'.join(data[kind])})(?![\w])", re.IGNORECASE)
        else:
            longest_first = sorted(data[kind], key=len, reverse=True)
            made[kind] = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    return made
