"""The workspace's time, which a test may set, and its identifiers, which a seed decides."""

from __future__ import annotations

import random
import string
import threading
import time

ALPHABET = string.ascii_uppercase + string.digits


class Clock:
    """Seconds since the epoch. It runs with the machine's clock, shifted by what was set or advanced."""

    def __init__(self) -> None:
        self._shift = self._first = 0.0
        self._frozen: float | None = None

    def now(self) -> float:
        """The workspace's time, in seconds since the epoch."""
        return self._frozen if self._frozen is not None else time.time() + self._shift

    def set(self, moment: float) -> None:
        """Makes it `moment` (seconds since the epoch); a clock that runs goes on from there."""
        if self._frozen is not None:
            self._frozen = moment
        self._shift = moment - time.time()

    def advance(self, seconds: float) -> None:
        """Lets `seconds` pass at once: triggers expire, retries fall due, lagging messages appear."""
        self.set(self.now() + seconds)

    def begin(self, moment: float) -> None:
        """Makes it `moment`, to which `start_again` comes back."""
        self.set(moment)
        self._first = self._shift

    def start_again(self) -> None:
        """The machine's time, or where `begin` set it, as if no time had been let pass."""
        self._shift, self._frozen = self._first, None

    def freeze(self) -> None:
        """Stops the clock; `set` and `advance` still move it."""
        self._frozen = self.now()


class Ids:
    """Identifiers and timestamps that nobody else has: the same seed gives the same row of identifiers."""

    def __init__(self, seed: int) -> None:
        self._random = self._secrets = random.Random(seed)  # noqa: S311 - names of things, no secrets
        self._last = 0
        self._lock = threading.Lock()

    def make(self, prefix: str, length: int = 10) -> str:
        """An identifier such as `U7K2M0QXYZ`."""
        with self._lock:
            return prefix + "".join(self._random.choices(ALPHABET, k=length))

    def secret(self, length: int = 24) -> str:
        """A part of a token or an address that one has to have been given."""
        with self._lock:
            return "".join(self._secrets.choices(string.ascii_letters + string.digits, k=length))

    def be_secret(self) -> None:
        """Tokens and secret addresses from now on are ones that nobody can guess; names stay what the seed makes of them."""
        self._secrets = random.SystemRandom()

    def start_again(self) -> None:
        """Nothing has a timestamp any more."""
        with self._lock:
            self._last = 0

    def stamp(self, moment: float) -> str:
        """A message's ts at `moment`, such as "1735689600.000100": unique in this workspace, and always later than the last."""
        with self._lock:
            self._last = max(self._last + 1, round(moment * 1_000_000))
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
