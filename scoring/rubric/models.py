"""The rubric: every weight, cut-off and threshold of a decision, as dated, labelled data (`rubric.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from scoring.rubric.checks import wrongs

Tier = Literal["A", "B", "C", "D"]
Side = Literal["actual", "potential"]
Amount = Annotated[float, Field(strict=True)]
Breakpoint = tuple[Amount, Amount]
Weight = Annotated[float, Field(strict=True, gt=0)]
Weights = Mapping[str, Weight]
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

    value: Amount
    unit: str = Field(min_length=1)


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
    weight: Weight


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


class Labels(Labelled):
    """A name in three languages, without a number."""


class CalibrationRule(Labelled):
    """Which quantile of the book gets how many points."""

    unit: str = Field(min_length=1)
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
    quadrants: Mapping[str, Labels]
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
    def _holds_together(self) -> Self:
        for wrong in wrongs(self):
            raise PydanticCustomError("rubric", "{what}", {"what": wrong.what, "place": wrong.place})
        return self

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
