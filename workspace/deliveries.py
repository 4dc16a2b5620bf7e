"""What the workspace delivers to the app: each delivery with its attempts, retries, acknowledgement and how long that took."""

from __future__ import annotations

import heapq
import itertools
import random
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from workspace.errors import NotAcked, Refused
from workspace.state import State

ACK_SECONDS = 3.0
RETRY_AFTER = (0.0, 60.0, 300.0)
"""Slack's retries of an event: at once, after a minute, after five more."""
EVENTS_API, SLASH, INTERACTIVE = "events_api", "slash_commands", "interactive"


@dataclass
class Attempt:
    """One time that a delivery was sent; `reason` is why it was sent again, "" for the first."""

    envelope_id: str
    number: int
    reason: str
    sent: float
    failed: bool = False


@dataclass(eq=False)
class Delivery:
    """An event, slash command or interaction on its way to the app. `payload` is what Slack would send.

    `late_by`: seconds, and `copies` beyond one, as the faults said when it was made.
    """

    kind: str
    payload: dict[str, Any]
    attempts: list[Attempt] = field(default_factory=list)
    response: Any = None
    ack_seconds: float | None = None
    late: bool = False
    given_up: str = ""
    refused: dict[str, Any] = field(default_factory=dict)
    on_response: Callable[[Any], None] | None = None
    late_by: float = 0.0
    copies: int = 0
    _done: threading.Event = field(default_factory=threading.Event)

    @property
    def acked(self) -> bool:
        """Whether the app acknowledged it, in time or late."""
        return self.ack_seconds is not None

    @property
    def event(self) -> dict[str, Any]:
        """The event inside, {} when it is none."""
        event: dict[str, Any] = self.payload.get("event", {})
        return event

    @property
    def name(self) -> str:
        """What it is, for people: "app_mention", "/kam", "block_actions"."""
        return str(self.event.get("type") or self.payload.get("command") or self.payload.get("type"))

    def wait(self, seconds: float = 5.0) -> Delivery:
        """Waits for the acknowledgement. Raises `NotAcked` when none comes or the workspace gave up."""
        if not self._done.wait(seconds) or not self.acked:
            why = self.given_up or f"nothing in {seconds} s, {len(self.attempts)} attempts"
            raise NotAcked(f"{self.name} was not acknowledged: {why}")
        return self

    def finish(self) -> None:
        """Wakes who waits."""
        self._done.set()


Send = Callable[[Delivery, Attempt], bool]
"""A transport: takes an attempt to the app, false when there is no way to it now."""


