"""What changed goes to whoever looks: over a WebSocket, the regions of their page that are other than before."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from workspace.page.frame import revision
from workspace.page.html import Html
from workspace.state import State

LOOK = 0.05
"""Seconds between two looks at whether anything changed."""
Regions = Callable[[], dict[str, Html]]


@dataclass(eq=False)
class Watcher:
    """One open page. `has`: the revision of each region that it shows."""

    socket: WebSocket
    regions: Regions
    has: dict[str, str]
    gone: bool = False

    def news(self) -> dict[str, list[str]]:
        """Regions that are other than what the page shows, with their revision."""
        found = {name: (revision(made), made) for name, made in self.regions().items()}
        changed = {name: [rev, str(made)] for name, (rev, made) in found.items() if self.has.get(name) != rev}
        self.has |= {name: rev for name, (rev, _) in changed.items()}
        return changed

    async def tell(self) -> None:
        """Sends what changed."""
        news = self.news()
        if news:
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await self.socket.send_text(json.dumps(news))


@dataclass
class Live:
    """All open pages. One task looks for changes, for all of them."""

    state: State
    watching: set[Watcher] = field(default_factory=set)
    _task: asyncio.Task[None] | None = None

    async def serve(self, socket: WebSocket, regions: Regions, has: dict[str, str]) -> None:
        """Keeps a page up to date until it is closed."""
        await socket.accept()
        watcher = Watcher(socket, regions, has)
        self.watching.add(watcher)
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._watch())
        try:
            await watcher.tell()
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            pass
        finally:
            self.watching.discard(watcher)

    async def _watch(self) -> None:
        """Looks again and again, as long as anybody is there."""
        seen = -1
        while self.watching:
            if self.state.revision != seen:
                seen = self.state.revision
                for watcher in list(self.watching):
                    await watcher.tell()
                    await asyncio.sleep(0)
            await asyncio.sleep(LOOK)
