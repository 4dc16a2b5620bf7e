"""The door of the corridor: what arrives is recorded and acknowledged before anything else is begun."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Door:
    """Counts what has arrived and is not acknowledged yet."""

    def __init__(self) -> None:
        self.entered = 0
        self._inside = 0
        self._changed = threading.Condition()

    def enter(self) -> None:
        """Something arrives."""
        with self._changed:
            self.entered += 1
            self._inside += 1

    def leave(self) -> None:
        """It is acknowledged, or never will be."""
        with self._changed:
            self._inside -= 1
            if not self._inside:
                self._changed.notify_all()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Something arrives, and is taken in by the block."""
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def until_free(self, seconds: float) -> bool:
        """Waits until nobody is inside, or so many seconds; false where somebody still is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._inside, seconds)
