"""Figures as people read them: unit, period, sign, currency, and never two unlike figures that look alike."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from prompts.figures import Figures
from prompts.words import LANGUAGES
from scoring.contract import METRICS
from scoring.rubric import load_default
from scoring.table import NEVER
from tests.data import ROOT

RUBRIC = load_default()


def figures(lang: str = "en", currency: str | None = "EUR") -> Figures:
    return Figures(lang, currency, RUBRIC)


@pytest.mark.parametrize(
    ("metric", "value", "said"),
    [
        ("revenue", 1234567.5, ("€1,234,568", "€123.5萬", "€123.5万")),
        ("revenue", 9999.0, ("€9,999", "€9,999", "€9,999")),
        ("revenue", 10000.0, ("€10,000", "€1萬", "€1万")),
        ("revenue", -270000.0, ("-€270,000", "-€27萬", "-€27万")),
        ("revenue", 234567890.0, ("€234,567,890", "€2.3億", "€2.3亿")),
        ("revenue", 0.0, ("€0", "€0", "€0")),
        ("revenue", 42.5, ("€42.50", "€42.50", "€42.50")),
        ("revenue", -1234.4, ("-€1,234", "-€1,234", "-€1,234")),
        ("revenue", -0.001, ("€0.00", "€0.00", "€0.00")),
        ("contribution_rate", 0.1234, ("12.3%", "12.3%", "12.3%")),
        ("contribution_rate", 0.12, ("12%", "12%", "12%")),
        ("contribution_rate", 0.0, ("0%", "0%", "0%")),
        ("growth", 0.105, ("+10.5%", "+10.5%", "+10.5%")),
        ("growth", -0.04, ("-4%", "-4%", "-4%")),
        ("concession_rate.change", 0.02, ("+2 percentage points", "+2 個百分點", "+2 个百分点")),
        ("margin_rate.gap", -0.188, ("-18.8 percentage points", "-18.8 個百分點", "-18.8 个百分点")),
        ("revenue.points", 89.9, ("89.9 points", "89.9 分", "89.9 分")),
        ("revenue.levels", 1.0, ("1 level", "1 級", "1 级")),
        ("days_to_pay", 28.4, ("28 days", "28 天", "28 天")),
        ("days_since_touch", 1.0, ("1 day", "1 天", "1 天")),
        ("days_since_touch", NEVER, ("never", "從未", "从未")),
        ("orders", 1200.0, ("1,200", "1,200", "1,200")),
        ("complaints", 0.0, ("0", "0", "0")),
        ("satisfaction", 7.0, ("7 of 10", "7/10", "7/10")),
        ("satisfaction", 6.25, ("6.3 of 10", "6.3/10", "6.3/10")),
        ("hours", 510.0, ("510 hours", "510 小時", "510 小时")),
        ("potential", 62.0, ("62 points", "62 分", "62 分")),
        ("revenue", None, ("not known", "未知", "未知")),
        ("revenue", float("nan"), ("not known", "未知", "未知")),
        ("something_a_company_observes", 4.0, ("4 of 10", "4/10", "4/10")),
    ],
)
def test_every_kind_of_figure_in_every_language(metric: str, value: float | None, said: tuple[str, ...]) -> None:
    assert tuple(figures(lang).value(metric, value) for lang in LANGUAGES) == said


@pytest.mark.parametrize(
    ("currency", "said"),
    [
        (None, ("1,235", "1,235", "1,235")),
        ("TWD", ("NT$1,235", "NT$1,235", "NT$1,235")),
        ("CNY", ("CN¥1,235", "CN¥1,235", "¥1,235")),
        ("USD", ("$1,235", "US$1,235", "US$1,235")),
        ("CHF", ("CHF 1,235", "CHF 1,235", "CHF 1,235")),
    ],
)
def test_money_bears_the_books_currency_or_none(currency: str | None, said: tuple[str, ...]) -> None:
    assert tuple(figures(lang, currency).money(1234.5) for lang in LANGUAGES) == said


def test_a_figure_is_rounded_half_up_as_it_is_written() -> None:
    assert figures().ratio(0.1005) == "10.1%"
    assert figures().score(0.25) == "0.3"
    assert figures().money(1000.5) == "€1,001"


@pytest.mark.parametrize(
    ("metric", "value", "threshold", "said"),
    [
        ("concession_rate", 0.1499, 0.15, "14.99%"),
        ("concession_rate", 0.15, 0.15, "15%"),
        ("days_since_touch", 89.7, 90.0, "89.7 days"),
        ("net_contribution", 0.4, 0.0, "€0.40"),
        ("revenue", 1000.2, 1000.0, "€1,000.200"),
        ("concession_rate", 0.2, 0.15, "20%"),
    ],
)
def test_a_value_looks_like_its_threshold_only_if_it_is_equal(
    metric: str, value: float, threshold: float, said: str
) -> None:
    assert figures().value(metric, value, beside=threshold) == said


def test_a_period_says_what_was_counted() -> None:
    assert figures().period("revenue") == "over the last 12 months"
    assert figures().period("service_share_extrinsic") == "over the last 12 months"
    assert figures().period("growth") == "against the 12 months before"
    assert figures().period("headroom") == "a year, as estimated"
    assert figures().period("largest_order_share") == "to date"
    assert figures().period("satisfaction") == ""
    assert figures("zh-TW").said("revenue", 5.0) == "最近 12 個月 €5"
    assert figures().said("revenue", None) == "not known"
    assert figures().said("satisfaction", 5.0) == "5 of 10"


def test_a_window_of_another_length_is_said_in_days() -> None:
    window = RUBRIC.settings["window_days"].model_copy(update={"value": 180.0})
    rubric = RUBRIC.model_copy(update={"settings": {**RUBRIC.settings, "window_days": window}})
    assert Figures("en", None, rubric).period("revenue") == "over the last 180 days"
    assert Figures("zh-CN", None, rubric).period("growth") == "较前 180 天"
    assert Figures("en", None, rubric).period("largest_order_share") == "to date"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_metric_of_the_contract_has_a_name(lang: str) -> None:
    for metric in (*METRICS, *RUBRIC.signals, *RUBRIC.criteria, "hours", "prior_net_contribution"):
        assert figures(lang).label(metric) != metric


def test_the_rubrics_label_comes_before_ours() -> None:
    turnover = RUBRIC.criteria["revenue"].model_copy(update={"label": RUBRIC.criteria["orders"].label})
    rubric = RUBRIC.model_copy(update={"criteria": {**RUBRIC.criteria, "revenue": turnover}})
    assert Figures("en", None, rubric).label("revenue") == "Orders"
    assert Figures("en", None, rubric).label("what_we_observe") == "what_we_observe"


def test_named_puts_name_value_and_period_as_the_language_does() -> None:
    assert figures().named("revenue", 5000.0) == "revenue at €5,000 over the last 12 months"
    assert figures("zh-TW").named("revenue", 5000.0) == "最近 12 個月營收 €5,000"
    assert figures("zh-CN").named("headroom", 5000.0) == "每年估计成长空间（尚未取得的采购额）€5,000"
    assert figures().named("revenue", None) == "revenue at not known"


@pytest.mark.parametrize(
    ("subject", "operator", "bound", "said"),
    [
        ("concession_rate", ">=", 0.15, ("at least 15%", "至少 15%")),
        ("concession_rate", ">", 0.1, ("above the 10% of the 12 months before", "高於前 12 個月的 10%")),
        ("margin_rate", "<", 0.3, ("below the whole book's 30%", "低於全體的 30%")),
        ("after_largest_share", "<", 0.05, ("below 5%", "低於 5%")),
        ("net_contribution", "<=", 0.0, ("at most €0", "至多 €0")),
        ("tier", "in", "A/B", ("A or B", "A 或 B")),
    ],
)
def test_a_threshold_is_a_comparison_in_words(
    subject: str, operator: str, bound: float | str, said: tuple[str, str]
) -> None:
    assert (figures().threshold(subject, operator, bound), figures("zh-TW").threshold(subject, operator, bound)) == said


def test_a_day_is_written_as_the_language_does() -> None:
    day = date(2025, 12, 31)
    assert [figures(lang).day(day) for lang in LANGUAGES] == ["December 31, 2025", "2025年12月31日", "2025年12月31日"]


def test_babel_is_not_loaded_before_a_figure_is_written() -> None:
    code = "import sys, prompts.figures, prompts.narrator; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
