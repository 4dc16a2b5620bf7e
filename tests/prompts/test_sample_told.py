"""Every account of the shipped sample is told in clean sentences, with the same figures in every language."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest

from prompts.figures import Figures
from prompts.narrator import criterion_sentence, explain
from prompts.words import LANGUAGES
from scoring.verdict import Verdict
from tests.prompts.sample import sample_verdicts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_account_of_the_sample_is_told_in_clean_sentences(lang: str) -> None:
    sample = sample_verdicts()
    mine = Figures(lang, "EUR", sample.rubric)
    for found in sample.verdicts:
        sentences = [*explain(found, mine), *(criterion_sentence(one, found, mine) for one in found.criteria)]
        for sentence in sentences:
            assert sentence[-1] in ".?。？", sentence
            assert not re.search(r"[{}]|None|\bnan\b|\binf\b|  |\b(P6|_)", sentence), sentence
            assert lang == "en" or not re.search(r"[\u4e00-\u9fff][,.;:]", sentence), sentence
        assert 7 <= len(explain(found, mine)) <= 20


AMOUNT = re.compile(r"(-?)€([\d,.]*\d)([萬万]?)")


@pytest.mark.parametrize("lang", ["zh-TW", "zh-CN"])
def test_every_language_tells_the_same_figures(lang: str) -> None:
    sample = sample_verdicts()
    for found in sample.verdicts:
        here, english = (numbers(found, Figures(one, "EUR", sample.rubric)) for one in (lang, "en"))
        assert here == english


def numbers(found: Verdict, mine: Figures) -> list[str]:
    """Percentages and amounts told, in any order (days and points stand beside words that differ), as Chinese counts them."""
    told = " ".join(explain(found, mine))
    amounts = [_counted(sign, float(number.replace(",", "")), unit) for sign, number, unit in AMOUNT.findall(told)]
    return sorted([*amounts, *re.findall(r"[+-]?[\d.]+%", told)])


def _counted(sign: str, amount: float, unit: str) -> str:
    """In ten thousands to 0.1, halves up, from where on Chinese counts so."""
    tens = Decimal(str(amount)) if unit else Decimal(str(amount)) / 10_000
    if not unit and amount < 10_000:
        return f"{sign}{amount}"
    return f"{sign}{tens.quantize(Decimal('0.1'), ROUND_HALF_UP)}"
