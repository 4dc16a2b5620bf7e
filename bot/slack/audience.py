"""Who would read an answer, and whether they may. One decision, made anew for every answer and every click on Share.

An answer is shown in a conversation only where everybody in it may see each account that it is about. In a conversation that is
shared with another company, has guests, or cannot be looked up, every answer goes to the asker alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from bot.slack.people import FEW, Room

Reason = Literal["everyone", "the asker's own", "unknown", "shared", "guests", "not all may see", "the asker may not"]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whether an answer may be shown to everybody in the conversation, and why (not)."""

    everyone: bool
    why: Reason


def audience(room: Room, asker: str, accounts: Collection[str], may_see: Callable[[str, str], bool]) -> Audience:
    """`may_see(user, account)`: the rules of access. Bots of the own company do not count as readers."""
    if not all(may_see(asker, one) for one in accounts):
        return Audience(False, "the asker may not")
    if room.known and room.direct and room.users == (asker,):
        return Audience(True, "the asker's own")
    why: Reason | None = "unknown" if not room.known else "shared" if room.shared else None
    why = why or _against(room, accounts, may_see)
    return Audience(why is None, why or "everyone")


def _against(room: Room, accounts: Collection[str], may_see: Callable[[str, str], bool]) -> Reason | None:
    """Which reader speaks against it: guests before others, but in a large room the first that is found is enough."""
    if len(room.users) <= FEW and any(room.look(user).outside for user in room.users):
        return "guests"
    blind = [user for user in room.users if not all(may_see(user, account) for account in accounts)]
    others = [user for user in room.users if user not in set(blind)]
    for user in (*blind, *others):
        reader = room.look(user)
        if reader.outside:
            return "guests"
        if user in blind and not reader.is_bot:
            return "not all may see"
    return None
