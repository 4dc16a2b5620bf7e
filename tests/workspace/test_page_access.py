"""Who may look at the page, and what it may do: this run's address, loopback's names, our own forms, nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.demo.sample import ROLES
from tests.data import ROOT
from tests.workspace.looking import Browser
from workspace.company import company
from workspace.page.site import Site
from workspace.page.words import LANGUAGES, words


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    made = Site(company())
    made.tour.offered = True
    with made.server:
        yield made


@pytest.fixture
def stranger(site: Site) -> Iterator[httpx.Client]:
    """Somebody who was not given the address."""
    with httpx.Client(base_url=site.state.base, trust_env=False) as client:
        yield client


@pytest.fixture
def sam(site: Site) -> Iterator[Browser]:
    browser = Browser(site)
    browser.go("/w/sam/sales")
    yield browser
    browser.client.close()


@pytest.mark.parametrize("path", ["/", "/w/sam/sales", "/w/sam/commands", "/?token=wrong", "/w/sam/file/F1"])
def test_without_the_address_of_this_run_there_is_nothing_to_see(stranger: httpx.Client, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 403
    assert "sam" not in answer.text


def test_the_address_leads_to_a_page_whose_address_holds_no_token(site: Site) -> None:
    with httpx.Client(base_url=site.state.base, trust_env=False) as client:
        answer = client.get(site.address)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
        assert site.guard.token not in cookie


def test_every_run_has_another_token() -> None:
    assert Site(company()).guard.token != Site(company()).guard.token
    assert company().state.app.bot_token != company().state.app.bot_token
    assert [p.id for p in company().state.people.values()] == [p.id for p in company().state.people.values()]


def test_no_secret_is_in_a_page(site: Site, sam: Browser) -> None:
    app = site.state.app
    for path in ("/w/sam/sales", "/w/sam/dm", "/w/ada/general"):
        text = sam.client.get(path).text
        assert not [s for s in (app.bot_token, app.app_token, app.signing_secret, site.guard.token) if s in text]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]:80"])
def test_another_name_for_this_machine_is_refused(sam: Browser, host: str) -> None:
    assert sam.client.get("/w/sam/sales", headers={"Host": host}).status_code == 421


def test_a_page_may_load_and_call_nothing_from_elsewhere(sam: Browser) -> None:
    answer = sam.client.get("/w/sam/sales")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", answer.text)
    assert " style=" not in answer.text
    assert not re.findall(r" on[a-z]+=\"", answer.text)
    for file in (ROOT / "workspace/page/static").glob("*"):
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.findall(r"https?://", text), f"{file.name} names another host"


@pytest.mark.parametrize(
    ("changed", "headers"),
    [
        ({"seal": "wrong"}, {}),
        ({"seal": ""}, {}),
        ({}, {"Origin": "http://evil.example"}),
        ({}, {"Origin": "http://127.0.0.1:1"}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
        ({}, {"Sec-Fetch-Site": "same-site"}),
    ],
)
def test_a_form_from_elsewhere_does_nothing(
    site: Site, sam: Browser, changed: dict[str, str], headers: dict[str, str]
) -> None:
    fields = {"seal": site.guard.seal, "place": "general", "text": "forged", **changed}
    assert sam.client.post("/w/sam/act/say", data=fields, headers=headers).status_code == 403
    assert not [m for m in site.state.messages[site.server.channel("general").id] if m.text == "forged"]


def test_a_form_of_an_earlier_run_loads_its_page_anew(site: Site, sam: Browser) -> None:
    fields = {"seal": "of another run", "place": "sales", "thread": "", "text": "twice?"}
    page = {"X-Live": "1", "X-Page": "/w/lin/sales"}
    assert sam.client.post("/w/lin/act/say", data=fields, headers=page).json() == {"to": "/w/lin/sales"}
    assert "重新启动" in sam.go("/w/lin/sales").one("p", role="alert").text
    again = sam.client.post("/w/lin/act/say", data=fields, headers={"Referer": f"{site.state.base}/w/lin/sales"})
    assert "重新启动" in again.text
    assert not [m for m in site.state.messages[site.server.channel("sales").id] if m.text == "twice?"]


@pytest.mark.parametrize("who", ["sam", "nia"])
def test_who_begins_anew_stays_who_they_are(sam: Browser, who: str) -> None:
    sam.send(sam.go(f"/w/{who}/general").one("form", action="/tour/reset"))
    assert sam.at == f"/w/{who}/sales"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_owners_are_named_beside_the_people_who_play_them(lang: str) -> None:
    for name, (_, owner, _) in ROLES.items():
        assert (owner or "") in words(lang)(f"roles.{name}")


def test_a_file_is_for_those_who_are_where_it_was_shared(site: Site, sam: Browser) -> None:
    message = site.server.people.drop(site.server.channel("leads"), site.server.person("maria"), "a.csv", b"x")
    path = f"/file/{message.files[0]}"
    assert sam.client.get(f"/w/maria{path}").content == b"x"
    assert sam.client.get(f"/w/sam{path}").status_code == 404


def test_a_file_is_never_shown_as_a_page(site: Site, sam: Browser) -> None:
    message = site.server.people.drop(
        site.server.channel("sales"), site.server.person("sam"), "a.html", b"<script>1</script>"
    )
    answer = sam.client.get(f"/w/sam/file/{message.files[0]}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"


@pytest.mark.parametrize("path", ["/w/sam/leads", "/w/kam/sales", "/w/nobody/sales", "/w/sam/nowhere", "/w/olaf/sales"])
def test_nobody_sees_a_place_they_are_not_in(sam: Browser, path: str) -> None:
    assert sam.client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["..%2fsite.py", "../site.py", "page.py", "%2e%2e%2fguard.py"])
def test_only_its_own_files_are_given_out(sam: Browser, name: str) -> None:
    assert sam.client.get(f"/static/{name}").status_code in (403, 404)


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Cookie": "kam=1"}])
def test_what_changes_is_told_to_our_own_pages_alone(site: Site, sam: Browser, headers: dict[str, str]) -> None:
    cookie = "; ".join(f"{one.name}={one.value}" for one in sam.client.cookies.jar)
    address = site.state.base.replace("http", "ws", 1) + "/live/sam/sales"
    with connect(address, additional_headers={"Cookie": cookie}, proxy=None) as socket:
        assert "log" in json.loads(socket.recv(5))
    with pytest.raises(InvalidStatus):
        connect(address, additional_headers={"Cookie": cookie, **headers}, proxy=None)
