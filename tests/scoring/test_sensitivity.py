"""Does the tier survive other weights?"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rubric import Rubric
from scoring.sensitivity import Sensitivity, sensitivity
from tests.scoring.making import rubric_with, scored
from tests.scoring.test_laws import complete, few
from tests.scoring.test_nearest import ACCOUNT, MIDDLE

RUBRIC = rubric_with()


def cases(found: Sensitivity) -> dict[tuple[str, str, float], Any]:
    return {(case.what, case.id, case.factor): case for case in found.cases}


def total_with(points: dict[str, float], changed: tuple[str, str], factor: float) -> float:
    """The weighted mean of weighted means, written out."""
    weights: dict[str, float] = {}
    scores: dict[str, float] = {}
    for key, perspective in RUBRIC.perspectives.items():
        weights[key] = perspective.weight * (factor if changed == ("perspective", key) else 1)
        mine = {c: w * (factor if changed == ("criterion", c) else 1) for c, w in perspective.criteria.items()}
        scores[key] = sum(points[c] * w for c, w in mine.items()) / sum(mine.values())
    return sum(scores[key] * weight for key, weight in weights.items()) / sum(weights.values())


@few
@given(complete, st.randoms(use_true_random=False))
def test_each_case_is_the_total_with_that_weight_and_the_others_in_proportion(
    account: dict[str, float], random: Any
) -> None:
    verdicts = scored(account)
    points = {key: float(column[0]) for key, column in verdicts.points.items()}
    for case in random.sample(sensitivity(verdicts).cases, 6):
        exact = total_with(points, (case.what, case.id), case.factor)
        assert case.total == pytest.approx(math.floor(exact * 10 + 0.5) / 10, abs=0.1 + 1e-9)
        assert abs(case.total - exact) <= 0.05 + 1e-9


def test_every_weight_of_the_scorecard_is_moved_down_and_up() -> None:
    expected = [("perspective", key) for key in RUBRIC.perspectives]
    expected += [("criterion", key) for _, key in RUBRIC.scorecard_order()]
    found = sensitivity(scored(ACCOUNT))
    assert found.factors == (0.9, 1.1)
    assert [(c.what, c.id, c.factor) for c in found.cases] == [(*one, f) for one in expected for f in (0.9, 1.1)]


def test_a_tier_far_from_its_cuts_is_stable() -> None:
    found = sensitivity(scored(MIDDLE))
    assert (found.tier, found.total, found.stable) == ("C", 50.0, True)
    assert {case.total for case in found.cases} == {50.0}


def test_a_tier_at_its_cut_is_not_stable_and_says_with_which_weights() -> None:
    """Revenue at 91.3 points lifts sales to 66.5 and the total to 55.0, just tier B."""
    found = sensitivity(scored(MIDDLE | {"revenue": 912_500}))
    assert (found.tier, found.stable) == ("B", False)
    lost = {key for key, case in cases(found).items() if not case.survives}
    assert ("perspective", "sales", 0.9) in lost
    assert ("criterion", "revenue", 0.9) in lost
    assert ("perspective", "sales", 1.1) not in lost
    assert ("criterion", "revenue", 1.1) not in lost
    assert ("perspective", "financial", 1.1) in lost
    assert all(case.tier == ("B" if case.survives else "C") for case in found.cases)


def test_the_tier_that_must_survive_is_the_one_after_gates() -> None:
    """Without the gate it is just tier B."""
    gated = MIDDLE | {"revenue": 1_000_000, "largest_order_share": 0.6, "growth": 0.045, "headroom": 525_000}
    open_gate, shut = ({"days_since_largest": 400, "after_largest_share": share} for share in (1, 0))
    before, after = (sensitivity(scored(gated | gate)) for gate in (open_gate, shut))
    assert (before.tier, before.stable) == ("B", False)
    assert (after.tier, after.stable) == ("C", True)
    assert [case.total for case in before.cases] == [case.total for case in after.cases]


def test_an_account_without_a_tier_stays_without() -> None:
    found = sensitivity(scored({"influence": 5}))
    assert (found.tier, found.total, found.stable) == (None, None, True)
    assert {case.tier for case in found.cases} == {None}


def test_a_perspective_that_is_only_just_rated_may_fall_out_with_a_weight() -> None:
    """Headroom 30 and growth outlook 20 of 100 are just half; with headroom 27 they are 47 of 97."""
    just = {"headroom": 500_000, "growth_outlook": 5}
    found = cases(sensitivity(scored(just)))
    assert found["criterion", "headroom", 1.1].tier == "C"
    assert found["criterion", "headroom", 0.9].tier is None


def with_step(step: float) -> Rubric:
    settings = dict(RUBRIC.settings)
    settings["sensitivity_step"] = settings["sensitivity_step"].model_copy(update={"value": step})
    return RUBRIC.model_copy(update={"settings": settings})


def test_the_factors_are_the_rubrics() -> None:
    assert sensitivity(scored(ACCOUNT, rubric=with_step(0.25))).factors == (0.75, 1.25)


def test_a_weight_may_be_taken_away_altogether_but_not_the_only_one() -> None:
    rubric = with_step(1)
    alone = rubric.perspectives["service"].model_copy(update={"criteria": {"satisfaction": 100.0}})
    rubric = rubric.model_copy(update={"perspectives": {**rubric.perspectives, "service": alone}})
    found = cases(sensitivity(scored(ACCOUNT, rubric=rubric)))
    assert ("criterion", "satisfaction", 0) not in found
    assert ("criterion", "satisfaction", 2) in found
    assert found["perspective", "service", 0].total is not None


def test_it_is_asked_of_one_account() -> None:
    with pytest.raises(ValueError, match="one account and 2 were given"):
        sensitivity(scored(ACCOUNT, ACCOUNT))


def test_it_can_be_written_as_json() -> None:
    assert json.loads(json.dumps(asdict(sensitivity(scored(ACCOUNT)))))["stable"] is True
