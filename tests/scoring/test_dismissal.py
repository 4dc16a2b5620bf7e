"""A dismissed flag stays away until its day is over or its evidence worsens."""

from __future__ import annotations

import json
from datetime import date

import pytest

from scoring.dismissal import from_dict, snapshot, stands, to_dict
from scoring.verdict import Evidence, Pitfall, PitfallState

UNTIL = date(2026, 6, 30)
DAY = date(2026, 1, 31)


def flag(state: PitfallState = "fired", rate: float = 0.16, prior: float = 0.1, quiet: float = 100.0) -> Pitfall:
    evidence = (
        Evidence("fired", "concession_rate", rate, ">=", 0.15, rate >= 0.15),
        Evidence("fired", "margin_rate", prior, "<=", 0.2, prior <= 0.2),
        Evidence("watch", "days_since_touch", quiet, ">=", 90.0, quiet >= 90),
    )
    return Pitfall("P5", "concession_ratchet", state, evidence)


def test_it_stands_until_its_last_day() -> None:
    dismissed = snapshot(flag(), UNTIL)
    assert stands(dismissed, flag(), UNTIL)
    assert not stands(dismissed, flag(), date(2026, 7, 1))


@pytest.mark.parametrize(
    ("now", "stays"),
    [
        (flag(rate=0.16), True),
        (flag(rate=0.155), True),
        (flag(rate=0.16 + 1e-12), True),
        (flag(rate=0.17), False),
        (flag(prior=0.12), True),
        (flag(prior=0.08), False),
        (flag(state="watch", rate=0.1), True),
        (flag(state="clear", rate=0.1, quiet=1.0), True),
    ],
)
def test_it_returns_when_the_evidence_worsens(now: Pitfall, stays: bool) -> None:
    assert stands(snapshot(flag(), UNTIL), now, DAY) is stays


def test_a_watched_flag_returns_when_it_fires_or_for_another_reason() -> None:
    watched = snapshot(flag("watch", rate=0.1, prior=0.3), UNTIL)
    assert stands(watched, flag("watch", rate=0.1, prior=0.3), DAY)
    assert not stands(watched, flag("fired"), DAY)
    other = snapshot(flag(rate=0.1), UNTIL)
    assert not stands(other, flag(rate=0.16), DAY), "another comparison holds now"


def test_it_comes_back_from_json_as_it_was() -> None:
    dismissed = snapshot(flag(), UNTIL)
    assert from_dict(json.loads(json.dumps(to_dict(dismissed)))) == dismissed
