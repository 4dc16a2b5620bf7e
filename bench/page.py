"""`kam demo` as a newcomer waits for it: the first page, a command's answer, and a hundred pages that are open at the same time.

Pages are WebSockets that get what changes, as the page's own script opens them; the browser's part is not in these figures.
"""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import websockets

from bench.figures import Figure

PAGES = 100
ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+/\?token=[\w-]+")
SEAL = re.compile(r'name="seal" value="(\w+)"')
PEOPLE = ("sam", "maria", "lin", "nia", "ada")


class Demo:
    """`kam demo` at a terminal. `seconds`: after which its address was there."""

    def __init__(self, folder: str) -> None:
        self._terminal, inner = pty.openpty()
        self.said, began = bytearray(), time.monotonic()
        command = [sys.executable, "-c", "from bot.cli import program; program()", "demo"]
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
        self._process = subprocess.Popen(
            command, stdin=inner, stdout=inner, stderr=inner, cwd=folder, env=env, start_new_session=True
        )
        os.close(inner)
        threading.Thread(target=self._read, daemon=True).start()
        while not (found := ADDRESS.search(self.said)):
            time.sleep(0.01)
        self.address = found[0].decode()
        self.client = httpx.Client(base_url=self.address.partition("/?")[0], follow_redirects=True, trust_env=False)
        self.first = self.client.get(self.address).text
        self.seconds = time.monotonic() - began
        self.seal = SEAL.findall(self.first)[0]

    def _read(self) -> None:
        try:
            while piece := os.read(self._terminal, 4096):
                self.said += piece
        except OSError:
            pass

    def end(self) -> None:
        self.client.close()
        os.killpg(self._process.pid, signal.SIGINT)
        self._process.wait(15)

    def types(self, who: str, place: str, text: str) -> None:
        fields = {"seal": self.seal, "place": place, "thread": "", "text": text}
        self.client.post(f"/w/{who}/act/say", data=fields, headers={"X-Live": "1"}).raise_for_status()

    def looks(self, who: str, place: str) -> websockets.connect:
        at = self.client.base_url
        cookie = "; ".join(f"{one.name}={one.value}" for one in self.client.cookies.jar)
        where = f"ws://{at.host}:{at.port}/live/{who}/{place}"
        return websockets.connect(where, additional_headers={"Cookie": cookie}, max_size=None, proxy=None)


def run() -> list[Figure]:
    """The figures of issue 6."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Demo(folder)
        try:
            return [Figure("`kam demo` to the first page", demo.seconds, "s", ("<=", 5)), *asyncio.run(_live(demo))]
        finally:
            demo.end()


async def _live(demo: Demo) -> list[Figure]:
    one = await _answered(demo)
    alone = sorted([await _answered(demo) for _ in range(10)])
    began = time.monotonic()
    pages = [await demo.looks(PEOPLE[n % len(PEOPLE)], "general") for n in range(PAGES)]
    for page in pages:
        await page.recv()
    opened = time.monotonic() - began
    reading = [asyncio.ensure_future(_until(page, "to everybody")) for page in pages]
    began = time.monotonic()
    await asyncio.to_thread(demo.types, "sam", "general", "to everybody")
    spread = max(await asyncio.gather(*reading)) - began
    busy = sorted([await _answered(demo) for _ in range(10)])
    for page in pages:
        await page.close()
    return [
        Figure("the first answer to a command, on the page", one, "s"),
        Figure("a command's answer on the page, median", alone[5], "s", ("<=", 1)),
        Figure("a command's answer on the page, slowest of ten", alone[-1], "s", ("<=", 1)),
        Figure(f"{PAGES} pages opened", opened, "s"),
        Figure(f"a message on all of {PAGES} open pages", spread, "s", ("<=", 1)),
        Figure(f"a command's answer with {PAGES} pages open, median", busy[5], "s", ("<=", 1)),
        Figure(f"a command's answer with {PAGES} pages open, slowest of ten", busy[-1], "s", ("<=", 1)),
    ]


async def _answered(demo: Demo) -> float:
    """Seconds from sending a command to its card on the page."""
    async with demo.looks("sam", "sales") as page:
        before = str(json.loads(await page.recv()).get("log")).count("ACME (001001)")
        began = time.monotonic()
        await asyncio.to_thread(demo.types, "sam", "sales", "/kam classify ACME")
        while str(json.loads(await page.recv()).get("log")).count("ACME (001001)") <= before:
            pass
        return time.monotonic() - began


async def _until(page: websockets.ClientConnection, text: str) -> float:
    while text not in str(await page.recv()):
        pass
    return time.monotonic()
