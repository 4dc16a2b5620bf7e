"""Whether the corpus holds together: what `kam knowledge check` says, a sentence a problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from knowledge import glossary, passages, plays
from knowledge.learning import path
from knowledge.passages import Passage
from knowledge.records import LANGUAGES, Language, parse_yaml, shipped
from knowledge.scripts import strangers

LENGTHS: Mapping[Language, tuple[int, int]] = {"en": (120, 300), "zh-TW": (220, 520), "zh-CN": (220, 520)}
"""Least and most: words in English, characters in Chinese."""
ASKS = 5
OFTEN = 3
"""A text that names a notion so often in English has to use its term in the other languages."""
SOURCES = re.compile(
    r"^(article §[1-4](\.[1-5])?|product default|[A-Z][^;]* (19|20)\d\d|Curry \(customer pyramid\)|Gallup-type finding)$"
)


def check() -> list[str]:
    """Every problem of the shipped corpus; none when it is whole."""
    checks: tuple[Callable[[Mapping[str, Passage]], Iterator[str]], ...] = (
        _concepts, _links, _sources, _lengths, _asks, _scripts, _words, _terms, _plays,
    )  # fmt: skip
    found = passages.load()
    return [problem for each in checks for problem in each(found)]


def concepts() -> Mapping[str, Mapping[str, str]]:
    """The article's concepts: section, and the passage that speaks of it (`concepts.yaml`)."""
    return dict(parse_yaml(shipped("concepts.yaml").read_text(encoding="utf-8")))


def _concepts(found: Mapping[str, Passage]) -> Iterator[str]:
    for name, concept in concepts().items():
        passage = found.get(concept["passage"])
        if passage is None:
            yield f"concepts.yaml: {name} has no passage {concept['passage']}; write it"
        elif concept["source"] not in passage.source:
            yield f"{passage.id}: it speaks of {name}, but its source does not name {concept['source']}"


def _links(found: Mapping[str, Passage]) -> Iterator[str]:
    for passage in found.values():
        yield from (f"{passage.id}: see_also {one} is no passage" for one in passage.see_also if one not in found)
    for day in path():
        yield from (f"path.yaml, day {day.day}: {one} is no passage" for one in day.passages if one not in found)


def _sources(found: Mapping[str, Passage]) -> Iterator[str]:
    for passage in found.values():
        for source in passage.source.split("; "):
            if not SOURCES.fullmatch(source):
                yield f"{passage.id}: the source {source!r} is no section, author with year, or product default"


def _lengths(found: Mapping[str, Passage]) -> Iterator[str]:
    for passage, lang in _each(found):
        body = passage.said(lang).body
        length = len(body.split()) if lang == "en" else len("".join(body.split()))
        least, most = LENGTHS[lang]
        if not least <= length <= most:
            yield f"{passage.id}, {lang}: it has a length of {length}; {least} to {most} are right"


def _asks(found: Mapping[str, Passage]) -> Iterator[str]:
    owner: dict[tuple[str, str], str] = {}
    for passage, lang in _each(found):
        asks = passage.said(lang).asks
        if len(asks) < ASKS:
            yield f"{passage.id}, {lang}: {len(asks)} ways of asking; {ASKS} are the least"
        for ask in asks:
            first = owner.setdefault((lang, _bare(ask)), passage.id)
            if first != passage.id:
                yield f"{passage.id}, {lang}: {first} is asked for in the same way: {ask}"


def _scripts(found: Mapping[str, Passage]) -> Iterator[str]:
    for where, lang, text in _texts(found):
        wrong = strangers(text, lang)
        if wrong:
            yield f"{where}, {lang}: characters of the other script: {''.join(wrong)}"


def _words(found: Mapping[str, Passage]) -> Iterator[str]:
    for where, lang, text in _texts(found):
        for term in glossary.load().values():
            for word in term.avoid.get(lang, ()):
                if word in text:
                    yield f"{where}, {lang}: says {word}; the term is {term.said(lang)}"


def _terms(found: Mapping[str, Passage]) -> Iterator[str]:
    for passage in found.values():
        english = passage.said("en")
        for term in glossary.load().values():
            named = re.compile(rf"\b{re.escape(term.en)}s?\b", re.IGNORECASE)
            if not named.search(english.title) and len(named.findall(english.body)) < OFTEN:
                continue
            for lang in LANGUAGES[1:]:
                text = passage.said(lang)
                if term.said(lang) not in text.title + text.body:
                    yield f"{passage.id}, {lang}: speaks of {term.en} without the term {term.said(lang)}"


def _plays(found: Mapping[str, Passage]) -> Iterator[str]:
    for play in plays.load().plays:
        if play.passage not in found:
            yield f"play {play.id}: its passage {play.passage} is not there"
        missing = [lang for lang in LANGUAGES if lang not in play.title]
        if missing:
            yield f"play {play.id}: nothing in {', '.join(missing)}"


def _each(found: Mapping[str, Passage]) -> Iterator[tuple[Passage, Language]]:
    return ((passage, lang) for passage in found.values() for lang in LANGUAGES)


def _texts(found: Mapping[str, Passage]) -> Iterator[tuple[str, Language, str]]:
    """Every text of passages and plays: where it is, its language, the text."""
    for passage, lang in _each(found):
        text = passage.said(lang)
        yield passage.id, lang, "\n".join((text.title, text.body, *text.asks))
    for play in plays.load().plays:
        for lang in LANGUAGES:
            said = play.said(lang)
            if lang in play.title:
                yield f"play {play.id}", lang, "\n".join((said.title, *said.do, *said.dont, *said.ask))


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
