"""Rounding that decides: to 0.1, half up, and the parts of a whole shown so that they sum to it (`domain.md` §4)."""

from __future__ import annotations

import math

import numpy as np

from scoring.table import FloatArray

DUST = 1e-9
"""Comparisons forgive this much: 0.12 - 0.10 is a hair under 0.02 in floating point and must still reach it."""


def to_tenth(values: FloatArray) -> FloatArray:
    """Each value to 0.1, half towards plus infinity; NaN stays NaN."""
    rounded: FloatArray = np.floor(values * 10 + (0.5 + DUST)) / 10
    return rounded


def to_whole(values: FloatArray) -> FloatArray:
    """Each value to a whole number, half towards plus infinity."""
    rounded: FloatArray = np.floor(values + (0.5 + DUST))
    return rounded


def shown_parts(parts: FloatArray, totals: FloatArray) -> FloatArray:
    """Parts (k rows, n columns) to 0.1 by largest remainder, so that each column sums to its total (n, already to 0.1).

    Equal remainders go to the earlier row. NaN parts stay NaN and count as nothing.
    """
    tenths = np.where(np.isnan(parts), 0.0, parts) * 10
    floors = np.floor(tenths + DUST)
    left = np.rint(totals * 10) - floors.sum(axis=0)
    remainders = np.round(tenths - floors, 9)
    order = np.argsort(-remainders, axis=0, kind="stable")
    rank = np.argsort(order, axis=0, kind="stable")
    shown: FloatArray = np.where(np.isnan(parts), np.nan, (floors + (rank < left)) / 10)
    return shown


def sum_of_known(values: FloatArray) -> float:
    """Sum of the amounts that are known: the same in any order, and 0 where cents cancel.

    A cent as a float is a hair off, so 0.1 + 0.2 - 0.3 is not 0; no currency has six decimals.
    """
    return round(math.fsum(values[~np.isnan(values)]), 6)
