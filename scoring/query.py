"""Which accounts fulfil a condition, and in which order: typed questions over a whole book, answered on the verdicts' columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.keys import moved
from scoring.pitfalls import FIRED
from scoring.rubric import Rubric
from scoring.table import BoolArray, FloatArray
from scoring.tiers import Codes
from scoring.value_type import type_names
from scoring.verdicts import Verdicts


@dataclass(frozen=True, slots=True)
class Condition:
    """`holds`: for each account, False where not known. `shows`: the metrics that tell it, the first decides the order.

    `most_first`: largest values first.
    """

    holds: Callable[[Verdicts], BoolArray]
    shows: tuple[str, ...]
    most_first: bool = True


def matching(verdicts: Verdicts, conditions: Sequence[str]) -> BoolArray:
    """Accounts for which every condition holds. Raises KeyError for a condition that is not in CONDITIONS."""
    found = np.ones(len(verdicts), dtype=bool)
    for name in conditions:
        found &= CONDITIONS[name].holds(verdicts)
    return found


def of_classes(
    verdicts: Verdicts,
    *,
    tiers: Sequence[str] = (),
    value_types: Sequence[str] = (),
    quadrants: Sequence[str] = (),
    pitfalls: Sequence[str] = (),
    codes: Mapping[str, Codes] | None = None,
) -> BoolArray:
    """Accounts of one of the tiers, of one of the types (a mixed one counts for both), of one of the quadrants, with one of the
    pitfalls fired; what is empty restricts nothing. `codes`: the pitfalls' states, where they count otherwise than as computed.
    """
    found = np.ones(len(verdicts), dtype=bool)
    if tiers:
        found &= np.isin(verdicts.tier.astype(str), list(tiers))
    if value_types:
        fits = [any(one in name for one in value_types) for name in type_names(verdicts.rubric)]
        found &= np.array(fits, dtype=bool)[verdicts.value_types.codes]
    if quadrants:
        found &= np.isin(verdicts.quadrant.astype(str), list(quadrants))
    if pitfalls:
        found &= np.any([(codes or verdicts.pitfall_codes)[one] == FIRED for one in pitfalls], axis=0)
    return found


def ordered(verdicts: Verdicts, rows: BoolArray, by: str, *, most_first: bool) -> list[int]:
    """Positions of the rows by a figure, those without it last; of equal ones by id."""
    at = np.flatnonzero(rows)
    values = figure(verdicts, by)[at]
    found: list[int] = at[np.argsort(-values if most_first else values, kind="stable")].tolist()  # NaN comes last
    return found


def figure(verdicts: Verdicts, name: str) -> FloatArray:
    """A metric's column, or the total, the potential, the share of the book."""
    special = {"total": verdicts.total, "potential": verdicts.potential, "share_of_book": verdicts.share_of_book}
    found = special.get(name)
    return verdicts.table.column(name) if found is None else found


def strong_from(rubric: Rubric) -> float:
    """Points from which a figure is called strong: alone they would make the highest tier."""
    return rubric.cuts[0]


def weak_below(rubric: Rubric) -> float:
    """Points below which a figure is called weak: alone they would make the lowest tier."""
    return rubric.cuts[-1]


def _compare(metric: str, holds: Callable[[FloatArray], BoolArray]) -> Callable[[Verdicts], BoolArray]:
    def of(verdicts: Verdicts) -> BoolArray:
        with np.errstate(invalid="ignore"):
            return np.asarray(holds(figure(verdicts, metric)), dtype=bool)

    return of


def _weak(criterion: str) -> Callable[[Verdicts], BoolArray]:
    def of(verdicts: Verdicts) -> BoolArray:
        with np.errstate(invalid="ignore"):
            return np.asarray(verdicts.points[criterion] < weak_below(verdicts.rubric), dtype=bool)

    return of


def _neglected(verdicts: Verdicts) -> BoolArray:
    days = verdicts.table.column("days_since_touch")
    with np.errstate(invalid="ignore"):
        return np.asarray(days >= verdicts.rubric.threshold("P2", "days_since_touch"), dtype=bool)


