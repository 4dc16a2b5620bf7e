"""What the sentences of these tests may rest on: an account's facts as code writes them, a passage, and names that are known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from prompts.facts import Fact, Recorder
from prompts.gate import Allowed, Sentence
from tests.scoring.making import rubric_with

HERE = Path(__file__).parent
CURRENCY = {"en": "EUR", "zh-TW": "TWD", "zh-CN": "CNY"}
FIGURES = {
    "growth": 0.125,
    "days_to_pay": 62,
    "overdue_rate": 0.08,
    "margin_rate": 0.31,
    "concession_rate": 0.03,
    "headroom": 600_000,
    "days_since_touch": 5,
}
TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "name": "Acme Pumps",
        "tier": "tier A",
        "quadrant": "invest quadrant",
        "value_type": "extrinsic-value buyer",
        "do1": "Write a plan of one page: three goals, an owner and a date for each, and what we put in.",
        "ask1": "Which of your plans for next year need what we do?",
    },
    "zh-TW": {
        "name": "統一泵浦",
        "tier": "A 級",
        "quadrant": "重點投資",
        "value_type": "外在價值型",
        "do1": "寫一頁計畫：三個目標，各有負責人和日期，還有我們要投入什麼。",
        "ask1": "貴公司明年的計畫，哪些會用到我們做的東西？",
    },
    "zh-CN": {
        "name": "统一泵业",
        "tier": "A 级",
        "quadrant": "重点投资",
        "value_type": "外在价值型",
        "do1": "写一页纸的计划：三个目标，各有负责人和日期，还有我们投入什么。",
        "ask1": "贵公司明年的计划，哪些用得上我们做的东西？",
    },
}
OTHER_NAMES = {
    "en": ("Globex", "Ling Wang", "001040"),
    "zh-TW": ("環宇機械", "王麗玲", "Globex"),
    "zh-CN": ("环宇机械", "王丽玲", "Globex"),
}
"""Names that are known and belong to other accounts and people."""
PASSAGES = {
    "en": "A key account is a customer whose value justifies a plan. Some say: the largest invoice makes a key account. "
    "That is wrong; the largest invoice proves nothing. Give special terms only against a written counter-commitment. "
    "A discount is right when something comes back for it. Never call a one-off buyer a key account. From 2.5 million on "
    "it takes a second signature. Look at several measures together, and look again at least once a year.",
    "zh-TW": "大客戶是價值夠高、值得另外安排的客戶。有人說：發票金額最大的就是大客戶。這是錯的；發票金額最大證明不了什麼。"
    "特別條件要換書面的對等承諾。有回報的折扣才合理。千萬別把一次性買家當成大客戶。"
    "要用多項指標、憑證據決定，至少每年重看一次。",
    "zh-CN": "大客户是价值够高、值得单独安排的客户。有人说：发票金额最大的就是大客户。这是错的；发票金额最大证明不了什么。"
    "特殊政策要换书面的对等承诺。有回报的折扣才合理。千万别把一次性买家当成大客户。"
    "要用多项指标、凭证据来定，至少每年重看一次。",
}


@cache
def facts(lang: str) -> dict[str, Fact]:
    """The account's facts by id, and a play's lines."""
    recorder = Recorder(lang, CURRENCY[lang], rubric_with(), as_of=date(2026, 6, 30)).about("a")
    words, texts = recorder.words, TEXTS[lang]
    recorder.name("name", words("tables.name"), texts["name"])
    for what in ("tier", "quadrant", "value_type"):
        recorder.name(what, words(f"tables.{what}"), texts[what], "class")
    for metric, value in FIGURES.items():
        recorder.value(metric, value)
    recorder.score(72.0, "total")
    for what in ("do1", "ask1"):
        line = texts[what]
        recorder.facts[f"play1.{what}"] = Fact(f"play1.{what}", "", line, "", "", recorder.as_of, line, "play")
    return recorder.facts


@cache
def names(lang: str) -> tuple[str, ...]:
    """The names that are known."""
    return (TEXTS[lang]["name"], *OTHER_NAMES[lang])


@cache
def allowed(lang: str) -> Allowed:
    """What the gate is given."""
    return Allowed(lang, facts(lang), {"trading": PASSAGES[lang]}, names(lang))


def sentence(entry: str | Mapping[str, Any]) -> Sentence:
    """A sentence of a file: a text, or a text with a passage and a quote."""
    return Sentence(entry) if isinstance(entry, str) else Sentence(**entry)


def good(lang: str) -> list[Sentence]:
    """The sentences that should pass."""
    return [sentence(entry) for entry in _read("good.yaml")[lang]]


def false(lang: str) -> dict[str, list[Sentence]]:
    """The sentences that must not pass, by what is wrong with them."""
    return {wrong: [sentence(one) for one in some] for wrong, some in _read("false.yaml")[lang].items()}


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return found
