"""The page's own words in the reader's language. What the bot says is the bot's."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "zh-TW", "zh-CN")


class Words:
    """Texts by dotted key: `words("tour.as", name="sam")`."""

    def __init__(self, lang: str, held: Mapping[str, str]) -> None:
        self.lang = lang
        self.held = held

    def __call__(self, key: str, **given: object) -> str:
        """The text with its slots filled."""
        return self.held[key].format(**given)


@cache
def words(lang: str) -> Words:
    """The words of one of `LANGUAGES`."""
    text = (Path(__file__).parent / f"words.{lang}.yaml").read_text(encoding="utf-8")
    return Words(lang, dict(_flat(yaml.safe_load(text), "")))


def _flat(held: Mapping[str, Any], above: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in held.items():
        found += _flat(value, f"{above}{name}.") if isinstance(value, dict) else [(f"{above}{name}", str(value))]
    return found


def language(locale: str) -> str:
    """The language of a locale: "zh-TW" and "zh-HK" are traditional, other "zh" simplified, everything else English."""
    if not locale.startswith("zh"):
        return "en"
    return "zh-TW" if locale in ("zh-TW", "zh-HK", "zh-Hant") else "zh-CN"
