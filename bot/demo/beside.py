"""The workspace as a process beside this one: it says on its output where it is, and ends when its input does."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Any

from book.errors import KamError

STARTING = 20.0
"""Seconds in which it has to be there."""
Said = dict[str, Any]


class NoWorkspace(KamError):
    """The workspace did not start, or is gone; says why."""


class Beside:
    """The process. `about`: its addresses, tokens and people. What it tells later goes to `heard`, in a thread of its own."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-P", "-m", "workspace", *arguments]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "KAM_"))}
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=kept)  # noqa: S603
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise NoWorkspace("The workspace did not start.")
        self._in, self._out = stdin, stdout
        self._lines: SimpleQueue[Said | None] = SimpleQueue()
        self.heard: Callable[[Said], None] = self._lines.put
        self.gone: Callable[[], None] = lambda: None
        threading.Thread(target=self._listen, name="workspace", daemon=True).start()

    def about(self) -> Said:
        """Waits until it is there. Raises NoWorkspace."""
        return self.next(STARTING)

    def next(self, seconds: float) -> Said:
        """The next thing it tells, while nobody else hears. Raises NoWorkspace."""
        try:
            said = self._lines.get(timeout=seconds)
        except Empty:
            raise NoWorkspace(f"The workspace said nothing for {seconds:g} seconds.") from None
        if said is None:
            raise NoWorkspace("The workspace did not start. Its last words are above.")
        return said

    def _listen(self) -> None:
        for said in self._said():
            self.heard(said)
        self._lines.put(None)
        self.gone()

    def _said(self) -> Iterator[Said]:
        for line in self._out:
            yield json.loads(line)

    def tell(self, what: Said) -> None:
        """Tells it something."""
        self._in.write(json.dumps(what, ensure_ascii=False) + "\n")
        self._in.flush()

    def close(self) -> None:
        """Ends it, and waits until it has ended."""
        self.gone = lambda: None
        with contextlib.suppress(BrokenPipeError):
            self._in.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._out.close()
