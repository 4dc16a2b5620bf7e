"""`make screenshots`: the demo runs, and the pictures of the README and docs are taken of it, always of the same moments."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import WAIT, chromium
from tests.browser.started import Started
from tests.data import ROOT

FOLDER = ROOT / "docs" / "screenshots"
DESK, PHONE = (1280, 800), (390, 844)


def typed(page: Page, text: str, shown: str) -> None:
    """Writes, sends, and waits for what is shown then."""
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")
    page.wait_for_selector(shown)


def step(page: Page, name: str) -> None:
    """Does a step of the tour."""
    page.locator(f'#tour form[action="/tour/{name}"] button').click()
    page.wait_for_selector(f'#tour li[data-key="{name}"] .done')


def card(page: Page) -> None:
    typed(page, "/kam classify ACME", "#log .message .header")


def why(page: Page) -> None:
    typed(page, "/kam why ACME", "#log table")


def form(page: Page) -> None:
    typed(page, "/kam concession ACME", "dialog h2")
    page.locator("dialog select").first.select_option(index=1)


def digest(page: Page) -> None:
    step(page, "digest")
    page.wait_for_selector("dialog:has-text('Subscribe')")


def asked(page: Page) -> None:
    step(page, "ask")
    page.wait_for_selector("#thread-log .message:nth-of-type(3)")


def learned(page: Page) -> None:
    typed(page, "/kam learn 假性大客戶", "#log .message .header")


def tab(page: Page) -> None:
    page.wait_for_selector("#log .header")


Shot = tuple[str, str, str, tuple[int, int], bool, Callable[[Page], None]]
SHOTS: tuple[Shot, ...] = (
    ("card", "sam", "deals", DESK, False, card),
    ("card-dark", "sam", "sales", DESK, True, card),
    ("why", "sam", "deals", DESK, False, why),
    ("form", "sam", "sales", DESK, False, form),
    ("home", "sam", "home", DESK, False, tab),
    ("digest", "maria", "leads", DESK, False, digest),
    ("ask-chinese", "lin", "dm", DESK, False, asked),
    ("learn-phone", "nia", "dm", PHONE, False, learned),
)
"""Name, who, where, window, dark, and what is done before."""


def taken(browser: Browser, demo: Started, shot: Shot) -> Path:
    """Takes one picture."""
    name, who, place, (width, height), dark, before = shot
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(demo.page)
    page.goto(f"{demo.page.partition('/?')[0]}/w/{who}/{place}")
    page.wait_for_selector("body[data-live=yes]")
    before(page)
    page.wait_for_timeout(600)
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file)
    with Image.open(file) as picture:  # a third of the size, and the same to the eye
        picture.convert("RGB").quantize(160, dither=Image.Dither.NONE).save(file, optimize=True)
    if page.locator("dialog").count():
        page.keyboard.press("Escape")
        page.wait_for_timeout(200)
    context.close()
    return file


def main() -> int:
    """1 where there is no chromium."""
    path = chromium()
    if not path:
        sys.stderr.write("There is no chromium here: apt-get install chromium\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo = Started(Path(folder))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            for shot in SHOTS:
                sys.stdout.write(f"{taken(browser, demo, shot).relative_to(ROOT)}\n")
        finally:
            browser.close()
            demo.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
