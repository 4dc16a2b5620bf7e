"""What if: the same scoring with some metrics replaced."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.table import NEVER
from scoring.whatif import WhatIf, known_metrics, what_if
from tests.scoring.making import scored
from tests.scoring.test_laws import METRICS, accounts, few, values
from tests.scoring.test_nearest import ACCOUNT, MIDDLE

changes = st.fixed_dictionaries({}, optional={key: st.none() | values(*bounds) for key, bounds in METRICS.items()})


def differences(found: WhatIf) -> dict[str, Any]:
    return {one.criterion: one for one in found.criteria}


@few
@given(accounts, changes)
def test_it_is_the_score_of_the_account_with_these_metrics(
    account: dict[str, float], change: dict[str, float | None]
) -> None:
    found = what_if(scored(account), change)
    after = scored(account | change).verdict(0)
    known = {key: value for key, value in after.metrics.items() if value is not None}
    assert {key: value for key, value in found.after.metrics.items() if value is not None} == known
    assert replace(found.after, metrics={}) == replace(after, metrics={})
    assert found.before == scored(account).verdict(0)


@few
@given(accounts, changes)
def test_the_changes_shown_sum_to_the_change_of_the_total(
    account: dict[str, float], change: dict[str, float | None]
) -> None:
    found = what_if(scored(account), change)
    if found.before.total is None or found.after.total is None:
        assert found.total_change is None
        assert {one.change for one in found.criteria} <= {None}
    else:
        assert found.total_change == pytest.approx(found.after.total - found.before.total)
        assert math.fsum(one.change or 0.0 for one in found.criteria) == pytest.approx(found.total_change, abs=1e-9)


@few
@given(accounts, changes)
def test_each_change_shown_is_within_a_tenth_of_the_exact_one(
    account: dict[str, float], change: dict[str, float | None]
) -> None:
    for one in what_if(scored(account), change).criteria:
        if one.change is not None:
            exact = (one.contribution_after or 0.0) - (one.contribution_before or 0.0)
            assert abs(one.change - exact) < 0.1 + 1e-9


@few
@given(accounts)
def test_changing_nothing_changes_nothing(account: dict[str, float]) -> None:
    for same in ({}, account):
        found = what_if(scored(account), same)
        assert found.before == found.after
        assert (found.criteria, found.pitfalls) == ((), ())


def test_one_metric_moves_its_own_criterion_only() -> None:
    found = what_if(scored(MIDDLE), {"revenue": 912_500})
    assert (found.before.total, found.after.total, found.total_change) == (50.0, 55.0, 5.0)
    assert (found.before.tier, found.after.tier) == ("C", "B")
    (revenue,) = found.criteria
    assert (revenue.criterion, revenue.perspective, revenue.metric) == ("revenue", "sales", "revenue")
    assert (revenue.value_before, revenue.value_after) == (500_000, 912_500)
    assert (revenue.points_before, revenue.points_after) == (50.0, 91.3)
    assert revenue.contribution_before == pytest.approx(6.0)
    assert revenue.contribution_after == pytest.approx(10.95)
    assert revenue.change == 5.0  # 4.95 unrounded; the total is shown to go from 50.0 to 55.0


def test_nothing_is_recomputed_from_a_replaced_metric_but_the_share_of_the_book() -> None:
    found = what_if(scored(ACCOUNT), {"revenue": 2_500_000})
    assert found.after.metrics["growth"] == ACCOUNT["growth"]
    assert found.after.metrics["share_of_book"] == 0.25
    (dependence,) = [one for one in found.pitfalls if one.pitfall == "P2"]
    assert (dependence.before, dependence.after, dependence.move) == ("not testable", "fired", "appears")


def test_what_becomes_missing_gives_its_weight_to_the_others() -> None:
    found = differences(what_if(scored(ACCOUNT), {"growth": None}))
    assert set(found) == {"growth", "revenue", "active_months", "largest_order_share"}
    assert (found["growth"].value_after, found["growth"].points_after, found["growth"].contribution_after) == (
        None,
    ) * 3
    assert found["growth"].change == pytest.approx(-found["growth"].contribution_before, abs=0.1)
    assert found["revenue"].points_before == found["revenue"].points_after
    assert found["revenue"].contribution_after > found["revenue"].contribution_before


def test_the_largest_change_comes_first() -> None:
    found = what_if(scored(ACCOUNT), {"complaints": 6, "revenue": 900_000, "influence": 6})
    assert [one.criterion for one in found.criteria] == ["revenue", "complaints", "influence"]


def test_evidence_of_a_value_type_is_listed_without_a_contribution() -> None:
    found = what_if(scored(ACCOUNT), {"price_focus": 9})
    (one,) = found.criteria
    assert (one.criterion, one.perspective, one.points_after, one.contribution_after) == (
        "price_focus",
        None,
        90.0,
        None,
    )
    assert found.total_change == 0


def test_pitfalls_appear_clear_and_move() -> None:
    one_off = ACCOUNT | {"largest_order_share": 0.7, "days_since_largest": 400, "after_largest_share": 0}

    def moves(account: dict[str, Any], change: dict[str, float | None]) -> dict[str, tuple[Any, ...]]:
        found = what_if(scored(account), change)
        return {one.pitfall: (one.before, one.after, one.move) for one in found.pitfalls if one.pitfall == "P3"}

    assert moves(one_off, {"largest_order_share": 0.3}) == {"P3": ("fired", "clear", "clears")}
    assert moves(one_off, {"days_since_largest": 100}) == {"P3": ("fired", "watch", "moves")}
    assert moves(one_off, {"largest_order_share": None}) == {"P3": ("fired", "not testable", "moves")}
    assert moves(one_off | {"largest_order_share": 0.3}, {"largest_order_share": 0.7}) == {
        "P3": ("clear", "fired", "appears")
    }
    assert what_if(scored(one_off), {"largest_order_share": 0.3}).after.gates == ()


def test_an_account_of_which_nothing_is_known_is_rated_once_something_is_given() -> None:
    nobody = scored({}, ordered=[False], signalled=[False])
    found = what_if(nobody, {"satisfaction": 8, "service_depth": 6})
    assert (found.before.rated, found.after.rated) == (False, True)
    assert found.total_change is None
    assert {one.change for one in found.criteria} == {None}
    assert what_if(nobody, {"gross_margin": 50_000, "contribution_rate": 0.2}).after.rated
    assert what_if(nobody, {"days_since_touch": 5}).after.reason == "no order and no signal"


def test_a_misspelt_metric_is_refused_with_the_nearest_and_all_others() -> None:
    with pytest.raises(ValueError, match=r"revenu is not a metric.*Did you mean revenue\?.*days_to_pay.*satisfaction"):
        what_if(scored(ACCOUNT), {"revenu": 5})


def test_what_scoring_derives_cannot_be_replaced() -> None:
    with pytest.raises(ValueError, match="share_of_book is not a metric that can be replaced"):
        what_if(scored(ACCOUNT), {"share_of_book": 0.5})


def test_metrics_that_the_table_has_beyond_the_usual_can_be_replaced() -> None:
    assert {"revenue", "margin_rate", "price_focus", "customer_benefit", "our_own"} <= set(
        known_metrics(scored({"our_own": 1}))
    )


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_is_a_number_or_none(value: float) -> None:
    with pytest.raises(ValueError, match=r"growth: .* is not a value; give a number, or None for missing"):
        what_if(scored(ACCOUNT), {"growth": value})


def test_no_touch_ever_is_a_value() -> None:
    small = dict.fromkeys(("headroom", "revenue"), 0.0) | {
        "headroom": 1e6, "growth_outlook": 9, "strategic_fit": 9, "market_position": 9, "influence": 9,
        "satisfaction": 2, "growth": -0.5, "active_months": 1, "days_since_touch": 10,
    }  # fmt: skip
    found = what_if(scored(small), {"days_since_touch": NEVER})
    assert [(one.pitfall, one.after) for one in found.pitfalls] == [("P2", "fired")]


def test_it_is_asked_of_one_account() -> None:
    with pytest.raises(ValueError, match="one account and 2 were given"):
        what_if(scored(ACCOUNT, ACCOUNT), {})


def test_it_can_be_written_as_json() -> None:
    found = asdict(what_if(scored(ACCOUNT), {"revenue": 1}))
    assert json.loads(json.dumps(found, default=str))["changes"] == {"revenue": 1}
