"""The bot as a process of its own, as its environment says: it says "ready" once it is connected, and ends with its input."""

from __future__ import annotations

import os
import sys

from bot.settings import Settings
from bot.slack.serve import built


def main() -> None:
    """Serves until standard input ends."""
    bot = built(Settings())
    bot.connect(lambda why: os._exit(3))  # noqa: ARG005
    print("ready", flush=True)
    sys.stdin.read()
    bot.stop(2)


if __name__ == "__main__":
    main()
