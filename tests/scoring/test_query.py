"""Every condition of a list picks what a plain computation over each account's own figures picks."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest

from prompts.plan import Condition as Named
from prompts.plan import SortKey
from scoring.query import CONDITIONS, figure, matching, of_classes, ordered
from scoring.verdict import Verdict
from scoring.verdicts import Verdicts
from tests.prompts.sample import sample_verdicts
from tests.scoring.making import scored

Plain = Callable[[Verdict, Verdicts], bool]


def known(value: float | None) -> float:
    """A value that no comparison holds for, where it is not known."""
    return math.nan if value is None else value


def metric(one: Verdict, name: str) -> float:
    return known(one.metrics.get(name))


def points(one: Verdict, criterion: str) -> float:
    return next(known(line.points) for line in one.criteria if line.criterion == criterion)


def share(one: Verdict, of: Verdicts) -> float:
    return metric(one, "revenue") / of.context.revenue


PLAIN: dict[str, Plain] = {
    "neglected": lambda one, _: metric(one, "days_since_touch") >= 90,
    "losing_money": lambda one, _: metric(one, "net_contribution") <= 0,
    "losing_margin": lambda one, _: one.keys.trend == "down" or metric(one, "net_contribution") <= 0,
    "low_margin": lambda one, of: metric(one, "margin_rate") < of.context.margin_rate,
    "shrinking": lambda one, _: metric(one, "growth") < 0,
    "growing": lambda one, _: metric(one, "growth") > 0,
    "overdue": lambda one, _: metric(one, "overdue_rate") > 0,
    "slow_payer": lambda one, _: points(one, "days_to_pay") < 35,
    "many_concessions": lambda one, of: metric(one, "concession_rate") >= bound(of, "P5", "concession_rate"),
    "more_concessions": lambda one, _: metric(one, "concession_rate") > metric(one, "prior_concession_rate"),
    "potential": lambda one, of: known(one.potential) >= bound(of, "P2", "potential"),
    "no_owner": lambda one, _: one.account_id in {"001120", "001210", "001560"},
    "provisional": lambda one, _: one.provisional,
    "not_rated": lambda one, _: one.tier is None,
    "mismatch": lambda one, _: one.value_type.mismatch_kind is not None,
    "dependence": lambda one, of: share(one, of) >= bound(of, "P2", "share_watch"),
    "unsatisfied": lambda one, of: metric(one, "satisfaction") < of.rubric.keys["satisfaction_low"].value,
    "complaints": lambda one, _: metric(one, "complaints") > 0,
}


def bound(of: Verdicts, pitfall: str, name: str) -> float:
    return float(of.rubric.threshold(pitfall, name))


def ids(verdicts: Verdicts, rows: np.ndarray) -> set[str]:
    return {str(one) for one in verdicts.table.account_id[rows]}


def test_plans_name_exactly_the_conditions_that_there_are() -> None:
    assert set(CONDITIONS) == set(get_args(Named)) == set(PLAIN)


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_picks_the_accounts_that_a_plain_computation_picks(name: str) -> None:
    sample = sample_verdicts()
    meant = {one.account_id for one in sample.verdicts if PLAIN[name](one, sample.columns)}
    assert ids(sample.columns, matching(sample.columns, [name])) == meant
    assert len(meant) < len(sample.verdicts), "a condition that holds for all tells nothing"


@pytest.mark.parametrize(
    ("now", "before", "lost"), [(95, 100, False), (89, 100, True), (90, 100, False), (-1, -2, True), (5, -5, False)]
)
def test_a_margin_is_lost_beyond_a_tenth_or_when_it_is_gone(now: float, before: float, lost: bool) -> None:
    one = scored({"net_contribution": float(now), "prior_net_contribution": float(before)})
    assert bool(matching(one, ["losing_margin"])[0]) is lost


def test_several_conditions_hold_together() -> None:
    sample = sample_verdicts()
    meant = [PLAIN["shrinking"], PLAIN["complaints"]]
    both = {one.account_id for one in sample.verdicts if all(holds(one, sample.columns) for holds in meant)}
    assert ids(sample.columns, matching(sample.columns, ["shrinking", "complaints"])) == both
    assert matching(sample.columns, []).all()
    with pytest.raises(KeyError):
        matching(sample.columns, ["nonsense"])


def test_what_is_not_known_never_matches() -> None:
    empty = scored({}, ordered=[False], ordered_in_window=[False], signalled=[False])
    met = {name for name in CONDITIONS if matching(empty, [name])[0]}
    assert met <= {"not_rated", "provisional"}
    assert "not_rated" in met


def test_an_account_that_was_never_touched_is_neglected() -> None:
    assert matching(scored({"revenue": 5.0, "days_since_touch": "never"}), ["neglected"])[0]


def test_classes_pick_what_the_verdicts_say() -> None:
    sample = sample_verdicts()
    columns, all_of = sample.columns, sample.verdicts
    tiers = {one.account_id for one in all_of if one.tier in ("A", "D")}
    assert ids(columns, of_classes(columns, tiers=["A", "D"])) == tiers
    quadrants = {one.account_id for one in all_of if one.quadrant == "cultivate"}
    assert ids(columns, of_classes(columns, quadrants=["cultivate"])) == quadrants
    types = {one.account_id for one in all_of if "strategic" in one.value_type.type}
    assert ids(columns, of_classes(columns, value_types=["strategic"])) == types
    for pitfall in ("P1", "P2", "P3", "P4", "P5"):
        fired = {one.account_id for one in all_of if one.pitfalls[pitfall].state == "fired"}
        assert ids(columns, of_classes(columns, pitfalls=[pitfall])) == fired
    assert of_classes(columns).all()


@pytest.mark.parametrize("by", get_args(SortKey))
@pytest.mark.parametrize("most_first", [True, False])
def test_a_list_is_ordered_by_the_figure_with_the_unknown_last(by: str, most_first: bool) -> None:
    columns = sample_verdicts().columns
    rows = matching(columns, ["complaints"]) | of_classes(columns, tiers=["C"])
    found = ordered(columns, rows, by, most_first=most_first)
    assert sorted(found) == [int(at) for at in np.flatnonzero(rows)]
    values = [float(one) for one in figure(columns, by)[found]]
    told = [one for one in values if not math.isnan(one)]
    assert told == sorted(told, reverse=most_first)
    assert not any(math.isnan(one) for one in values[: len(told)])
    same = [(value, at) for value, at in zip(values, found, strict=True) if not math.isnan(value)]
    assert all(one[1] < two[1] for one, two in pairwise(same) if one[0] == two[0])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("most_first", [True, False])
def test_many_accounts_are_ordered_as_a_plain_comparison_orders_them(seed: int, most_first: bool) -> None:
    random = np.random.default_rng(seed)
    values = random.choice([math.nan, math.inf, -math.inf, 0.0, -0.0, 1.5, -1.5, *random.normal(size=20)], 500)
    columns = scored(*({"growth": float(one)} for one in values))
    rows = random.random(len(values)) < 0.8

    def place(at: int) -> tuple[bool, float, int]:
        value = float(values[at])
        return math.isnan(value), 0.0 if math.isnan(value) else -value if most_first else value, at

    meant = sorted((at for at in range(len(values)) if rows[at]), key=place)
    assert ordered(columns, rows, "growth", most_first=most_first) == meant


@pytest.mark.parametrize("kind", ["intrinsic", "extrinsic", "strategic"])
def test_a_mixed_type_counts_for_both(kind: str) -> None:
    of = {"service_share": 0.5, "price_focus": 9.0, "strategic_fit": 9.0, "satisfaction": 9.0}
    random = np.random.default_rng(3)
    columns = scored(*({key: float(random.random() * value) for key, value in of.items()} for _ in range(300)))
    meant = [kind in str(one) for one in columns.value_type]
    assert of_classes(columns, value_types=[kind]).tolist() == meant
