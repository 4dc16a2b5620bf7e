"""Laws of scoring that hold for every account, whatever is missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import engine
from scoring.rounding import to_tenth
from scoring.verdicts import Verdicts
from tests.scoring.making import BOOK, DAY, rubric_with, scored, table_of

RUBRIC = rubric_with()
RANGES = {"rating": (0, 10), "ratio": (-0.5, 1.2), "days": (0, 200), "count": (0, 15), "money": (-1e4, 1.2e6)}
BESIDE = {
    "margin_rate": (-0.5, 0.9),
    "concession_rate": (0, 0.4),
    "prior_concession_rate": (0, 0.4),
    "unreciprocated_share": (0, 1),
    "after_largest_share": (0, 0.2),
    "days_since_largest": (0, 800),
    "days_since_touch": (0, 300),
    "net_contribution": (-1e5, 1e5),
    "hours": (0, 50),
}
METRICS: dict[str, tuple[float, float]] = {c.metric: RANGES[c.unit] for c in RUBRIC.criteria.values()} | BESIDE
SCORECARD = RUBRIC.nominal_weights()


def values(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers as metrics have them: not finer than a millionth."""
    return st.one_of(st.floats(low, high).map(lambda x: round(x, 6)), st.sampled_from([float(low), float(high), 0.0]))


few = settings(max_examples=40, deadline=None)  # the machine is shared; an account tries a hundred things at once
accounts = st.fixed_dictionaries({}, optional={key: values(*bounds) for key, bounds in METRICS.items()})
complete = st.fixed_dictionaries({key: values(*bounds) for key, bounds in METRICS.items()})


@few
@given(accounts)
def test_shown_contributions_sum_to_the_shown_total(account: dict[str, float]) -> None:
    verdict = scored(account).verdict(0)
    if verdict.total is None:
        assert verdict.contributions == {}
    else:
        assert sum(verdict.contributions.values()) == pytest.approx(verdict.total, abs=1e-9)


@few
@given(accounts)
def test_each_shown_contribution_is_within_a_tenth_of_the_exact_one(account: dict[str, float]) -> None:
    for line in scored(account).verdict(0).criteria:
        if line.shown is not None:
            assert abs(line.shown - line.contribution) < 0.1 + 1e-9
            assert line.contribution == pytest.approx(line.final_weight * points(account, line.criterion), abs=1e-9)


def points(account: dict[str, float], criterion: str) -> float:
    return float(scored(account).points[criterion][0])


@few
@given(accounts)
def test_final_weights_of_a_rated_account_sum_to_one(account: dict[str, float]) -> None:
    verdict = scored(account).verdict(0)
    assert sum(line.final_weight for line in verdict.criteria) == pytest.approx(1 if verdict.rated else 0)


@few
@given(accounts)
def test_the_range_contains_the_total_unless_a_perspective_is_left_out(account: dict[str, float]) -> None:
    verdict = scored(account).verdict(0)
    low, high = verdict.range
    assert 0 <= low <= high <= 100
    left_out = any(part.score is None and part.coverage > 0 for part in verdict.perspectives.values())
    if verdict.total is not None and not left_out:
        assert low <= verdict.total <= high


@few
@given(accounts)
def test_the_range_is_the_total_with_what_is_missing_at_worst_and_at_best(account: dict[str, float]) -> None:
    """Worst and best are put into the metrics themselves, and scored like any account."""
    low, high = scored(account).verdict(0).range
    worst, best = dict(account), dict(account)
    for key in SCORECARD:
        criterion = RUBRIC.criteria[key]
        if criterion.metric not in account:
            ends = [x for x, _ in criterion.breakpoints or ()]
            worst[criterion.metric], best[criterion.metric] = (
                (ends[0], ends[-1]) if criterion.better == "more" else (ends[-1], ends[0])
            )
    # a sum in another order may fall on the other side of a half
    assert scored(worst).total[0] == pytest.approx(low, abs=0.1 + 1e-9)
    assert scored(best).total[0] == pytest.approx(high, abs=0.1 + 1e-9)


@few
@given(accounts)
def test_coverage_is_the_weight_of_what_is_measured(account: dict[str, float]) -> None:
    verdict = scored(account).verdict(0)
    measured = sum(w for key, w in SCORECARD.items() if RUBRIC.criteria[key].metric in account)
    assert verdict.coverage == pytest.approx(measured)
    assert verdict.provisional == (verdict.rated and measured < 0.5 - 1e-9)
    for part in verdict.perspectives.values():
        assert (part.score is not None) == (part.coverage >= 0.5 - 1e-9)