def _losing_margin(verdicts: Verdicts) -> BoolArray:
    """Net contribution down as the two keys call it down, or gone."""
    now, before = verdicts.table.column("net_contribution"), verdicts.table.column("prior_net_contribution")
    with np.errstate(invalid="ignore"):
        return np.asarray((moved(now, before, verdicts.rubric) < 0) | (now <= 0), dtype=bool)


def _low_margin(verdicts: Verdicts) -> BoolArray:
    with np.errstate(invalid="ignore"):
        return np.asarray(verdicts.table.column("margin_rate") < verdicts.context.margin_rate, dtype=bool)


def _more_concessions(verdicts: Verdicts) -> BoolArray:
    now, before = verdicts.table.column("concession_rate"), verdicts.table.column("prior_concession_rate")
    with np.errstate(invalid="ignore"):
        return np.asarray(now > before, dtype=bool)


def _many_concessions(verdicts: Verdicts) -> BoolArray:
    least = verdicts.rubric.threshold("P5", "concession_rate")
    with np.errstate(invalid="ignore"):
        return np.asarray(verdicts.table.column("concession_rate") >= least, dtype=bool)


def _potential(verdicts: Verdicts) -> BoolArray:
    with np.errstate(invalid="ignore"):
        return np.asarray(verdicts.potential >= verdicts.rubric.threshold("P2", "potential"), dtype=bool)


def _dependence(verdicts: Verdicts) -> BoolArray:
    with np.errstate(invalid="ignore"):
        return np.asarray(verdicts.share_of_book >= verdicts.rubric.threshold("P2", "share_watch"), dtype=bool)


def _unsatisfied(verdicts: Verdicts) -> BoolArray:
    with np.errstate(invalid="ignore"):
        return np.asarray(
            verdicts.table.column("satisfaction") < verdicts.rubric.keys["satisfaction_low"].value, dtype=bool
        )


CONDITIONS: Mapping[str, Condition] = {
    "neglected": Condition(_neglected, ("days_since_touch", "revenue")),
    "losing_money": Condition(
        _compare("net_contribution", lambda of: of <= 0), ("net_contribution", "revenue"), most_first=False
    ),
    "losing_margin": Condition(_losing_margin, ("net_contribution", "prior_net_contribution"), most_first=False),
    "low_margin": Condition(_low_margin, ("margin_rate", "revenue"), most_first=False),
    "shrinking": Condition(_compare("growth", lambda of: of < 0), ("growth", "revenue"), most_first=False),
    "growing": Condition(_compare("growth", lambda of: of > 0), ("growth", "revenue")),
    "overdue": Condition(_compare("overdue_rate", lambda of: of > 0), ("overdue_rate", "days_to_pay")),
    "slow_payer": Condition(_weak("days_to_pay"), ("days_to_pay", "overdue_rate")),
    "many_concessions": Condition(_many_concessions, ("concession_rate", "granted")),
    "more_concessions": Condition(_more_concessions, ("concession_rate", "prior_concession_rate")),
    "potential": Condition(_potential, ("potential", "headroom")),
    "no_owner": Condition(lambda verdicts: ~verdicts.table.has_owner, ("revenue",)),
    "provisional": Condition(lambda verdicts: verdicts.provisional, ("revenue",)),
    "not_rated": Condition(lambda verdicts: ~verdicts.rated, ("revenue",)),
    "mismatch": Condition(
        lambda verdicts: np.asarray(verdicts.value_types.mismatch > 0, dtype=bool), ("hours", "revenue")
    ),
    "dependence": Condition(_dependence, ("share_of_book", "revenue")),
    "unsatisfied": Condition(_unsatisfied, ("satisfaction", "complaints"), most_first=False),
    "complaints": Condition(_compare("complaints", lambda of: of > 0), ("complaints", "satisfaction")),
}
"""Conditions by name. Their thresholds are the rubric's."""
