"""Rounding to 0.1 half up, and shown parts that sum to the shown whole."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rounding import shown_parts, to_tenth, to_whole


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (74.95, 75.0),
        (74.949, 74.9),
        (0.05, 0.1),
        (0.15, 0.2),
        (66.25, 66.3),
        (0.1 + 0.2, 0.3),
        (100.0, 100.0),
        (0.0, 0.0),
    ],
)
def test_halves_go_up(value: float, rounded: float) -> None:
    assert to_tenth(np.array([value]))[0] == rounded


@given(st.integers(0, 1_000_000))
def test_it_is_the_decimal_rounding_of_the_number_as_written(ten_thousandths: int) -> None:
    exact = Decimal(ten_thousandths) / 10_000
    expected = float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))
    assert to_tenth(np.array([ten_thousandths / 10_000]))[0] == expected


def test_missing_stays_missing() -> None:
    assert np.isnan(to_tenth(np.array([np.nan]))[0])


@pytest.mark.parametrize(("value", "rounded"), [(2.5, 3), (-2.5, -2), (-2.6, -3), (1e9 + 0.5, 1e9 + 1), (-0.3, 0)])
def test_whole_units_round_half_towards_plus_infinity(value: float, rounded: float) -> None:
    assert to_whole(np.array([value]))[0] == rounded


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20).map(lambda parts: [p / len(parts) for p in parts]))
def test_parts_sum_to_the_rounded_whole_and_move_by_less_than_a_tenth(parts: list[float]) -> None:
    total = to_tenth(np.array([sum(parts)]))
    shown = shown_parts(np.array([[part] for part in parts]), total)[:, 0]
    assert shown.sum() == pytest.approx(total[0], abs=1e-9)
    assert np.abs(shown - parts).max() < 0.1 + 1e-8


def test_equal_remainders_go_to_the_earlier_part() -> None:
    parts = np.array([[1.25], [1.25], [1.25], [1.25]])
    assert shown_parts(parts, np.array([5.0]))[:, 0].tolist() == [1.3, 1.3, 1.2, 1.2]


def test_a_missing_part_stays_missing_and_counts_as_nothing() -> None:
    shown = shown_parts(np.array([[np.nan], [0.55], [0.25]]), np.array([0.8]))[:, 0]
    assert np.isnan(shown[0])
    assert shown[1:].tolist() == [0.6, 0.2]
