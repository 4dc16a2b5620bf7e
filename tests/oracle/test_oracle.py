"""The oracle against figures worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.oracle.book import Book, Day
from tests.oracle.generate import generate
from tests.oracle.metrics import metrics
from tests.oracle.pitfalls import both, either, state
from tests.oracle.points import breakpoints_of, interpolate, quantile, tenth
from tests.oracle.rubric import BREAKPOINTS, PERSPECTIVES, PYRAMIDS, VALUE_TYPES
from tests.oracle.score import score
from tests.oracle.scorecard import shown, tier_of
from tests.oracle.value_type import winner

DAY = date(2025, 12, 31)


def book(**tables: list[dict[str, object]]) -> Book:
    empty: Book = {name: [] for name in ("order_lines", "concessions", "touches", "signals")}
    return {"accounts": [{"account_id": "1", "name": "One"}], **empty, **tables}


def line(order: str, on: str, net: int, **more: object) -> dict[str, object]:
    return {"account_id": "1", "order_id": order, "order_date": date.fromisoformat(on), "net_amount": net, **more}


def test_weights_add_up_to_a_hundred() -> None:
    assert sum(weight for weight, _, _ in PERSPECTIVES.values()) == 100
    groups = [criteria for _, _, criteria in PERSPECTIVES.values()]
    assert {sum(group.values()) for group in (*groups, *PYRAMIDS.values(), *VALUE_TYPES.values())} == {100}


def test_the_window_excludes_its_first_day_and_includes_the_day_itself() -> None:
    lines = [line("a", "2024-12-31", 100_00), line("b", "2025-01-01", 30_00), line("c", "2025-12-31", 4_00)]
    found = metrics(Day(book(order_lines=lines), DAY), "1")
    assert found["revenue"] == 34
    assert found["prior_revenue"] is None  # the book starts after D-730d
    assert found["orders"] == 2
    assert found["active_months"] == 2


def test_an_unpaid_line_waits_until_the_day_and_a_later_payment_is_not_seen() -> None:
    terms = {"due_date": date(2025, 12, 20), "paid_date": date(2026, 1, 5)}
    lines = [line("a", "2025-12-01", 100_00, **terms), line("b", "2025-12-11", 100_00, paid_date=date(2025, 12, 21))]
    found = metrics(Day(book(order_lines=lines), DAY), "1")
    assert found["days_to_pay"] == 20  # (30 + 10) / 2
    assert found["overdue_rate"] == Fraction(1, 2)


def test_contribution_needs_costs_of_eighty_percent_of_the_net() -> None:
    known = line("a", "2025-06-01", 80_00, cost_amount=50_00)
    enough, little = line("b", "2025-06-01", 20_00), line("b", "2025-06-01", 20_01)
    assert metrics(Day(book(order_lines=[known, enough]), DAY), "1")["net_contribution"] == 30
    assert metrics(Day(book(order_lines=[known, little]), DAY), "1")["net_contribution"] is None


def test_of_equal_largest_orders_the_later_counts() -> None:
    lines = [line("a", "2025-01-10", 50_00), line("b", "2025-03-10", 50_00), line("c", "2025-12-30", 10_00)]
    found = metrics(Day(book(order_lines=lines), DAY), "1")
    assert found["days_since_largest"] == 296
    assert found["after_largest_share"] == Fraction(1, 5)


def test_of_one_day_the_signal_recorded_last_counts_and_old_ones_expire() -> None:
    def signal(key: str, value: int, on: str) -> dict[str, object]:
        day = date.fromisoformat(on)
        return {"account_id": "1", "key": key, "value": Fraction(value), "observed_on": day}

    rows = [
        signal("satisfaction", 3, "2025-05-01"),
        signal("satisfaction", 7, "2025-05-01"),
        signal("satisfaction", 1, "2025-04-30"),
        signal("influence", 5, "2024-07-08"),  # 541 days old
        signal("strategic_fit", 5, "2024-07-09"),
    ]
    found = metrics(Day(book(signals=rows), DAY), "1")
    assert (found["satisfaction"], found["influence"], found["strategic_fit"]) == (7, None, 5)


def test_interpolation_is_linear_between_breakpoints_and_flat_outside() -> None:
    table = BREAKPOINTS["contribution_rate"]
    assert [interpolate(table, Fraction(x)) for x in ("-1", "0.05", "0.20", "1")] == [0, 25, 70, 100]


def test_scores_are_rounded_half_up_to_a_tenth() -> None:
    assert [tenth(Fraction(x)) for x in ("54.95", "54.949", "-0.05")] == [55, Fraction("54.9"), 0]


def test_equal_breakpoints_keep_one_with_the_mean_of_their_points() -> None:
    assert breakpoints_of([Fraction(7)] * 5) == [(7, 50)]
    found = breakpoints_of([Fraction(x) for x in (0, 0, 0, 10, 20)])
    assert found == [(0, 20), (10, 75), (18, 95), (20, 100)]
    assert quantile([Fraction(1), Fraction(2)], Fraction("0.25")) == Fraction("1.25")


def test_shown_contributions_sum_to_the_shown_whole() -> None:
    parts = {"a": Fraction("10.04"), "b": Fraction("20.04"), "c": Fraction("5.04")}
    assert shown(parts) == {"a": Fraction("10.1"), "b": 20, "c": 5}


def test_tiers_start_at_their_cuts() -> None:
    assert [tier_of(Fraction(x)) for x in ("75", "74.9", "55", "35", "34.9", "0")] == list("ABBCDD")


@pytest.mark.parametrize(
    ("scores", "kind"),
    [
        ({"intrinsic": 60, "extrinsic": 50}, "intrinsic"),
        ({"intrinsic": 55, "extrinsic": 60}, "mixed (extrinsic/intrinsic)"),
        ({"intrinsic": 60, "strategic": 60}, "mixed (intrinsic/strategic)"),
        ({"intrinsic": 49, "strategic": 10}, "undetermined"),
        ({"intrinsic": 99}, "undetermined"),
    ],
)
def test_the_winner_needs_half_of_the_scale_and_a_lead_of_ten(scores: dict[str, int], kind: str) -> None:
    assert winner({name: Fraction(score) for name, score in scores.items()}) == kind


def test_unknowns_decide_nothing_that_the_known_parts_already_decide() -> None:
    assert both(False, None) is False
    assert either(True, None) is True
    assert [state(None, True), state(None, False), state(False, False)] == ["watch", "not testable", "clear"]


def test_the_generator_repeats_itself_and_every_book_can_be_scored() -> None:
    assert generate(7) == generate(7)
    for seed in range(20):
        rows, day = generate(seed)
        assert len(score(rows, day, {})["accounts"]) == len(rows["accounts"])
