"""Who would read an answer, and whether they may. One decision, made anew for every answer and every click on Share.

An answer is shown in a conversation only where everybody in it may see each account that it is about. In a conversation that is
shared with another company, has guests, or cannot be looked up, every answer goes to the asker alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.slack.people import Room

Reason = Literal["everyone", "the asker's own", "unknown", "shared", "guests", "not all may see", "the asker may not"]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whether an answer may be shown to everybody in the conversation, and why (not)."""

    everyone: bool
    why: Reason


def audience(room: Room, asker: str, accounts: Collection[str], may_see: Callable[[str, str], bool]) -> Audience:
    """`may_see(user, account)`: the rules of access. Bots of the own company do not count as readers."""
    why = _against(room, asker, accounts, may_see)
    own = room.known and room.direct and all(one.user == asker for one in room.members)
    if why != "the asker may not" and own:
        return Audience(True, "the asker's own")
    return Audience(why is None, why or "everyone")


def _against(room: Room, asker: str, accounts: Collection[str], may_see: Callable[[str, str], bool]) -> Reason | None:
    """What speaks against showing it to everybody, the first of all."""
    readers = [one.user for one in room.members if not one.is_bot]
    reasons: Mapping[Reason, bool] = {
        "the asker may not": not all(may_see(asker, one) for one in accounts),
        "unknown": not room.known,
        "shared": room.shared,
        "guests": any(one.outside for one in room.members),
        "not all may see": not all(may_see(user, account) for user in readers for account in accounts),
    }
    return next((why for why, holds in reasons.items() if holds), None)
