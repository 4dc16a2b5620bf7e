"""The life of a `kam serve`: start, be told why to end, take nothing new, let what is being answered be finished."""

from __future__ import annotations

import os
import signal
from importlib.metadata import version
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit

import structlog

from bot.settings import Settings
from bot.slack.serve import Bot, built

log = structlog.get_logger("kam.serve")
HTTP_PORT = 3000
"""Where signed requests are taken unless KAM_HTTP_PORT says another port."""


class Ending:
    """Why the bot is to end: "stopped" by a signal, or the socket's word. A second signal ends the process at once."""

    def __init__(self) -> None:
        self._why: SimpleQueue[str] = SimpleQueue()  # may be filled by a signal while it is waited for
        self._signalled = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Ending:
        self._before = {one: signal.signal(one, self._on_signal) for one in (signal.SIGTERM, signal.SIGINT)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, *_: object) -> None:
        if self._signalled:
            os._exit(1)
        self._signalled = True
        self.over("stopped")

    def over(self, why: str) -> None:
        """It is to end."""
        self._why.put(why)

    def wait(self) -> str:
        """Why it ends, once it does."""
        return self._why.get()


def run(settings: Settings, *, http: bool) -> tuple[str, int]:
    """Serves until it is to end: why it ended, and how many requests were left to the next start.

    Raises CannotServe, Taken, PortTaken, BookError.
    """
    with Ending() as ending:
        bot = built(settings)
        try:
            where = _opened(bot, ending, http=http)
        except BaseException:
            bot.stop(0)
            raise
        log.info("ready", version=version("kam-advisor"), team=bot.who.get("team"), **_said(settings), **where)
        why = ending.wait()
        log.info("stopping", why=why)
        left = bot.stop(settings.drain)
        log.info("stopped", why=why, unfinished=left)
        return why, left


def _opened(bot: Bot, ending: Ending, *, http: bool) -> dict[str, Any]:
    """Connects to Slack, or listens; says how."""
    if not http:
        bot.connect(ending.over)
    bot.corridor.until_working()
    port = bot.settings.http_port or (HTTP_PORT if http else 0)
    listening = {"port": bot.listen(port, slack=http)} if port else {}
    return {"by": "http" if http else "socket", **listening}


def _said(settings: Settings) -> dict[str, Any]:
    """What settings the log names. A book's address may hold a password."""
    at = urlsplit(settings.book) if "://" in settings.book else None
    book = f"{at.scheme}://{at.hostname}{at.path}" if at else settings.book
    return {"book": book, "workers": settings.workers}
