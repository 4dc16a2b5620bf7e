"""Who may look: somebody on this machine who was given this run's address. Then a cookie that no other site can use.

Other programs on this machine share the cookie's host, and other pages may send forms here: so each form carries a seal that is
made from the token, the name in `Host` must be loopback's (a name that somebody else owns may lead here, too), and `Origin` ours.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Guard:
    """One run's token, and what follows from it."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def seal(self) -> str:
        """What a form carries to show that it is one of ours."""
        return self._made("seal")

    @property
    def _cookie(self) -> str:
        return self._made("cookie")

    def _made(self, what: str) -> str:
        return hmac.new(self.token.encode(), what.encode(), hashlib.sha256).hexdigest()[:32]

    def _name(self, connection: HTTPConnection) -> str:
        """A cookie's name with the port in it: programs at other ports have their own."""
        return f"kam-workspace-{connection.url.port}"

    def entered(self, connection: HTTPConnection) -> Response | None:
        """An answer for who comes with the token (a cookie, and the page without it) or without right; None for who may go on."""
        given = connection.query_params.get("token", "")
        if given and hmac.compare_digest(given.encode(), self.token.encode()):
            answer = RedirectResponse("/", 303, HEADERS)
            answer.set_cookie(self._name(connection), self._cookie, httponly=True, samesite="strict", path="/")
            return answer
        if self.knows(connection):
            return None
        said = "Open the address that the program printed: it holds this run's token."
        return PlainTextResponse(said, 403, HEADERS)

    def knows(self, connection: HTTPConnection) -> bool:
        """Whether the cookie is there."""
        held = connection.cookies.get(self._name(connection), "")
        return hmac.compare_digest(held.encode(), self._cookie.encode())

    def sealed(self, connection: HTTPConnection, seal: str) -> bool:
        """Whether a form is ours: its seal, and that it was sent from a page of ours."""
        return hmac.compare_digest(seal.encode(), self.seal.encode()) and from_here(connection)


def from_here(connection: HTTPConnection) -> bool:
    """Whether it was sent from our own page, as far as the browser says."""
    origin = connection.headers.get("origin")
    same = origin is None or urlsplit(origin).netloc == connection.headers.get("host")
    return same and connection.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


class OnlyLoopback:
    """Refuses requests to any name but loopback's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            host = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"host"), "")
            if (host if host.endswith("]") else host.rpartition(":")[0] or host) not in LOOPBACK:
                await _refuse(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403})
    else:
        await PlainTextResponse("not here", 421, HEADERS)(scope, receive, send)
