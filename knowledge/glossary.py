"""The one term of each notion in each language (`glossary.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from knowledge.records import Id, Language, Line, Record, known, parse_yaml, shipped


class Term(Record):
    """A notion's term by language. `avoid`: words that a text must not use for it."""

    id: Id
    en: Line
    zh_tw: Line = Field(alias="zh-TW")
    zh_cn: Line = Field(alias="zh-CN")
    avoid: Mapping[Language, tuple[str, ...]] = {}

    def said(self, lang: str) -> str:
        """The term in a language; in English where the language is not known."""
        return {"en": self.en, "zh-TW": self.zh_tw, "zh-CN": self.zh_cn}[known(lang)]


@cache
def load() -> Mapping[str, Term]:
    """The terms by id. Raises pydantic's ValidationError, yaml's YAMLError."""
    data = parse_yaml(shipped("glossary.yaml").read_text(encoding="utf-8"))
    return {key: Term.model_validate({"id": key, **entry}) for key, entry in data.items()}
