"""The demo's life: the workspace beside, the bot in this process, both on one clock; what the page asks for is done here."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.demo.beside import Beside, Said
from bot.demo.sample import copied, peopled, put_back
from bot.settings import Settings
from bot.slack.logs import configure_logs
from bot.slack.running import Ending
from bot.slack.serve import Bot, built
from bot.slack.wiring import routes
from prompts.words import LANGUAGES, words

FIRST_DAY = datetime(2025, 12, 31, 9, tzinfo=UTC)
"""When the demo begins: the sample book's last day."""
LINK = "https://crm.example.com/accounts/{account_id}"
LATE = 3.0
"""Seconds in which everything has to have ended after the bot."""
ANSWERED = 60.0
"""Seconds in which a step of the tour has to be done."""
UNSET = {"KAM_RECORDS": None, "KAM_WORKERS": 8, "KAM_HTTP_PORT": 0, "KAM_ADMINS": "", "KAM_LANG": "en", "KAM_AS_OF": ""}
"""What the demo does not take from its surroundings."""


SHORTCUTS = {lang: {"log_signal": words(lang)("slack.signal.title")} for lang in LANGUAGES}


class Demo:
    """The bot on a book, connected to the workspace. `book`: where it lies; `folder`: what is removed in the end."""

    def __init__(self, beside: Beside, book: Path, folder: Path) -> None:
        self.beside, self.book, self.folder = beside, book, folder
        self.about = beside.about()
        self._ahead = timedelta()
        self._at(float(self.about["now"]))
        peopled(book, self.about["people"], self.now())
        self._first = copied(book, folder / "first")
        self.bot = self._started()
        beside.tell({"commands": {lang: completions(lang) for lang in LANGUAGES}, "shortcuts": SHORTCUTS})

    def _at(self, moment: float) -> None:
        """The workspace's clock stands there now; the bot's follows it."""
        self._ahead = datetime.fromtimestamp(moment, UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        """The workspace's moment."""
        return datetime.now(UTC) + self._ahead

    def _started(self) -> Bot:
        given: dict[str, Any] = {
            "SLACK_BOT_TOKEN": self.about["bot_token"],
            "SLACK_APP_TOKEN": self.about["app_token"],
            "SLACK_SIGNING_SECRET": self.about["signing_secret"],
            "SLACK_API_URL": self.about["api"],
            "KAM_BOOK": str(self.book),
            "KAM_WORK": self.folder / "work.db",
            "KAM_CRM_LINK": LINK,
            **UNSET,
        }
        bot = built(Settings(**given), self.now)
        bot.connect(lambda _: None)
        return bot

    def heard(self, said: Said) -> None:
        """What the workspace tells: time went on, or everything begins anew."""
        if "now" in said:
            self._at(float(said["now"]))
        if said["event"] == "clock":
            self.bot.digests.tick()
        elif said["event"] == "reset":
            self.bot.stop(1)
            put_back(self._first, self.book)
            for left in self.folder.glob("work.db*"):
                left.unlink()
            self.bot = self._started()

    def tour(self) -> Iterator[Said]:
        """The guided tour, step by step, done by the workspace's people."""
        self.beside.tell({"tour": True})
        while (said := self.beside.next(ANSWERED))["event"] == "step":
            yield said

    def close(self, code: int) -> None:
        """Ends the bot. Where a worker is still at it, the process ends soon without it, with that code."""
        if self.bot.stop(1):
            late = threading.Timer(LATE, os._exit, (code,))
            late.daemon = True
            late.start()


def completions(lang: str) -> list[dict[str, str]]:
    """The words of /kam with how they are used, what they do, and for whom they are, if not for everybody."""
    said, names = words(lang), {"name": "…", "other": "…"}
    found = []
    for word, one in routes().commands.items():
        does = said(f"commands.{word}.does", **names)
        roles = said.join([said(f"slack.home.roles.{role}") for role in one.roles], "list_or")
        does = said("slack.help.limited", does=does, roles=roles) if roles else does
        found.append({"word": word, "use": said(f"commands.{word}.use", **names), "does": does})
    return found


@contextmanager
def demo(book: Path, folder: Path, beside: Beside) -> Iterator[Demo]:
    """A demo that runs."""
    configure_logs(level=logging.ERROR)
    running, code = Demo(beside, book, folder), 1
    try:
        yield running
        code = 0
    finally:
        running.close(code)


def until_ended(running: Demo) -> str:
    """Does what the page asks for, until Ctrl-C or the workspace's end. Gives which."""
    with Ending() as ending:
        running.beside.gone = lambda: ending.over("gone")
        running.beside.heard = running.heard
        return ending.wait()


def arguments(port: int, *, tour: bool = True) -> Sequence[str]:
    """What the workspace is told at its start."""
    return [f"--port={port}", f"--moment={FIRST_DAY.timestamp()}", *(["--tour"] if tour else [])]
