"""What is written becomes a fact: the account's own figures under their names, what they are compared with under a number."""

from __future__ import annotations

from datetime import date

import pytest

from prompts.facts import Recorder, tell
from scoring.rubric import load_default

DAY = date(2025, 12, 31)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder("en", "EUR", load_default(), DAY).about("a")


def test_a_figure_is_a_fact_with_unit_and_period(recorder: Recorder) -> None:
    recorder.value("growth", 0.12)
    fact = recorder.facts["a.growth"]
    assert (fact.value, fact.unit, fact.period) == (0.12, "ratio", "against the 12 months before")
    assert fact.text == "revenue growth at +12% against the 12 months before"


def test_a_threshold_that_is_written_first_is_not_taken_for_the_accounts_own_figure(recorder: Recorder) -> None:
    recorder.own["a.concession_rate"] = 0.095
    recorder.value("concession_rate", 0.072)
    recorder.value("concession_rate", 0.095)
    assert recorder.facts["a.concession_rate"].value == 0.095
    compared = recorder.facts["a.concession_rate.2"]
    assert (compared.value, compared.kind) == (0.072, "statement")


def test_a_figure_carries_its_judgement(recorder: Recorder) -> None:
    recorder.judged["a.growth"] = "strong"
    recorder.value("growth", 0.5)
    assert recorder.facts["a.growth"].text == "revenue growth at +50% against the 12 months before (strong)"


def test_a_sentence_names_the_facts_that_stand_in_it_and_no_others(recorder: Recorder) -> None:
    recorder.score(8.5, "total")
    recorder.score(5.0, "part")
    recorder.name("tier", "Tier", "tier B", "class", shown="B")
    (said,) = tell(recorder, ["ACME is B with 8.5 points."])
    assert said.facts == ("a.total", "a.tier")
    assert tell(recorder, ["Because of 18.5 and Bx."])[0].facts == ()


def test_what_is_not_known_is_no_fact(recorder: Recorder) -> None:
    recorder.value("growth", None)
    recorder.ratio(None)
    recorder.score(None)
    assert recorder.facts == {}


def test_never_is_a_value_of_its_own(recorder: Recorder) -> None:
    recorder.value("days_since_touch", float("inf"))
    assert recorder.facts["a.days_since_touch"].value == "never"
