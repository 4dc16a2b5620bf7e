"""Deliveries over HTTP to a Bolt app, which checks the signature."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_bolt import Ack, App, BoltRequest, Say

from workspace.server import Server
from workspace.signed import signature


@pytest.fixture
def listening(app: App) -> Iterator[str]:
    """The app behind Python's own HTTP server on a free port; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = app.dispatch(BoltRequest(body=body, headers=dict(self.headers.items())))
            self.send_response(answer.status)
            for name, values in answer.headers.items():
                self.send_header(name, values[0])
            self.end_headers()
            self.wfile.write(answer.body.encode())

        def log_message(self, *_: object) -> None: ...

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{http.server_address[1]}/slack/events"
    http.shutdown()
    thread.join()
    http.server_close()


def test_commands_and_events_pass_bolts_signature_check(slack: Server, app: App, listening: str) -> None:
    @app.command("/kam")
    def kam(ack: Ack) -> None:
        ack("hello")

    @app.event("app_mention")
    def mentioned(event: dict[str, Any], say: Say) -> None:
        say("here", thread_ts=event["ts"])

    @app.event("message")
    def said() -> None: ...

    assert slack.deliver_to(listening).verify()
    sam, sales = slack.person("sam"), slack.channel("sales")
    slack.people.slash(sam, sales, "/kam").wait()
    assert [m.text for m in slack.state.seen_by(sam.id, sales.id)] == ["hello"]
    question = slack.people.mention(sales, sam, "who?")
    slack.until(lambda: slack.state.replies(question))


def test_a_wrong_secret_is_an_http_error_and_is_retried(slack: Server, listening: str) -> None:
    slack.state.app.signing_secret = "another"
    slack.deliver_to(listening)
    slack.people.say(slack.channel("sales"), slack.person("sam"), "x")
    delivery = slack.deliveries.all[0]
    slack.until(lambda: len(delivery.attempts) == 2)
    assert delivery.attempts[1].reason == "http_error"


def test_where_nobody_listens_the_connection_failed(slack: Server) -> None:
    slack.deliver_to("http://127.0.0.1:9/slack/events")
    slack.people.say(slack.channel("sales"), slack.person("sam"), "x")
    delivery = slack.deliveries.all[0]
    slack.until(lambda: len(delivery.attempts) == 2)
    assert delivery.attempts[1].reason == "connection_failed"


def test_a_signature_is_slacks_own_example() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    wanted = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body) == wanted
