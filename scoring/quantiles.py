"""Quantiles as the specification has them: position (n-1)q, linear interpolation."""

from __future__ import annotations

import math

import numpy as np

from scoring.table import FloatArray


def quantile(values: FloatArray, q: float) -> float:
    """The q-quantile (0-1) of values without NaN; NaN of none."""
    if len(values) == 0:
        return math.nan
    ranked = np.sort(values)
    position = (len(ranked) - 1) * q
    below = math.floor(position)
    above = min(below + 1, len(ranked) - 1)
    return float(ranked[below] + (position - below) * (ranked[above] - ranked[below]))
