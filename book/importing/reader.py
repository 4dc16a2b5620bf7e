"""The process that parses files within limits: begun, told its job, followed to its end."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from book.errors import KamError

if TYPE_CHECKING:
    from book.importing.options import Limits

Progress = Callable[[str, int, int | None], None]
"""Called with a file (and sheet), its rows done, and about how many there are (None: not known yet)."""
CHILD = "book.importing.child"
NO_MEMORY = ("MemoryError", "memory allocation", "bad_alloc", "malloc")
DISK_FULL = "No space left on device"


class ReadingFailedError(KamError):
    """The process that reads ended without a result: out of memory or time, or a parser crashed."""


class Reader:
    """A child process for one job. It needs half a second to get ready: begin it before there is a job to do.

    Use it in a `with` block, which ends the process and removes its `folder`; read the results before.
    """

    def __init__(self) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="kam-import-", ignore_cleanup_errors=True)
        self.folder = Path(self._scratch.name)
        self._late = threading.Event()
        with (self.folder / "errors.txt").open("wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603 # our own module
                [sys.executable, "-m", CHILD, str(self.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()  # after an interruption; without effect on one that has ended
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            _shut(pipe)
        self._scratch.cleanup()

    def begin(self, job: object) -> None:
        """Gives it its job, a JSON document."""
        assert self._process.stdin is not None  # noqa: S101 # asked for
        try:
            print(json.dumps(job), file=self._process.stdin, flush=True)
        except BrokenPipeError:
            return  # it has ended, and `follow` says why

    def follow(self, limits: Limits, progress: Progress | None) -> None:
        """Waits for its end. Raises ReadingFailedError when that came too early or not in time."""
        timer = threading.Timer(limits.seconds, self._end)
        timer.start()
        try:
            current = self._passed_on(progress)
            code = self._process.wait()
        finally:
            timer.cancel()
        if self._late.is_set():
            raise ReadingFailedError(
                f"{current} was not read within {limits.seconds} seconds; split it into smaller files."
            )
        if code != 0:
            raise ReadingFailedError(self._why(current, limits))

    def _end(self) -> None:
        self._late.set()
        self._process.kill()

    def _passed_on(self, progress: Progress | None) -> str:
        """Passes progress on until the process ends. Returns the file it was at last."""
        assert self._process.stdout is not None  # noqa: S101 # asked for
        current = "The import"
        for line in self._process.stdout:
            if not line.endswith("\n"):
                break  # cut off by a kill
            current, done, total = json.loads(line)
            if progress is not None:
                progress(current, done, total)
        return current

    def _why(self, current: str, limits: Limits) -> str:
        said = (self.folder / "errors.txt").read_text(encoding="utf-8", errors="replace")
        last = said.strip().splitlines()[-1] if said.strip() else "it ended without a word"
        if any(word in said for word in NO_MEMORY):
            size = limits.memory_bytes / 2**30
            return f"{current} needs more than {size:.1f} GiB of memory to be read; split it into smaller files."
        if DISK_FULL in said:
            place = self.folder.parent
            return f"The disk is full: no room for a temporary copy of {current} in {place}. Make room and try again."
        return f"{current} cannot be read: its parser failed ({last[:200]}). Export the file again, as CSV if need be."


def _shut(pipe: IO[str] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except BrokenPipeError:
        return
