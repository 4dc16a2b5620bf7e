"""The workspace as a process of its own: `python -m workspace`. One JSON line says where it is and how an app gets in.

It ends when standard input does, so that it never outlives who started it. Lines that come in are JSON, too:
`{"commands": {...}, "shortcuts": {...}}` is what the page completes and offers, `{"tour": true}` runs the guided tour and
tells of each step.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from typing import Any

from workspace.company import company
from workspace.errors import WorkspaceError
from workspace.page import plain
from workspace.page.site import Site


def main() -> int:
    """Runs until standard input ends."""
    asked = _asked()
    server = company(asked.moment)
    site = Site(server, _tell)
    site.tour.offered = asked.tour
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to everybody at the terminal: who started this ends it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server.start(asked.port)
    except OSError as error:
        print(f"port {asked.port}: {error.strerror}", file=sys.stderr)  # noqa: T201
        return 1
    _tell(_about(site))
    try:
        for line in sys.stdin:
            _obey(site, json.loads(line))
    finally:
        server.stop()
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m workspace", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--moment", type=float, default=None, help="when it begins, in seconds since the epoch")
    parser.add_argument("--tour", action="store_true", help="offer the guided tour")
    return parser.parse_args()


def _about(site: Site) -> dict[str, Any]:
    state, app = site.state, site.state.app
    return {
        "page": site.address,
        "api": site.server.base_url,
        "bot_token": app.bot_token,
        "app_token": app.app_token,
        "signing_secret": app.signing_secret,
        "people": {one.name: one.id for one in state.people.values()},
        "channels": {one.name: one.id for one in state.channels.values()},
        "now": state.clock.now(),
    }


_telling = threading.Lock()


def _tell(what: dict[str, Any]) -> None:
    """A line for who started this."""
    with _telling:
        print(json.dumps(what), flush=True)  # noqa: T201


def _obey(site: Site, said: dict[str, Any]) -> None:
    if "commands" in said:
        site.commands = said["commands"]
    if "shortcuts" in said:
        site.shortcuts = said["shortcuts"]
    if said.get("tour"):
        for step in site.tour.steps:
            try:
                seen = site.tour.do(step)
            except WorkspaceError as error:
                _tell({"event": "step", "step": step.step, "who": step.who, "error": str(error)})
                return
            _tell({"event": "step", "step": step.step, "who": step.who, "place": step.place, "done": seen.done,
                   "shown": [plain.shown(one, site.state) for one in seen.shown]})  # fmt: skip
        _tell({"event": "toured"})


if __name__ == "__main__":
    sys.exit(main())
