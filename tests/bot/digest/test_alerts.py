"""What an alert tells of: a key account that is a one-off, a flag at tier A, a fall by two tiers; and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from bot.digest.alerts import Event, events
from bot.digest.snapshot import Snapshot
from bot.digest.subscription import ALERTS, Alert
from scoring.pitfalls.logic import STATES
from scoring.rubric import Rubric
from scoring.rubric.file import load_default

FIRED, CLEAR = STATES.index("fired"), STATES.index("clear")
TIERS = {"A": 0, "B": 1, "C": 2, "D": 3, "-": -1}


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load_default()


def snapshot(tiers: str, p3: str = "", p2: str = "") -> Snapshot:
    """Accounts "a", "b", … of these tiers; the named ones are caught in P3 and P2."""
    names = tuple("abcdefgh"[: len(tiers)])
    nan = np.full(len(tiers), np.nan)
    pitfalls = {key: np.array([FIRED if one in of else CLEAR for one in names]) for key, of in (("P2", p2), ("P3", p3))}
    figures = dict.fromkeys(("revenue", "potential", "days_since_touch", "low", "high", "total"), nan)
    codes = np.array([TIERS[one] for one in tiers])
    provisional = np.zeros(len(tiers), dtype=bool)
    return Snapshot("k", date(2025, 1, 1), "v", names, names, codes, provisional, pitfalls, figures)


def told(before: Snapshot, now: Snapshot, rubric: Rubric, *chosen: Alert) -> list[Event]:
    return events(now, before, chosen, rubric)


def test_a_key_account_that_turns_out_to_be_a_one_off(rubric: Rubric) -> None:
    before, now = snapshot("ABCD"), snapshot("CBCD", p3="abc")
    found = told(before, now, rubric, "one_off")
    assert [(one.account, one.before, one.after, one.flags) for one in found] == [
        ("a", "A", "C", ("P3",)),
        ("b", "B", "B", ("P3",)),
    ]


def test_a_flag_that_stands_already_is_no_news(rubric: Rubric) -> None:
    assert not told(snapshot("AB", p3="ab"), snapshot("AB", p3="ab"), rubric)


def test_a_flag_at_tier_a(rubric: Rubric) -> None:
    found = told(snapshot("AAB"), snapshot("AAB", p2="ac"), rubric, "pitfall_at_a")
    assert [(one.account, one.flags) for one in found] == [("a", ("P2",))]


def test_a_fall_by_two_tiers_or_more(rubric: Rubric) -> None:
    found = told(snapshot("AABD"), snapshot("CBDC"), rubric, "fell_by_two")
    assert [(one.account, one.before, one.after, one.fell) for one in found] == [
        ("a", "A", "C", True),
        ("c", "B", "D", True),
    ]


def test_an_account_is_told_of_once_with_all_that_happened(rubric: Rubric) -> None:
    (found,) = told(snapshot("A"), snapshot("C", p3="a", p2="a"), rubric)
    assert (found.flags, found.fell) == (("P3",), True)


def test_only_what_was_chosen_is_told(rubric: Rubric) -> None:
    before, now = snapshot("AAB"), snapshot("CAD", p3="a", p2="b")
    found = {one: {e.account for e in told(before, now, rubric, one)} for one in ALERTS}
    assert found == {"one_off": {"a"}, "pitfall_at_a": {"b"}, "fell_by_two": {"a", "c"}}


def test_a_new_account_has_not_fallen(rubric: Rubric) -> None:
    before = snapshot("A")
    assert not told(before, replace(snapshot("AD")), rubric, "fell_by_two")
