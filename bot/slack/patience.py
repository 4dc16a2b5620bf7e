"""How a call of Slack's is tried again: what is limited waits as long as Slack says, what is unclear waits longer each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bot.slack.effects import always
from bot.slack.web import RateLimited, Refused, Unclear

T = TypeVar("T")
TRIES = 8
NO_LONGER = "no_longer_allowed"
LIMITS = 100
"""How often in a row a call waits because Slack limits it."""
BAD_BLOCKS = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_arguments", "msg_too_long")


class Patience:
    """Waits with `sleep`."""

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self._sleep = sleep

    def wait(self, seconds: float) -> None:
        """Waits."""
        self._sleep(seconds)

    def allowed(self, call: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """A call that is limited waits as long as Slack says, and is made then. Raises Refused, Unclear."""
        return self.allowed_if(always, call, *arguments, **named)

    def allowed_if(self, still: Callable[[], bool], call: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """The same; after each wait `still` says whether it may be made at all. Raises Refused("no_longer_allowed") if not."""
        for _ in range(LIMITS):
            try:
                return call(*arguments, **named)
            except RateLimited as limited:
                self.wait(limited.seconds)
                self.sure(still)
        return call(*arguments, **named)

    def sure(self, still: Callable[[], bool]) -> None:
        """Raises Refused("no_longer_allowed") where what was decided no longer holds."""
        if not still():
            raise Refused(NO_LONGER)

    def tried(self, call: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """A call that may be repeated without harm. Raises Refused, or what the last try gave."""
        return self.tried_if(always, call, *arguments, **named)

    def tried_if(self, still: Callable[[], bool], call: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """The same; after each wait `still` says whether it may be made at all. Raises Refused("no_longer_allowed") if not."""
        for attempt in range(TRIES - 1):
            try:
                return self.allowed_if(still, call, *arguments, **named)
            except Unclear:
                self.wait(pause(attempt))
                self.sure(still)
        return self.allowed_if(still, call, *arguments, **named)

    def once_more(self, call: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """A call that only reads; where Slack did not answer it, once more after a wait. Raises what the second gave."""
        try:
            return call(*arguments, **named)
        except RateLimited as limited:
            self.wait(limited.seconds)
        except Unclear:
            self.wait(pause(0))
        return call(*arguments, **named)


def pause(attempt: int) -> float:
    """Seconds before the next try."""
    return float(min(0.5 * 2**attempt, 30.0))


def with_text_instead(call: Callable[[dict[str, Any]], T], body: dict[str, Any]) -> T:
    """The call; where Slack refuses the blocks, the same with the text alone."""
    try:
        return call(body)
    except Refused as refused:
        if refused.code not in BAD_BLOCKS or not body.get("blocks"):
            raise
        return call({name: value for name, value in body.items() if name != "blocks"})
