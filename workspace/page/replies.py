"""What a form leads to: nothing where the page is live, unless one has to look elsewhere; else a page, once things are calm."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from workspace.state import State

CALM, LONGEST = 0.2, 3.0
"""Without JavaScript an answer is waited for: until nothing has changed for so long, and at most so long."""


@dataclass(frozen=True)
class Replies:
    """Answers forms."""

    state: State

    async def done(self, request: Request, to: str, since: int, *, moves: bool = False) -> Response:
        """What a form leads to: nothing where the page is live, unless one has to look elsewhere."""
        if is_live(request):
            return JSONResponse({"to": to} if moves else {})
        await self.settled(since)
        return RedirectResponse(to, 303)

    async def settled(self, since: int) -> None:
        """Waits until something changed and nothing has for a moment."""
        end, last, calm = asyncio.get_running_loop().time() + LONGEST, since, 0.0
        while asyncio.get_running_loop().time() < end and (last == since or calm < CALM):
            await asyncio.sleep(0.05)
            calm = calm + 0.05 if self.state.revision == last else 0.0
            last = self.state.revision


def is_live(request: Request) -> bool:
    """Whether the page changes by itself and only wants to know where to look."""
    return request.headers.get("x-live") == "1"


def page_of(request: Request) -> str:
    """The page that a form was sent from, without a host."""
    at = urlsplit(request.headers.get("x-page") or request.headers.get("referer", ""))
    return f"/{at.path.lstrip('/')}" + (f"?{at.query}" if at.query else "")
