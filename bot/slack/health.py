"""Whether the bot lives, and whether it can answer: for supervisors, without a word of what is asked or answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from book.errors import KamError
from bot.slack import telemetry
from bot.slack.corridor import Corridor
from bot.slack.services import Services
from bot.slack.socket import Socket

STUCK = 300.0
"""Seconds after which a request that is not answered means that the queue is stuck: Slack may ask for two minutes' patience."""
KEPT = 1.0
"""Seconds for which an answer is given again: to look is not free, and anybody may ask."""


@dataclass
class Health:
    """`socket`: None where requests come by HTTP. `last_request`: when the last one came by HTTP, on `clock`."""

    services: Services
    corridor: Corridor
    socket: Socket | None = None
    clock: Callable[[], float] = time.monotonic
    last_request: float | None = None
    _said: tuple[float, dict[str, Any]] = field(default=(float("-inf"), {}))

    def alive(self) -> bool:
        """Whether there are workers."""
        return self.corridor.working()

    def ready(self) -> dict[str, Any]:
        """Whether requests come in and are answered: `ready`, and what it follows from."""
        now = self.clock()
        if now - self._said[0] >= KEPT:
            self._said = (now, self._looked())
        return self._said[1]

    def _looked(self) -> dict[str, Any]:
        slack, book = self._slack(), self._book()
        waiting, oldest = self.corridor.waiting()
        telemetry.WAITING.set(waiting)
        telemetry.OLDEST.set(oldest)
        queue = {"good": oldest < STUCK, "waiting": waiting, "oldest_seconds": round(oldest, 1)}
        ready = slack["good"] and book["good"] and queue["good"] and self.alive()
        return {"ready": ready, "workers": self.alive(), "slack": slack, "book": book, "queue": queue}

    def _slack(self) -> dict[str, Any]:
        if self.socket is None:
            return {"good": True, "by": "http", "seconds_since_request": self._ago(self.last_request)}
        return {
            "good": self.socket.alive,
            "by": "socket",
            "seconds_since_sign_of_life": round(self.socket.silence(), 1),
            "seconds_since_request": self._ago(self.socket.last_request),
        }

    def _ago(self, moment: float | None) -> float | None:
        return None if moment is None else round(self.clock() - moment, 1)

    def _book(self) -> dict[str, Any]:
        try:
            with self.services.opened() as book:
                book.last_day(self.services.now().date())
        except KamError as error:
            return {"good": False, "why": type(error).__name__}
        return {"good": True}
