"""History (`domain.md` §10): a change of verdict, split into what the data did and what the rubric did."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.differences import (
    CriterionDifference,
    PitfallDifference,
    criterion_differences,
    pitfall_differences,
    total_change,
)
from scoring.single import only
from scoring.verdict import Tier
from scoring.verdicts import Verdicts


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two changes. Totals to 0.1; None = not rated, and then no `total_change`.

    `criteria`: those that differ, those that moved the total most first; `pitfalls`: those whose state changed (a gate may
    change the tier without the total).
    """

    total_before: float | None
    total_after: float | None
    total_change: float | None
    tier_before: Tier | None
    tier_after: Tier | None
    criteria: tuple[CriterionDifference, ...]
    pitfalls: tuple[PitfallDifference, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The whole change and its two parts: `data` first, under the old rubric; then `rubric`, on the new data."""

    account_id: str
    total_before: float | None
    total_after: float | None
    total_change: float | None
    tier_before: Tier | None
    tier_after: Tier | None
    data: Part
    rubric: Part


def change(old: Verdicts, middle: Verdicts, new: Verdicts) -> Change:
    """The change from `old` (old rubric, old data) over `middle` (old rubric, new data) to `new` (new rubric, new data).

    Each has one row, of the same account, scored with the book's context of its own day. Metrics that rest on the rubric's
    settings (hourly rate, window) are the old rubric's in `middle`, so that their change counts as the rubric's. Raises
    ValueError where these do not fit together.
    """
    first, last = only(old), only(new)
    _fit(old, middle, new)
    return Change(
        account_id=last.account_id,
        total_before=first.total,
        total_after=last.total,
        total_change=total_change(first, last),
        tier_before=first.tier,
        tier_after=last.tier,
        data=_part(old, middle),
        rubric=_part(middle, new),
    )


def _part(start: Verdicts, end: Verdicts) -> Part:
    before, after = only(start), only(end)
    return Part(
        total_before=before.total,
        total_after=after.total,
        total_change=total_change(before, after),
        tier_before=before.tier,
        tier_after=after.tier,
        criteria=criterion_differences(before, start.rubric, after, end.rubric),
        pitfalls=pitfall_differences(before.pitfalls, after.pitfalls),
    )


def _fit(old: Verdicts, middle: Verdicts, new: Verdicts) -> None:
    accounts = {only(verdicts).account_id for verdicts in (old, middle, new)}
    if len(accounts) > 1:
        raise ValueError(
            f"a change is one account's and these are {', '.join(sorted(accounts))}; give three verdicts of one"
        )
    if middle.rubric is not old.rubric and middle.rubric != old.rubric:
        named = f"{old.rubric.version} and {middle.rubric.version}"
        raise ValueError(f"old and middle need the same rubric and have {named}; score the new data with the old one")
    if middle.as_of != new.as_of:
        raise ValueError(
            f"middle and new need the same day and have {middle.as_of} and {new.as_of}; score both as of one"
        )
