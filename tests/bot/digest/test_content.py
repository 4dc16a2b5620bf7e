"""What two snapshots are said to differ by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.digest.content import Content, content
from bot.digest.snapshot import Snapshot
from bot.flags import ASIDE
from scoring.pitfalls.logic import STATES
from scoring.rubric import load_default
from tests.bot.digest.snapshots import snapshot


def compared(now: Snapshot, before: Snapshot) -> Content:
    return content(now, before, load_default())


@pytest.mark.parametrize("state", STATES)
def test_a_flag_that_ended_is_told_whatever_it_is_now(state: str) -> None:
    fired = snapshot("a", [0], STATES.index("fired"))
    found = compared(snapshot("a", [0], STATES.index(state)), fired)
    assert [one.state for one in found.cleared] == ([] if state == "fired" else [state])
    assert found.quiet == (state == "fired")


def test_a_dismissed_flag_has_not_ended() -> None:
    assert not compared(snapshot("a", [0], ASIDE), snapshot("a", [0], STATES.index("fired"))).cleared


def test_a_new_account_is_told_though_it_is_not_rated() -> None:
    found = compared(snapshot("ab", [0, -1]), snapshot("a", [0]))
    assert [(one.account, one.new, one.after) for one in found.moves] == [("b", True, None)]
    assert not [one for one in found.items if one.task == "fell"]


def test_a_scope_in_which_all_is_new_is_compared_with_nothing_in_it() -> None:
    found = compared(snapshot("a", [0]), snapshot("", []))
    assert found.before is not None
    assert [one.new for one in found.moves] == [True]


def test_what_is_most_urgent_comes_first_whatever_else_there_is_to_do_about_the_account() -> None:
    now = replace(snapshot("ab", [0, 0], STATES.index("fired")), provisional=np.array([True, False]))
    found = compared(now, snapshot("ab", [0, 0]))
    assert [(one.task, one.account) for one in found.items] == [("flag", "a"), ("flag", "b")]


def test_what_is_new_did_not_fall() -> None:
    assert [one.up for one in compared(snapshot("ab", [0, -1]), snapshot("a", [0])).moves] == [True]
