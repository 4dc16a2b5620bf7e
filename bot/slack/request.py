"""What somebody did in Slack, as one value, whatever kind of payload it came in."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["command", "message", "home", "thread", "link", "action", "submission", "shortcut"]


class Request(BaseModel):
    """One thing that one person did. `key`: the same for every delivery of it. `lane`: what is answered in order.

    `name`: the command's word, the action or the view's callback. `value`: of a button. `thread`: where an answer belongs.
    `view`: id, callback, values and metadata of a view. `ephemeral`: a click in what only the clicker sees.
    `recorded`: when it was taken in, in seconds since the epoch.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    key: str
    lane: str
    team: str
    user: str
    channel: str = ""
    thread: str | None = None
    ts: str = ""
    text: str = ""
    name: str = ""
    value: str = ""
    is_dm: bool = False
    trigger: str = ""
    response_url: str = ""
    view: dict[str, Any] = {}
    files: tuple[dict[str, Any], ...] = ()
    links: tuple[str, ...] = ()
    unfurl_id: str = ""
    ephemeral: bool = False
    recorded: float = 0.0

    @property
    def is_ours(self) -> bool:
        """Whether it surely came from the person's DM with us: commands, and what they show, can be in anybody's DM."""
        return self.is_dm and self.kind != "command" and not self.ephemeral
