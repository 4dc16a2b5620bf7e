"""A change of verdict, split into data and rubric."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from scoring.changes import Change, Part, change
from scoring.engine import score
from scoring.rubric import Rubric
from scoring.verdicts import Verdicts
from tests.scoring.making import BOOK, CALIBRATED, DAY, rubric_with, scored, table_of
from tests.scoring.test_laws import accounts, few
from tests.scoring.test_nearest import ACCOUNT, MIDDLE

BEFORE = date(2024, 12, 31)
OLD = rubric_with()


def with_weights(perspective: str, **weights: float) -> Rubric:
    """A rubric whose perspective holds exactly these criteria."""
    changed = OLD.perspectives[perspective].model_copy(update={"criteria": weights})
    return OLD.model_copy(update={"version": "new", "perspectives": {**OLD.perspectives, perspective: changed}})


NEW = with_weights("sales", revenue=60.0, growth=20.0, active_months=20.0)


def verdicts(account: dict[str, Any], rubric: Rubric = OLD, day: date = DAY) -> Verdicts:
    return score(table_of([account]), rubric, BOOK, day)


def changed(before: dict[str, Any], after: dict[str, Any], rubric: Rubric = NEW) -> Change:
    return change(verdicts(before, day=BEFORE), verdicts(after), verdicts(after, rubric))


@few
@given(accounts, accounts)
def test_the_two_parts_are_the_whole_and_their_criteria_sum_to_them(
    before: dict[str, float], after: dict[str, float]
) -> None:
    found = changed(before, after)
    assert (found.total_before, found.tier_before) == (found.data.total_before, found.data.tier_before)
    assert (found.data.total_after, found.data.tier_after) == (found.rubric.total_before, found.rubric.tier_before)
    assert (found.rubric.total_after, found.rubric.tier_after) == (found.total_after, found.tier_after)
    for part in (found.data, found.rubric):
        if part.total_change is not None:
            assert math.fsum(one.change or 0 for one in part.criteria) == pytest.approx(part.total_change, abs=1e-9)
    if found.data.total_change is not None and found.rubric.total_change is not None:
        assert found.total_change == pytest.approx(found.data.total_change + found.rubric.total_change)


@few
@given(accounts, accounts)
def test_those_that_moved_most_come_first(before: dict[str, float], after: dict[str, float]) -> None:
    for part in (changed(before, after).data, changed(before, after).rubric):
        if part.total_change is not None:
            moved = [abs((one.contribution_after or 0) - (one.contribution_before or 0)) for one in part.criteria]
            assert moved == sorted(moved, reverse=True)


def test_new_data_under_one_rubric_is_data_change_alone() -> None:
    found = changed(MIDDLE, MIDDLE | {"revenue": 912_500}, OLD)
    assert (found.total_change, found.tier_before, found.tier_after) == (5.0, "C", "B")
    assert (found.data.total_change, [one.criterion for one in found.data.criteria]) == (5.0, ["revenue"])
    assert found.rubric == Part(55.0, 55.0, 0.0, "B", "B", (), ())


def test_a_new_rubric_on_the_same_data_is_rubric_change_alone() -> None:
    """Sales at 100, 50, 50, 50 points: 70 under the old weights, 80 under the new ones."""
    account = MIDDLE | {"revenue": 1_000_000}
    found = changed(account, account)
    assert (found.data.total_change, found.data.criteria, found.data.pitfalls) == (0.0, (), ())
    assert found.rubric.total_change == found.total_change == 3.0
    revenue, largest = found.rubric.criteria
    assert (revenue.criterion, revenue.change) == ("revenue", 6.0)
    assert revenue.points_before == revenue.points_after == 100.0
    assert (largest.criterion, largest.change, largest.contribution_after) == ("largest_order_share", -3.0, None)


def test_new_breakpoints_are_the_rubrics_doing() -> None:
    doubled = rubric_with(CALIBRATED | {"revenue": ((0, 0), (500_000, 100))})
    (one,) = [each for each in changed(MIDDLE, MIDDLE, doubled).rubric.criteria if each.criterion == "revenue"]
    assert (one.value_before, one.value_after, one.points_before, one.points_after) == (500_000, 500_000, 50.0, 100.0)


def test_a_gate_changes_the_tier_without_the_total_and_the_pitfall_says_so() -> None:
    steady = ACCOUNT | {"largest_order_share": 0.6, "after_largest_share": 0}
    found = changed(steady | {"days_since_largest": 300}, steady | {"days_since_largest": 400}, OLD)
    assert (found.data.total_change, found.data.criteria) == (0.0, ())
    assert (found.tier_before, found.tier_after) == ("B", "C")
    assert ("P3", "watch", "fired") in [(one.pitfall, one.before, one.after) for one in found.data.pitfalls]


def test_an_end_that_is_not_rated_has_no_change_of_total_but_says_what_is_new() -> None:
    found = changed({"influence": 5}, ACCOUNT)
    assert (found.total_before, found.total_change, found.data.total_change) == (None, None, None)
    assert (found.tier_before, found.tier_after) == (None, found.rubric.tier_after)
    assert found.rubric.total_change is not None
    assert {one.change for one in found.data.criteria} == {None}
    revenue = next(one for one in found.data.criteria if one.criterion == "revenue")
    assert (revenue.value_before, revenue.value_after, revenue.contribution_before) == (None, 500_000, None)
    back = changed(ACCOUNT, {"influence": 5})
    assert (back.total_after, back.tier_after, back.total_change, back.rubric.total_change) == (None, None, None, None)


def test_the_three_must_be_of_one_account_one_old_rubric_and_one_new_day() -> None:
    other = scored(ACCOUNT, ACCOUNT).one(1)
    with pytest.raises(ValueError, match="a change is one account's and these are A0, A1"):
        change(other, verdicts(ACCOUNT), verdicts(ACCOUNT))
    with pytest.raises(ValueError, match="old and middle need the same rubric and have default and new"):
        change(verdicts(ACCOUNT), verdicts(ACCOUNT, NEW), verdicts(ACCOUNT, NEW))
    with pytest.raises(ValueError, match="middle and new need the same day and have 2024-12-31 and 2025-12-31"):
        change(verdicts(ACCOUNT), verdicts(ACCOUNT, day=BEFORE), verdicts(ACCOUNT, NEW))
    with pytest.raises(ValueError, match="one account and 2 were given"):
        change(scored(ACCOUNT, ACCOUNT), verdicts(ACCOUNT), verdicts(ACCOUNT))


def test_it_can_be_written_as_json() -> None:
    assert json.loads(json.dumps(asdict(changed(MIDDLE, ACCOUNT))))["account_id"] == "A0"
