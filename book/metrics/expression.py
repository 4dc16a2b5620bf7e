"""The one expression behind every metric of an account (`domain.md` §2): the same sums on every engine, bit for bit.

Integers are summed exactly, cast to float64 once, and only then divided or multiplied, in the order written here. What is
NULL is missing.
"""

from __future__ import annotations

from typing import Any

import ibis

from book.metrics.inputs import Dialect, Inputs, Variant, inputs
from book.metrics.ledger import concession_sums, recorded, touch_sums
from book.metrics.lines import line_sums
from book.metrics.orders import breadth, order_sums
from book.metrics.ratios import columns


def metrics(dialect: Dialect, variant: Variant) -> Any:
    """One row per account: account_id, name, flags (0 or 1) and float64 metrics; money in major units."""
    given = inputs(dialect, variant)
    return columns(sums(given), recorded(given), given)


def sums(given: Inputs) -> Any:
    """One row per account with every sum that a metric needs."""
    joined = given.own_rows("accounts", "name", "owner")
    for part in (line_sums, order_sums, breadth, concession_sums, touch_sums):
        joined = beside(joined, part(given))
    return joined


def beside(accounts: Any, part: Any) -> Any:
    """The accounts with the part's columns, NULL where it has no row."""
    joined = accounts.left_join(part, "account_id")
    return joined.select(
        *(accounts[name] for name in accounts.columns), *(part[n] for n in part.columns if n != "account_id")
    )


def signals(dialect: Dialect, variant: Variant) -> Any:
    """The latest signal per account and key up to the day (`latest` = 1), and every complaint observed in the window.

    Of equal dates the one recorded last is the latest. Columns: account_id, key, value, observed_on, latest. Ages are
    judged by the reader: the latest is valid if any is.
    """
    given = inputs(dialect, variant)
    rows = given.own_rows("signals", "key", "value", "observed_on", "seq")
    seen = rows.filter(rows.observed_on <= given.as_of)
    newest_first = [seen.observed_on.desc(), seen.seq.desc()]
    place = ibis.row_number().over(ibis.window(group_by=["account_id", "key"], order_by=newest_first))
    ranked = seen.select("account_id", "key", "value", "observed_on", place=place)
    counted = (ranked.key == "complaints") & (ranked.observed_on > given.window_start)
    kept = ranked.filter((ranked.place == 0) | counted)
    return kept.select("account_id", "key", "value", "observed_on", latest=(kept.place == 0).ifelse(1, 0))
