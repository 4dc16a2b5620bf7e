"""Posts a digest through the outbox, with short waits: a channel that is limited for long is tried again later instead."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.slack.effects import Message, Upload
from bot.slack.limits import fit_message
from bot.slack.outbox import Outbox, Posted
from bot.slack.request import Request
from bot.slack.web import RateLimited

LONGEST = 60.0
"""Seconds that a worker waits for one channel; others wait for the worker."""


def short_wait(seconds: float) -> None:
    """Waits up to a minute. Raises RateLimited for more."""
    if seconds > LONGEST:
        raise RateLimited(seconds)
    time.sleep(seconds)


class Posting:
    """A digest's way into Slack."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox

    def say(
        self,
        message: Message,
        channel: str,
        thread: str | None,
        key: str,
        again: bool,
        *,
        since: float,
        still: Callable[[], bool],
    ) -> Posted:
        """Posts a message of that key once. Raises SlackError, or what `still` does."""
        return self.outbox.say(fit_message(message), channel, thread, key, again, since=since, still=still)

    def attach(
        self,
        name: str,
        content: bytes,
        alt: str,
        channel: str,
        thread: str,
        *,
        again: bool,
        since: float,
        still: Callable[[], bool],
    ) -> None:
        """Puts a file into a thread once. Raises SlackError, or what `still` does."""
        effect = Upload(name, content, name, alt, channel, thread, still)
        request = Request(kind="message", key=name, lane="", team="", user="", recorded=since)
        self.outbox.perform(effect, request, name, again=again)
