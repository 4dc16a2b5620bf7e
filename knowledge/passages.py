"""The concepts, one passage each: `passages/<id>.md`, with front matter and a body in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from knowledge.records import LANGUAGES, Id, Language, Line, Lines, Record, known, parse_yaml, shipped

HEADING = re.compile(r"^## (?P<lang>[A-Za-z-]+)$", re.MULTILINE)

Kind = Literal["key", "method", "pitfall", "value_type", "strategy", "literature", "product"]


class Text(Record):
    """A passage in one language. `paragraphs` are its body."""

    title: Line
    body: Line
    asks: Lines

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's paragraphs, each on one line."""
        return tuple(" ".join(part.split()) for part in self.body.split("\n\n") if part.strip())


class Passage(Record):
    """One concept. `source`: the article's section, the literature, or "product default". `asks`: how people ask for it."""

    id: Id
    kind: Kind
    source: Annotated[str, Field(min_length=5)]
    see_also: tuple[Id, ...] = ()
    texts: Mapping[Language, Text]

    def said(self, lang: str) -> Text:
        """The passage in a language; in English where the language is not known."""
        return self.texts[known(lang)]


class PassageError(ValueError):
    """A passage's file that cannot be used; the message says which, what is wrong and what to do."""


@cache
def get(passage_id: str) -> Passage:
    """One passage. Raises KeyError, PassageError."""
    file = shipped("passages", f"{passage_id}.md")
    if not file.is_file():
        raise KeyError(passage_id)
    return parse(file.read_text(encoding="utf-8"), file.name)


@cache
def load() -> Mapping[str, Passage]:
    """The shipped passages by id, in the order of their ids. Raises PassageError."""
    found = sorted((file for file in shipped("passages").iterdir() if file.name.endswith(".md")), key=lambda f: f.name)
    return {file.name.removesuffix(".md"): parse(file.read_text(encoding="utf-8"), file.name) for file in found}


def parse(text: str, name: str) -> Passage:
    """A passage from its file's text. Raises PassageError."""
    parts = text.split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise PassageError(f"{name}: begin with a line ---, the front matter, and another line ---")
    try:
        head = dict(parse_yaml(parts[1]))
        bodies = _bodies(parts[2])
        titles, asks = head.pop("title"), head.pop("asks")
        texts = {lang: {"title": titles[lang], "asks": asks[lang], "body": bodies[lang]} for lang in LANGUAGES}
        passage = Passage.model_validate({**head, "texts": texts})
    except KeyError as error:
        raise PassageError(f"{name}: {error} is missing; every passage has it in {', '.join(LANGUAGES)}") from None
    except ValueError as error:
        raise PassageError(f"{name}: {error}") from None
    if passage.id != name.removesuffix(".md"):
        raise PassageError(f"{name}: its id is {passage.id}; file and id have the same name")
    return passage


def _bodies(text: str) -> dict[str, str]:
    """The texts under the headings `## <language>`."""
    _, *rest = HEADING.split(text)
    return {lang: body.strip() for lang, body in zip(rest[::2], rest[1::2], strict=True)}
