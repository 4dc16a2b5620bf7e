"""Tiers, gates and quadrants as small codes: 0 is tier A, 3 is tier D, -1 is none (`domain.md` §4, §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.rounding import DUST
from scoring.rubric import Rubric
from scoring.rubric.models import TIER_LETTERS, Tier
from scoring.table import BoolArray, FloatArray, TextArray
from scoring.verdict import Gate, Quadrant

Codes = NDArray[np.int8]
NONE = -1
QUADRANTS: tuple[Quadrant, ...] = ("invest", "defend", "cultivate", "serve lean")


def tier_codes(scores: FloatArray, rubric: Rubric) -> Codes:
    """The tier of each score (already to 0.1); none where it is NaN."""
    codes = np.full(len(scores), len(rubric.cuts), dtype=np.int8)
    for cut in rubric.cuts:
        codes -= scores >= cut - DUST
    codes[np.isnan(scores)] = NONE
    return codes


def after_gates(codes: Codes, fired: Mapping[str, BoolArray], rubric: Rubric) -> Codes:
    """The tier that the gates leave; an account without a tier has none to lower."""
    capped = codes.copy()
    for gate in rubric.gates:
        at_most = TIER_LETTERS.index(gate.at_most)
        capped[fired[gate.pitfall] & (capped >= 0) & (capped < at_most)] = at_most
    return capped


def tier_letter(code: int) -> Tier | None:
    """The letter of a code."""
    return None if code == NONE else TIER_LETTERS[code]


def quadrant_codes(actual: FloatArray, potential: FloatArray, rubric: Rubric) -> Codes:
    """Positions in QUADRANTS; none where a side has no rated perspective."""
    cut = rubric.quadrant_cut - DUST
    codes = np.where(actual >= cut, 0, 2) + np.where(potential >= cut, 0, 1)
    # invest 0 (high, high), defend 1 (high, low), cultivate 2 (low, high), serve lean 3 (low, low)
    return np.where(np.isnan(actual) | np.isnan(potential), NONE, codes).astype(np.int8)


def named(codes: Codes, names: Sequence[str]) -> TextArray:
    """The name of each code, as objects; None for none."""
    return np.array([*names, None], dtype=object)[codes]  # none is -1: the last place


def lowering_gates(before: int, states: Mapping[str, str], rubric: Rubric) -> tuple[Gate, ...]:
    """The gates that lower a tier (its code), of those whose pitfall fired."""
    fired = (gate for gate in rubric.gates if states[gate.pitfall] == "fired")
    return tuple(Gate(g.pitfall, g.at_most) for g in fired if 0 <= before < TIER_LETTERS.index(g.at_most))
