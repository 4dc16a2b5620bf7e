"""Which figures of an answer no fact stands behind: an oracle of digits and Chinese numerals that knows nothing of the gate."""

from __future__ import annotations

import re

from bot.asking.ask import Answer
from knowledge import passages

FIGURE = re.compile(r"\d+(?:[.,:]\d+)*|[零〇一二兩两三四五六七八九十百千萬万億亿兆半倍]+")
IN_WORDS = re.compile(  # what is written with a numeral and counts nothing
    "一般|單一|单一|一個|一个|一家|一起|一次性?|一定|一項|一项|一步|統一|唯一|另一|進一步|进一步|下一步|一樣|一样|第一|一句|一份|半年|最近|萬一|万一"
    "|兩者|两者|一旦|一筆|一笔|兩個關鍵|两个关键|零或負|零或负"
)
ALWAYS = {"100", "1", "2", "3", "4", "5"}
"""The end of the scale of points, and the numbers of the pitfalls P1 to P5."""


def figures(text: str) -> list[str]:
    """Numbers as they stand in a text, one written form of each."""
    return [one.replace(",", "").rstrip(".") for one in FIGURE.findall(IN_WORDS.sub(" ", text))]


def unbacked(answer: Answer) -> list[str]:
    """Figures of the answer that are in no text and no value of its facts, each with its sentence."""
    behind = [f"{one.text} {one.label} {one.period} {one.value}" for one in answer.facts]
    known = ALWAYS | {figure for text in behind for figure in figures(text)}
    missing = []
    for sentence in answer.said:
        text = sentence.text
        for title in _titles(answer.lang):
            text = text.replace(title, " ")
        missing += [f"{one}: {sentence.text}" for one in figures(text) if one not in known]
    return missing


def _titles(lang: str) -> list[str]:
    """What passages and plays are called; no fact stands behind "see also"."""
    return [one.said(lang).title for one in passages.load().values()]
