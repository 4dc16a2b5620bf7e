"""The values of a what-if, as people write them."""

from __future__ import annotations

import math


def value(text: str) -> float | None:
    """A number, a percentage, `never` (infinity), or `none` for missing. Raises ValueError for anything else."""
    plain = text.strip().lower().replace(",", "")
    if plain in ("none", "missing"):
        return None
    number = math.inf if plain == "never" else float(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    if math.isnan(number):
        raise ValueError(f"{text!r} is no number")
    return number
