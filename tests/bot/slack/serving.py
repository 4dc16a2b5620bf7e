"""Bots in processes that can be killed. One process reads everything in, and makes a bot of itself each time that it is told to.

A line on standard input: another bot; its process id comes back. The end of input: no more.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

SWEEPS = (1.0, 4.0)
"""Seconds after which doubles are looked for here; else it is minutes."""


def main() -> None:
    """Forks bots until standard input ends."""
    from bot.slack import corridor, serve  # noqa: F401 - read in once, for all
    from bot.slack.wiring import routes
    from prompts.words import LANGUAGES, words

    routes()
    [words(one) for one in LANGUAGES]
    corridor.SWEEP_AFTER = SWEEPS
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            serving()
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def serving() -> None:
    """A bot, until it is killed or has no parent any more."""
    from bot.settings import Settings
    from bot.slack.serve import built

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    parent = os.getppid()
    threading.Thread(target=lambda: _with(parent), daemon=True).start()
    built(Settings()).connect(lambda why: os._exit(3))  # noqa: ARG005
    threading.Event().wait()


def _with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


if __name__ == "__main__":
    main()
