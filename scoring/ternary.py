"""Logic with unknowns: 1 true, -1 false, 0 unknown. So `and` is the least, `or` the greatest (Kleene)."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scoring.rounding import DUST
from scoring.table import FloatArray

Ternary = NDArray[np.int8]
Operator = Literal[">=", ">", "<=", "<"]

TRUE, UNKNOWN, FALSE = 1, 0, -1


def compare(values: FloatArray, operator: Operator, bound: FloatArray | float) -> Ternary:
    """Whether each value stands so to the bound; unknown where either is NaN. Equality forgives float dust."""
    edge = bound - DUST if operator in (">=", "<") else bound + DUST
    beyond = (values >= edge) if operator in (">=", "<") else (values > edge)
    short = (values < edge) if operator in (">=", "<") else (values <= edge)
    if operator in ("<", "<="):
        beyond, short = short, beyond
    return beyond.astype(np.int8) - short.astype(np.int8)


def both(first: Ternary, *others: Ternary) -> Ternary:
    """True where all are, false where one is."""
    result = first
    for other in others:
        result = np.minimum(result, other)
    return result


def either(first: Ternary, *others: Ternary) -> Ternary:
    """True where one is, false where all are."""
    result = first
    for other in others:
        result = np.maximum(result, other)
    return result
