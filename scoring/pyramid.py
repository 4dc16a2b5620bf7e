"""Pyramids (`domain.md` §5, article §2.2): weighted sets of criteria with the tiers' four levels; and the single-metric view."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.points import mean_of_measured, weighted
from scoring.rounding import DUST, sum_of_known, to_tenth
from scoring.rubric import Rubric
from scoring.rubric.models import TIER_LETTERS
from scoring.table import BoolArray, FloatArray
from scoring.tiers import NONE, Codes, tier_codes
from scoring.verdicts import Verdicts

NOT_RATED = "not rated"


@dataclass(frozen=True, slots=True)
class Level:
    """One level. Shares are 0-1, None where the book's sum is not above 0 (or there is no account)."""

    accounts: int
    share_of_accounts: float | None
    share_of_revenue: float | None
    share_of_net_contribution: float | None


def pyramid_codes(verdicts: Verdicts, pyramid: str) -> Codes:
    """The level (tier code) of each account in a pyramid of the rubric. Raises KeyError for an unknown one."""
    rubric = verdicts.rubric
    sums, coverage = weighted(verdicts.points, rubric.pyramids[pyramid].criteria)
    return tier_codes(to_tenth(mean_of_measured(sums, coverage, rubric.setting("perspective_minimum"))), rubric)


def levels(verdicts: Verdicts, codes: Codes) -> dict[str, Level]:
    """What each level holds, from A down, "not rated" last. `codes`: tier codes of the accounts."""
    names = (*TIER_LETTERS, NOT_RATED)
    return {name: _level(verdicts, codes == (NONE if name == NOT_RATED else i)) for i, name in enumerate(names)}


def _level(verdicts: Verdicts, members: BoolArray) -> Level:
    count = int(members.sum())
    return Level(
        accounts=count,
        share_of_accounts=count / len(members) if len(members) else None,
        share_of_revenue=share_of_sum(verdicts.table.column("revenue"), members),
        share_of_net_contribution=share_of_sum(verdicts.table.column("net_contribution"), members),
    )


def share_of_sum(values: FloatArray, members: BoolArray) -> float | None:
    """Share of the members in the sum of what is known; None where that sum is not above 0."""
    whole = sum_of_known(values)
    return sum_of_known(values[members]) / whole if whole > 0 else None


def pyramids(verdicts: Verdicts) -> dict[str, dict[str, Level]]:
    """Every pyramid of the rubric."""
    return {name: levels(verdicts, pyramid_codes(verdicts, name)) for name in verdicts.rubric.pyramids}


def single_metric_codes(values: FloatArray, rubric: Rubric) -> Codes:
    """Classic ABC by cumulative share: A while the accounts before hold less than 80 %, then B to 95 %, then C.

    Shares of the sum of positive values; C also for values not above 0; none where the metric is missing. Of equal values
    the earlier account comes first.
    """
    positive = np.where(values > 0, values, 0.0)
    order = np.argsort(-positive, kind="stable")
    before = np.cumsum(positive[order]) - positive[order]
    share = np.empty(len(values))
    share[order] = before / max(float(positive.sum()), DUST)
    bounds = [rubric.single_metric[name].value for name in ("A_below", "B_below")]
    codes = sum((share >= bound - DUST).astype(np.int8) for bound in bounds)
    codes = np.where(values > 0, codes, len(bounds))
    return np.where(np.isnan(values), NONE, codes).astype(np.int8)
