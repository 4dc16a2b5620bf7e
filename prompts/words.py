"""Words for people, per language, found by their dotted key: `narrator/<language>.yaml` and `slack/*.<language>.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Literal

from scoring.shipped import read_yaml

LANGUAGES = ("en", "zh-TW", "zh-CN")
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


class UnknownLanguage(ValueError):
    """The language is not one of LANGUAGES."""


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    lang: str
    table: Mapping[str, str]

    def __call__(self, key: str, **slots: object) -> str:
        """The text of a dotted key with its slots filled. Raises KeyError for an unknown key or slot."""
        if not slots:
            return self.table[key]
        return self.table[key].format(**slots) if self.lang == "en" else _spaced(self.table[key], slots)

    def get(self, key: str, otherwise: str) -> str:
        """The text of a key that a company may have added to (a metric, a pitfall), or the other text."""
        return self.table.get(key, otherwise)

    def join(self, items: Sequence[str], how: Literal["list_and", "list_or"] = "list_and") -> str:
        """One text of several: "a, b and c" (or "a, b or c") in this language; empty of nothing."""
        if len(items) < 2:
            return "".join(items)
        return self(how, most=self("list_separator").join(items[:-1]), last=items[-1])

    def inline(self, label: str) -> str:
        """A label inside a sentence: English begins it small, unless it begins with a name in capitals."""
        small = self.lang == "en" and len(label) > 1 and label[1] == label[1].lower()
        return label[:1].lower() + label[1:] if small else label

    @property
    def locale(self) -> str:
        """The name under which babel knows the language."""
        return {"en": "en", "zh-TW": "zh_Hant_TW", "zh-CN": "zh_Hans_CN"}[self.lang]


@cache
def _pieces(text: str) -> tuple[tuple[str, str | None], ...]:
    """The text before each slot, and the slot."""
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(text))


def _spaced(text: str, slots: Mapping[str, object]) -> str:
    """A Chinese text with its slots filled: Latin names get a space where they touch a Chinese character."""
    said, value = "", ""
    for literal, name in _pieces(text):
        said += f" {literal}" if value and HAN.match(literal) and _ends_as_name(value) else literal
        value = "" if name is None else str(slots[name])
        said += f" {value}" if value and LATIN.match(value) and HAN.match(said[-1:]) else value
    return said


def _ends_as_name(value: str) -> bool:
    """Whether a value ends in Latin letters, or in digits that belong to a name: a bare figure is spaced by its text."""
    return value[-1].isascii() and value[-1].isalnum() and LATIN.search(value) is not None


@cache
def words(lang: str) -> Words:
    """The words of a language, read once. Raises UnknownLanguage."""
    lang = language(lang)
    beside = sorted(
        one.name for one in files("prompts").joinpath("slack").iterdir() if one.name.endswith(f".{lang}.yaml")
    )
    found = dict(_flat("", read_yaml("prompts", f"narrator/{lang}.yaml")))
    for name in beside:
        found |= dict(_flat("", read_yaml("prompts", f"slack/{name}")))
    return Words(lang, found)


def language(text: str) -> str:
    """The language meant: "zh_tw" is zh-TW, "zh-Hans" zh-CN. Raises UnknownLanguage."""
    wanted = text.strip().replace("_", "-").lower()
    wanted = {"zh-hant": "zh-tw", "zh-hans": "zh-cn", "en-us": "en", "en-gb": "en"}.get(wanted, wanted)
    for lang in LANGUAGES:
        if lang.lower() == wanted:
            return lang
    raise UnknownLanguage(f"No words in the language {text!r}; choose one of {', '.join(LANGUAGES)}.")


def _flat(prefix: str, tree: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """Dotted keys and texts. YAML reads a bare yes or no as a truth value; as a key it is the word."""
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = prefix + ({True: "yes", False: "no"}[key] if isinstance(key, bool) else str(key))
        found += _flat(f"{name}.", value) if isinstance(value, Mapping) else [(name, str(value))]
    return found
