"""The plays that a verdict calls for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.plays import Play
    from scoring.verdict import Verdict


def plays_of(verdict: Verdict) -> tuple[Play, ...]:
    """What to do, by rule."""
    from knowledge.plays import select

    return select(
        tier=verdict.tier,
        quadrant=verdict.quadrant,
        value_type=verdict.value_type.type,
        fired=[key for key, pitfall in verdict.pitfalls.items() if pitfall.state == "fired"],
        rated=verdict.rated,
        provisional=verdict.provisional,
    )
