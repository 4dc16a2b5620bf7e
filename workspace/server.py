"""The local Slack: everything on one port of 127.0.0.1, in a thread of its own. `seeded()` gives one with people in it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

import uvicorn
from starlette.types import ASGIApp

from workspace import wires
from workspace.deliveries import Deliveries
from workspace.errors import WorkspaceError
from workspace.events import Events
from workspace.faults import Faults
from workspace.people import People
from workspace.signed import SignedHttp
from workspace.socket import Hub
from workspace.state import State
from workspace.things import Channel, Person
from workspace.web import Called, Web

T = TypeVar("T")
TICK_SECONDS = 0.01


class Server:
    """A workspace that runs. Use it in `with`, or call `start` and `stop`.

    `people` acts, `faults` breaks, `state` remembers, `deliveries` went to the app, `calls` came from it.
    """

    def __init__(self, state: State | None = None, ping_seconds: float = 10.0) -> None:
        self.state = state or State()
        self.deliveries = Deliveries(self.state)
        self.events = Events(self.state, self.deliveries)
        self.hub = Hub(self.state, self.deliveries)
        self.faults = Faults(self.state, self.deliveries, self.events, self.hub)
        self.people = People(self.state, self.events, self.deliveries)
        self.web = Web(self.state, self.events, self.hub, self.faults)
        self.app: ASGIApp = self.web.app
        self.deliveries.send_with = self.hub.send
        self._ping_seconds = ping_seconds
        self._signed: SignedHttp | None = None
        self._thread: threading.Thread | None = None
        self._uvicorn: uvicorn.Server | None = None

    @property
    def base_url(self) -> str:
        """What `SLACK_API_URL` is set to: "http://127.0.0.1:PORT/api/"."""
        return f"{self.state.base}/api/"

    @property
    def calls(self) -> list[Called]:
        """Every Web API call, in order."""
        return self.web.calls

    def start(self, port: int = 0) -> Server:
        """Listens on that port, or a free one; returns once it does."""
        listening = socket.create_server(("127.0.0.1", port))
        self.state.base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(
            self.app,
            http=wires.Http,
            ws=wires.WebSocket,
            ws_ping_interval=self._ping_seconds,
            ws_ping_timeout=None,
            ws_per_message_deflate=False,
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        serving = self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(serving, listening)), daemon=True)
        self._thread.start()
        self.until(lambda: serving.started)
        return self

    async def _serve(self, serving: uvicorn.Server, listening: socket.socket) -> None:
        loop, woken = asyncio.get_running_loop(), asyncio.Event()
        self.hub.loop = loop

        def wake() -> None:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(woken.set)

        self.deliveries.wake = wake
        ticking = asyncio.ensure_future(self._tick(woken))
        await serving.serve(sockets=[listening])
        self.deliveries.wake = lambda: None
        ticking.cancel()

    async def _tick(self, woken: asyncio.Event) -> None:
        """Does what falls due, at once when woken and otherwise a hundred times a second."""
        while True:
            self.deliveries.tick()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), TICK_SECONDS)
            woken.clear()

    def deliver_to(self, url: str) -> SignedHttp:
        """Sends deliveries from now on by signed HTTP to `url` instead of Socket Mode."""
        self._signed = SignedHttp(url, self.state, self.deliveries)
        self.deliveries.send_with, self.deliveries.timeout_reason = self._signed.send, "http_timeout"
        return self._signed

    def advance(self, seconds: float) -> None:
        """Lets `seconds` pass at once: triggers and addresses expire, late deliveries and retries go out, each at its time."""
        self.hub.in_loop(lambda: self.deliveries.advance(seconds))

    def reset(self) -> None:
        """Everything that was said, shown and sent is gone, and it is the first day again. People and channels stay."""
        self.hub.in_loop(self._reset)

    def _reset(self) -> None:
        with self.state.lock:
            self.deliveries.forget()
            self.state.forget()

    def until(self, true: Callable[[], T], seconds: float = 5.0) -> T:
        """Waits until something is true and gives it. Raises `WorkspaceError` when it does not become so."""
        end = time.monotonic() + seconds
        while not (found := true()):
            if time.monotonic() > end:
                raise WorkspaceError(f"waited {seconds} s in vain")
            time.sleep(0.005)
        return found

    def stop(self) -> None:
        """Ends all connections and the thread."""
        if self._uvicorn is None or self._thread is None:
            return
        if self._signed:
            self._signed.close()
        if self._thread.is_alive():
            self.hub.drop()
        self._uvicorn.should_exit = True
        self._thread.join(10)
        self._thread = None

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def person(self, name: str) -> Person:
        """Somebody by their name. Raises `WorkspaceError`, naming who there is."""
        return _named({p.name: p for p in self.state.people.values()}, name)

    def channel(self, name: str) -> Channel:
        """A channel by its name."""
        return _named({c.name: c for c in self.state.channels.values()}, name)


def _named(known: dict[str, T], name: str) -> T:
    if name not in known:
        raise WorkspaceError(f"there is no {name!r}; there are: {', '.join(known)}")
    return known[name]


def seeded(seed: int = 7) -> Server:
    """A small company with the app in it.

    sam (sales), maria (their manager), nia (new hire, Chinese), gus (guest) and olaf of another company;
    channels general, sales, deals (private) and partners (shared). The bot is in all of them.
    """
    state = State(seed)
    home, other = state.team("Nordwind"), state.team("Partner GmbH")
    app = state.install("kam", home)
    sam = state.person("sam", home)
    maria = state.person("maria", home, is_admin=True)
    nia = state.person("nia", home, locale="zh-TW", tz="Asia/Taipei", tz_offset=28800)
    gus = state.person("gus", home, is_restricted=True)
    olaf = state.person("olaf", other)
    own = [app.bot_user, sam.id, maria.id, nia.id]
    state.channel("general", "C", own)
    state.channel("sales", "C", [*own, gus.id])
    state.channel("deals", "P", [app.bot_user, sam.id, maria.id])
    state.channel("partners", "C", [app.bot_user, sam.id, maria.id, olaf.id], is_ext_shared=True)
    return Server(state)
