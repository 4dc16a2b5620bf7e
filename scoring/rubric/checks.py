"""What must hold between the parts of a rubric, so that every number scoring reads is there and makes sense."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scoring.rubric.models import Rubric

Bounds = tuple[float, float]
ANY: Bounds = (float("-inf"), float("inf"))
SHARE: Bounds = (0, 1)
POINTS: Bounds = (0, 100)
AT_LEAST_ONE: Bounds = (1, float("inf"))
NOT_NEGATIVE: Bounds = (0, float("inf"))

NUMBERS: Mapping[str, Mapping[str, Bounds]] = {
    "settings": {
        "window_days": AT_LEAST_ONE,
        "hourly_rate": NOT_NEGATIVE,
        "cost_cover": SHARE,
        "max_age_days": AT_LEAST_ONE,
        "perspective_minimum": SHARE,
        "provisional_below": SHARE,
        "quadrant_cut": POINTS,
        "calibration_minimum": AT_LEAST_ONE,
        "sensitivity_step": SHARE,
    },
    "tiers": {"A": POINTS, "B": POINTS, "C": POINTS, "D": POINTS},
    "value_type_rule": {
        "winner_at_least": POINTS,
        "lead": POINTS,
        "minimum_coverage": SHARE,
        "mismatch_quantile": SHARE,
    },
    "single_metric": {"A_below": SHARE, "B_below": SHARE},
    "portfolio": {"margin_for_volume": NOT_NEGATIVE, "top_share": SHARE},
    "keys": {
        "satisfaction_low": NOT_NEGATIVE,
        "satisfaction_high": NOT_NEGATIVE,
        "service_points_many": NOT_NEGATIVE,
        "service_points_few": NOT_NEGATIVE,
        "trend": NOT_NEGATIVE,
    },
}
THRESHOLDS: Mapping[str, Mapping[str, Bounds]] = {
    "P1": {"coverage": SHARE, "measured": AT_LEAST_ONE, "levels_fired": AT_LEAST_ONE, "levels_watch": AT_LEAST_ONE},
    "P2": {
        "unreciprocated_share": SHARE,
        "share_fired": SHARE,
        "share_watch": SHARE,
        "potential": POINTS,
        "days_since_touch": NOT_NEGATIVE,
    },
    "P3": {"largest_order_share": SHARE, "days_since_largest": NOT_NEGATIVE, "after_largest_share": NOT_NEGATIVE},
    "P4": {"revenue_points": POINTS, "net_contribution": ANY, "margin_gap": SHARE},
    "P5": {"concession_rate": SHARE, "increase": SHARE, "growth": ANY},
}
WHOLE = ("window_days", "max_age_days")
QUADRANTS = ("invest", "defend", "cultivate", "serve lean")
VALUE_TYPES = ("intrinsic", "extrinsic", "strategic")
POINTS_READ_BY_PITFALLS = ("revenue",)


class Wrong(NamedTuple):
    """Where in the rubric (keys from the top), and what is wrong there and how to mend it."""

    place: tuple[str, ...]
    what: str


def wrongs(rubric: Rubric) -> Iterator[Wrong]:
    """Everything that does not hold."""
    yield from _keys(rubric)
    yield from _numbers(rubric)
    yield from _criteria(rubric)
    yield from _tiers_and_gates(rubric)


def _keys(rubric: Rubric) -> Iterator[Wrong]:
    named: Mapping[str, Iterable[str]] = {"quadrants": QUADRANTS, "value_types": VALUE_TYPES, "pitfalls": THRESHOLDS}
    for section, needed in {**NUMBERS, **named}.items():
        yield from _exactly((section,), getattr(rubric, section), needed)
    for pitfall, names in THRESHOLDS.items():
        if pitfall in rubric.pitfalls:
            yield from _exactly(("pitfalls", pitfall, "thresholds"), rubric.pitfalls[pitfall].thresholds, names)


def _exactly(place: tuple[str, ...], given: Mapping[str, object], needed: Iterable[str]) -> Iterator[Wrong]:
    lacking = [key for key in needed if key not in given]
    if lacking:
        yield Wrong(place, f"lacks {', '.join(lacking)}; add it")
    for key in given:
        if key not in needed:
            yield Wrong((*place, key), f"is not a key known here; these are: {', '.join(needed)}")


def _numbers(rubric: Rubric) -> Iterator[Wrong]:
    for place, bounds in NUMBERS.items():
        for key, number in getattr(rubric, place).items():
            yield from _within((place, key, "value"), number.value, bounds.get(key, ANY))
    for pitfall, rule in rubric.pitfalls.items():
        for key, number in rule.thresholds.items():
            bound = THRESHOLDS.get(pitfall, {}).get(key, ANY)
            yield from _within(("pitfalls", pitfall, "thresholds", key, "value"), number.value, bound)
    for key in WHOLE:
        if key in rubric.settings and rubric.setting(key) % 1:
            yield Wrong(("settings", key, "value"), "must be a whole number of days")


def _within(place: tuple[str, ...], value: float, bounds: Bounds) -> Iterator[Wrong]:
    low, high = bounds
    if not low <= value <= high:
        yield Wrong(place, f"is {value:g}; it must be between {low:g} and {high:g}")


def _criteria(rubric: Rubric) -> Iterator[Wrong]:
    for place in ("perspectives", "pyramids", "value_types"):
        for key, weighted in getattr(rubric, place).items():
            for criterion in weighted.criteria:
                if criterion not in rubric.criteria:
                    yield Wrong(
                        (place, key, "criteria", criterion), "is not under criteria; add it there or mend its name"
                    )
    seen: dict[str, str] = {}
    for perspective, criterion in rubric.scorecard_order():
        if criterion in seen:
            what = f"also stands in {seen[criterion]}; a criterion counts in one perspective"
            yield Wrong(("perspectives", perspective, "criteria", criterion), what)
        seen.setdefault(criterion, perspective)
    read = (*(rubric.pitfalls["P1"].metrics if "P1" in rubric.pitfalls else ()), *POINTS_READ_BY_PITFALLS)
    for criterion in read:
        if criterion not in rubric.criteria:
            yield Wrong(("criteria",), f"lacks {criterion}, whose points the pitfalls read; add it")


def _tiers_and_gates(rubric: Rubric) -> Iterator[Wrong]:
    cuts = [number.value for _, number in sorted(rubric.tiers.items())]
    if any(lower >= higher for higher, lower in pairwise(cuts)):
        yield Wrong(("tiers",), "must have falling cuts from A to D; each lower than the one before")
    if "P1" in rubric.pitfalls and not rubric.pitfalls["P1"].metrics:
        yield Wrong(("pitfalls", "P1"), "needs metrics: those whose points are compared with the tiers")
    for position, gate in enumerate(rubric.gates):
        if gate.pitfall not in rubric.pitfalls:
            yield Wrong(("gates", str(position), "pitfall"), f"is {gate.pitfall}, which is not under pitfalls; mend it")
        if gate.pitfall == "P2":
            yield Wrong(
                ("gates", str(position), "pitfall"), "cannot be P2: it is decided on the tier that the gates leave"
            )
