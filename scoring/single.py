"""Questions about one account are asked of verdicts with one row."""

from __future__ import annotations

from scoring.verdict import Verdict
from scoring.verdicts import Verdicts


def only(verdicts: Verdicts) -> Verdict:
    """The verdict of the one account. Raises ValueError when there are none or several."""
    if len(verdicts) != 1:
        raise ValueError(f"this is asked of one account and {len(verdicts)} were given; pick one with verdicts.one(i)")
    return verdicts.verdict(0)
