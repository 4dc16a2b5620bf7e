"""The demo as a newcomer has it, in Debian's own chromium. Without one these tests are skipped, and say so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

from tests.browser.started import Started

WAIT = 15_000
"""Milliseconds for which anything is waited for."""
expect.set_options(timeout=WAIT)


def chromium() -> str:
    """The system's browser; "" where there is none."""
    named = os.environ.get("KAM_TESTS_CHROMIUM", "")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or ""


def axe() -> Path | None:
    """axe-core, where `KAM_TESTS_AXE` says it is: the folder in which npm installed it."""
    file = Path(os.environ.get("KAM_TESTS_AXE", "/nowhere")) / "node_modules/axe-core/axe.min.js"
    return file if file.is_file() else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@dataclass
class Stage:
    """A demo that runs, and a browser to look at it with. Each `person` has a window of their own."""

    demo: Started
    browser: Browser
    wrong: list[str]

    def person(self, name: str, place: str, *, width: int = 1280, height: int = 800, dark: bool = False) -> Page:
        """A new window in which one is that person at that place."""
        scheme = "dark" if dark else "light"
        context = self.browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        self._watch(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.goto(self.demo.page)
        page.goto(f"{self.address}/w/{name}/{place}")
        page.wait_for_selector("body[data-live=yes]")
        while page.locator("dialog").count():  # left open by whoever was here before
            page.keyboard.press("Escape")
            page.wait_for_timeout(50)
        return page

    @property
    def address(self) -> str:
        return self.demo.page.partition("/?")[0]

    def _watch(self, context: BrowserContext) -> None:
        """Nothing may go to another host, and no script may fail."""
        ours = (self.address, self.address.replace("http", "ws", 1), "data:", "blob:")
        context.on("request", lambda r: None if r.url.startswith(ours) else self.wrong.append(f"asked for {r.url}"))
        context.on("weberror", lambda e: self.wrong.append(f"script: {e.error}"))
        context.on("console", lambda m: self.wrong.append(f"console: {m.text}") if _serious(m.type, m.text) else None)
        context.on("response", self._looked_at)

    def _looked_at(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"{response.status} {response.url}")


def _serious(kind: str, text: str) -> bool:
    return kind == "error" and "status of 409" not in text and "status of 403" not in text


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all."""
    path = chromium()
    if not path:
        pytest.skip("there is no chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """`kam demo`, which leaves nothing behind when it is ended."""
    folder = tmp_path_factory.mktemp("demo")
    made = Started(folder)
    yield made
    assert made.end() == 0, made.said.decode()
    assert not list(folder.iterdir())


@pytest.fixture
def stage(demo: Started, browser: Browser) -> Iterator[Stage]:
    """The demo with windows; in the end all windows are closed, and nothing may have gone wrong in them."""
    made = Stage(demo, browser, [])
    yield made
    for context in browser.contexts:
        context.close()
    assert not made.wrong
