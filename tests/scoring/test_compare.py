"""Accounts side by side: what decides the difference first."""

from __future__ import annotations

import json
import math
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.compare import Compared, Comparison, compare
from tests.scoring.making import rubric_with, scored
from tests.scoring.test_laws import accounts, few
from tests.scoring.test_nearest import ACCOUNT, MIDDLE


def lines(found: Comparison) -> dict[str, Compared]:
    return {line.criterion: line for line in found.criteria}


@few
@given(st.lists(accounts, min_size=2, max_size=5))
def test_each_column_is_the_accounts_own_verdict(rows: list[dict[str, float]]) -> None:
    verdicts = scored(*rows)
    found = compare(verdicts)
    for place, verdict in enumerate(verdicts):
        for line in verdict.criteria:
            mine = lines(found)[line.criterion]
            assert (mine.values[place], mine.points[place], mine.shown[place]) == (line.value, line.points, line.shown)
        total = math.fsum(line.shown[place] or 0.0 for line in found.criteria)
        assert total == pytest.approx(verdict.total or 0.0, abs=1e-9)


@few
@given(st.lists(accounts, min_size=2, max_size=5))
def test_the_largest_spread_comes_first_and_those_without_one_last(rows: list[dict[str, float]]) -> None:
    found = compare(scored(*rows)).criteria
    spreads = [-1.0 if line.spread is None else line.spread for line in found]
    assert spreads == sorted(spreads, reverse=True)
    assert len({line.criterion for line in found}) == len(rubric_with().scorecard_order()) == len(found)
    for line in found:
        known = [value for value in line.contributions if value is not None]
        assert (line.spread is None) == (len(known) < 2)
        assert line.spread is None or line.spread == pytest.approx(max(known) - min(known))


def test_what_differs_most_by_weight_and_points_decides() -> None:
    """Revenue: 0.12 x 41.25 = 4.95; influence: 0.0375 x 50 = 1.875; everything else is equal."""
    found = compare(scored(MIDDLE, MIDDLE | {"revenue": 912_500, "influence": 10}))
    first, second, *rest = found.criteria
    assert (first.criterion, first.perspective, first.side, first.metric) == ("revenue", "sales", "actual", "revenue")
    assert first.values == (500_000, 912_500)
    assert first.points == (50.0, 91.3)
    assert first.contributions == pytest.approx((6.0, 10.95))
    assert first.spread == pytest.approx(4.95)
    assert second.criterion == "influence"
    assert second.spread == pytest.approx(1.875)
    order = [key for _, key in rubric_with().scorecard_order() if key not in {"revenue", "influence"}]
    assert [line.criterion for line in rest] == order
    assert [(account.account_id, account.total, account.tier) for account in found.accounts] == [
        ("A0", 50.0, "C"),
        ("A1", 56.8, "B"),
    ]


def test_what_is_missing_is_none_and_not_nothing() -> None:
    without = {key: value for key, value in ACCOUNT.items() if key != "growth"}
    growth = lines(compare(scored(ACCOUNT, without)))["growth"]
    assert (growth.values[1], growth.points[1], growth.contributions[1], growth.shown[1]) == (None,) * 4
    assert growth.spread is None
    three = lines(compare(scored(ACCOUNT, without, ACCOUNT | {"growth": 0.4})))["growth"]
    assert three.spread == pytest.approx((three.contributions[2] or 0) - (three.contributions[0] or 0))


def test_an_account_without_a_total_has_no_contributions() -> None:
    found = compare(scored(ACCOUNT, {"influence": 5}))
    assert found.accounts[1].total is None
    assert lines(found)["influence"].points == (50.0, 50.0)
    assert {line.contributions[1] for line in found.criteria} == {None}


@pytest.mark.parametrize("count", [0, 1, 6])
def test_two_to_five_accounts_can_be_compared(count: int) -> None:
    with pytest.raises(ValueError, match=f"2 to 5 accounts can be compared and {count} were given"):
        compare(scored(*[ACCOUNT] * 6).rows(slice(0, count)))


def test_it_can_be_written_as_json() -> None:
    assert len(json.loads(json.dumps(asdict(compare(scored(ACCOUNT, MIDDLE)))))["accounts"]) == 2
