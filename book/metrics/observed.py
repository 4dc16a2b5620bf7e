"""Signals as columns: the latest valid value per key, complaints summed over the window, and what a wallet tells."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from scoring.rubric import Rubric
from scoring.table import BoolArray, FloatArray

COMPLAINTS = "complaints"
POTENTIAL = "annual_potential"
EPOCH = date(1970, 1, 1)


def signal_columns(
    rows: pa.Table, accounts: pa.Array, as_of: date, rubric: Rubric
) -> tuple[dict[str, FloatArray], BoolArray]:
    """A column per signal key over `accounts`, and whether an account has any valid signal.

    `rows` is what the signals' SQL gives: account_id, key, value, observed_on, latest. Every key of the rubric has a
    column; a key that the rubric does not know has one when the book has it.
    """
    place = positions(rows.column("account_id"), accounts)
    value = rows.column("value").cast(pa.float64()).to_numpy()
    known = place >= 0
    latest = known & (rows.column("latest").cast(pa.int64()).to_numpy() == 1)
    keys, code = encoded(rows.column("key"))
    age = days(as_of) - as_days(rows.column("observed_on"))
    valid = latest & (age <= np.array([rubric.max_age(key) for key in keys] or [0])[code])
    columns = {key: np.full(len(accounts), np.nan) for key in {**rubric.signals, **dict.fromkeys(keys)}}
    for index, key in enumerate(keys):
        chosen = (valid & (code == index)) if key != COMPLAINTS else np.zeros(len(valid), dtype=bool)
        columns[key][place[chosen]] = value[chosen]
    counted = known & (code == keys.index(COMPLAINTS)) if COMPLAINTS in keys else np.zeros(len(known), dtype=bool)
    counted &= age < rubric.setting("window_days")
    columns[COMPLAINTS] = summed(place[counted], value[counted], len(accounts))
    signalled = np.zeros(len(accounts), dtype=bool)
    signalled[place[valid]] = True
    return columns, signalled


def wallet(potential: FloatArray, revenue: FloatArray) -> dict[str, FloatArray]:
    """Headroom (an account that never ordered counts as revenue 0) and share of wallet."""
    headroom = np.maximum(potential - np.where(np.isnan(revenue), 0.0, revenue), 0.0)
    share = np.full(len(potential), np.nan)
    np.divide(revenue, potential, out=share, where=potential > 0)
    return {"headroom": headroom, "share_of_wallet": share}


def positions(ids: pa.ChunkedArray, accounts: pa.Array) -> NDArray[np.int64]:
    """Where each id stands in `accounts`; -1 where it does not."""
    found = pc.index_in(ids.cast(accounts.type), value_set=accounts)
    return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.int64)


def encoded(keys: pa.ChunkedArray) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct keys, and each row's index among them."""
    whole = keys.cast(pa.string()).combine_chunks().dictionary_encode()
    return whole.dictionary.to_pylist(), np.asarray(whole.indices.to_numpy(zero_copy_only=False), dtype=np.int64)


def summed(place: NDArray[np.int64], value: FloatArray, accounts: int) -> FloatArray:
    """Sum per account; NaN without a row. Added in order of size: the same bits whatever the order of the rows."""
    order = np.lexsort((value, place))
    total = np.bincount(place[order], weights=value[order], minlength=accounts).astype(np.float64)
    return np.where(np.bincount(place, minlength=accounts) > 0, total, np.nan)


def days(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def as_days(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Dates or day numbers as days since 1970-01-01."""
    numbers = column.cast(pa.int32()) if pa.types.is_date32(column.type) else column
    return np.asarray(numbers.cast(pa.int64()).to_numpy(), dtype=np.int64)
