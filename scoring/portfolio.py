"""The book as a whole (`domain.md` §7 portfolio level, §10): concentration, whale curve, P2 and P4, sums by group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.pitfalls import evaluate, small_neglected
from scoring.pyramid import share_of_sum
from scoring.rounding import DUST
from scoring.subjects import Subjects
from scoring.table import BoolArray, FloatArray, TextArray
from scoring.ternary import TRUE
from scoring.verdict import PitfallState
from scoring.verdicts import Verdicts

RANKS = (1, 3, 10)


@dataclass(frozen=True, slots=True)
class Concentration:
    """Shares (0-1) of the largest accounts in the sum, over accounts with a positive value; None without such."""

    top_20_percent: float | None
    top_1: float | None
    top_3: float | None
    top_10: float | None
    hhi: float | None


@dataclass(frozen=True, slots=True)
class ProfitOfTheTop:
    """P4 of the portfolio: tier A's shares (0-1), None where they cannot be told."""

    state: PitfallState
    share_of_revenue: float | None
    share_of_net_contribution: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts of one label. `revenue` and `net_contribution` are sums of what is known, in major units."""

    label: str | None
    accounts: int
    revenue: float
    net_contribution: float


def concentration(values: FloatArray, top_share: float) -> Concentration:
    """Measured, never assumed: what the top accounts really hold. `top_share`: 0.2 for the top 20 % (rounded up)."""
    ranked = np.sort(values[values > 0])[::-1]
    if len(ranked) == 0:
        return Concentration(None, None, None, None, None)
    shares = ranked / math.fsum(ranked)
    top = math.ceil(len(shares) * top_share - DUST)
    first, three, ten = (math.fsum(shares[:rank]) for rank in RANKS)
    return Concentration(math.fsum(shares[:top]), first, three, ten, math.fsum(shares**2))


def whale_curve(verdicts: Verdicts) -> tuple[TextArray, FloatArray]:
    """Account ids by falling net contribution, and its running sum in major units; accounts without one are left out."""
    values = verdicts.table.column("net_contribution")
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(-values[known], kind="stable")]
    return verdicts.table.account_id[order], np.cumsum(values[order])


def neglected_small(verdicts: Verdicts) -> list[str]:
    """P2 of the portfolio: ids of the small accounts with potential that nobody visits."""
    return [str(verdicts.table.account_id[at]) for at in neglected_rows(verdicts)]


def neglected_rows(verdicts: Verdicts) -> list[int]:
    """The same as rows."""
    before = verdicts.tier_codes_before_gates
    column = Subjects(
        verdicts.table,
        verdicts.context,
        verdicts.points,
        verdicts.card,
        verdicts.share_of_book,
        before,
        verdicts.rubric,
    )
    found: list[int] = np.flatnonzero(
        evaluate(small_neglected(verdicts.rubric), column, verdicts.tier_codes) == TRUE
    ).tolist()
    return found


def profit_of_the_top(verdicts: Verdicts) -> ProfitOfTheTop:
    """P4 of the portfolio: tier A's share of net contribution against its share of revenue."""
    top = verdicts.tier_codes == 0
    contribution = verdicts.table.column("net_contribution")
    revenue = share_of_sum(verdicts.table.column("revenue"), top)
    profit = share_of_sum(contribution, top) if (top & ~np.isnan(contribution)).any() else None
    if revenue is None or profit is None or not top.any():
        return ProfitOfTheTop("not testable", revenue if top.any() else None, profit)
    fired = profit < verdicts.rubric.portfolio["margin_for_volume"].value * revenue - DUST
    return ProfitOfTheTop("fired" if fired else "clear", revenue, profit)


def groups(verdicts: Verdicts, labels: Sequence[str | None] | TextArray) -> list[Group]:
    """Accounts and sums by label (tier, value type, owner, region ...), in order of first appearance."""
    every = np.array(labels, dtype=object)
    return [_group(verdicts, label, every == label) for label in dict.fromkeys(every)]


def _group(verdicts: Verdicts, label: str | None, members: BoolArray) -> Group:
    sums = [np.nansum(verdicts.table.column(key)[members]) for key in ("revenue", "net_contribution")]
    return Group(label, int(members.sum()), float(sums[0]), float(sums[1]))
