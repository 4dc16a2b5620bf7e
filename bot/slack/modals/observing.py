"""Observations that people make: each as a row of signals, and what it changed, in sentences."""

from __future__ import annotations

import hashlib
from typing import Any

from book.accounts import Account
from bot.slack.call import Call
from prompts.figures import Figures
from prompts.narrator.moves import pitfall_move, score_move, tier_move
from scoring.differences import pitfall_differences, total_change
from scoring.verdict import Verdict


def observation(call: Call, account: Account, key: str, value: float, note: str) -> dict[str, Any]:
    """A row of signals. The form, as it is filled in, and the signal name it: sent off twice, it is recorded once."""
    name = hashlib.blake2b(call.form_key(key).encode(), digest_size=12).hexdigest()
    return {
        "signal_id": f"{name}-0",
        "account_id": account.account_id,
        "key": key,
        "value": value,
        "observed_on": call.as_of,
        "source": "rep",
        "author": call.profile.name or call.user,
        "note": note or None,
    }


def moved(before: Verdict, after: Verdict, figures: Figures) -> list[str]:
    """What changed from one verdict to another: score, tier, pitfalls."""
    return [
        score_move(before.total, after.total, total_change(before, after), figures),
        tier_move(before.tier, after.tier, figures),
        *(pitfall_move(one, figures) for one in pitfall_differences(before.pitfalls, after.pitfalls)),
    ]
