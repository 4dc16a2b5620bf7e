"""The guided tour's forms: a step, folding it up, going on in time, beginning anew."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from workspace.errors import WorkspaceError
from workspace.page import clock
from workspace.page.forms import Sent
from workspace.page.messages import Messages
from workspace.page.replies import Replies, page_of
from workspace.page.sight import Read
from workspace.page.tour import Tour
from workspace.server import Server

BACK = 15.0
"""Seconds for which an app that was there is waited for after everything began anew."""
Told = Callable[[dict[str, Any]], None]
Post = Callable[[Request, Sent], Awaitable[Response]]


@dataclass(frozen=True)
class Guided:
    """`tell` is told of what the parent process has to know: that time went on, that everything begins anew."""

    server: Server
    tour: Tour
    messages: Messages
    read: Read
    replies: Replies
    tell: Told

    def posts(self) -> Mapping[str, Post]:
        """What answers which address."""
        return {
            "/tour/clock": self._clock,
            "/tour/reset": self._reset,
            "/tour/hide": functools.partial(self._fold, hidden=True),
            "/tour/show": functools.partial(self._fold, hidden=False),
            "/tour/{step}": self._step,
        }

    async def _step(self, request: Request, _: Sent) -> Response:
        step = self.tour.step(request.path_params["step"])
        try:
            found = await asyncio.to_thread(self.tour.do, step)
        except WorkspaceError:
            return self.replies.wrong(request, self.replies.said(request)("no_answer"))
        return await self.replies.done(request, self.tour.where(found), self.server.state.revision - 1, moves=True)

    async def _fold(self, request: Request, _: Sent, *, hidden: bool) -> Response:
        self.tour.hidden = hidden
        return await self.replies.done(request, page_of(request), self.server.state.revision - 1)

    async def _clock(self, request: Request, held: Sent) -> Response:
        said, at = self.replies.said(request), self.replies.moment(request)
        ahead = clock.seconds(held.get("jump"), held.get("to"), at, said)
        await asyncio.to_thread(self.server.advance, ahead)
        self.tell({"event": "clock", "now": self.server.state.clock.now()})
        return await self.replies.done(request, page_of(request), self.server.state.revision - 1)

    async def _reset(self, request: Request, _: Sent) -> Response:
        self.server.deliveries.pause()  # the app that is connected forgets what it is asked from now on
        try:
            await self._anew()
        finally:
            self.server.deliveries.resume()
        reader = self.replies.reader(request)
        to = f"/w/{reader.name}" if reader else "/"
        return await self.replies.done(request, to, self.server.state.revision - 1, moves=True)

    async def _anew(self) -> None:
        """Everything is gone; an app that was there is waited for until it is there again."""
        hub = self.server.hub
        opened, until = hub.opened, time.monotonic() + BACK * bool(hub.connections)
        await asyncio.to_thread(self.server.reset)
        self.messages.forget()
        self.read.upto.clear()
        self.tour.done.clear()
        self.tell({"event": "reset", "now": self.server.state.clock.now()})
        while hub.opened == opened and time.monotonic() < until:
            await asyncio.sleep(0.05)
