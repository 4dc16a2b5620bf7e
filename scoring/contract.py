"""`kam score --json`: the stable form in which other programs read verdicts. Plain values, no NaN, money in major units."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from scoring.portfolio import concentration, neglected_small, profit_of_the_top
from scoring.pyramid import pyramids
from scoring.rubric import Rubric
from scoring.table import NEVER
from scoring.verdict import Evidence, Pitfall, ValueType, Verdict
from scoring.verdicts import Verdicts

METRICS = (
    "revenue",
    "prior_revenue",
    "gross_margin",
    "margin_rate",
    "granted",
    "prior_granted",
    "concession_rate",
    "prior_concession_rate",
    "unreciprocated_share",
    "service_cost",
    "net_contribution",
    "contribution_rate",
    "days_to_pay",
    "overdue_rate",
    "orders",
    "active_months",
    "recency_days",
    "growth",
    "largest_order_share",
    "days_since_largest",
    "after_largest_share",
    "breadth",
    "service_share",
    "annual_potential",
    "headroom",
    "share_of_wallet",
    "days_since_touch",
    "complaints",
    "share_of_book",
)
"""The metrics of `domain.md` §2, each always present; the rubric's signals and what else the book knows follow."""


def document(verdicts: Verdicts) -> dict[str, Any]:
    """The whole answer. `verdicts` must hold every account of the book."""
    return {**head(verdicts), "accounts": list(accounts(verdicts)), "portfolio": portfolio(verdicts)}


def head(verdicts: Verdicts) -> dict[str, Any]:
    """What the verdicts rest on."""
    rubric = verdicts.rubric
    return {
        "as_of": verdicts.as_of.isoformat(),
        "rubric": {"version": rubric.version, "in_force_since": rubric.in_force_since.isoformat()},
        "calibration": calibration(rubric),
        "book": {
            "revenue": number(verdicts.context.revenue),
            "margin_rate": number(verdicts.context.margin_rate),
        },
    }


def calibration(rubric: Rubric) -> dict[str, list[list[float]]]:
    """[x, points] of each metric that is calibrated; one that is not is absent."""
    return {
        key: [[x, points] for x, points in criterion.breakpoints]
        for key, criterion in rubric.criteria.items()
        if criterion.calibrated and criterion.breakpoints is not None
    }


def accounts(verdicts: Verdicts) -> Iterator[dict[str, Any]]:
    """One object per account, made as they are asked for."""
    return (account(verdict) for verdict in verdicts)


def account(verdict: Verdict) -> dict[str, Any]:
    """One account's object."""
    return {
        "account_id": verdict.account_id,
        "name": verdict.name,
        "rated": verdict.rated,
        "provisional": verdict.provisional,
        "reason": verdict.reason,
        "metrics": metrics(verdict.metrics),
        "points": dict(verdict.points),
        "perspectives": {
            key: {"score": result.score, "coverage": result.coverage} for key, result in verdict.perspectives.items()
        },
        "coverage": verdict.coverage,
        "total": verdict.total,
        "range": list(verdict.range),
        "actual": verdict.actual,
        "potential": verdict.potential,
        "quadrant": verdict.quadrant,
        "tier_before_gates": verdict.tier_before_gates,
        "tier": verdict.tier,
        "gates": [asdict(gate) for gate in verdict.gates],
        "value_type": value_type(verdict.value_type),
        "pitfalls": {key: pitfall(found) for key, found in verdict.pitfalls.items()},
        "contributions": verdict.contributions,
        "keys": asdict(verdict.keys),
    }


def metrics(values: Mapping[str, float | None]) -> dict[str, float | str | None]:
    """Every metric by name, null when missing; days_since_touch is "never" without a touch."""
    named = dict.fromkeys(METRICS) | dict(values)
    return {key: number(value) for key, value in named.items()}


def number(value: float | None) -> float | str | None:
    """A value as JSON can say it."""
    if value is None or math.isnan(value):
        return None
    return "never" if value == NEVER else value


def value_type(found: ValueType) -> dict[str, Any]:
    """The type with its evidence."""
    return {
        "type": found.type,
        "scores": dict(found.scores),
        "coverage": dict(found.coverage),
        "mismatch": found.mismatch,
        "mismatch_kind": found.mismatch_kind,
        "questions": list(found.questions),
    }


def pitfall(found: Pitfall) -> dict[str, Any]:
    """A pitfall's state with what decided it."""
    return {
        "name": found.name,
        "state": found.state,
        "evidence": [evidence(one) for one in found.evidence],
        "missing": list(found.missing),
    }


def evidence(one: Evidence) -> dict[str, Any]:
    """One comparison."""
    return {
        "rule": one.rule,
        "subject": one.subject,
        "value": one.value if isinstance(one.value, str) else number(one.value),
        "operator": one.operator,
        "threshold": one.threshold if isinstance(one.threshold, str) else number(one.threshold),
        "holds": one.holds,
    }


def portfolio(verdicts: Verdicts) -> dict[str, Any]:
    """The book as a whole."""
    top = verdicts.rubric.portfolio["top_share"].value
    column = verdicts.table.column
    return {
        "pyramids": {
            name: {level: asdict(held) for level, held in held_by.items()}
            for name, held_by in pyramids(verdicts).items()
        },
        "concentration": asdict(concentration(column("revenue"), top)),
        "concentration_net_contribution": asdict(concentration(column("net_contribution"), top)),
        "pitfalls": {"P2": {"accounts": neglected_small(verdicts)}, "P4": asdict(profit_of_the_top(verdicts))},
    }
