"""Which observations to ask for first."""

from __future__ import annotations

import pytest

from scoring.questions import adds, questions
from scoring.rubric import load_default
from tests.scoring.making import scored

RUBRIC = load_default()
KNOWN = {"revenue": 1e6, "growth": 0.1, "satisfaction": 7.0, "price_focus": 5.0}


def test_the_weightiest_gap_of_the_scorecard_comes_first_and_what_is_known_last() -> None:
    asked = questions(scored(KNOWN).verdict(0), RUBRIC)
    assert asked[:2] == ("annual_potential", "growth_outlook"), "headroom has 30 of the customer perspective's 100"
    assert asked.index("complaints") < asked.index("advice_sought") < asked.index("customer_benefit")
    assert set(asked[-2:]) == {"satisfaction", "price_focus"}
    assert sorted(asked) == sorted(RUBRIC.signals)


def test_what_an_answer_adds_is_its_weight_in_the_scorecard() -> None:
    verdict = scored(KNOWN).verdict(0)
    found = adds(verdict, RUBRIC)
    assert found["annual_potential"] == RUBRIC.nominal_weights()["headroom"]
    measured = sum(line.weight for line in verdict.criteria if line.points is not None)
    after = scored(KNOWN | dict.fromkeys(found, 5.0) | {"headroom": 5.0}).verdict(0)
    assert after.coverage == pytest.approx(measured + sum(found.values()))
