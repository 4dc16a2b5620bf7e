"""A dismissed flag stays away until the dismissal expires or the evidence worsens."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.dismissal import Dismissal, Held, from_dict, snapshot, stands, to_dict
from scoring.table import NEVER
from scoring.verdict import Pitfall
from tests.scoring.making import DAY, scored
from tests.scoring.test_laws import accounts, few

EXPIRY = DAY + timedelta(days=90)
GIVING = {"revenue": 500_000, "concession_rate": 0.18, "prior_concession_rate": 0.17, "growth": 0.1}
ONE_OFF = {"largest_order_share": 0.7, "days_since_largest": 400, "after_largest_share": 0.01}
NEGLECTED: dict[str, Any] = {
    "headroom": 900_000, "growth_outlook": 9, "strategic_fit": 9, "market_position": 9, "influence": 9,
    "satisfaction": 2, "growth": -0.5, "active_months": 1, "contribution_rate": -0.1, "days_to_pay": 120, "overdue_rate": 0.5,
    "revenue": 100_000, "days_since_touch": 100,
}  # fmt: skip


def flag(pitfall: str, account: dict[str, Any]) -> Pitfall:
    return scored(account).verdict(0).pitfalls[pitfall]


def still_away(pitfall: str, then: dict[str, Any], now: dict[str, Any], on: date = DAY) -> bool:
    return stands(snapshot(flag(pitfall, then), EXPIRY), flag(pitfall, then | now), on)


@few
@given(accounts)
def test_it_stands_while_nothing_changes_through_its_last_day(account: dict[str, float]) -> None:
    for pitfall in scored(account).verdict(0).pitfalls.values():
        if pitfall.state in {"fired", "watch"}:
            dismissal = snapshot(pitfall, EXPIRY)
            assert stands(dismissal, pitfall, DAY)
            assert stands(dismissal, pitfall, EXPIRY)
            assert not stands(dismissal, pitfall, EXPIRY + timedelta(days=1))


@few
@given(accounts, accounts)
def test_what_stands_is_a_flag_no_worse_than_it_was(then: dict[str, float], now: dict[str, float]) -> None:
    rank = {"clear": 0, "not testable": 0, "watch": 1, "fired": 2}
    before, after = (scored(account).verdict(0).pitfalls for account in (then, now))
    for key, pitfall in before.items():
        if pitfall.state in {"fired", "watch"}:
            stood = stands(snapshot(pitfall, EXPIRY), after[key], DAY)
            assert stood or rank[after[key].state] > 0
            assert not stood or rank[after[key].state] <= rank[pitfall.state]


def test_the_snapshot_keeps_the_comparisons_that_held() -> None:
    assert snapshot(flag("P5", GIVING), EXPIRY) == Dismissal(
        "P5", "fired", (Held("concession_rate", 0.18, ">=", 0.15, "fired"),), EXPIRY
    )


def test_more_is_given_than_when_it_was_dismissed() -> None:
    assert not still_away("P5", GIVING, {"concession_rate": 0.19})
    assert still_away("P5", GIVING, {"concession_rate": 0.18 + 1e-12})
    assert still_away("P5", GIVING, {"concession_rate": 0.16})
    assert still_away("P5", GIVING, {"concession_rate": 0.05})


def test_a_margin_that_falls_on_is_worse_and_one_that_recovers_is_not() -> None:
    thin = {"revenue": 900_000, "margin_rate": 0.28, "net_contribution": 10_000}
    assert flag("P4", thin).state == "watch"
    assert not still_away("P4", thin, {"margin_rate": 0.27})
    assert still_away("P4", thin, {"margin_rate": 0.29})
    assert not still_away("P4", thin, {"net_contribution": 0})  # fired now


def test_a_state_that_worsens_brings_the_flag_back_and_one_that_improves_does_not() -> None:
    recent = ONE_OFF | {"days_since_largest": 300}
    assert flag("P3", recent).state == "watch"
    assert not still_away("P3", recent, {"days_since_largest": 400})
    assert still_away("P3", ONE_OFF, {"days_since_largest": 100})
    assert still_away("P3", ONE_OFF, {"largest_order_share": 0.4})
    assert still_away("P3", ONE_OFF, {"largest_order_share": None})


def test_that_time_passes_is_not_worse_evidence() -> None:
    assert still_away("P3", ONE_OFF, {"days_since_largest": 430})
    assert flag("P2", NEGLECTED).state == "fired"
    assert still_away("P2", NEGLECTED, {"days_since_touch": 130})


def test_a_second_reason_brings_the_flag_back() -> None:
    assert not still_away("P5", GIVING, {"growth": -0.1, "prior_concession_rate": 0.1})
    cheap = {"revenue": 900_000, "margin_rate": 0.2, "net_contribution": 10_000}
    assert flag("P4", cheap).state == "fired"
    assert not still_away("P4", cheap, {"net_contribution": -1})


def test_another_tier_that_is_only_text_has_not_moved_on() -> None:
    assert still_away("P2", NEGLECTED, {})
    assert any(held.subject == "tier" for held in snapshot(flag("P2", NEGLECTED), EXPIRY).evidence)


@pytest.mark.parametrize(
    ("account", "state"), [(ONE_OFF | {"largest_order_share": 0.2}, "clear"), ({}, "not testable")]
)
def test_only_a_flag_can_be_dismissed(account: dict[str, Any], state: str) -> None:
    with pytest.raises(ValueError, match=f"P3 is {state}; only a flag that is watch or fired can be dismissed"):
        snapshot(flag("P3", account), EXPIRY)


def test_a_dismissal_speaks_of_its_own_pitfall() -> None:
    with pytest.raises(ValueError, match="the dismissal is of P5 and was asked about P3"):
        stands(snapshot(flag("P5", GIVING), EXPIRY), flag("P3", ONE_OFF), DAY)


@few
@given(accounts, st.booleans())
def test_written_as_json_and_read_it_is_the_same(account: dict[str, float], untouched: bool) -> None:
    touched = account | ({"days_since_touch": NEVER} if untouched else {})
    for pitfall in scored(touched).verdict(0).pitfalls.values():
        if pitfall.state in {"fired", "watch"}:
            dismissal = snapshot(pitfall, EXPIRY)
            text = json.dumps(to_dict(dismissal), allow_nan=False)
            assert from_dict(json.loads(text)) == dismissal


def test_never_touched_is_kept_as_a_word() -> None:
    written = to_dict(snapshot(flag("P2", NEGLECTED | {"days_since_touch": NEVER}), EXPIRY))
    assert [held["value"] for held in written["evidence"] if held["subject"] == "days_since_touch"] == ["never"]


@pytest.mark.parametrize(
    "wrong",
    [{"state": "clear"}, {"expires_on": "soon"}, {"more": 1}, {"evidence": [{"subject": "growth"}]}],
)
def test_anything_else_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        from_dict(to_dict(snapshot(flag("P5", GIVING), EXPIRY)) | wrong)
