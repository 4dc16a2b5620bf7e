"""Exact answers in sentences: what would change the tier, what-if, other weights, comparison."""

from __future__ import annotations

import re
from typing import Any

import pytest

from prompts.figures import Figures
from prompts.narrator import (
    change_sentences,
    compare_sentences,
    nearest_sentences,
    sensitivity_sentence,
    what_if_sentences,
)
from prompts.words import LANGUAGES
from scoring.changes import change
from scoring.compare import compare
from scoring.nearest import nearest
from scoring.sensitivity import sensitivity
from scoring.verdicts import Verdicts
from scoring.whatif import what_if
from tests.prompts.accounts import GOOD
from tests.prompts.sample import sample_verdicts
from tests.scoring.making import rubric_with, scored

RUBRIC = rubric_with()
ONE_OFF = {"largest_order_share": 0.96, "days_since_largest": 681, "after_largest_share": 0}


def figures(lang: str = "en") -> Figures:
    return Figures(lang, "EUR", RUBRIC)


def one(**changes: Any) -> Verdicts:
    return scored(GOOD | changes)


def test_the_top_has_no_way_up_and_says_its_nearest_way_down() -> None:
    assert nearest_sentences(nearest(one()), figures()) == [
        "At the top: there is no higher tier.",
        "Nearest way down to tier B: revenue falling below €287,500 (now €900,000).",
    ]


def test_a_way_up_shows_a_value_that_does_reach_the_tier() -> None:
    asked = one(days_to_pay=110, satisfaction=3, growth_outlook=7)
    assert nearest_sentences(nearest(asked), figures()) == [
        "Nearest way up to tier A: gross margin from €270,000 to €281,875, everything else as it is.",
        "Or one of these alone: revenue from €900,000 to €939,584; headroom (potential not yet ours) from €600,000 to €663,334.",
        "No single criterion drops it to tier C.",
    ]
    tiers = [what_if(asked, {"revenue": revenue}).after.tier for revenue in (939_583.0, 939_584.0)]
    assert tiers == ["B", "A"]


def test_a_value_to_be_reached_is_rounded_beyond_it_in_its_direction() -> None:
    assert figures().target("days_to_pay", 49.6, 56.0) == "49 days"
    assert figures().target("days_to_pay", 49.4, 40.0) == "50 days"
    assert figures().target("days_to_pay", 50.00000000001, 40.0) == "50 days"
    assert figures().target("margin_rate", 0.12341, 0.2) == "12.3%"
    assert figures().target("revenue", 1000.2, 900.0) == "€1,001"


def test_a_capped_account_is_told_that_the_cap_stays() -> None:
    said = nearest_sentences(nearest(one(**ONE_OFF)), figures())
    assert "As long as pitfall P3 is fired, the tier stays C all the same." in said
    assert not any("down to tier B" in sentence for sentence in said)
    assert "只要誤區 P3 仍觸發，等級仍為 C 級。" in nearest_sentences(nearest(one(**ONE_OFF)), figures("zh-TW"))


def test_an_account_without_a_tier_has_nothing_to_change() -> None:
    assert nearest_sentences(nearest(scored({})), figures()) == [
        "There is no tier that could change: the account is not rated."
    ]


def test_what_if_tells_assumption_score_tier_moves_and_pitfalls() -> None:
    found = what_if(one(), {"days_to_pay": 90, "concession_rate": 0.2, "complaints": None, "growth": -0.5})
    assert what_if_sentences(found, figures()) == [
        "If days to pay were 90 days (now 30 days), concession rate were 20% (now 3%), complaints were not known (now 0) "
        "and revenue growth were -50% (now +12.5%):",
        "The score moves from 82.3 to 73.5 (-8.8).",
        "The tier changes from A to B.",
        "What moves it: revenue growth -4.2, days to pay -3.9, complaints -3.",
        "P1 appears (Judged by a single metric): clear to fired.",
        "P5 appears (Ever more concessions): clear to fired.",
    ]


def test_what_if_that_moves_nothing_says_so() -> None:
    assert what_if_sentences(what_if(one(), {"hours": 10}), figures()) == [
        "If hours spent on the account were 10 hours (now 300 hours):",
        "The score stays 82.3.",
        "The tier stays A.",
    ]


def test_what_if_without_a_score_before_or_after() -> None:
    gone = what_if(
        scored({"revenue": 5, "growth": 0.1, "active_months": 3}),
        {"growth": None, "active_months": None, "revenue": None},
    )
    assert "The score of 24.2 is lost: too few data remain." in what_if_sentences(gone, figures())
    come = what_if(scored({}), {"satisfaction": 8, "service_depth": 8})
    assert "There was no score; now it is 80." in what_if_sentences(come, figures())


def test_sensitivity_names_the_weights_that_the_tier_hangs_on() -> None:
    assert sensitivity_sentence(sensitivity(one()), figures()) == "The tier A survives every weight times 0.9 and 1.1."
    close = one(days_to_pay=60, satisfaction=5, growth_outlook=5, headroom=400_000)
    assert sensitivity_sentence(sensitivity(close), figures()) == (
        "The tier A hangs on the weight of sales (as a whole) and customer (as a whole): times 0.9 or 1.1, it changes."
    )
    assert "沒有等級" in sensitivity_sentence(sensitivity(scored({})), figures("zh-TW"))


def test_a_comparison_orders_by_score_and_names_what_decides() -> None:
    found = compare(scored(GOOD | {"revenue": 100_000}, GOOD, {}))
    assert compare_sentences(found, figures()) == [
        "By score: A1 82.3 (tier A); A0 72.7 (tier B); A2 (not rated).",
        "The difference lies in: revenue (A0 €100,000, adds 1.2; A1 €900,000, adds 10.8; A2 not known).",
    ]


def test_a_change_over_time_is_split_into_data_and_rubric() -> None:
    stricter = RUBRIC.model_copy(
        update={"tiers": {**RUBRIC.tiers, "A": RUBRIC.tiers["A"].model_copy(update={"value": 80.0})}}
    )
    old, middle = one(), one(days_to_pay=60)
    new = scored(GOOD | {"days_to_pay": 60}, rubric=stricter)
    assert change_sentences(change(old, middle, new), figures()) == [
        "The score moves from 82.3 to 79.9 (-2.4).",
        "The tier changes from A to B.",
        "By the data: the score moves from 82.3 to 79.9 (-2.4).",
        "What moves it: days to pay -2.4.",
        "By the rubric: the score stays 79.9.",
        "P1 appears (Judged by a single metric): clear to fired.",
    ]


def test_a_change_of_nothing_says_so() -> None:
    assert change_sentences(change(one(), one(), one()), figures("zh-CN")) == ["没有任何变动。"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_account_of_the_sample_is_answered_in_clean_sentences(lang: str) -> None:
    sample = sample_verdicts()
    mine = Figures(lang, "EUR", sample.rubric)
    for place in range(0, len(sample.verdicts), 3):
        asked = sample.columns.one(place)
        assumed = what_if(asked, {"days_to_pay": 20, "growth": None})
        sentences = [
            *nearest_sentences(nearest(asked), mine),
            *what_if_sentences(assumed, mine),
            sensitivity_sentence(sensitivity(asked), mine),
        ]
        for sentence in sentences:
            assert sentence[-1] in ".:。：", sentence
            assert not re.search(r"[{}]|None|\bnan\b|\binf\b|  ", sentence), sentence
