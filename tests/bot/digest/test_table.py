"""The table of a digest: provisional tiers and watches are marked as everywhere, and the marks are explained."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from bot.digest.content import Content
from bot.digest.snapshot import Snapshot
from bot.digest.table import details
from bot.slack.kit import texts_of
from prompts.figures import Figures
from scoring.pitfalls import FIRED, WATCH
from scoring.rubric import load_default
from tests.bot.digest.snapshots import snapshot

FOUND = Content(date(2026, 1, 5), None, "r", False, 1, {})


def table_of(state: int, *, provisional: bool, before: Snapshot | None = None, lang: str = "en") -> str:
    """What people read of the table of one account in tier B."""
    now = snapshot(["ACME"], [1], state)
    now = replace(now, provisional=np.array([provisional]), figures={**now.figures, "total": np.array([70.0])})
    return "\n".join(texts_of(details(FOUND, now, before, Figures(lang, "EUR", load_default())).blocks))


def test_a_provisional_tier_and_a_watch_are_marked_and_explained() -> None:
    shown = table_of(WATCH, provisional=True)
    for text in ("B?", "(P1)", "A “?” behind the tier: provisional", "A pitfall in brackets is on watch"):
        assert text in shown
    assert "「?」表示暫定" in table_of(WATCH, provisional=True, lang="zh-TW")


@pytest.mark.parametrize("before", [None, snapshot(["ACME"], [1])])
def test_without_them_there_is_no_mark(before: Snapshot | None) -> None:
    shown = table_of(FIRED, provisional=False, before=before)
    assert "P1" in shown
    for mark in ("?", "(P1)", "brackets"):
        assert mark not in shown