@few
@given(complete)
def test_with_everything_measured_the_score_is_exact(account: dict[str, float]) -> None:
    verdict = scored(account).verdict(0)
    assert verdict.coverage == pytest.approx(1)
    assert verdict.range == (verdict.total, verdict.total)


@few
@given(st.sampled_from(list(RUBRIC.criteria)), st.floats(0, 1), st.floats(0, 1))
def test_points_run_one_way_with_the_metric(key: str, one: float, other: float) -> None:
    criterion = RUBRIC.criteria[key]
    low, high = METRICS[criterion.metric]
    first, second = sorted(low + part * (high - low) for part in (one, other))
    fewer, more = points({criterion.metric: first}, key), points({criterion.metric: second}, key)
    assert fewer <= more + 1e-9 if criterion.better == "more" else more <= fewer + 1e-9
    assert 0 <= min(fewer, more) <= max(fewer, more) <= 100


@few
@given(complete, st.sampled_from(list(SCORECARD)), st.floats(0, 1))
def test_a_better_metric_never_lowers_the_total(account: dict[str, float], key: str, part: float) -> None:
    criterion = RUBRIC.criteria[key]
    low, high = METRICS[criterion.metric]
    best = high if criterion.better == "more" else low
    better = account | {criterion.metric: account[criterion.metric] + part * (best - account[criterion.metric])}
    assert scored(better).total[0] >= scored(account).total[0] - 1e-9


def columns(verdicts: Verdicts) -> dict[str, Any]:
    """Everything decided, as comparable lists."""
    return {
        "total": verdicts.total.tolist(),
        "low": verdicts.low.tolist(),
        "high": verdicts.high.tolist(),
        "coverage": verdicts.coverage.tolist(),
        "tier": verdicts.tier.tolist(),
        "quadrant": verdicts.quadrant.tolist(),
        "type": verdicts.value_type.tolist(),
        "mismatch": verdicts.value_types.mismatch.tolist(),
        **{key: states.tolist() for key, states in verdicts.pitfalls.items()},
    }


@few
@given(st.lists(accounts, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(rows: list[dict[str, float]], random: Any) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    straight, shuffled = columns(scored(*rows)), columns(scored(*(rows[i] for i in order)))
    for key, column in straight.items():
        assert repr([column[i] for i in order]) == repr(shuffled[key]), key


@few
@given(st.lists(accounts, min_size=1, max_size=8), st.integers(1, 3))
def test_the_size_of_a_batch_is_irrelevant(rows: list[dict[str, float]], size: int) -> None:
    whole = scored(*rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "BATCH", size)
        batched = scored(*rows)
    assert repr(columns(whole)) == repr(columns(batched))
    assert repr([whole.verdict(i) for i in range(len(rows))]) == repr(list(batched))


@few
@given(st.lists(accounts, min_size=1, max_size=5))
def test_one_account_scores_as_it_does_among_others(rows: list[dict[str, float]]) -> None:
    together = scored(*rows)
    for i, row in enumerate(rows):
        alone = engine.score(table_of([row]), RUBRIC, BOOK, DAY).verdict(0)
        assert (alone.total, alone.tier, alone.pitfalls) == (
            together.verdict(i).total,
            together.verdict(i).tier,
            together.verdict(i).pitfalls,
        )


@few
@given(accounts)
def test_a_pitfall_that_is_not_testable_says_what_is_missing(account: dict[str, float]) -> None:
    for pitfall in scored(account).verdict(0).pitfalls.values():
        assert bool(pitfall.missing) == (pitfall.state == "not testable"), pitfall


@few
@given(accounts)
def test_a_gate_is_listed_exactly_where_it_lowers_the_tier(account: dict[str, float]) -> None:
    verdict = scored(account).verdict(0)
    assert bool(verdict.gates) == (verdict.tier != verdict.tier_before_gates)


@few
@given(accounts)
def test_scores_are_shown_to_a_tenth(account: dict[str, float]) -> None:
    verdict = scored(account).verdict(0)
    scores = [verdict.total, verdict.actual, verdict.potential, *verdict.range, *verdict.points.values()]
    scores += [*verdict.value_type.scores.values(), *(part.score for part in verdict.perspectives.values())]
    known = np.array([score for score in scores if score is not None])
    assert (to_tenth(known) == known).all()
