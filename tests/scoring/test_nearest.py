"""What would change the tier: the value is checked by scoring the account again with it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.nearest import Nearest, Step, begins_at, nearest, value_at
from scoring.points import points_of
from scoring.rubric import Criterion
from scoring.verdicts import Verdicts
from tests.scoring.making import rubric_with, scored
from tests.scoring.test_laws import METRICS, accounts, complete, few

ACCOUNT: dict[str, Any] = {
    "gross_margin": 150_000,
    "contribution_rate": 0.15,
    "days_to_pay": 45,
    "overdue_rate": 0.05,
    "revenue": 500_000,
    "growth": 0.1,
    "active_months": 9,
    "largest_order_share": 0.3,
    "headroom": 400_000,
    "growth_outlook": 6,
    "strategic_fit": 6,
    "market_position": 5,
    "influence": 5,
    "satisfaction": 7,
    "service_depth": 5,
    "service_points": 3,
    "complaints": 1,
}
HAIR = 1e-6


def steps(found: Nearest, direction: str) -> dict[str, Step]:
    return {step.criterion: step for step in found.steps if step.direction == direction}


def tier_with(account: dict[str, Any], step: Step, value: float) -> str | None:
    tier: str | None = scored(account | {step.metric: value}).tier_before_gates[0]
    return tier


def a_hair_back(step: Step) -> float:
    """A little less far than needed, as a share of the breakpoints' span."""
    assert step.value_needed is not None
    assert step.relative_change is not None
    assert step.change is not None
    span = step.change / step.relative_change if step.relative_change else 1.0
    return step.value_needed - np.sign(step.change) * HAIR * span


def crosses(account: dict[str, Any], step: Step, tier: str | None) -> None:
    """Up: reached at the value, not a hair before. Down: kept at the value, lost a hair beyond it."""
    assert step.value_needed is not None
    before = a_hair_back(step)
    beyond = 2 * step.value_needed - before
    assert tier_with(account, step, before) == tier
    assert tier_with(account, step, beyond) == step.tier
    assert tier_with(account, step, step.value_needed) == (step.tier if step.direction == "up" else tier)


@few
@given(complete)
def test_every_value_found_really_changes_the_tier_and_a_hair_less_does_not(account: dict[str, float]) -> None:
    found = nearest(scored(account))
    for step in found.steps:
        if step.value_needed is not None and abs(step.relative_change or 0) > 10 * HAIR:
            crosses(account, step, found.tier)


@few
@given(accounts)
def test_it_holds_with_anything_missing_at_the_measured_weights(account: dict[str, float]) -> None:
    found = nearest(scored(account))
    for step in found.steps:
        if step.value_needed is not None and abs(step.relative_change or 0) > 10 * HAIR:
            crosses(account, step, found.tier)


@few
@given(accounts)
def test_what_is_called_unreachable_is_not_reached_at_either_end(account: dict[str, float]) -> None:
    found = nearest(scored(account))
    for step in found.steps:
        if step.unreachable:
            ends = [x for x, _ in rubric_with().criteria[step.criterion].breakpoints or ()]
            assert {tier_with(account, step, end) for end in ends} & {step.tier} == set()


@few
@given(accounts)
def test_each_measured_criterion_is_said_once_per_neighbouring_tier_and_the_others_are_missing(
    account: dict[str, float],
) -> None:
    found = nearest(scored(account))
    lines = scored(account).verdict(0).criteria
    measured = {line.criterion for line in lines if line.points is not None}
    assert set(found.missing) == {line.criterion for line in lines} - measured
    assert set(steps(found, "up")) == (measured if found.tier in {"B", "C", "D"} else set())
    assert set(steps(found, "down")) == (measured if found.tier in {"A", "B", "C"} else set())


@few
@given(accounts)
def test_the_smallest_relative_change_comes_first_and_the_unreachable_last(account: dict[str, float]) -> None:
    sizes = [
        abs(s.relative_change) if s.relative_change is not None else np.inf for s in nearest(scored(account)).steps
    ]
    assert sizes == sorted(sizes)


MIDDLE = {
    "gross_margin": 150_000,
    "contribution_rate": 0.10 + 0.1 / 3,
    "days_to_pay": 56.25,
    "overdue_rate": 0.1,
    "revenue": 500_000,
    "growth": 0,
    "active_months": 5,
    "largest_order_share": 0.3 + 0.3 * 20 / 45,
    "headroom": 500_000,
    "growth_outlook": 5,
    "strategic_fit": 5,
    "market_position": 5,
    "influence": 5,
    "satisfaction": 5,
    "service_depth": 5,
    "service_points": 3,
    "complaints": 2 + 4 / 6,
}
"""50 points everywhere."""


