"""Questions that were written without a look at the corpus find their passage, and other matters find nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import passages
from knowledge.search import search
from tests.command import done

GOLDEN = Path(__file__).parents[2] / "knowledge" / "golden"
LANGS = ("en", "zh-TW", "zh-CN")


@cache
def golden(lang: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((GOLDEN / f"{lang}.yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_golden_questions_find_their_passage(lang: str) -> None:
    asked = golden(lang)["relevant"]
    found = [[hit.passage.id for hit in search(one["q"], lang)] for one in asked]
    first = sum(ids[:1] != [] and ids[0] in one["passages"] for ids, one in zip(found, asked, strict=True))
    among = sum(any(i in one["passages"] for i in ids[:3]) for ids, one in zip(found, asked, strict=True))
    assert len(asked) >= 40
    assert first / len(asked) >= 0.90
    assert among / len(asked) >= 0.98


@pytest.mark.parametrize("lang", LANGS)
def test_other_matters_find_nothing(lang: str) -> None:
    asked = golden(lang)["irrelevant"]
    answered = [question for question in asked if search(question, lang)]
    assert len(answered) <= len(asked) * 0.1, answered


@pytest.mark.parametrize("lang", LANGS)
def test_no_golden_question_is_a_known_way_of_asking(lang: str) -> None:
    known = {ask.casefold() for one in passages.load().values() for ask in one.said(lang).asks}
    assert not [one["q"] for one in golden(lang)["relevant"] if one["q"].casefold() in known]


@pytest.mark.parametrize("lang", LANGS)
def test_every_known_way_of_asking_finds_its_own_passage(lang: str) -> None:
    asked = [(ask, one.id) for one in passages.load().values() for ask in one.said(lang).asks]
    wrong = [(ask, own) for ask, own in asked if own not in [hit.passage.id for hit in search(ask, lang)][:2]]
    assert len(wrong) <= len(asked) * 0.02, wrong


def test_a_typo_in_english_is_forgiven() -> None:
    assert search("psuedo key acount", "en")[0].passage.id == "one-off-buyer"


def test_a_search_is_seen_in_the_terminal_and_as_json() -> None:
    assert "The one-off buyer" in done("knowledge", "search", "pseudo key account").out
    hits = done("knowledge", "search", "什麼是偽大客戶", "--lang", "zh-TW", "--json").json
    assert (hits[0]["id"], set(hits[0])) == ("one-off-buyer", {"id", "title", "score"})
    assert done("knowledge", "search", "how to bake a cake", "--json").json == []
    assert "相關內容" in done("knowledge", "search", "今天午餐吃什麼", "--lang", "zh-TW").out
