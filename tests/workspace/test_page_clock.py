"""Going on in time on the page: to days that there are, in the reader's zone, and told in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workspace.looking import Browser
from workspace.company import company
from workspace.page.site import Site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    made = Site(company(NIGHT))
    made.tour.offered = True
    with made.server:
        yield made


@pytest.fixture
def sam(site: Site) -> Iterator[Browser]:
    browser = Browser(site)
    yield browser
    browser.client.close()
    site.server.reset()


NIGHT = 1767220200.0
"""2025-12-31 at 22:30 UTC: it is already the next day for lin and nia."""
CLOCK = [
    ("lin", "to", "", "请选择日期"),
    ("nia", "to", "2025-13-40", "請選擇日期"),
    ("lin", "to", "2001-01-01", "今天或以后"),
    ("sam", "to", "9999-12-30", "up to 2099-12-31"),
]


@pytest.mark.parametrize(("who", "jump", "to", "told"), CLOCK)
def test_time_goes_on_to_no_day_that_is_none(site: Site, sam: Browser, who: str, jump: str, to: str, told: str) -> None:
    page = sam.go(f"/w/{who}/sales")
    form = page.one("form", action="/tour/clock")
    before = site.state.clock.now()
    page = sam.send(form, jump=jump, to=to)
    assert told in page.one("p", role="alert").text
    assert site.state.clock.now() - before < 60


def test_time_ends_for_every_jump(sam: Browser) -> None:
    form = sam.go("/w/lin/sales").one("form", action="/tour/clock")
    page = sam.send(form, jump="to", to="2099-12-31")
    assert page.one("section", class_="clock").one("time").text == "2099-12-31"
    for jump in ("day", "week"):
        assert "2099-12-31" in sam.send(form, jump=jump).one("p", role="alert").text


def test_the_day_one_goes_to_is_the_readers_own(site: Site, sam: Browser) -> None:
    form = sam.go("/w/lin/sales").one("form", action="/tour/clock")
    assert form.one("input", type="date").attributes["value"] == "2026-01-01"
    before = site.state.clock.now()
    assert not sam.send(form, jump="to", to="2026-01-01").all("p", role="alert")
    assert site.state.clock.now() - before < 60
    assert sam.send(form, jump="to", to="2026-01-02").one("section", class_="clock").one("time").text == "2026-01-02"
