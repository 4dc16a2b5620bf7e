"""Sensitivity (`domain.md` §10): whether the tier survives other weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scoring.engine import score
from scoring.explain import known
from scoring.rubric import Rubric
from scoring.single import only
from scoring.verdict import Tier
from scoring.verdicts import Verdicts

What = Literal["perspective", "criterion"]


@dataclass(frozen=True, slots=True)
class Case:
    """One weight times `factor`, the others in proportion: the total (to 0.1) and the tier (after gates) that it gives."""

    what: What
    id: str
    factor: float
    total: float | None
    tier: Tier | None
    survives: bool


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Every perspective's weight, then every criterion's within its perspective, in scorecard order, down and up.

    `stable`: the tier survives all of them (an account without one stays without). `factors` come from the rubric.
    """

    account_id: str
    total: float | None
    tier: Tier | None
    factors: tuple[float, float]
    cases: tuple[Case, ...]
    stable: bool


def sensitivity(verdicts: Verdicts) -> Sensitivity:
    """The answer for verdicts of one row. Raises ValueError for another number of rows.

    The account is scored with the changed rubric, so a perspective that is only just rated may fall out with a weight.
    """
    verdict, factors = only(verdicts), _factors(verdicts.rubric)
    cases = tuple(_case(verdicts, verdict.tier, *changed) for changed in _changed(verdicts.rubric, factors))
    return Sensitivity(
        account_id=verdict.account_id,
        total=verdict.total,
        tier=verdict.tier,
        factors=factors,
        cases=cases,
        stable=all(case.survives for case in cases),
    )


def _factors(rubric: Rubric) -> tuple[float, float]:
    step = rubric.setting("sensitivity_step")
    return 1 - step, 1 + step


def _changed(rubric: Rubric, factors: tuple[float, float]) -> Iterator[tuple[What, str, float, Rubric]]:
    """Every rubric with one weight changed. Only proportions of weights count, so the others need no change."""
    for key in rubric.perspectives:
        yield from (("perspective", key, factor, perspective_times(rubric, key, factor)) for factor in factors)
    for perspective, key in rubric.scorecard_order():
        for factor in factors:
            if factor > 0 or len(rubric.perspectives[perspective].criteria) > 1:  # the only one cannot weigh nothing
                yield "criterion", key, factor, criterion_times(rubric, perspective, key, factor)


def perspective_times(rubric: Rubric, perspective: str, factor: float) -> Rubric:
    """The rubric with a perspective's weight times a factor."""
    changed = rubric.perspectives[perspective]
    return _with(rubric, perspective, {"weight": changed.weight * factor})


def criterion_times(rubric: Rubric, perspective: str, criterion: str, factor: float) -> Rubric:
    """The rubric with a criterion's weight within its perspective times a factor."""
    weights = rubric.perspectives[perspective].criteria
    return _with(rubric, perspective, {"criteria": {**weights, criterion: weights[criterion] * factor}})


def _with(rubric: Rubric, perspective: str, update: dict[str, object]) -> Rubric:
    changed = rubric.perspectives[perspective].model_copy(update=update)
    return rubric.model_copy(update={"perspectives": {**rubric.perspectives, perspective: changed}})


def _case(verdicts: Verdicts, tier: Tier | None, what: What, key: str, factor: float, rubric: Rubric) -> Case:
    scored = score(verdicts.table, rubric, verdicts.context, verdicts.as_of)
    found = scored.tier[0]
    return Case(what, key, factor, known(scored.total), found, found == tier)
