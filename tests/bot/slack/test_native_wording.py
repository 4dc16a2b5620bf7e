"""Wording that a native reader stumbles over: names said twice, quotation marks inside their like, brackets, "1 rows"."""

from __future__ import annotations

import json

import pytest

from book.importing.staged import FileRead
from bot.slack.views.importing import _file
from prompts.figures import Figures
from prompts.quiz import _inside
from prompts.words import words
from scoring.rubric import load_default
from tests.bot.slack.blocks import SNAPSHOTS


@pytest.mark.parametrize(("lang", "said"), [("zh-TW", "前 12 個月營收 5"), ("zh-CN", "前 12 个月营收 5")])
def test_a_prior_figure_is_not_called_prior_twice(lang: str, said: str) -> None:
    assert Figures(lang, None, load_default()).named("prior_revenue", 5.0).startswith(said)


@pytest.mark.parametrize(
    ("lang", "text", "inside"), [("zh-TW", "「有量」", "『有量』"), ("zh-CN", "“有量”", "‘有量’"), ("en", "“a”", "‘a’")]
)
def test_what_is_quoted_has_the_inner_quotation_marks(lang: str, text: str, inside: str) -> None:
    assert _inside(text, words(lang)) == inside


@pytest.mark.parametrize(("lang", "source"), [("zh-TW", "來源：誤區"), ("zh-CN", "来源：误区")])
def test_a_plan_names_its_source_as_answers_do(lang: str, source: str) -> None:
    shown = (SNAPSHOTS / f"plan.{lang}.json").read_text(encoding="utf-8")
    assert source in shown
    assert " (" not in "".join(line for line in shown.splitlines() if source in line)


def test_sharing_is_no_button_that_stands_out() -> None:
    for file in SNAPSHOTS.glob("card*.json"):
        assert '"primary"' not in json.dumps(json.loads(file.read_text(encoding="utf-8")))


def test_one_row_is_one_row() -> None:
    assert _file(FileRead("a.csv", "accounts", 1), words("en")).endswith("1 row")
    assert _file(FileRead("a.csv", "accounts", 2), words("en")).endswith("2 rows")
