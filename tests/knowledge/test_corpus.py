"""The corpus holds together, and the check sees where it would not."""

from __future__ import annotations

import pytest

from knowledge import check as corpus
from knowledge import glossary, passages
from knowledge.learning import path
from knowledge.passages import PassageError, parse
from knowledge.records import LANGUAGES
from knowledge.scripts import language_of, script, strangers
from tests.command import done, kam

GOOD = """---
id: a-passage
title: {en: "T", zh-TW: "題", zh-CN: "题"}
kind: method
source: article §2.1
asks:
  en: ["a"]
  zh-TW: ["甲"]
  zh-CN: ["甲"]
---
## en
Body.

## zh-TW
文。

## zh-CN
文。
"""


def test_the_shipped_corpus_is_whole() -> None:
    assert corpus.check() == []
    assert len(passages.load()) >= 45
    assert done("knowledge", "check").out.startswith(f"{len(passages.load())} passages")


def test_every_concept_of_the_article_has_a_passage_in_every_language() -> None:
    sections = {one["source"] for one in corpus.concepts().values()}
    numbers = "1 1.1 1.2 2.1 2.2 2.3 3 3.1 3.2 3.3 3.4 3.5 4 4.1 4.2 4.3"
    wanted = {f"article §{number}" for number in numbers.split()}
    assert sections == wanted
    for concept in corpus.concepts().values():
        assert all(passages.get(concept["passage"]).said(lang).body for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("source: article §2.1", "source: somewhere", "the source 'somewhere'"),
        ("see: ", "see: ", "a length of 1"),
        ("## zh-TW\n文", "## zh-TW\n这", "other script: 这"),
        ("## zh-CN\n文", "## zh-CN\n這", "other script: 這"),
        ("## zh-TW\n文", "## zh-TW\n陷阱", "says 陷阱; the term is 誤區"),
        ('title: {en: "T"', 'title: {en: "The scorecard"', "speaks of scorecard without the term 計分卡"),
        ("kind: method", "kind: method\nsee_also: [nowhere]", "see_also nowhere is no passage"),
    ],
)
def test_the_check_names_what_is_wrong(before: str, after: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {**passages.load(), "a-passage": parse(GOOD.replace(before, after), "a-passage.md")}
    monkeypatch.setattr(passages, "load", lambda: broken)
    assert any(says in problem for problem in corpus.check())
    ran = kam("knowledge", "check")
    assert (ran.code, "problems" in ran.err) == (1, True)


def test_a_missing_concept_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    less = {key: value for key, value in passages.load().items() if key != "one-off-buyer"}
    monkeypatch.setattr(passages, "load", lambda: less)
    assert any("pseudo key account has no passage one-off-buyer" in problem for problem in corpus.check())


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("---\nid", "id", "begin with a line ---"),
        ("## zh-CN", "## zh", "zh-CN"),
        ("kind: method", "kind: x", "kind"),
        ("id: a-", "id: b-", "same name"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(before: str, after: str, says: str) -> None:
    with pytest.raises(PassageError, match=says):
        parse(GOOD.replace(before, after), "a-passage.md")


def test_scripts_are_told_apart() -> None:
    told = {c: script(c) for c in "這这萬万客a，体後"}
    assert {c for c, one in told.items() if one == "traditional"} == set("這萬後")
    assert {c for c, one in told.items() if one == "simplified"} == set("这万体")
    assert strangers("内部客户", "zh-TW") == ["内", "户"]
    assert strangers("內部客戶", "zh-CN") == ["內", "戶"]


@pytest.mark.parametrize(
    ("text", "otherwise", "lang"),
    [
        ("why?", "zh-TW", "en"),
        ("為什麼 ACME 是 B?", "en", "zh-TW"),
        ("为什么", "zh-TW", "zh-CN"),
        ("你好", "zh-CN", "zh-CN"),
        ("ACME?", "zh-TW", "zh-TW"),
        ("你好", "en", "zh-TW"),
        ("which accounts does 张伟 have?", "zh-TW", "en"),
        ("portfolio of 張偉", "zh-TW", "en"),
        ("How many accounts does 林佳蓉 have in 上海?", "en", "en"),
        ("张伟's accounts", "zh-CN", "en"),
        ("compare 青禾食品機械 and 玄石重工", "zh-TW", "en"),
        ("how is 美的?", "en", "en"),
        ("Why is 张伟的客户 not listed among the accounts of the book?", "en", "en"),
        ("Lars Holm 有多少客戶？", "en", "zh-TW"),
        ("Quarry and Sons 去年毛利", "en", "zh-TW"),
        ("比较 Bank of Ireland 和 Globex", "en", "zh-CN"),
        ("the Bank of Ireland 怎么样？", "en", "zh-CN"),
        ("ACME 跟 Globex 比呢？", "en", "zh-TW"),
        ("what if 是什麼意思？", "en", "zh-TW"),
        ("张伟", "en", "zh-CN"),
        ("张伟有哪些客戶？", "en", "zh-TW"),
        ("陳志明有多少客户？", "zh-TW", "zh-CN"),
        ("青禾食品機械 growth 10%", "en", "zh-TW"),
    ],
)
def test_the_language_is_the_one_that_is_written(text: str, otherwise: str, lang: str) -> None:
    assert language_of(text, otherwise) == lang


def test_two_weeks_lead_through_the_concepts() -> None:
    read = [one for day in path() for one in day.passages]
    assert [day.day for day in path()] == list(range(1, 11))
    assert len(read) == len(set(read)) >= 30


def test_every_term_is_in_its_own_script() -> None:
    for term in glossary.load().values():
        assert not strangers(term.zh_tw, "zh-TW") + strangers(term.zh_cn, "zh-CN")
