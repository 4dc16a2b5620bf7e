"""The Web API's methods by name, and what one call of a method holds."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workspace.errors import Refused
from workspace.events import Events
from workspace.limits import problem
from workspace.state import State
from workspace.things import Channel

Answer = dict[str, Any]
FORMATS = {
    "blocks": "invalid_blocks_format",
    "metadata": "invalid_metadata_format",
    "attachments": "invalid_attachments",
}


@dataclass(frozen=True)
class Call:
    """One call: its arguments as they came (strings from a form, or JSON's values), and the workspace it is made in."""

    state: State
    events: Events
    args: dict[str, Any]

    def get(self, name: str, default: str = "") -> str:
        """An argument as text."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def need(self, name: str, code: str = "invalid_arguments") -> str:
        """An argument that must be there; else refuses with `code`."""
        value = self.get(name)
        if not value:
            raise Refused(
                code, [problem(f"missing required field: {name}", "")] if code == "invalid_arguments" else None
            )
        return value

    def flag(self, name: str) -> bool:
        """A yes or no: true, "true" and "1" are yes."""
        return self.get(name).lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        """A whole number. Refuses with `invalid_arguments`."""
        try:
            return int(self.get(name) or default)
        except ValueError:
            raise Refused("invalid_arguments", [problem("must be an integer", f"/{name}")]) from None

    def structure(self, name: str) -> Any:
        """A list or object, sent as JSON or as a string of JSON; None when it is absent or empty."""
        value = self.args.get(name)
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except ValueError:
                raise Refused(FORMATS.get(name, "invalid_arguments")) from None
        return value or None

    def channel(self, name: str = "channel", *, member: bool = False) -> Channel:
        """The conversation that an argument names, if the bot can see it. With `member` the bot must be in it."""
        channel = self.state.channels.get(self.need(name, "channel_not_found"))
        bot = self.state.app.bot_user
        if channel is None or (channel.kind != "C" and bot not in channel.members):
            raise Refused("channel_not_found")
        if member and bot not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def scope(self, *needed: str) -> None:
        """Refuses with `missing_scope` unless the app has one of these."""
        provided = self.state.app.scopes
        if not provided.intersection(needed):
            raise Refused("missing_scope", needed=",".join(needed), provided=",".join(sorted(provided)))

    def page(self, items: list[Any], default: int) -> tuple[list[Any], Answer]:
        """One page of `items` after the cursor, and what the answer says about the next."""
        size, start = max(1, min(self.number("limit", default), 1000)), _offset(self.get("cursor"))
        more = start + size < len(items)
        cursor = base64.b64encode(f"next:{start + size}".encode()).decode() if more else ""
        return items[start : start + size], {"has_more": more, "response_metadata": {"next_cursor": cursor}}


def _offset(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:")) if cursor else 0
    except ValueError:
        raise Refused("invalid_cursor") from None


Method = Callable[[Call], Answer]
METHODS: dict[str, tuple[Method, tuple[str, ...]]] = {}
"""Name -> what does it, and the scopes of which one is needed (none: any bot token will do)."""


def method(name: str, *scopes: str) -> Callable[[Method], Method]:
    """Registers a function as a Web API method."""

    def register(function: Method) -> Method:
        METHODS[name] = (function, scopes)
        return function

    return register
