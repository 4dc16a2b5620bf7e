"""What a request gives to whoever answers it: the values of a button, the fields of a form, keys of what is written once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.slack.kit import packed, unpacked
from bot.slack.request import Request


@dataclass
class Given:
    """Of one request."""

    request: Request

    @property
    def user(self) -> str:
        """Who asks."""
        return self.request.user

    @property
    def came(self) -> datetime:
        """The moment at which the request was taken in, UTC: its answer may be given a while later."""
        return datetime.fromtimestamp(self.request.recorded, UTC)

    def key(self, what: str = "") -> str:
        """The request's key, for what is written once however often the request is worked on."""
        return f"{self.request.key}/{what}" if what else self.request.key

    def form_key(self, what: str) -> str:
        """The key of what a form says: the same for each time that this very form is sent off, filled in like this."""
        view = self.request.view
        said = packed([view.get("id"), view.get("private_metadata"), view.get("values")])
        return f"{self.request.team}:{self.user}:{hashlib.blake2b(said.encode(), digest_size=12).hexdigest()}/{what}"

    def value(self) -> dict[str, Any]:
        """What the clicked button or chosen option holds."""
        return unpacked(self.request.value)

    def given(self, name: str) -> str:
        """A text that the clicked button holds; "" where it holds none, or something else: anything may be sent."""
        found = self.value().get(name)
        return found if isinstance(found, str) else ""

    def metadata(self) -> dict[str, Any]:
        """What the view was given by whoever opened it."""
        return unpacked(str(self.request.view.get("private_metadata") or ""))
