"""What can go wrong between Slack and an app, switched on by a test and off by `clear`."""

from __future__ import annotations

import random
from dataclasses import dataclass

from workspace.deliveries import Deliveries
from workspace.errors import WorkspaceError
from workspace.events import Events
from workspace.socket import Hub
from workspace.state import State

REASONS = ("warning", "refresh_requested", "too_many_websockets", "link_disabled")


@dataclass
class Failing:
    """How calls of a method fail: with a status or an error, or by a reset after (`accepts`) or before the call was done.

    One with `delays` does not fail: it takes so many seconds more, after or before it is done.
    """

    method: str
    times: int
    chance: float = 1.0
    status: int = 200
    error: str = ""
    retry_after: int | None = None
    resets: bool = False
    accepts: bool = False
    delays: float = 0.0


class Faults:
    """The switches. What concerns calls takes a method's name ("*": any), how often (`times`) and how likely (`chance`)."""

    def __init__(self, state: State, deliveries: Deliveries, events: Events, hub: Hub, seed: int = 0) -> None:
        self._state = state
        self._deliveries = deliveries
        self._events = events
        self._hub = hub
        self._failing: list[Failing] = []
        self._random = random.Random(seed)  # noqa: S311 - chances, no secret
        self.seconds_between_posts = 0.0
        """How long a channel needs between two messages before it answers 429; 0: no such limit."""
        self._posted: dict[str, float] = {}

    def rate_limited(self, method: str = "*", retry_after: int = 1, times: int = 1, chance: float = 1.0) -> None:
        """Calls get 429 with `Retry-After`; the call is not done."""
        self._failing.append(Failing(method, times, chance, 429, "ratelimited", retry_after))

    def server_error(self, method: str = "*", status: int = 503, times: int = 1, chance: float = 1.0) -> None:
        """Calls get a status of 500 and above, with a page; the call is not done."""
        self._failing.append(Failing(method, times, chance, status))

    def refuse(self, method: str, error: str, times: int = 1, chance: float = 1.0) -> None:
        """Calls get `{"ok": false, "error": error}`; the call is not done."""
        self._failing.append(Failing(method, times, chance, 200, error))

    def reset(self, method: str, times: int = 1, chance: float = 1.0, *, accepts: bool = True) -> None:
        """Calls end in a connection reset: after the call was done, so that the message stands, or before."""
        self._failing.append(Failing(method, times, chance, resets=True, accepts=accepts))

    def slow(
        self, method: str, seconds: float, times: int = 1, chance: float = 1.0, *, accepts: bool = True
    ) -> Failing:
        """Calls take so long: they are done, and the answer comes late; or else (`accepts=False`) they are done late.

        Gives the fault: its `times` say how many such calls are still to come.
        """
        made = Failing(method, times, chance, accepts=accepts, delays=seconds)
        self._failing.append(made)
        return made

    def take(self, method: str, channel: str = "") -> Failing | None:
        """How this call is to fail; counts it. For the server."""
        for failing in self._failing:
            if failing.method in (method, "*") and failing.times > 0 and self._random.random() < failing.chance:
                failing.times -= 1
                return failing
        return self._too_fast(method, channel)

    def _too_fast(self, method: str, channel: str) -> Failing | None:
        if not self.seconds_between_posts or method != "chat.postMessage":
            return None
        now, last = self._state.clock.now(), self._posted.get(channel, 0.0)
        if now - last < self.seconds_between_posts:
            return Failing(method, 0, 1.0, 429, "ratelimited", 1 + int(self.seconds_between_posts - now + last))
        self._posted[channel] = now
        return None

    def history_lag(self, seconds: float) -> None:
        """Messages appear in histories only that long after they were posted."""
        self._state.history_lag = seconds

    def late(self, seconds: float) -> None:
        """Deliveries from now on go out that much later, by the workspace's clock."""
        self._deliveries.late_by = seconds

    def duplicate(self, copies: int = 1) -> None:
        """Each delivery goes out again as often, with the same event id in another envelope."""
        self._deliveries.duplicates = copies

    def twins(self, *, on: bool = True) -> None:
        """Each mention arrives as message and as app_mention, with other event ids, whatever was subscribed to."""
        self._events.twins = on

    def reorder(self, hold: int, seed: int = 0) -> None:
        """Holds deliveries until there are `hold`, then sends them shuffled; 0 sends what is held and ends it."""
        self._deliveries.reorder(hold, seed)

    def half_open(self) -> int:
        """The app's sockets fall silent: no data, no pongs, no close. New ones work. Gives how many there were."""
        return self._hub.half_open()

    def drop(self) -> None:
        """The app's sockets are reset."""
        self._hub.drop()

    def disconnect(self, reason: str) -> None:
        """The app's sockets get a disconnect message. After "link_disabled" new ones get it too, until `clear`."""
        if reason not in REASONS:
            raise WorkspaceError(f"Slack gives no reason {reason!r} for a disconnect, but {', '.join(REASONS)}")
        self._hub.link_disabled = self._hub.link_disabled or reason == "link_disabled"
        self._hub.disconnect(reason)

    def clear(self) -> None:
        """Everything works again. What was held is sent; sockets that fell silent stay so."""
        self._failing.clear()
        self.seconds_between_posts = 0.0
        self.history_lag(0.0)
        self.late(0.0)
        self.duplicate(0)
        self.twins(on=False)
        self.reorder(0)
        self._hub.link_disabled = False
