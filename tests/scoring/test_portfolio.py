"""Pyramids, concentration and the portfolio's pitfalls, worked by hand."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.contract import document
from scoring.portfolio import concentration, groups, neglected_small, profit_of_the_top, whale_curve
from scoring.pyramid import levels, pyramid_codes, pyramids, single_metric_codes
from scoring.rubric import load_default
from tests.scoring.making import scored

BIG = {"revenue": 1_000_000, "orders": 50, "gross_margin": 300_000, "contribution_rate": 0.35}
SMALL = {"revenue": 250_000, "orders": 10, "gross_margin": 30_000, "contribution_rate": 0.0}


def test_a_pyramid_shows_accounts_and_shares_of_each_level() -> None:
    found = levels(v := scored(BIG, SMALL, {}), pyramid_codes(v, "volume"))
    assert [found[level].accounts for level in ("A", "B", "C", "D", "not rated")] == [1, 0, 0, 1, 1]
    assert found["A"].share_of_revenue == pytest.approx(0.8)
    assert found["D"].share_of_accounts == pytest.approx(1 / 3)
    assert found["A"].share_of_net_contribution is None


def test_shares_of_net_contribution_are_not_told_of_a_loss() -> None:
    loss = scored({**BIG, "net_contribution": 10}, {**SMALL, "net_contribution": -20})
    assert pyramids(loss)["profit"]["A"].share_of_net_contribution is None


def test_less_than_half_of_a_pyramids_weight_is_not_rated() -> None:
    verdicts = scored({"orders": 50}, {"revenue": 1_000_000})
    assert pyramid_codes(verdicts, "volume").tolist() == [-1, 0]


def test_classic_abc_counts_what_the_accounts_before_hold() -> None:
    values = np.array([0.0, 800.0, 150.0, 50.0, math.nan, -5.0])
    assert single_metric_codes(values, load_default()).tolist() == [2, 0, 1, 2, -1, 2]


def test_concentration_rounds_the_top_fifth_up_and_leaves_losses_out() -> None:
    found = concentration(np.array([60.0, 20, 10, 5, 3, 2, -100, math.nan]), 0.2)
    assert found.top_20_percent == pytest.approx(0.8)
    assert (found.top_1, found.top_3, found.top_10) == pytest.approx((0.6, 0.9, 1.0))
    assert found.hhi == pytest.approx(0.3600 + 0.04 + 0.01 + 0.0025 + 0.0009 + 0.0004)
    assert concentration(np.array([-1.0]), 0.2).hhi is None


@given(st.lists(st.floats(0.01, 1e9), min_size=1, max_size=40), st.randoms())
def test_concentration_does_not_depend_on_the_order(values: list[float], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert concentration(np.array(values), 0.2) == concentration(np.array(shuffled), 0.2)


def test_the_whale_curve_runs_from_the_best_to_the_worst() -> None:
    ids, curve = whale_curve(scored({"net_contribution": -5}, {"net_contribution": 20}, {}, {"net_contribution": 10}))
    assert ids.tolist() == ["A1", "A3", "A0"]
    assert curve.tolist() == [20, 30, 25]


KEY_ACCOUNT = {"revenue": 1_000_000, "growth": 0.4, "active_months": 12, "largest_order_share": 0.1}


def test_tier_a_that_buys_much_and_earns_little_fires_the_portfolios_p4() -> None:
    poor = scored({**KEY_ACCOUNT, "net_contribution": 70}, {"revenue": 1_000_000, "net_contribution": 100})
    assert poor.tier[0] == "A"
    assert profit_of_the_top(poor).state == "clear"
    poorer = scored({**KEY_ACCOUNT, "net_contribution": 60}, {"revenue": 1_000_000, "net_contribution": 100})
    assert profit_of_the_top(poorer).state == "fired"
    assert profit_of_the_top(scored(SMALL)).state == "not testable"


def test_a_small_account_with_potential_that_nobody_visits_is_listed() -> None:
    small = {**SMALL, "growth": -0.5, "active_months": 0, "largest_order_share": 1, "contribution_rate": -0.05}
    promising = {"headroom": 700_000, "growth_outlook": 7, "strategic_fit": 7, "days_since_touch": "never"}
    verdicts = scored({**small, "gross_margin": 0, **promising}, {**small, **promising, "days_since_touch": 10})
    assert verdicts.tier[0] in {"C", "D"}
    assert neglected_small(verdicts) == ["A0"]


def test_sums_by_label_keep_what_has_no_label() -> None:
    found = groups(scored({"revenue": 5}, {"revenue": 7}, {}), ["north", None, "north"])
    assert [(g.label, g.accounts, g.revenue) for g in found] == [("north", 2, 5.0), (None, 1, 7.0)]


def test_the_document_is_plain_json() -> None:
    verdicts = scored({**BIG, "days_since_touch": "never"}, {})
    said = json.loads(json.dumps(document(verdicts), allow_nan=False))
    first, second = said["accounts"]
    assert first["metrics"]["days_since_touch"] == "never"
    assert first["metrics"]["growth"] is None
    assert first["points"]["service_share_intrinsic"] is None
    assert (second["rated"], second["provisional"], second["tier"], second["contributions"]) == (False, False, None, {})
    assert set(said["portfolio"]["pyramids"]) == {"profit", "volume", "potential"}
    assert set(said["portfolio"]["concentration"]) == {"top_20_percent", "top_1", "top_3", "top_10", "hhi"}
    assert said["calibration"]["revenue"] == [[0, 0], [1_000_000, 100]]
    assert set(said["portfolio"]["pitfalls"]) == {"P2", "P4"}
