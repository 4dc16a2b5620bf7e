"""Exact arithmetic over columns: each value is a whole number over a whole number, so nothing is rounded until the end.

Arrays stay int64 while every result provably fits; otherwise they become arrays of Python's unlimited integers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]
"""int64, or object holding Python integers."""
Denominator = int | Ints
ROOM = 2**62


@dataclass(frozen=True, slots=True)
class Exact:
    """`over` / `under`, element by element; `under` is positive, one number for all or one for each."""

    over: Ints
    under: Denominator = 1

    def __neg__(self) -> Exact:
        return Exact(-self.over, self.under)

    def __add__(self, other: Exact) -> Exact:
        if isinstance(self.under, int) and isinstance(other.under, int) and self.under == other.under:
            return Exact(_apply(np.add, self.over, other.over), self.under)
        left, right = times(self.over, other.under), times(other.over, self.under)
        return Exact(_apply(np.add, left, right), _product(self.under, other.under))

    def __sub__(self, other: Exact) -> Exact:
        return self + -other

    def __mul__(self, other: Exact) -> Exact:
        return Exact(times(self.over, other.over), _product(self.under, other.under))

    def __truediv__(self, other: Exact) -> Exact:
        """The quotient; where `other` is 0 (see `zeros`) the result has no meaning."""
        safe = np.where(self_is_zero(other.over), 1, other.over)
        sign, size = np.where(safe < 0, -1, 1), abs(safe)
        return Exact(times(times(self.over, sign), other.under), times(as_array(self.under, len(safe)), size))


def self_is_zero(over: Ints) -> npt.NDArray[np.bool_]:
    """Where the numbers are 0."""
    return np.asarray(over == 0, dtype=bool)


def as_array(number: Denominator, length: int) -> Ints:
    """One number for each element."""
    return constant(number, length).over if isinstance(number, int) else number


def constant(number: int, length: int) -> Exact:
    """The same whole number `length` times."""
    return Exact(np.full(length, number, dtype=np.int64 if abs(number) < ROOM else object))


def times(left: Ints, right: Denominator) -> Ints:
    """The product, in int64 where it fits."""
    if _largest(left) * _largest(right) < ROOM:
        return np.asarray(left * right)
    return np.asarray(_unlimited(left) * (right if isinstance(right, int) else _unlimited(right)))


def rounded(value: Exact, places: int) -> Ints:
    """The values times 10**places as whole numbers, halves away from zero (a credit note mirrors its invoice)."""
    over = times(value.over, 10**places)
    under = value.under
    if 2 * _largest(over) + _largest(under) >= ROOM:
        over = _unlimited(over)
        under = under if isinstance(under, int) else _unlimited(under)
    size = (2 * abs(over) + under) // (2 * under)
    return np.asarray(np.where(over < 0, -size, size))


def is_whole(value: Exact) -> npt.NDArray[np.bool_]:
    """Where the values are whole numbers."""
    if isinstance(value.under, int) and value.under < ROOM:
        return np.asarray(value.over % value.under == 0, dtype=bool)
    return np.asarray(_unlimited(value.over) % value.under == 0, dtype=bool)


def floats(value: Exact) -> npt.NDArray[np.float64]:
    """The nearest float64 of each value, correctly rounded."""
    under = value.under
    if value.over.dtype != object and isinstance(under, int) and under <= 10**22 and _largest(value.over) < 2**53:
        return np.asarray(value.over / float(under), dtype=np.float64)
    return np.asarray(_unlimited(value.over) / under, dtype=np.float64)


def _product(left: Denominator, right: Denominator) -> Denominator:
    if isinstance(left, int):
        return left * right if isinstance(right, int) else times(right, left)
    return times(left, right)


def _apply(operation: Callable[[Any, Any], Any], left: Ints, right: Ints) -> Ints:
    if _largest(left) + _largest(right) < ROOM:
        return np.asarray(operation(left, right))
    return np.asarray(operation(_unlimited(left), _unlimited(right)))


def _largest(numbers: Denominator) -> int:
    if isinstance(numbers, int):
        return abs(numbers)
    return max(abs(int(numbers.max())), abs(int(numbers.min()))) if len(numbers) else 0


def _unlimited(numbers: Ints) -> Ints:
    return numbers if numbers.dtype == object else numbers.astype(object)
