"""What rendering needs to know beside the thing that is rendered: the workspace, the reader's words, how to act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from workspace.page.html import Html, el
from workspace.page.words import Words
from workspace.state import State
from workspace.things import Channel, Person

Block = dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """`seal` goes into every form (see `guard`); `viewer` is who looks, where that matters; `zone`: minutes east of UTC.

    `shortcuts`: what the app offers in a message's menu, by callback id.
    """

    state: State
    words: Words
    seal: str
    viewer: Person | None = None
    zone: int = 0
    shortcuts: Mapping[str, str] = field(default_factory=dict)

    def hidden(self, **values: str) -> list[Html]:
        """Hidden fields of a form, the seal among them."""
        return [
            el("input", type="hidden", name=name, value=value) for name, value in {"seal": self.seal, **values}.items()
        ]

    def moment(self, ts: str | float) -> datetime:
        """A message's time as the reader's clock shows it."""
        return datetime.fromtimestamp(float(ts), timezone(timedelta(minutes=self.zone)))

    def name(self, user: str) -> str:
        """How somebody is called; the id itself where nobody has it."""
        found = self.state.people.get(user)
        return found.name if found else user

    def place(self, channel: Channel) -> str:
        """How a conversation is called."""
        return self.words("dm_of") if channel.kind == "D" else f"#{channel.name}"

    def everybody(self) -> Sequence[Person]:
        """People who are no bots."""
        return [one for one in self.state.people.values() if not one.is_bot]
