"""The book-level figures of a day, against which an account is read."""

from __future__ import annotations

import math

import numpy as np

from scoring.engine import context, share_of_book
from scoring.rubric import load_default
from scoring.table import MetricTable


def accounts(revenue: list[float]) -> MetricTable:
    n = len(revenue)
    names = np.array([str(i) for i in range(n)], dtype=object)
    values = {"revenue": np.array(revenue), "gross_margin": np.ones(n), "net_covered": np.array(revenue)}
    yes = np.ones(n, dtype=bool)
    return MetricTable(names, names, values, yes, yes, yes, yes)


def test_a_book_whose_cents_cancel_has_revenue_0_and_nobody_a_share_of_it() -> None:
    table = accounts([0.1, 0.2, -0.3])
    figures = context(table, load_default())
    assert figures.revenue == 0
    assert math.isnan(figures.margin_rate)
    assert np.isnan(share_of_book(table, figures)).all()


def test_one_cent_of_revenue_is_one_cent() -> None:
    table = accounts([123_456.78, 7_777.77, -131_234.54])
    assert context(table, load_default()).revenue == 0.01
