"""Dismissing a flag (`domain.md` §7): it returns when the dismissal expires or the evidence worsens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter

from scoring.contract import number
from scoring.rounding import DUST
from scoring.table import NEVER
from scoring.verdict import Evidence, Pitfall, PitfallState

Flag = Literal["watch", "fired"]
FLAGS: tuple[Flag, ...] = ("watch", "fired")
WORSE: tuple[PitfallState, ...] = ("clear", "not testable", "watch", "fired")
"""The states, each worse than the one before."""
ELAPSED = "days_since_"
"""Metrics that grow by themselves every day: that time passes is what the expiry is for, no worse evidence."""


@dataclass(frozen=True, slots=True)
class Held:
    """A comparison that held when the flag was dismissed (as in `Evidence`)."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    subject: str
    value: float | str | None
    operator: Literal[">=", ">", "<=", "<", "=", "in"]
    threshold: float | str
    rule: Literal["fired", "watch"]


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A flag put aside by a person, with the evidence as it was. Stands through `expires_on`."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    pitfall: str
    state: Flag
    evidence: tuple[Held, ...]
    expires_on: date


def snapshot(pitfall: Pitfall, expires_on: date) -> Dismissal:
    """The dismissal of a flag as it is now. Raises ValueError for a pitfall that is neither fired nor watched."""
    match pitfall.state:
        case "fired" | "watch" as state:
            held = tuple(Held(e.subject, e.value, e.operator, e.threshold, e.rule) for e in pitfall.evidence if e.holds)
            return Dismissal(pitfall.id, state, held, expires_on)
        case other:
            raise ValueError(f"{pitfall.id} is {other}; only a flag that is {' or '.join(FLAGS)} can be dismissed")


def stands(dismissal: Dismissal, pitfall: Pitfall, as_of: date) -> bool:
    """Whether the flag stays put aside on that day. `pitfall`: the same one as of then. Raises ValueError for another one.

    The evidence worsens when the state does; when a comparison that held and still holds has moved on in the direction of its
    operator; and when, at the same state, a comparison of its rule holds that did not.
    """
    if pitfall.id != dismissal.pitfall:
        raise ValueError(f"the dismissal is of {dismissal.pitfall} and was asked about {pitfall.id}")
    return as_of <= dismissal.expires_on and not _worsened(dismissal, pitfall)


def to_dict(dismissal: Dismissal) -> dict[str, Any]:
    """Plain values for JSON; an infinite number of days is "never"."""
    sides = ("value", "threshold")
    held = [
        asdict(one) | {side: value if isinstance(value := getattr(one, side), str) else number(value) for side in sides}
        for one in dismissal.evidence
    ]
    return {**asdict(dismissal), "evidence": held, "expires_on": dismissal.expires_on.isoformat()}


def from_dict(data: Mapping[str, Any]) -> Dismissal:
    """What `to_dict` gave. Raises ValueError (pydantic's, naming the field) for anything else."""
    return _ADAPTER.validate_python({**data, "evidence": [_with_never(held) for held in data.get("evidence", ())]})


_ADAPTER = TypeAdapter(Dismissal)


def _with_never(held: Mapping[str, Any]) -> dict[str, Any]:
    return {**held, "value": NEVER} if held.get("value") == "never" else dict(held)


def _worsened(dismissal: Dismissal, now: Pitfall) -> bool:
    if now.state not in FLAGS:
        return False
    if WORSE.index(now.state) > WORSE.index(dismissal.state):
        return True
    then = {_key(held): held for held in dismissal.evidence}
    holding = [evidence for evidence in now.evidence if evidence.holds]
    moved = any(_moved_on(then[_key(one)], one) for one in holding if _key(one) in then)
    same_state = now.state == dismissal.state
    return moved or (same_state and any(_key(one) not in then for one in holding if one.rule == now.state))


def _key(one: Evidence | Held) -> tuple[str, ...]:
    """Which comparison it is. A numeric threshold may change with the rubric or the book; a text is part of the question."""
    return (one.rule, one.subject, one.operator, one.threshold if isinstance(one.threshold, str) else "")


def _moved_on(then: Held, now: Evidence) -> bool:
    before, after = then.value, now.value
    if isinstance(before, str) or isinstance(after, str) or before is None or after is None:
        return False
    if now.subject.startswith(ELAPSED):
        return False
    return after > before + DUST if now.operator in (">=", ">") else after < before - DUST