def test_a_step_by_hand() -> None:
    """Tier B begins at 54.95. Revenue weighs 0.3 x 0.4 = 0.12, days to pay 0.3 x 0.2 = 0.06."""
    found = nearest(scored(MIDDLE))
    assert (found.total, found.tier) == (50.0, "C")
    revenue, payment = (steps(found, "up")[key] for key in ("revenue", "days_to_pay"))
    assert revenue.tier == "B"
    assert revenue.points_needed == pytest.approx(50 + 4.95 / 0.12)
    assert revenue.value_needed == pytest.approx(912_500)
    assert revenue.change == pytest.approx(412_500)
    assert revenue.relative_change == pytest.approx(0.4125)
    assert payment.points_needed == pytest.approx(50 + 4.95 / 0.06)
    assert (payment.unreachable, payment.value_needed, payment.change) == ("points run out", None, None)


def test_where_less_is_better_the_way_up_is_a_smaller_value() -> None:
    near = nearest(scored(MIDDLE | {"revenue": 910_000}))
    assert near.total == 54.9
    up = steps(near, "up")
    for key in ("days_to_pay", "overdue_rate", "largest_order_share", "complaints"):
        change = up[key].change
        assert change is not None
        assert change < 0
    assert (up["growth"].change or 0) > 0


def test_the_top_has_no_way_up_and_the_bottom_no_way_down() -> None:
    best = {"revenue": 1e6, "gross_margin": 3e5, "growth": 0.4, "active_months": 12, "largest_order_share": 0.1}
    worst = {"revenue": 0, "growth": -0.5, "active_months": 0, "largest_order_share": 0.9}
    assert {step.direction for step in nearest(scored(best | {"contribution_rate": 0.4})).steps} == {"down"}
    assert {step.direction for step in nearest(scored(worst)).steps} == {"up"}


def test_a_gate_that_caps_is_said_and_steps_speak_of_the_tier_before_it() -> None:
    gated = ACCOUNT | {"largest_order_share": 0.7, "days_since_largest": 400, "after_largest_share": 0}
    found = nearest(scored(gated))
    assert (found.tier, found.after_gates) == ("B", "C")
    assert [(gate.pitfall, gate.at_most) for gate in found.capped_by] == [("P3", "C")]
    assert {(step.tier, step.after_gates) for step in found.steps} == {("A", "C"), ("C", "C")}
    assert nearest(scored(ACCOUNT)).capped_by == ()


def test_a_measured_criterion_of_a_perspective_that_is_not_rated_cannot_move_the_tier() -> None:
    account = {
        key: ACCOUNT[key] for key in ("revenue", "growth", "active_months", "largest_order_share", "overdue_rate")
    }
    lines = [step for step in nearest(scored(account)).steps if step.criterion == "overdue_rate"]
    assert {(step.unreachable, step.points_needed) for step in lines} == {("perspective not rated", None)}


def test_an_account_without_a_tier_has_no_steps_and_says_what_is_missing() -> None:
    found = nearest(scored({"influence": 5}))
    assert (found.tier, found.total, found.steps) == (None, None, ())
    assert "revenue" in found.missing
    assert "influence" not in found.missing


def test_an_uncalibrated_criterion_is_missing() -> None:
    assert {"revenue", "headroom"} <= set(nearest(scored(ACCOUNT, rubric=rubric_with({}))).missing)


def test_a_cut_is_reached_half_a_tenth_below() -> None:
    assert begins_at(75) == pytest.approx(74.95)
    assert begins_at(74.96) == pytest.approx(74.95)
    assert begins_at(75.01) == pytest.approx(75.05)


def criterion(*breakpoints: tuple[float, float], better: str = "more") -> Criterion:
    return rubric_with().criteria["growth"].model_copy(update={"breakpoints": breakpoints, "better": better})


def test_on_a_flat_stretch_the_nearest_end_going_up() -> None:
    rising = criterion((0, 0), (10, 50), (20, 50), (30, 100))
    falling = criterion((0, 100), (10, 50), (20, 50), (30, 0), better="less")
    assert value_at(rising, 50) == 10
    assert value_at(falling, 50) == 20
    assert value_at(rising, 75) == 25
    assert value_at(rising, 100) == 30


def test_points_that_a_criterion_never_passes() -> None:
    rising = criterion((0, 10), (10, 90))
    assert value_at(rising, 90.1) is None
    assert value_at(rising, 10) is None  # never less, so nothing is lost
    assert value_at(criterion((5, 50)), 50) is None


@few
@given(st.sampled_from(sorted(rubric_with().criteria)), st.floats(0, 1))
def test_the_inverse_gives_the_points_back(key: str, part: float) -> None:
    found = rubric_with().criteria[key]
    low, high = METRICS[found.metric]
    points = points_of(found, np.array([low + part * (high - low)]))[0]
    back = value_at(found, points)
    if back is not None:
        assert points_of(found, np.array([back]))[0] == pytest.approx(points, abs=1e-6)


@pytest.mark.parametrize("rows", [0, 2])
def test_it_is_asked_of_one_account(rows: int) -> None:
    two: Verdicts = scored(ACCOUNT, ACCOUNT)
    with pytest.raises(ValueError, match=f"one account and {rows} were given"):
        nearest(two.rows(slice(0, rows)))


def test_it_can_be_written_as_json() -> None:
    assert json.loads(json.dumps(asdict(nearest(scored(ACCOUNT)))))["tier"] == "B"
