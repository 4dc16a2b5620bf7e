"""Ctrl-C at the terminal: one line and exit code 130, also where a library reports the interrupt as an error of its own."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
_noted = threading.Event()


def note_interrupts() -> None:
    """From here on an interrupt is remembered before it is raised: DuckDB and pyarrow raise it again in other clothes."""
    signal.signal(signal.SIGINT, _on_interrupt)


def _on_interrupt(_number: int, _frame: FrameType | None) -> None:
    _noted.set()
    raise KeyboardInterrupt


@contextmanager
def interruptible() -> Iterator[None]:
    """Ends the process with a line and exit code 130 where the block was interrupted."""
    try:
        yield
    except (KeyboardInterrupt, Exception) as error:
        if not isinstance(error, KeyboardInterrupt) and not _noted.is_set():
            raise
        print("Interrupted; the book is whole.", file=sys.stderr)  # noqa: T201
        raise SystemExit(INTERRUPTED) from None
