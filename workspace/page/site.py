"""The page's addresses, beside the server's own. `Site` wraps the server's application; tests of the API know nothing of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from workspace.errors import WorkspaceError
from workspace.page.acting import Acting, person_of
from workspace.page.forms import LARGEST, Sent, TooLarge, sent
from workspace.page.frame import Frame
from workspace.page.guard import HEADERS, Guard, OnlyLoopback, from_here
from workspace.page.guided import Guided, Post, Told
from workspace.page.live import Live
from workspace.page.messages import Messages
from workspace.page.replies import Replies, page_of
from workspace.page.sight import DM, HOME, Read, Sight, sight
from workspace.page.tour import Tour
from workspace.server import Server
from workspace.things import File

STATIC = Path(__file__).parent / "static"
OWN = ("/api/", "/upload/", "/response/", "/files-pri/", "/link/")
"""Addresses of the server itself. What is called there may change what is seen."""
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass
class Site:
    """`tell` is told of what the parent process has to know: that time went on, that everything begins anew."""

    server: Server
    tell: Told = lambda _: None
    guard: Guard = field(default_factory=Guard)
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    shortcuts: dict[str, dict[str, str]] = field(default_factory=dict)
    """By language: callback id -> what stands in a message's menu."""
    first: str = "sam"

    def __post_init__(self) -> None:
        state = self.state = self.server.state
        self.tour = Tour(state, self.server.people)
        self.messages = Messages()
        self.read = Read()
        self.frame = Frame(self.messages, self.read, self.tour, lambda: bool(self.server.hub.connections))
        self.acting = Acting(self.server.people)
        self.live = Live(state)
        self.replies = Replies(state)
        self.guided = Guided(self.server, self.tour, self.messages, self.read, self.replies, self.tell)
        self.app = OnlyLoopback(Starlette(routes=self._routes()))
        self.inner, self.server.app = self.server.app, self

    def _routes(self) -> list[Route | WebSocketRoute]:
        posts: dict[str, Post] = {"/w/{who}/act/{what}": self._act, **self.guided.posts()}
        return [
            Route("/", self._guarded(self._start)),
            Route("/static/{name}", self._static),
            Route("/w/{who}", self._guarded(self._at_home)),
            Route("/w/{who}/commands", self._guarded(self._commands)),
            Route("/w/{who}/file/{file}", self._guarded(self._file)),
            Route("/w/{who}/{place}", self._guarded(self._page)),
            WebSocketRoute("/live/{who}/{place}", self._live),
            *(Route(path, self._guarded(self._posted(does)), methods=["POST"]) for path, does in posts.items()),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or str(scope["path"]).startswith(OWN):
            await self.inner(scope, receive, send)
            self.state.touch()
        else:
            await self.app(scope, receive, send)

    @property
    def address(self) -> str:
        """What is opened in a browser."""
        return f"{self.state.base}/?token={self.guard.token}"

    def _guarded(self, does: Endpoint) -> Endpoint:
        """Only for who has this run's cookie; with the page's headers, and what is not there as a plain word."""

        async def answer(request: Request) -> Response:
            refused = self.guard.entered(request)
            if refused is not None:
                return refused
            try:
                response = await does(request)
            except WorkspaceError as error:
                response = JSONResponse({"error": str(error)}, 404)
            response.headers.update(HEADERS)
            return response

        return answer

    def _posted(self, does: Callable[[Request, Sent], Awaitable[Response]]) -> Endpoint:
        async def answer(request: Request) -> Response:
            try:
                held = await sent(request)
                if not self.guard.sealed(request, held.get("seal")):
                    return self.replies.stale(request) if from_here(request) else Response(status_code=403)
                response = await does(request, held)
            except TooLarge:
                return self.replies.wrong(request, self.replies.said(request)("too_large", n=LARGEST // 2**20))
            except WorkspaceError as error:
                response = self.replies.wrong(request, str(error))
            self.state.touch()
            return response

        return answer

    def _sight(self, request: HTTPConnection, place: str = "", thread: str = "") -> Sight:
        who = person_of(self.state.people, request.path_params["who"])
        return sight(self.state, who, place or request.path_params["place"], thread, self.guard.seal, self.shortcuts)

    async def _start(self, _: Request) -> Response:
        return RedirectResponse(f"/w/{self.first}", 303)

    async def _at_home(self, request: Request) -> Response:
        seen = self._sight(request, DM)
        first = next((c.name for c in seen.channels() if c.name == "sales"), seen.channels()[0].name)
        return RedirectResponse(f"/w/{seen.who.name}/{first}", 303)

    async def _page(self, request: Request) -> Response:
        seen = self._sight(request, thread=request.query_params.get("thread", ""))
        with self.state.lock:
            if seen.place in (DM, HOME) and seen.has_app():
                self.server.people.open_dm(seen.who, "home" if seen.place == HOME else "messages")
        if seen.place == HOME and seen.home() is None:
            await self.replies.settled(self.state.revision)
        return HTMLResponse(self.frame.page(seen, self.replies.told.pop(seen.who.id, "")))

    async def _commands(self, request: Request) -> Response:
        return JSONResponse(self.commands.get(self._sight(request, DM).scene.words.lang, []))

    async def _static(self, request: Request) -> Response:
        file = STATIC / Path(request.path_params["name"]).name
        return (
            FileResponse(file, headers={**HEADERS, "Cache-Control": "no-cache"})
            if file.is_file()
            else Response(status_code=404)
        )

    async def _file(self, request: Request) -> Response:
        who = self._sight(request, DM).who
        file = self.state.files.get(request.path_params["file"])
        if file is None or file.content is None or not self._may_see(file, who.id):
            raise WorkspaceError("there is no such file")
        kind = file.mimetype if file.mimetype in PICTURES else "application/octet-stream"
        shown = "inline" if kind != "application/octet-stream" else "attachment"
        return Response(file.content, media_type=kind, headers={"Content-Disposition": shown})

    def _may_see(self, file: File, who: str) -> bool:
        return not file.channels or any(self.state.is_member(who, one) for one in file.channels)

    async def _live(self, socket: WebSocket) -> None:
        if not self.guard.knows(socket) or not from_here(socket):
            await socket.close(4403)
            return
        held = parse_qs(str(socket.url.query))
        try:
            seen = self._sight(socket, thread=held.get("thread", [""])[0])
            seen.channel  # noqa: B018 - whether there is one
        except WorkspaceError:
            await socket.close(4404)
            return
        has = dict(one.split(".", 1) for one in held.get("has", []) if "." in one)
        await self.live.serve(socket, lambda: self.frame.regions(seen), has)

    async def _act(self, request: Request, held: Sent) -> Response:
        place, thread = self._came_from(request)
        seen = self._sight(request, held.get("place") or place, held.get("thread", thread))
        what, since = request.path_params["what"], self.state.revision
        does: dict[str, Callable[[Sight, Sent], object]] = {
            "say": self.acting.say, "press": self.acting.press, "submit": self.acting.submit, "close": self.acting.close,
            "shortcut": self.acting.shortcut,
        }  # fmt: skip
        if what not in does:
            raise WorkspaceError(f"nobody can {what} here")
        found = does[what](seen, held)
        to = f"/w/{seen.who.name}/{seen.place}" + (f"?thread={found}" if isinstance(found, str) else "")
        if isinstance(found, str) or not thread:
            return await self.replies.done(request, to, since, moves=isinstance(found, str) and found != seen.thread)
        return await self.replies.done(request, f"{to}?thread={thread}", since)

    def _came_from(self, request: Request) -> tuple[str, str]:
        """The place and thread of the page that a form was on, as its own fields or the page's address say."""
        at = urlsplit(page_of(request))
        place = at.path.rpartition("/")[2] or DM
        return place, parse_qs(at.query).get("thread", [""])[0]
