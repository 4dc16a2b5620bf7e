"""Learning: the path, a concept with the book's own example, quizzes that the engine grades, and the eval."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge import passages
from knowledge.learning import path
from tests.command import done, kam

pytestmark = pytest.mark.usefixtures("book")
LANGS = ("en", "zh-TW", "zh-CN")


@pytest.mark.parametrize("lang", LANGS)
def test_the_path_shows_every_day_with_what_to_read(lang: str) -> None:
    shown = done("learn", "--lang", lang).out
    for day in path():
        assert day.said(lang) in shown
        assert day.try_ in shown
    assert len(done("learn", "--json", "--lang", lang).json) == 10


def test_a_concept_comes_with_its_source_and_an_example_from_the_book() -> None:
    shown = done("learn", "pseudo key account").out
    assert "An example from this book: Castellan Cement" in shown
    assert "article §3.3" in shown
    found = done("learn", "one-off-buyer", "--lang", "zh-TW", "--json").json
    assert found["passages"][0] == {
        "id": "one-off-buyer",
        "title": passages.get("one-off-buyer").said("zh-TW").title,
        "source": "article §3.3",
    }


def test_a_topic_that_is_not_there_is_refused_in_a_sentence() -> None:
    ran = kam("learn", "how to bake a cake")
    assert (ran.code, ran.err) == (1, "No topic fits “how to bake a cake”; `kam learn` lists them all.\n")


@pytest.mark.parametrize("lang", LANGS)
def test_a_quiz_asks_about_accounts_and_concepts_and_its_answers_are_the_engines(lang: str) -> None:
    asked = done("quiz", "--count", "12", "--lang", lang, "--json").json
    assert {one["kind"] for one in asked} == {"concept", "pitfall", "tier", "value_type", "quadrant", "play"}
    for one in asked:
        assert len(set(one["options"])) == len(one["options"]) >= 3
        assert one["passage"] in passages.load()
    accounts = {one["name"]: one for one in done("score", "--json").json["accounts"]}
    tiers = [one for one in asked if one["kind"] == "tier"]
    for one in tiers:
        named = next(name for name in sorted(accounts, key=len, reverse=True) if name in one["question"])
        assert one["options"][one["answer"] - 1].startswith(f"{accounts[named]['tier']} ")


def test_a_quiz_is_graded_with_the_reason_and_the_passage() -> None:
    asked = done("quiz", "--count", "4", "--json").json
    right = ",".join(str(one["answer"]) for one in asked)
    graded = done("quiz", "--count", "4", "--answers", right).out
    assert graded.count("Right.") == 4
    assert "4 of 4 right." in graded
    wrong = ",".join(str(one["answer"] % len(one["options"]) + 1) for one in asked)
    shown = done("quiz", "--count", "4", "--answers", wrong).out
    assert shown.count("No: ") == 4
    assert "Source: " in shown
    assert kam("quiz", "--count", "4", "--answers", "1,2").code == 2


def test_the_same_seed_asks_the_same_and_another_asks_something_else() -> None:
    one, same, other = (done("quiz", "--seed", seed, "--json").out for seed in ("1", "1", "2"))
    assert one == same != other


def test_the_eval_measures_and_compares(tmp_path: Path) -> None:
    report = tmp_path / "narrator.json"
    done("eval", "--limit", "4", "--out", report)
    kept = json.loads(report.read_text(encoding="utf-8"))
    assert kept["worded_by"] == "narrator"
    assert set(kept["languages"]) == set(LANGS)
    assert all(0 <= of["hit_at_1"] <= of["hit_at_3"] <= 1 for of in kept["languages"].values())
    beside = done("eval", "--limit", "2", "--against", report, COLUMNS="160").out
    assert beside.count("en narrator") == 2
    ran = kam("eval", "--against", tmp_path / "none.json")
    assert (ran.code, "make one with --out" in ran.err) == (1, True)


@pytest.mark.parametrize(
    ("topic", "passage"),
    [
        ("P3", "pitfall-one-off"),
        ("pitfall", "five-pitfalls"),
        ("concessions", "trading-concessions"),
        ("讓步", "trading-concessions"),
        ("折扣", "trading-concessions"),
        ("毛利", "net-contribution"),
        ("whale curve", "whale-curve"),
        ("鯨魚曲線", "whale-curve"),
        ("鲸鱼曲线", "whale-curve"),
    ],
)
def test_a_word_alone_finds_its_concept(topic: str, passage: str) -> None:
    assert done("learn", topic, "--json").json["passages"][0]["id"] == passage


def test_an_example_is_not_contradicted_by_a_flag() -> None:
    shown = done("learn", "small-with-potential").out
    assert "An example from this book" in shown
    assert "Castellan Cement" not in shown  # the one-off buyer
