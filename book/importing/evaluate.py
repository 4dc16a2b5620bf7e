"""A formula over the columns of a batch, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from book.importing.columns import Numbers
from book.importing.exact import Exact, constant, self_is_zero
from book.importing.formula import Column, Constant, Formula, Negative, Operation
from book.importing.numerals import whole

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Result:
    """The values, and where they mean nothing: a part is missing, or a divisor is 0."""

    value: Exact
    missing: Mask
    divided_by_zero: Mask


def evaluate(tree: Formula, columns: Mapping[str, Numbers], size: int) -> Result:
    """The formula's result for each of `size` rows; `columns` by header."""
    match tree:
        case Column(name):
            return Result(columns[name].value, columns[name].missing, np.zeros(size, dtype=bool))
        case Constant(value):
            places = max(0, -int(value.as_tuple().exponent))
            return _always(Exact(constant(whole(value, places), size).over, 10**places), size)
        case Negative(part):
            inner = evaluate(part, columns, size)
            return Result(-inner.value, inner.missing, inner.divided_by_zero)
        case Operation(sign, left, right):
            return _joined(sign, evaluate(left, columns, size), evaluate(right, columns, size))
    raise TypeError(f"{tree} is no number")


def _always(value: Exact, size: int) -> Result:
    return Result(value, np.zeros(size, dtype=bool), np.zeros(size, dtype=bool))


def _joined(sign: str, left: Result, right: Result) -> Result:
    missing = left.missing | right.missing
    zero = left.divided_by_zero | right.divided_by_zero
    if sign == "/":
        zero = zero | (self_is_zero(right.value.over) & ~missing)
        return Result(left.value / right.value, missing, zero)
    value = {"+": left.value.__add__, "-": left.value.__sub__, "*": left.value.__mul__}[sign](right.value)
    return Result(value, missing, zero)
