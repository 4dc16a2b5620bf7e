"""Scoring alone: metrics in memory to totals, tiers, types and pitfalls, on one core, without building objects."""

from __future__ import annotations

from datetime import date

import numpy as np

from bench.figures import Figure, seconds
from scoring.calibration import calibrate
from scoring.engine import context, score
from scoring.rubric import Rubric, load_default
from scoring.table import FloatArray, MetricTable

ACCOUNTS = 500_000
OBJECTS = 500
DAY = date(2025, 12, 31)
MISSING = 0.2
SCALES = {"rating": 10.0, "ratio": 1.0, "days": 150.0, "count": 12.0}
BESIDE_CRITERIA = {
    "margin_rate": 0.5,
    "concession_rate": 0.3,
    "prior_concession_rate": 0.3,
    "unreciprocated_share": 1.0,
    "after_largest_share": 0.5,
    "days_since_largest": 800.0,
    "days_since_touch": 300.0,
    "net_contribution": 1e5,
    "hours": 40.0,
}


def made_table(accounts: int, rubric: Rubric) -> MetricTable:
    """Accounts with every metric that scoring reads, a fifth of each missing; the same every time."""
    random = np.random.default_rng(7)
    values: dict[str, FloatArray] = {}
    for criterion in rubric.criteria.values():
        if criterion.unit == "money":
            values[criterion.metric] = random.lognormal(10, 2, accounts)
        else:
            values[criterion.metric] = random.uniform(0, SCALES[criterion.unit], accounts)
    values |= {key: random.uniform(0, scale, accounts) for key, scale in BESIDE_CRITERIA.items()}
    for column in values.values():
        column[random.random(accounts) < MISSING] = np.nan
    values["net_covered"] = values["revenue"]
    ids = np.array([f"A{i}" for i in range(accounts)], dtype=object)
    every = np.ones(accounts, dtype=bool)
    return MetricTable(ids, ids, values, every, every, every, random.random(accounts) < 0.9)


def run() -> list[Figure]:
    """Accounts a second; and, for information, how long one account's object takes."""
    table = made_table(ACCOUNTS, load_default())
    rubric = calibrate(table, load_default(), DAY, "bench").rubric
    book = context(table, rubric)
    taken = seconds(lambda: score(table, rubric, book, DAY), times=5)
    verdicts = score(table, rubric, book, DAY)
    objects = seconds(lambda: [verdicts.verdict(index) for index in range(OBJECTS)])
    return [
        Figure("metrics to verdicts, one core", ACCOUNTS / taken, "accounts/s", (">=", 500_000)),
        Figure("one account's explained verdict", objects / OBJECTS * 1000, "ms"),
    ]
