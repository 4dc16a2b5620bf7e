"""A channel of a Slack that is slow, forgets and lies, a clock that jumps, and workers that die: for thousands of weeks."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from book.records.digests import Digests, Row
from bot.slack.effects import Message
from bot.slack.outbox import Outbox, Posted
from bot.slack.web import RateLimited, Refused, Unclear

GUEST = "UGUEST"


class Crash(BaseException):
    """The worker's process is gone."""


@dataclass
class Clock:
    """Seconds since the epoch, moved by whoever waits."""

    seconds: float = datetime(2025, 1, 6, 8, tzinfo=UTC).timestamp()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def time(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class Standing:
    """A message in the channel. `at`: when it was accepted; it is seen in the history only later."""

    ts: str
    key: str
    at: float
    thread: str | None
    deleted: bool = False


@dataclass
class Chaos:
    """How likely each misfortune is. `blind`: that a look-up of who is there fails; `guest`: that one comes during a wait."""

    crash: float = 0.06
    refused: float = 0.0
    limited: float = 0.05
    unclear: float = 0.08
    late: float = 0.05
    lookup: float = 0.05
    lag: float = 200.0
    late_by: float = 90.0
    blind: float = 0.1
    guest: float = 0.0


@dataclass
class Channel:
    """What Slack does with calls. `visible` counts what people see; `doubles`: seconds for which there were two of one key.

    `with_guest`: messages that it was given while a guest was there.
    """

    clock: Clock
    chance: random.Random
    chaos: Chaos
    messages: list[Standing] = field(default_factory=list)
    doubles: list[float] = field(default_factory=list)
    too_early: int = 0
    guest_until: float = 0.0
    with_guest: int = 0
    _not_before: float = 0.0
    _number: int = 0

    def read(self, method: str, **given: Any) -> dict[str, Any]:
        """What is asked of the channel and of the people in it."""
        self._look_up(method)
        if method == "users.info":
            return {"user": {"id": given["user"], "team_id": "T1", "is_restricted": given["user"] == GUEST}}
        return {"channel": {"id": given["channel"]}}

    @property
    def guest(self) -> bool:
        """Whether a guest is there."""
        return self.guest_until > self.clock.seconds

    def wait(self, seconds: float) -> None:
        """Who waits does not see who comes."""
        self.clock.sleep(seconds)
        if self._happens(self.chaos.guest):
            self.guest_until = self.clock.seconds + 3_600

    def _look_up(self, method: str) -> None:
        self._die()
        if self._happens(self.chaos.blind):
            raise self.chance.choice((Unclear(method), RateLimited(self.chance.choice((1, 30, 300)))))

    def call(self, method: str, **given: Any) -> dict[str, Any]:
        if method == "chat.delete":
            return self._delete(str(given["ts"]))
        assert method == "chat.postMessage", method
        self._die()
        if self.clock.seconds < self._not_before:
            self.too_early += 1
        self._limit()
        if self._happens(self.chaos.unclear):  # it never arrived
            raise Unclear("reset")
        late = self.chance.uniform(0, self.chaos.late_by) if self._happens(self.chaos.late) else 0.0
        made = self._accept(given, late)
        self._die()
        if late or self._happens(self.chaos.unclear):  # it arrived, and nobody was told
            raise Unclear("time-out")
        return {"ok": True, "ts": made.ts}

    def _accept(self, given: dict[str, Any], late: float) -> Standing:
        self._number += 1
        self.with_guest += self.guest
        key = given["metadata"]["event_payload"]["key"]
        at = self.clock.seconds + late
        made = Standing(f"{at:.0f}.{self._number:06d}", key, at, given.get("thread_ts"))
        self.messages.append(made)
        return made

    def _limit(self) -> None:
        if self._happens(self.chaos.limited):
            seconds = self.chance.choice((1, 5, 30))
            self._not_before = self.clock.seconds + seconds
            raise RateLimited(seconds)

    def _delete(self, ts: str) -> dict[str, Any]:
        gone = next(one for one in self.messages if one.ts == ts)
        gone.deleted = True
        self.doubles.append(self.clock.seconds - gone.at)
        return {"ok": True}

    def pages(self, method: str, _items: str, **given: Any) -> list[Any]:
        """Who is there; or the history, with its lag."""
        if method == "conversations.members":
            self._look_up(method)
            return ["B", "U1", *([GUEST] if self.guest else [])]
        self._die()
        if self._happens(self.chaos.lookup):
            raise Unclear(method)
        thread = given.get("ts")
        lag = self.chance.uniform(0, self.chaos.lag)
        return [
            {"ts": one.ts, "user": "B", "metadata": {"event_type": "kam_answer", "event_payload": {"key": one.key}}}
            for one in self.messages
            if not one.deleted
            and one.thread == thread
            and one.at + lag <= self.clock.seconds
            and float(given["oldest"]) <= one.at
        ]

    def visible(self, key: str) -> list[Standing]:
        return [one for one in self.messages if one.key == key and not one.deleted and one.at <= self.clock.seconds]

    def _happens(self, likely: float) -> bool:
        return self.chance.random() < likely

    def _die(self) -> None:
        if self._happens(self.chaos.crash):
            raise Crash


class MortalDigests(Digests):
    """The real rows; the worker may die before or after any step."""

    def __init__(self, connection: Any, channel: Channel) -> None:
        super().__init__(connection)
        self._channel = channel

    def claim(self, *a: Any, **k: Any) -> Row | None:
        return self._mortal(super().claim, *a, **k)

    def freeze(self, *a: Any, **k: Any) -> Any:
        return self._mortal(super().freeze, *a, **k)

    def sending(self, *a: Any, **k: Any) -> float:
        return self._mortal(super().sending, *a, **k)

    def posted(self, *a: Any, **k: Any) -> None:
        return self._mortal(super().posted, *a, **k)

    def ended(self, *a: Any, **k: Any) -> None:
        return self._mortal(super().ended, *a, **k)

    def _mortal(self, step: Any, *a: Any, **k: Any) -> Any:
        self._channel._die()
        done = step(*a, **k)
        self._channel._die()
        return done


@dataclass
class Posting:
    """The real outbox over the simulated channel; remembers what is to be swept."""

    channel: Channel
    sweeps: list[tuple[float, str, str, str | None, float]] = field(default_factory=list)

    @property
    def outbox(self) -> Outbox:
        clock = self.channel.clock
        return Outbox(self.channel, "B", sleep=self.channel.wait, now=clock.time, sweep_later=self._later)  # type: ignore[arg-type]

    def _later(self, key: str, channel: str, thread: str | None, since: float) -> None:
        for seconds in (60.0, 300.0):
            self.sweeps.append((self.channel.clock.seconds + seconds, key, channel, thread, since))

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
        return self.outbox.say(message, channel, thread, key, again, since=since, still=still)

    def attach(self, *_: Any, **__: Any) -> None:
        """Files are the outbox's own tests' business."""

    def sweep(self) -> None:
        """Does the sweeps that are due; one that fails is tried again later."""
        now = self.channel.clock.seconds
        for one in [one for one in self.sweeps if one[0] <= now]:
            self.sweeps.remove(one)
            try:
                self.outbox.sweep(*one[1:])
            except (Unclear, Refused, RateLimited, Crash):
                self.sweeps.append((now + 60, *one[1:]))
