"""The plays that a verdict calls for."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.plays import Play
    from scoring.verdict import Verdict


def plays_of(verdict: Verdict, dismissed: Collection[str]) -> tuple[Play, ...]:
    """What to do, by rule. `dismissed`: pitfalls that a person put aside; nothing is to be done about them."""
    from knowledge.plays import select

    return select(
        tier=verdict.tier,
        quadrant=verdict.quadrant,
        value_type=verdict.value_type.type,
        fired=[key for key, pitfall in verdict.pitfalls.items() if pitfall.state == "fired" and key not in dismissed],
        rated=verdict.rated,
        provisional=verdict.provisional,
    )
