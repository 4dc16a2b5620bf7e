"""What the server refuses, in Slack's own words, and what a test did wrong, in ours."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A Web API call that Slack answers with `{"ok": false, "error": code}`.

    `messages` becomes `response_metadata.messages`; `more` is added to the answer as it is.
    """

    def __init__(self, code: str, messages: list[str] | None = None, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.more = more

    @property
    def answer(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
            body.setdefault("errors", [m.removeprefix("[ERROR] ") for m in self.messages])
        return body


class WorkspaceError(Exception):
    """A person in a test tried what nobody could do in Slack, such as clicking a button that is not there."""


class NotAcked(WorkspaceError):
    """The app did not acknowledge a delivery in time."""
