"""The server's addresses: Web API, uploads, downloads, response_url and Socket Mode, with the faults that tests switch on."""

from __future__ import annotations

import asyncio
import email
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from workspace import api, wires
from workspace.api.files import SIGN_IN
from workspace.events import Events
from workspace.faults import Failing, Faults
from workspace.responses import respond
from workspace.socket import Hub
from workspace.state import State

SOCKET_MODE = "apps.connections.open"


@dataclass(frozen=True)
class Called:
    """A call that came in. `at` is on the machine's monotonic clock; `done` says whether it took effect."""

    method: str
    args: dict[str, Any]
    at: float
    status: int
    error: str
    done: bool


class Web:
    """Answers requests. `calls` is every Web API call there was, in order."""

    def __init__(self, state: State, events: Events, hub: Hub, faults: Faults) -> None:
        self.calls: list[Called] = []
        self._state = state
        self._events = events
        self._hub = hub
        self._faults = faults
        self.app = Starlette(
            routes=[
                Route("/api/{method:path}", self._api, methods=["GET", "POST"]),
                Route("/upload/v1/{secret}", self._upload, methods=["POST"]),
                Route("/files-pri/{rest:path}", self._download),
                Route("/response/{team}/{secret}", self._response_url, methods=["POST"]),
                WebSocketRoute("/link/", hub.serve),
            ]
        )

    async def _api(self, request: Request) -> Response:
        method = request.path_params["method"].strip("/")
        args = {**dict(request.query_params), **_arguments(request, await request.body())}
        failing = await self._slowed(self._faults.take(method, str(args.get("channel"))))
        if failing is not None and not failing.accepts:
            self._note(method, args, failing.status, failing.error, done=False)
            return await self._failed(request, failing)
        answer = self._answer(method, _token(request, args), args)
        self._note(method, args, 200, str(answer.get("error", "")), done=answer["ok"])
        if failing is not None and not failing.delays:
            return await self._failed(request, failing)
        await asyncio.sleep(failing.delays if failing else 0)
        return JSONResponse(answer, headers=self._scopes(request, args))

    def _answer(self, method: str, token: str, args: dict[str, Any]) -> dict[str, Any]:
        if method != SOCKET_MODE:
            return api.answer(self._state, self._events, method, token, args)
        app = self._state.app
        if token != app.app_token:
            wrong = "not_allowed_token_type" if token == app.bot_token else "invalid_auth"
            return {"ok": False, "error": wrong if token else "not_authed"}
        return {"ok": True, "url": self._hub.address()}

    def _note(self, method: str, args: dict[str, Any], status: int, error: str, *, done: bool) -> None:
        kept = {k: v for k, v in args.items() if k != "token"}
        self.calls.append(Called(method, kept, time.monotonic(), status, error, done))

    def _scopes(self, request: Request, args: dict[str, Any]) -> dict[str, str]:
        known = _token(request, args) == self._state.app.bot_token
        return {"x-oauth-scopes": ",".join(sorted(self._state.app.scopes))} if known else {}

    async def _slowed(self, failing: Failing | None) -> Failing | None:
        """What is left of a fault once a call that is to be done late has waited."""
        if failing is None or not failing.delays or failing.accepts:
            return failing
        await asyncio.sleep(failing.delays)
        return None

    async def _failed(self, request: Request, failing: Failing) -> Response:
        if failing.resets:
            wires.reset(request.scope["state"]["wire"])
            await asyncio.sleep(0.01)
            return Response()
        if failing.error:
            after = {} if failing.retry_after is None else {"Retry-After": str(failing.retry_after)}
            return JSONResponse({"ok": False, "error": failing.error}, failing.status, after)
        return HTMLResponse("<html><body>Service unavailable</body></html>", failing.status)

    async def _upload(self, request: Request) -> Response:
        content = _uploaded(request, await request.body())
        with self._state.lock:
            path = request.url.path
            file = next((f for f in self._state.files.values() if f.upload_path == path), None)
            if file is None:
                return PlainTextResponse("not found", 404)
            if len(content) != file.length:
                return PlainTextResponse(f"expected {file.length} bytes, got {len(content)}", 400)
            file.content = content
        return PlainTextResponse(f"OK - {len(content)}")

    async def _download(self, request: Request) -> Response:
        """A file's content; without token or scope a page with status 200, as Slack does."""
        app = self._state.app
        if _token(request, {}) != app.bot_token or "files:read" not in app.scopes:
            return HTMLResponse(SIGN_IN)
        name = request.path_params["rest"].split("/")[0].rpartition("-")[2]
        file = self._state.files.get(name)
        if file is None or file.content is None:
            return PlainTextResponse("not found", 404)
        return Response(file.content, media_type=file.mimetype)

    async def _response_url(self, request: Request) -> Response:
        failing = await self._slowed(self._faults.take("response_url"))
        if failing is not None and not failing.accepts:
            return await self._failed(request, failing)
        body = _arguments(request, await request.body())
        status, answer = respond(self._state, self._events, request.url.path, body)
        if failing is not None and not failing.delays:
            return await self._failed(request, failing)
        await asyncio.sleep(failing.delays if failing else 0)
        return PlainTextResponse("ok") if answer["ok"] else JSONResponse(answer, status)


def _token(request: Request, args: dict[str, Any]) -> str:
    """The token from the header, or from the arguments."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else str(args.get("token") or "")


def _arguments(request: Request, body: bytes) -> dict[str, Any]:
    """Arguments from a body of JSON or a form; what is neither holds none."""
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            held = json.loads(body or b"{}")
        except ValueError:
            return {}
        return held if isinstance(held, dict) else {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _uploaded(request: Request, body: bytes) -> bytes:
    """The content of an upload, sent as it is or as the only part of a form."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return body
    form = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    parts = [p.get_payload(decode=True) for p in form.walk() if not p.is_multipart()]
    return b"".join(p for p in parts if isinstance(p, bytes))
