"""`kam demo` at a terminal, as a process: the address that it prints, and Ctrl-C."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.data import ROOT

ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+/\?token=[\w-]+")


@dataclass
class Started:
    """A demo that runs. `seconds`: after which its address was there."""

    folder: Path
    said: bytearray = field(default_factory=bytearray)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        began = time.monotonic()
        self._terminal, inner = pty.openpty()
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("KAM_", "SLACK_"))}
        kept |= {"TMPDIR": str(self.folder), "COLUMNS": "200", "TERM": "dumb", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", "from bot.cli import program; program()", "demo"]
        self.process = subprocess.Popen(
            command,
            stdin=inner,
            stdout=inner,
            stderr=subprocess.STDOUT,
            env=kept,
            cwd=self.folder,
            start_new_session=True,
        )
        os.close(inner)
        threading.Thread(target=self._read, daemon=True).start()
        while not ADDRESS.search(self.said) and self.process.poll() is None and time.monotonic() - began < 60:
            time.sleep(0.02)
        self.seconds = time.monotonic() - began

    def _read(self) -> None:
        try:
            while piece := os.read(self._terminal, 4096):
                self.said += piece
        except OSError:  # the terminal is gone with the process
            pass

    @property
    def page(self) -> str:
        """The address that was printed."""
        found = ADDRESS.search(self.said)
        assert found, self.said.decode()
        return found[0].decode()

    def end(self) -> int:
        """Ctrl-C, which a terminal sends to everybody on it; gives the exit code."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        code = self.process.wait(15)
        os.close(self._terminal)
        return code
