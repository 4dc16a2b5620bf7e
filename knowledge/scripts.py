"""Which language and script a text is in: from the words of its sentence, and from the two regions' own character sets."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any, Literal

from knowledge.records import Language, parse_yaml, shipped

Script = Literal["traditional", "simplified"]
HAN = ("\u3400", "\u9fff")


@cache
def script(character: str) -> Script | None:
    """The script that a character belongs to alone; None of what both write, and of what is no Chinese character.

    Big5 is the set of Taiwan, GB 2312 that of the mainland; `scripts.yaml` has those few that stand in the other's set as well.
    """
    if not HAN[0] <= character <= HAN[1]:
        return None
    odd = _odd()
    for name in ("traditional", "simplified"):
        if character in odd[name]:
            return name
    big5, gb = _in(character, "big5"), _in(character, "gb2312")
    if character in odd["both"] or big5 == gb:
        return None
    return "traditional" if big5 else "simplified"


def strangers(text: str, lang: Language) -> list[str]:
    """Characters of a text that the language does not write, each once."""
    wrong: Script | None = {"zh-TW": "simplified", "zh-CN": "traditional"}.get(lang)  # type: ignore[assignment]
    return [c for c in dict.fromkeys(text) if wrong and script(c) == wrong]


def language_of(text: str, otherwise: str) -> str:
    """The language in which a person writes; `otherwise` for what tells none: Chinese of either region, a name in capitals.

    A Chinese name within an English sentence does not make it Chinese, nor an English one a Chinese sentence English.
    """
    if not any(HAN[0] <= c <= HAN[1] for c in text):
        return "en" if any(c.islower() for c in text) else otherwise
    if _says(text, "english") > 2 * _says(text, "chinese"):
        return "en"
    said = "".join(one[0] for one in _sentence()["chinese"].finditer(text))
    found = next((one for one in map(_scripts, (said, text)) if one["traditional"] != one["simplified"]), None)
    if found is None:
        return otherwise if otherwise.startswith("zh") else "zh-TW"
    return "zh-TW" if found["traditional"] > found["simplified"] else "zh-CN"


def _scripts(text: str) -> Counter[Script | None]:
    return Counter(script(c) for c in text)


def _says(text: str, language: str) -> int:
    """How many words of a language's sentences stand in a text: what is in names alone says nothing."""
    return sum(1 for _ in _sentence()[language].finditer(text))


def _in(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _odd() -> dict[str, frozenset[str]]:
    return {name: frozenset(_data()[name]) for name in ("traditional", "simplified", "both")}


@cache
def _sentence() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(_data()[name]), re.IGNORECASE) for name in ("english", "chinese")}


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = parse_yaml(shipped("scripts.yaml").read_text(encoding="utf-8"))
    return found
