"""What scoring says of one account. Carries everything a surface needs to explain it without computing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Tier = Literal["A", "B", "C", "D"]
Quadrant = Literal["invest", "defend", "cultivate", "serve lean"]
PitfallState = Literal["fired", "watch", "clear", "not testable"]
Reason = Literal["no order and no signal", "no perspective can be rated"]


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One line of the scorecard. `value` in the metric's unit, None = missing; `points` 0-100 to 0.1.

    `weight`: nominal share of the whole scorecard (0-1); `final_weight`: after missing criteria and perspectives gave theirs
    away (0-1; 0 when missing or its perspective is not rated). `contribution` = final weight x points, unrounded;
    `shown`: its largest-remainder part of the total, to 0.1 (None when the account has no total or the criterion is missing).
    `reached`: the breakpoint (x, points) last reached in the direction of more points, None below the first or when missing.
    """

    criterion: str
    perspective: str
    metric: str
    value: float | None
    points: float | None
    weight: float
    final_weight: float
    contribution: float
    shown: float | None
    reached: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class PerspectiveResult:
    """`score` 0-100 to 0.1, None = not rated (less than half of its weight measured). `weight`: nominal, 0-1."""

    score: float | None
    coverage: float
    weight: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One comparison that a pitfall rests on: `subject operator threshold`, and whether it holds (None = unknown).

    `rule` says which state the comparison belongs to. `subject` is a metric id, a criterion's points ("revenue.points"),
    "tier", "potential", or a difference ("concession_rate.change"); `value` is what it was.
    """

    rule: Literal["fired", "watch"]
    subject: str
    value: float | str | None
    operator: Literal[">=", ">", "<=", "<", "=", "in"]
    threshold: float | str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Pitfall:
    """`missing`: the metrics that would make it testable."""

    id: str
    name: str
    state: PitfallState
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """A pitfall that lowered the tier to at most `at_most`."""

    pitfall: str
    at_most: Tier


@dataclass(frozen=True, slots=True)
class ValueType:
    """`type`: "intrinsic", "extrinsic", "strategic", "mixed (first/second)" or "undetermined".

    `scores` 0-100 to 0.1 (None: nothing measured), `coverage` 0-1 of each type. `questions`: signal keys that would settle it,
    most informative first (filled when undetermined). `mismatch`: time spent does not fit the type; `mismatch_kind` says how.
    """

    type: str
    scores: Mapping[str, float | None]
    coverage: Mapping[str, float]
    questions: tuple[str, ...]
    mismatch: bool
    mismatch_kind: Literal["intrinsic with much time", "relationship without time"] | None


@dataclass(frozen=True, slots=True)
class Keys:
    """The two keys of a relationship (article §1). `trend` of net contribution W against P; None = unknown.

    `service`: what satisfaction says against service points: depth missing, room for more, in step; None = unknown.
    """

    trend: Literal["up", "down", "steady"] | None
    customer_benefit: float | None
    service: Literal["depth missing", "room for more", "in step"] | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One account on one day. `rated` False: `reason` says why and there is no total and no tier, only the range.

    `settle`: the missing criteria, most weight first, that would settle a provisional or unrated verdict.
    `missing_by_perspective` is readable from `criteria`. Scores are to 0.1; see `domain.md` §4 to §8.
    """

    account_id: str
    name: str
    as_of: date
    rated: bool
    provisional: bool
    reason: Reason | None
    metrics: Mapping[str, float | None]
    points: Mapping[str, float | None]
    criteria: tuple[CriterionResult, ...]
    perspectives: Mapping[str, PerspectiveResult]
    coverage: float
    total: float | None
    range: tuple[float, float]
    actual: float | None
    potential: float | None
    quadrant: Quadrant | None
    tier_before_gates: Tier | None
    tier: Tier | None
    gates: tuple[Gate, ...]
    value_type: ValueType
    pitfalls: Mapping[str, Pitfall]
    keys: Keys
    settle: tuple[str, ...] = field(default=())

    @property
    def contributions(self) -> dict[str, float]:
        """Shown contributions by criterion; they sum to the total. Missing criteria are absent."""
        return {c.criterion: c.shown for c in self.criteria if c.shown is not None}
