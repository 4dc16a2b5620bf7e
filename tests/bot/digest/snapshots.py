"""Snapshots of a few accounts, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from bot.digest.snapshot import Snapshot


def snapshot(accounts: Sequence[str], tiers: Sequence[int] | None = None, state: int = 0) -> Snapshot:
    """Accounts with their tiers' codes (A without); `state`: of P1 of all of them."""
    n = len(accounts)
    figures = {name: np.full(n, np.nan) for name in ("revenue", "potential", "days_since_touch", "low", "high")}
    return Snapshot(
        "s",
        date(2025, 12, 15),
        "r",
        tuple(accounts),
        tuple(accounts),
        np.array(tiers if tiers is not None else [0] * n, dtype=np.int8),
        np.zeros(n, dtype=bool),
        {"P1": np.full(n, state, dtype=np.int8)},
        figures,
    )
