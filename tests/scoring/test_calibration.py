"""Calibration: breakpoints from the book's own distribution."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.calibration import Calibration, breakpoints, calibrate
from scoring.quantiles import quantile
from scoring.rubric import load_default
from tests.scoring.making import table_of

DAY = date(2025, 6, 30)


def calibrated(revenues: list[float | None], **flags: list[bool]) -> Calibration:
    table = table_of([{"revenue": revenue} for revenue in revenues], **flags)
    return calibrate(table, load_default(), DAY, "2025-06-30")


def of_revenue(revenues: list[float | None], **flags: list[bool]) -> tuple[tuple[float, float], ...] | None:
    return calibrated(revenues, **flags).rubric.criteria["revenue"].breakpoints


def test_quantiles_of_the_book_get_the_points_of_the_rubric() -> None:
    assert of_revenue([float(n) for n in range(0, 101)]) == (
        (0, 0),
        (5, 5),
        (25, 25),
        (50, 50),
        (75, 75),
        (95, 95),
        (100, 100),
    )


def test_quantiles_lie_between_accounts_on_a_straight_line() -> None:
    """Five accounts: the 5 % quantile is at position 0.2, so a fifth of the way from 10 to 20."""
    assert of_revenue([50.0, 10.0, 30.0, 20.0, 40.0]) == (
        (10, 0),
        (12, 5),
        (20, 25),
        (30, 50),
        (40, 75),
        (48, 95),
        (50, 100),
    )


def test_amounts_are_rounded_half_up_to_whole_units() -> None:
    found = of_revenue([0.5, 0.5, 1.5, 2.5, -0.5])
    assert found is not None
    assert [x for x, _ in found] == [0, 1, 2, 3]
    assert found[0] == (0, pytest.approx(2.5))  # -0.5 and -0.3 become 0: the mean of 0 and 5 points


def test_of_equal_amounts_one_stays_with_the_mean_of_their_points() -> None:
    assert of_revenue([7.0] * 5) == ((7, pytest.approx(350 / 7)),)
    assert of_revenue([1.0, 1.0, 1.0, 1.0, 9.0]) == ((1, pytest.approx(155 / 5)), (7, 95), (9, 100))


def test_only_accounts_with_an_order_in_the_window_count() -> None:
    revenues: list[float | None] = [10.0, 20.0, 30.0, 40.0, 50.0, 1e6]
    counted = of_revenue(revenues, ordered_in_window=[True] * 5 + [False])
    assert counted is not None
    assert counted[-1] == (50, 100)


def test_missing_amounts_do_not_count() -> None:
    assert of_revenue([1.0, 2.0, 3.0, 4.0, 5.0, None]) == of_revenue([1.0, 2.0, 3.0, 4.0, 5.0])


def test_with_fewer_than_five_accounts_a_metric_stays_uncalibrated_and_says_so() -> None:
    found = calibrated([1.0, 2.0, 3.0, 4.0, None])
    assert found.calibrated == ()
    assert found.rubric.criteria["revenue"].breakpoints is None
    assert found.uncalibrated["revenue"] == "4 accounts with orders have it, 5 are needed"
    assert found.uncalibrated["headroom"] == "0 accounts with orders have it, 5 are needed"


def test_the_new_version_is_dated_and_leaves_everything_else_as_it_was() -> None:
    found, before = calibrated([1.0, 2.0, 3.0, 4.0, 5.0]), load_default()
    assert (found.rubric.version, found.rubric.in_force_since) == ("2025-06-30", DAY)
    assert found.calibrated == ("revenue",)
    assert found.rubric.criteria["growth"] == before.criteria["growth"]
    assert found.rubric.perspectives == before.perspectives


def test_calibrating_again_replaces_old_breakpoints_also_by_none() -> None:
    first = calibrated([1.0, 2.0, 3.0, 4.0, 5.0]).rubric
    again = calibrate(table_of([{"revenue": 1.0}]), first, DAY, "later")
    assert again.rubric.criteria["revenue"].breakpoints is None


@settings(max_examples=50)
@given(st.lists(st.floats(-1e9, 1e9), min_size=5, max_size=60))
def test_breakpoints_rise_and_lie_within_the_book(values: list[float]) -> None:
    found = breakpoints(np.array(values), load_default())
    xs, points = zip(*found, strict=True)
    assert list(xs) == sorted(set(xs))
    assert list(points) == sorted(points)
    assert min(values) - 0.5 <= xs[0]
    assert xs[-1] <= max(values) + 0.5


@settings(max_examples=50)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.floats(0, 1))
def test_quantiles_are_numpys_linear_ones(values: list[float], q: float) -> None:
    assert quantile(np.array(values), q) == pytest.approx(np.quantile(values, q), abs=1e-6)
