"""Signed requests at a port of the bot's own, and what it says of its health."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.slack import health
from bot.slack.http import IDLE, MOST_BODY, Front, HttpServer
from tests.bot.slack.running import Running, running
from workspace.signed import FORM, JSON, direct, signature


@pytest.fixture(scope="module")
def bot(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A bot that takes signed requests, and gives metrics."""
    book = Path(shutil.copy(imported, tmp_path_factory.mktemp("http") / "kam.db"))
    with running(book, connect=False, KAM_METRICS="1") as made:
        port = made.bot.listen(0, slack=True)
        made.slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        yield made


def address(bot: Running, path: str = "/slack/events") -> str:
    assert bot.bot.http is not None
    return f"http://127.0.0.1:{bot.bot.http.port}{path}"


def asked(url: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    """Status and body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with direct.open(urllib.request.Request(url, body, named), timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def signed(bot: Running, body: bytes, *, kind: str = JSON, ago: float = 0.0, secret: str = "") -> int:
    """Posts a body as Slack does, so many seconds ago by its timestamp."""
    stamp = str(int(time.time() - ago))
    proof = signature(secret or bot.slack.state.app.signing_secret, stamp, body)
    headers = {"Content_Type": kind, "X_Slack_Request_Timestamp": stamp, "X_Slack_Signature": proof}
    return asked(address(bot), body, **headers)[0]


def command(bot: Running) -> bytes:
    """A command of sam's, as a form."""
    sam, sales, app = bot.person("sam"), bot.slack.channel("sales"), bot.slack.state.app
    given = {"team_id": app.team_id, "user_id": sam.id, "channel_id": sales.id, "command": "/kam", "text": "help"}
    return urlencode({**given, "trigger_id": f"{time.monotonic_ns()}.t", "channel_name": "sales"}).encode()


def readyz(bot: Running) -> tuple[int, Any]:
    time.sleep(health.KEPT)
    status, body = asked(address(bot, "/readyz"))
    return status, json.loads(body)


# requests


def test_a_command_a_mention_and_a_click_are_answered(bot: Running) -> None:
    card = bot.run("classify ACME")
    assert card.text.startswith("ACME is a tier B account")
    assert "ACME" in bot.asks("why is ACME tier B?", channel="dm").text


def test_slacks_handshake_and_its_certificate_check_are_passed(bot: Running) -> None:
    assert bot.slack._signed is not None
    assert bot.slack._signed.verify()
    assert asked(address(bot), b"ssl_check=1", Content_Type=FORM)[0] == 200


def test_only_what_slack_signed_lately_is_taken(bot: Running) -> None:
    body = command(bot)
    assert signed(bot, body, kind=FORM) == 200
    assert signed(bot, body, kind=FORM, secret="0" * 32) == 401
    assert signed(bot, body, kind=FORM, ago=310) == 401
    assert signed(bot, body, kind=FORM, ago=-310) == 401
    assert signed(bot, body, kind=FORM, ago=250) == 200
    assert asked(address(bot), body, Content_Type=FORM)[0] == 401
    assert asked(address(bot), b"{}", Content_Type=JSON)[0] == 401


def test_what_is_refused_is_not_answered(bot: Running) -> None:
    time.sleep(0.3)
    before = len(bot.own("sam"))
    signed(bot, command(bot), kind=FORM, secret="0" * 32)
    time.sleep(0.5)
    assert len(bot.own("sam")) == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[1]",
        b'"text"',
        b"null",
        b"7",
        b"{",
        b"[" * 50_000,
        b"payload=%7B",
        b"payload=7",
        b"payload=[]",
        b'{"type":"event_callback","team_id":"T1","event":[]}',
        b'{"type":"event_callback","team_id":true,"event":"x","api_app_id":["x"]}',
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", [JSON, FORM])
@pytest.mark.parametrize("proven", [True, False])
def test_what_is_no_request_is_refused_and_harms_nothing(bot: Running, body: bytes, kind: str, proven: bool) -> None:
    secret = "" if proven else "0" * 32
    assert signed(bot, body, kind=kind, secret=secret) in ((200, 400) if proven else (400, 401))


@pytest.mark.parametrize("stamp", ["", "soon", "9" * 400, "1e9", "-1", "\u00b2"])
def test_a_timestamp_that_is_none_is_refused(bot: Running, stamp: str) -> None:
    proof = signature(bot.slack.state.app.signing_secret, stamp, b"{}")
    headers = {"Content_Type": JSON, "X_Slack_Request_Timestamp": stamp, "X_Slack_Signature": proof}
    assert asked(address(bot), b"{}", **headers)[0] in (400, 401)


def test_a_signature_that_is_none_is_refused(bot: Running) -> None:
    stamp = str(int(time.time()))
    headers = {"Content_Type": JSON, "X_Slack_Request_Timestamp": stamp, "X_Slack_Signature": "v0=\u00e9\u00df"}
    assert asked(address(bot), b"{}", **headers)[0] == 401


def test_a_body_that_is_too_large_is_refused(bot: Running) -> None:
    with contextlib.suppress(urllib.error.URLError):  # or the connection is closed while it is sent
        assert asked(address(bot), b"x" * (MOST_BODY + 1), Content_Type=FORM)[0] == 413


def test_other_addresses_are_not_found(bot: Running) -> None:
    for path in (
        "/",
        "/slack",
        "/slack/events/",
        "/slack/events/../healthz",
        "/slack/install",
        "/docs",
        "/%2e%2e/etc/passwd",
    ):
        assert asked(address(bot, path))[0] == 404
    assert asked(address(bot))[0] == 404, "nobody reads it"
    assert asked(address(bot, "/healthz"), b"x")[0] == 405


def test_whoever_sends_slowly_holds_nobody_up(bot: Running) -> None:
    assert bot.bot.http is not None
    slow = [socket.create_connection(("127.0.0.1", bot.bot.http.port)) for _ in range(200)]
    try:
        for one in slow:
            one.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx")
        began = time.monotonic()
        assert asked(address(bot, "/healthz"))[0] == 200
        assert signed(bot, command(bot), kind=FORM) == 200
        assert time.monotonic() - began < 15, "a slow sender has a minute"
    finally:
        for one in slow:
            one.close()
    assert IDLE <= 30


def test_what_cannot_be_recorded_is_not_acknowledged(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_payload: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(bot.bot.corridor, "receive", full)
    assert signed(bot, command(bot), kind=FORM) == 503


# health


def test_it_says_that_it_lives_and_that_it_is_ready(bot: Running) -> None:
    bot.slack.until(lambda: asked(address(bot, "/healthz"))[0] == 200)
    assert json.loads(asked(address(bot, "/healthz"))[1]) == {"alive": True}
    bot.run("classify ACME")
    status, said = readyz(bot)
    assert status == 200
    assert said["ready"] is True
    assert said["slack"]["by"] == "http"
    assert said["slack"]["seconds_since_request"] < 10
    assert said["book"] == {"good": True}
    assert "ACME" not in json.dumps(said)


def test_it_is_not_ready_without_its_book(bot: Running) -> None:
    away = bot.book.rename(bot.book.with_name("away.db"))
    try:
        status, said = readyz(bot)
        assert status == 503
        assert said["book"]["good"] is False
        assert asked(address(bot, "/healthz"))[0] == 200, "a restart would not help"
    finally:
        away.rename(bot.book)
    assert readyz(bot)[0] == 200


def test_it_is_not_ready_when_requests_wait_for_long(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "STUCK", 0.5)
    before = len(bot.own("sam"))
    bot.slack.faults.rate_limited("response_url", retry_after=3)
    bot.slack.people.slash(bot.person("sam"), bot.slack.channel("sales"), "/kam", "help").wait()
    bot.slack.until(lambda: readyz(bot)[1]["queue"]["waiting"] == 1)
    status, said = readyz(bot)
    assert status == 503
    assert said["queue"]["oldest_seconds"] > 0.5
    bot.slack.until(lambda: len(bot.own("sam")) > before, 10)
    assert readyz(bot)[1]["queue"] == {"good": True, "waiting": 0, "oldest_seconds": 0.0}


def test_numbers_are_given_where_that_is_set(bot: Running) -> None:
    bot.run("classify ACME")
    status, body = asked(address(bot, "/metrics"))
    assert status == 200
    text = body.decode()
    for name in ("kam_requests_received_total", "kam_answer_seconds", "kam_requests_waiting", "kam_slack_connected"):
        assert name in text
    for word in ("ACME", "sam", bot.person("sam").id, "classify"):
        assert word not in text


def test_what_has_arrived_is_answered_before_the_port_closes(bot: Running) -> None:
    server = HttpServer(
        Front(health.Health(bot.bot.services, bot.bot.corridor), bot.bot.app, metrics=False), "127.0.0.1", 0
    )
    began = time.monotonic()
    assert asked(f"http://127.0.0.1:{server.port}/healthz")[0] == 200
    server.close()
    assert time.monotonic() - began < 2
    with pytest.raises(urllib.error.URLError):
        asked(f"http://127.0.0.1:{server.port}/healthz")
