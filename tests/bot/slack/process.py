"""The bot as the process that `kam serve` is, against a local Slack of the test's."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from book.book import Book
from tests.bot.slack.running import as_in_manifest, roles
from tests.data import ROOT
from workspace.server import Server, seeded

START = 30.0
"""Seconds that a start may take here: the machine may be busy."""


@dataclass
class Process:
    """A `kam serve` and what it said."""

    popen: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    thread: threading.Thread = field(default_factory=threading.Thread)

    def read(self) -> None:
        assert self.popen.stderr is not None
        with self.popen.stderr as stderr:
            self.lines.extend(stderr)

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def events(self) -> list[dict[str, Any]]:
        """Its log."""
        return [json.loads(line) for line in self.lines if line.startswith("{")]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Sends a signal and gives the exit code."""
        self.popen.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        code = self.popen.wait(START)
        self.thread.join(5)
        return code


@contextlib.contextmanager
def company(book: Path) -> Iterator[Server]:
    """A local Slack with the people of `running`."""
    with seeded() as slack:
        as_in_manifest(slack)
        ada = slack.state.person("ada", slack.state.teams[slack.state.app.team_id])
        slack.channel("sales").members.append(ada.id)
        with Book(book) as opened:
            roles(opened, slack)
        yield slack


def environment(slack: Server, book: Path, **more: str) -> dict[str, str]:
    """What the process is told."""
    app = slack.state.app
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KAM_", "SLACK_"))}
    return kept | {
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": app.app_token,
        "SLACK_SIGNING_SECRET": app.signing_secret,
        "SLACK_API_URL": slack.base_url,
        "KAM_BOOK": str(book),
        **more,
    }


def started(slack: Server, book: Path, *arguments: str, **more: str) -> Process:
    """A process that was started, ready or not."""
    given = environment(slack, book, **more)
    command = [sys.executable, "-m", "bot", "serve", *arguments]
    process = Process(subprocess.Popen(command, env=given, cwd=ROOT, stderr=subprocess.PIPE, text=True))
    process.thread = threading.Thread(target=process.read, daemon=True)
    process.thread.start()
    return process


@contextlib.contextmanager
def serving(slack: Server, book: Path, *arguments: str, **more: str) -> Iterator[Process]:
    """A process that is ready, ended with the block if it has not ended before."""
    process = started(slack, book, *arguments, **more)
    try:
        slack.until(lambda: process.lines or process.popen.poll() is not None, START)
        assert process.popen.poll() is None, process.said
        yield process
    finally:
        if process.popen.poll() is None:
            process.popen.kill()
        process.ended()
