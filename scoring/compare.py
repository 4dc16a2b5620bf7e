"""Comparison of a few accounts (`domain.md` §10): criterion by criterion, what decides the difference first."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.differences import exact_contribution
from scoring.rubric.models import Side
from scoring.verdict import Tier, Verdict
from scoring.verdicts import Verdicts

FEWEST, MOST = 2, 5


@dataclass(frozen=True, slots=True)
class Compared:
    """One criterion; one entry per account, in their order, None = missing (contributions: also without a total).

    `values` in the metric's unit, `points` to 0.1, `contributions` unrounded, `shown` their parts of the shown totals.
    `spread`: largest less smallest contribution of the accounts that have one; None where fewer than two have.
    """

    criterion: str
    perspective: str
    side: Side
    metric: str
    values: tuple[float | None, ...]
    points: tuple[float | None, ...]
    contributions: tuple[float | None, ...]
    shown: tuple[float | None, ...]
    spread: float | None


@dataclass(frozen=True, slots=True)
class Account:
    """The head of one column."""

    account_id: str
    name: str
    total: float | None
    tier: Tier | None
    coverage: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """`criteria`: those of the largest spread first, then those without one; equal ones in scorecard order."""

    accounts: tuple[Account, ...]
    criteria: tuple[Compared, ...]


def compare(verdicts: Verdicts) -> Comparison:
    """The accounts of two to five rows side by side. Raises ValueError for another number."""
    if not FEWEST <= len(verdicts) <= MOST:
        raise ValueError(
            f"{FEWEST} to {MOST} accounts can be compared and {len(verdicts)} were given; choose among them"
        )
    each = list(verdicts)
    criteria = [_compared(verdicts, each, place) for place in range(len(each[0].criteria))]
    return Comparison(
        accounts=tuple(Account(v.account_id, v.name, v.total, v.tier, v.coverage) for v in each),
        criteria=tuple(sorted(criteria, key=lambda one: -1.0 if one.spread is None else one.spread, reverse=True)),
    )


def _compared(verdicts: Verdicts, each: list[Verdict], place: int) -> Compared:
    lines = [verdict.criteria[place] for verdict in each]
    contributions = tuple(exact_contribution(*pair) for pair in zip(each, lines, strict=True))
    known = [value for value in contributions if value is not None]
    return Compared(
        criterion=lines[0].criterion,
        perspective=lines[0].perspective,
        side=verdicts.rubric.perspectives[lines[0].perspective].side,
        metric=lines[0].metric,
        values=tuple(line.value for line in lines),
        points=tuple(line.points for line in lines),
        contributions=contributions,
        shown=tuple(line.shown for line in lines),
        spread=max(known) - min(known) if len(known) > 1 else None,
    )
