"""A dismissed flag: it stays away until its day is over or its evidence worsens (`domain.md` §7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from scoring.rounding import DUST
from scoring.verdict import Evidence, Pitfall

SEVERITY = {"clear": 0, "not testable": 0, "watch": 1, "fired": 2}
UPWARDS = (">=", ">")


@dataclass(frozen=True, slots=True)
class Seen:
    """One comparison as it held when the flag was dismissed."""

    rule: str
    subject: str
    operator: str
    value: float | str | None


@dataclass(frozen=True, slots=True)
class Dismissal:
    """What was dismissed: the state and the comparisons that held then. `expires_on`: the last day on which it stands."""

    pitfall: str
    state: str
    expires_on: date
    evidence: tuple[Seen, ...]


def snapshot(pitfall: Pitfall, expires_on: date) -> Dismissal:
    """The flag as it is now."""
    held = tuple(Seen(one.rule, one.subject, one.operator, one.value) for one in pitfall.evidence if one.holds)
    return Dismissal(pitfall.id, pitfall.state, expires_on, held)


def stands(dismissal: Dismissal, pitfall: Pitfall, as_of: date) -> bool:
    """Whether the flag stays away on a day: not expired, not a worse state, no comparison further beyond its threshold."""
    if as_of > dismissal.expires_on or SEVERITY[pitfall.state] > SEVERITY[dismissal.state]:
        return False
    now = {(one.rule, one.subject, one.operator): one for one in pitfall.evidence if one.holds}
    then = {(one.rule, one.subject, one.operator): one for one in dismissal.evidence}
    if any(key not in then for key in now if key[0] == dismissal.state):
        return False
    return not any(_worse(one, now[key]) for key, one in then.items() if key in now)


def _worse(then: Seen, now: Evidence) -> bool:
    """Further beyond the threshold than it was, by more than float dust."""
    if not isinstance(then.value, float | int) or not isinstance(now.value, float | int):
        return False
    further = now.value - then.value if then.operator in UPWARDS else then.value - now.value
    return further > DUST


def to_dict(dismissal: Dismissal) -> dict[str, Any]:
    """Plain values, for the ledger."""
    return asdict(dismissal) | {"expires_on": dismissal.expires_on.isoformat()}


def from_dict(data: Mapping[str, Any]) -> Dismissal:
    """Back from plain values. Raises KeyError, TypeError."""
    evidence = tuple(Seen(**one) for one in data["evidence"])
    return Dismissal(data["pitfall"], data["state"], date.fromisoformat(data["expires_on"]), evidence)
