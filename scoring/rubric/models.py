"""The rubric: every weight, cut-off and threshold of a decision, as dated, labelled data (`rubric.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Tier = Literal["A", "B", "C", "D"]
Side = Literal["actual", "potential"]
Breakpoint = tuple[float, float]
Weights = Mapping[str, Annotated[float, Field(gt=0)]]
TIER_LETTERS: tuple[Tier, ...] = ("A", "B", "C", "D")


class Record(BaseModel):
    """Frozen, and refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)


class Text(Record):
    """One text in the three languages of the product."""

    en: str = Field(min_length=1)
    zh_tw: str = Field(alias="zh-TW", min_length=1)
    zh_cn: str = Field(alias="zh-CN", min_length=1)

    def in_(self, language: str) -> str:
        """The text in `en`, `zh-TW` or `zh-CN`. Raises KeyError for another language."""
        return {"en": self.en, "zh-TW": self.zh_tw, "zh-CN": self.zh_cn}[language]


class Labelled(Record):
    """What every record with a number says about it: what it is, and the passage it rests on."""

    label: Text
    reference: str = Field(min_length=1)


class Number(Labelled):
    """One number with its unit."""

    value: float
    unit: str


class Criterion(Labelled):
    """How one metric becomes 0-100 points. `breakpoints` is None while `calibrated` and the book has not given them."""

    metric: str = ""
    unit: Literal["money", "ratio", "days", "count", "rating"]
    better: Literal["more", "less"]
    calibrated: bool = False
    breakpoints: tuple[Breakpoint, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _runs_one_way(self) -> Self:
        if self.breakpoints is None:
            if not self.calibrated:
                raise ValueError("needs breakpoints, or calibrated: true")
            return self
        xs = [x for x, _ in self.breakpoints]
        points = [p for _, p in self.breakpoints]
        if any(b <= a for a, b in pairwise(xs)):
            raise ValueError("breakpoints must have rising x; sort them and leave one of equal x")
        if points != sorted(points, reverse=self.better == "less"):
            raise ValueError(f"points must run one way: {self.better} is better")
        if min(points) < 0 or max(points) > 100:
            raise ValueError("points lie between 0 and 100")
        return self


class WeightedSet(Labelled):
    """Criteria with their weights (parts of 100; only their proportions count)."""

    unit: str
    criteria: Weights = Field(min_length=1)


class Perspective(WeightedSet):
    """One of the four sides of the scorecard, with its own weight in the total."""

    side: Side
    weight: float = Field(gt=0)


class Gate(Labelled):
    """A pitfall that, when fired, caps the tier."""

    pitfall: str
    at_most: Tier
    unit: str


class PitfallRule(Labelled):
    """Thresholds of one pitfall. `metrics`: those whose points P1 compares with the tier cut-offs."""

    name: str
    metrics: tuple[str, ...] = ()
    thresholds: Mapping[str, Number]


class Signal(Labelled):
    """One observation that orders cannot show. `max_age_days` None: the setting of that name."""

    unit: Literal["rating", "money", "count"]
    max_age_days: int | None = Field(default=None, gt=0)
    question: Text


class CalibrationRule(Record):
    """Which quantile of the book gets how many points."""

    unit: str
    reference: str
    points: tuple[tuple[Annotated[float, Field(ge=0, le=1)], Annotated[float, Field(ge=0, le=100)]], ...]


class Rubric(Record):
    """All of it, in force from a day on. `version` names it; a calibrated version's name says as of when."""

    version: str = Field(min_length=1)
    in_force_since: date
    settings: Mapping[str, Number]
    calibration: CalibrationRule
    criteria: Mapping[str, Criterion]
    perspectives: Mapping[str, Perspective]
    tiers: Mapping[Tier, Number]
    gates: tuple[Gate, ...]
    pyramids: Mapping[str, WeightedSet]
    single_metric: Mapping[str, Number]
    value_types: Mapping[str, WeightedSet]
    value_type_rule: Mapping[str, Number]
    pitfalls: Mapping[str, PitfallRule]
    portfolio: Mapping[str, Number]
    keys: Mapping[str, Number]
    signals: Mapping[str, Signal]

    @model_validator(mode="before")
    @classmethod
    def _metric_is_the_criterion_unless_said(cls, data: Any) -> Any:
        criteria = data.get("criteria") if isinstance(data, dict) else None
        if not isinstance(criteria, dict):
            return data
        named = {key: {"metric": key, **value} if isinstance(value, dict) else value for key, value in criteria.items()}
        return {**data, "criteria": named}

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> Self:
        for place, weights in self._weighted():
            unknown = sorted(set(weights) - set(self.criteria))
            if unknown:
                raise ValueError(f"{place} weighs {', '.join(unknown)}, which is not under criteria")
        for gate in self.gates:
            if gate.pitfall not in self.pitfalls:
                raise ValueError(f"a gate names pitfall {gate.pitfall}, which is not under pitfalls")
            if gate.pitfall == "P2":
                raise ValueError("P2 cannot be a gate: it is decided on the tier that the gates leave")
        cuts = [self.tiers[tier].value for tier in TIER_LETTERS if tier in self.tiers]
        if len(cuts) != len(TIER_LETTERS) or any(b >= a for a, b in pairwise(cuts)):
            raise ValueError("tiers must give A, B, C and D, each with a lower cut than the one before")
        return self

    @model_validator(mode="after")
    def _has_every_number_that_scoring_reads(self) -> Self:
        for place, needed in REQUIRED.items():
            missing = sorted(set(needed) - set(getattr(self, place)))
            if missing:
                raise ValueError(f"{place} lacks {', '.join(missing)}")
        for pitfall, names in REQUIRED_THRESHOLDS.items():
            rule = self.pitfalls.get(pitfall)
            missing = sorted(set(names) - set(rule.thresholds if rule else ()))
            if missing:
                raise ValueError(f"pitfalls.{pitfall} lacks {', '.join(missing)}")
        return self

    def _weighted(self) -> list[tuple[str, Weights]]:
        groups: dict[str, Mapping[str, WeightedSet]] = {
            "perspectives": self.perspectives,
            "pyramids": self.pyramids,
            "value_types": self.value_types,
        }
        return [(f"{place}.{key}", item.criteria) for place, items in groups.items() for key, item in items.items()]

    def setting(self, name: str) -> float:
        """A setting's value. Raises KeyError."""
        return self.settings[name].value

    def threshold(self, pitfall: str, name: str) -> float:
        """A pitfall's threshold. Raises KeyError."""
        return self.pitfalls[pitfall].thresholds[name].value

    def max_age(self, signal: str) -> int:
        """Days for which a signal is valid; signals that the rubric does not know have the setting's age."""
        known = self.signals.get(signal)
        return int(self.setting("max_age_days")) if known is None or known.max_age_days is None else known.max_age_days

    def scorecard_order(self) -> tuple[tuple[str, str], ...]:
        """(perspective, criterion) of every line of the scorecard, in the order in which it is shown."""
        return tuple((key, criterion) for key, p in self.perspectives.items() for criterion in p.criteria)

    def nominal_weights(self) -> dict[str, float]:
        """Each scorecard criterion's weight in the total (0-1) while nothing is missing, in scorecard order."""
        whole = sum(p.weight for p in self.perspectives.values())
        parts = {key: p.weight / whole / sum(p.criteria.values()) for key, p in self.perspectives.items()}
        return {c: parts[key] * self.perspectives[key].criteria[c] for key, c in self.scorecard_order()}

    @property
    def quadrant_cut(self) -> float:
        """Where actual and potential value are high."""
        return self.setting("quadrant_cut")

    @property
    def cuts(self) -> tuple[float, ...]:
        """The cuts of tiers A, B and C, falling."""
        return tuple(self.tiers[tier].value for tier in TIER_LETTERS[:-1])


REQUIRED: Mapping[str, tuple[str, ...]] = {
    "settings": (
        "window_days",
        "hourly_rate",
        "cost_cover",
        "max_age_days",
        "perspective_minimum",
        "provisional_below",
        "quadrant_cut",
        "calibration_minimum",
        "sensitivity_step",
    ),
    "value_types": ("intrinsic", "extrinsic", "strategic"),
    "value_type_rule": ("winner_at_least", "lead", "minimum_coverage", "mismatch_quantile"),
    "single_metric": ("A_below", "B_below"),
    "portfolio": ("margin_for_volume", "top_share"),
    "keys": ("satisfaction_low", "satisfaction_high", "service_points_many", "service_points_few", "trend"),
}
REQUIRED_THRESHOLDS: Mapping[str, tuple[str, ...]] = {
    "P1": ("coverage", "measured", "levels_fired", "levels_watch"),
    "P2": ("unreciprocated_share", "share_fired", "share_watch", "potential", "days_since_touch"),
    "P3": ("largest_order_share", "days_since_largest", "after_largest_share"),
    "P4": ("revenue_points", "net_contribution", "margin_gap"),
    "P5": ("concession_rate", "increase", "growth"),
}
