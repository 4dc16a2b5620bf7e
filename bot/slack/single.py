"""One process at a time on a file of requests: each takes up what others left, so two would answer the same ones."""

from __future__ import annotations

import os
from pathlib import Path

from book.errors import KamError


class Taken(KamError):
    """Another process answers the requests of this file."""


class OnlyOne:
    """Held as long as the process lives: a dead process holds nothing, however it died."""

    def __init__(self, work_file: Path) -> None:
        """Raises Taken where another process holds it."""
        import fcntl

        path = Path(f"{work_file}.lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip()
            self._file.close()
            raise Taken(
                f"Another `kam serve`{f' (process {holder})' if holder else ''} answers from {work_file}. "
                "Stop it first, or give this one a file of its own with KAM_WORK."
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Lets another process have it."""
        self._file.close()