class Deliveries:
    """All deliveries, in order, and what is due when. `tick` is called by the server again and again."""

    def __init__(self, state: State) -> None:
        self.all: list[Delivery] = []
        self.send_with: Send | None = None
        self.wake: Callable[[], None] = lambda: None
        self.timeout_reason = "timeout"
        self.late_by = 0.0
        self.duplicates = 0
        self._state = state
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._open: dict[str, tuple[Delivery, Attempt]] = {}
        self._held: list[Delivery] | None = None
        self._hold = 0
        self._shuffle = random.Random(0)  # noqa: S311 - an order, no secret

    def add(self, kind: str, payload: dict[str, Any], on_response: Callable[[Any], None] | None = None) -> Delivery:
        """Takes a delivery and sends it as the faults say: now, late, twice, or in another order."""
        late, copies = self.late_by, self.duplicates
        delivery = Delivery(kind, payload, on_response=on_response, late_by=late, copies=copies)
        with self._state.lock:
            self.all.append(delivery)
            if self._held is None:
                self._start(delivery)
            else:
                self._held.append(delivery)
                if len(self._held) >= self._hold:
                    self._release()
        return delivery

    def of(self, name: str) -> list[Delivery]:
        """Deliveries of that name, oldest first: "message", "/kam", "view_submission"."""
        with self._state.lock:
            return [d for d in self.all if d.name == name]

    def reorder(self, hold: int, seed: int = 0) -> None:
        """Holds deliveries back until there are `hold`, then sends them in another order; 0 ends that and sends what is held."""
        with self._state.lock:
            self._shuffle, self._hold = random.Random(seed), hold  # noqa: S311
            if self._held:
                self._release()
            self._held = [] if hold else None

    def pause(self) -> None:
        """Holds deliveries back: whoever takes them is about to begin anew."""
        with self._state.lock:
            self._held, self._hold = self._held or [], sys.maxsize

    def resume(self) -> None:
        """Sends what was held back, in its order."""
        with self._state.lock:
            held, self._held = self._held or [], None
            for delivery in held:
                self._start(delivery)

    def _release(self) -> None:
        held, self._held = self._held or [], []
        self._shuffle.shuffle(held)
        for delivery in held:
            self._start(delivery)

    def _start(self, delivery: Delivery) -> None:
        for _ in range(1 + delivery.copies):
            self.later(delivery.late_by, lambda: self._attempt(delivery, 0, ""))

    def later(self, seconds: float, what: Callable[[], None]) -> None:
        """Does something `seconds` from now, by the workspace's clock."""
        with self._state.lock:
            heapq.heappush(self._due, (self._state.clock.now() + seconds, next(self._order), what))
        if seconds <= 0:
            self.wake()

    def tick(self) -> None:
        """Does what is due."""
        with self._state.lock:
            now = self._state.clock.now()
            while self._due and self._due[0][0] <= now:
                heapq.heappop(self._due)[2]()

    def advance(self, seconds: float) -> None:
        """Lets `seconds` pass and does what falls due on the way, each at its time."""
        with self._state.lock:
            clock = self._state.clock
            end = clock.now() + seconds
            while self._due and self._due[0][0] <= end:
                clock.set(max(clock.now(), self._due[0][0]))
                heapq.heappop(self._due)[2]()
            clock.set(end)

    def forget(self) -> None:
        """Nothing was ever delivered, and nothing is due."""
        with self._state.lock:
            for held in (self.all, self._due, self._open):
                held.clear()

    def _attempt(self, delivery: Delivery, number: int, reason: str) -> None:
        if number and delivery.acked:
            return
        attempt = Attempt(self._state.ids.secret(32), number, reason, time.monotonic())
        delivery.attempts.append(attempt)
        self._open[attempt.envelope_id] = (delivery, attempt)
        if self.send_with is None or not self.send_with(delivery, attempt):
            self.failed(attempt.envelope_id, "connection_failed")
        else:
            self.later(ACK_SECONDS, lambda: self.failed(attempt.envelope_id, self.timeout_reason))

    def failed(self, envelope_id: str, reason: str) -> None:
        """An attempt came to nothing: an event is tried again, three times; anything else is given up, as Slack does."""
        with self._state.lock:
            delivery, attempt = self._open.get(envelope_id, (None, None))
            if delivery is None or attempt is None or attempt.failed or delivery.acked:
                return
            attempt.failed = True
            if delivery.kind != EVENTS_API or attempt.number >= len(RETRY_AFTER):
                delivery.given_up = reason
                delivery.finish()
            elif attempt is delivery.attempts[-1]:
                number = attempt.number + 1
                self.later(RETRY_AFTER[attempt.number], lambda: self._attempt(delivery, number, reason))

    def acknowledge(self, envelope_id: str, response: Any = None) -> bool:
        """Takes the app's acknowledgement; false for an unknown envelope. Only a first response counts."""
        with self._state.lock:
            delivery, attempt = self._open.pop(envelope_id, (None, None))
            if delivery is None or attempt is None:
                return False
            if delivery.acked:
                return True
            delivery.ack_seconds = time.monotonic() - attempt.sent
            delivery.late = bool(delivery.given_up) or delivery.ack_seconds > ACK_SECONDS
            delivery.response = response
            self._respond(delivery)
            self._state.touch()
            delivery.finish()
            return True

    def _respond(self, delivery: Delivery) -> None:
        """What the response does: a message, a modal. One that Slack refuses does nothing and leaves its reason."""
        if delivery.on_response is None or delivery.late:
            return
        try:
            delivery.on_response(delivery.response)
        except Refused as refusal:
            delivery.refused = refusal.answer
