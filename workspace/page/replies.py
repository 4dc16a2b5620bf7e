"""What a form leads to: nothing where the page is live, unless one has to look elsewhere; else a page, once things are calm.

What went wrong is told in the language of who reads it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from workspace.page.words import Words, language, words
from workspace.state import State
from workspace.things import Person

CALM, LONGEST = 0.2, 3.0
"""Without JavaScript an answer is waited for: until nothing has changed for so long, and at most so long."""


@dataclass(frozen=True)
class Replies:
    """Answers forms. `told`: what somebody is told on their next page, by their id."""

    state: State
    told: dict[str, str] = field(default_factory=dict)

    def reader(self, request: Request) -> Person | None:
        """Whose page a form was on, as its address or the page's says."""
        name = request.path_params.get("who") or page_of(request).partition("/w/")[2].partition("/")[0]
        return next((one for one in self.state.people.values() if one.name == name), None)

    def said(self, request: Request) -> Words:
        """The words of whose page a form was on."""
        reader = self.reader(request)
        return words(language(reader.locale if reader else "en"))

    def moment(self, request: Request) -> datetime:
        """The workspace's time, as the clock of whose page it was shows it."""
        reader = self.reader(request)
        zone = timezone(timedelta(seconds=reader.tz_offset if reader else 0))
        return datetime.fromtimestamp(self.state.clock.now(), zone)

    def wrong(self, request: Request, error: str) -> Response:
        """Tells what went wrong, where one is."""
        if is_live(request):
            return JSONResponse({"error": error}, 409)
        return self._told(request, error) or JSONResponse({"error": error}, 404)

    def stale(self, request: Request) -> Response:
        """The page is of an earlier run: it is loaded anew, so that what was tried can be done again."""
        again = self._told(request, self.said(request)("stale"))
        if again is None:
            return JSONResponse({"error": "this form is none of ours"}, 403)
        return JSONResponse({"to": page_of(request)}, 403) if is_live(request) else again

    def _told(self, request: Request, error: str) -> Response | None:
        """Leads back to the page, on which it is told; None where nobody was on a page."""
        reader, page = self.reader(request), page_of(request)
        if reader is None or page == "/":
            return None
        self.told[reader.id] = error
        return RedirectResponse(page, 303)

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
