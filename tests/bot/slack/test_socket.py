"""The socket to Slack: nothing is lost when it is renewed, a silent one is replaced, and an end for good is one."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.slack import socket as watched
from bot.slack.door import Door
from bot.slack.socket import Socket
from tests.bot.slack.running import Running, running


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """A socket of the bot on a clock of the test's own."""

    def __init__(self, bot: Running) -> None:
        self.bot, self.slack, self.clock, self.ended = bot, bot.slack, Clock(), list[str]()
        made, token = bot.bot, bot.slack.state.app.app_token
        self.socket = Socket(made.app, token, made.services.web, self.ended.append, Door(), clock=self.clock)
        self.socket.open()
        self.slack.until(lambda: self.slack.hub.connections)

    def opened(self) -> int:
        """How often the bot asked for a socket."""
        return sum(1 for one in self.slack.calls if one.method == "apps.connections.open")

    def pass_(self, seconds: float) -> None:
        """Time passes; the watch has looked before and since."""
        time.sleep(0.1)
        self.clock.now += seconds
        time.sleep(0.15)

    def until(self, true: Callable[[], object], seconds: float = 5.0) -> None:
        self.slack.until(true, seconds)

    def settle(self) -> None:
        """The first pong of a connection was noticed."""
        self.until(lambda: self.socket.wire.last_pong == self.socket.last_pong is not None)

    def answers(self) -> None:
        """A command is answered."""
        self.bot.run("help")


@pytest.fixture(scope="module")
def unconnected(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A bot whose socket is each test's own."""
    book = Path(shutil.copy(imported, tmp_path_factory.mktemp("socket") / "kam.db"))
    with running(book, connect=False) as made:
        yield made


@pytest.fixture
def wire(unconnected: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setattr(watched, "LOOK", 0.02)
    made = Watched(unconnected)
    made.settle()
    yield made
    unconnected.slack.faults.clear()
    made.socket.close()
    unconnected.slack.until(lambda: not unconnected.slack.hub.connections)


def test_a_pong_is_a_sign_of_life(wire: Watched) -> None:
    for _ in range(10):
        wire.clock.now += 6
        wire.until(lambda: wire.socket.silence() == 0)
    assert wire.socket.alive
    assert not wire.ended


def test_a_socket_that_breaks_is_replaced_at_once(wire: Watched) -> None:
    before = wire.opened()
    wire.slack.faults.drop()
    wire.until(lambda: wire.opened() > before and wire.slack.hub.connections)
    wire.answers()


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_no_request_is_lost_or_late_while_slack_renews_the_socket(wire: Watched, reason: str) -> None:
    sam, sales, before = wire.bot.person("sam"), wire.slack.channel("sales"), wire.opened()
    answered, sent = len(wire.bot.own("sam")), []
    for at in range(30):
        if at in (5, 18):
            wire.slack.faults.disconnect(reason)
        sent.append(wire.slack.people.slash(sam, sales, "/kam", "help"))
        time.sleep(0.03)
    for one in sent:
        one.wait()
    assert [len(one.attempts) for one in sent] == [1] * 30
    assert max(one.ack_seconds or 9 for one in sent) < 3.0, "within Slack's three seconds"
    wire.until(lambda: wire.opened() >= before + 2)
    wire.until(lambda: len(wire.slack.hub.connections) == 1)
    wire.until(lambda: len(wire.bot.own("sam")) >= answered + 30, 15)
    assert len(wire.bot.own("sam")) == answered + 30


def test_a_quiet_socket_is_renewed_as_quickly(wire: Watched) -> None:
    before = wire.opened()
    wire.slack.faults.disconnect("warning")
    wire.until(lambda: wire.opened() > before)
    time.sleep(0.1)
    sent = wire.slack.people.slash(wire.bot.person("sam"), wire.slack.channel("sales"), "/kam", "help").wait()
    assert (sent.ack_seconds or 9) < 1, "the old connection's reader does not keep the new one waiting"
    wire.until(lambda: len(wire.slack.hub.connections) == 1)


def test_an_event_that_fell_into_a_dead_socket_is_answered_once(wire: Watched) -> None:
    before = len(wire.bot.own("sam"))
    wire.slack.faults.half_open()
    wire.slack.people.mention(wire.slack.channel("sales"), wire.bot.person("sam"), "why is ACME tier B?")
    wire.pass_(watched.SILENT + 1)
    wire.until(lambda: any(not one.silent for one in wire.slack.hub.connections))
    wire.slack.advance(3.5)  # Slack gives up on the first attempt, and tries again at once
    wire.until(lambda: len(wire.bot.own("sam")) > before, 15)
    time.sleep(0.3)
    assert len(wire.bot.own("sam")) == before + 1, "a guest is in #sales, so sam alone is told, once"


def test_a_silent_socket_is_replaced_within_the_minute(wire: Watched) -> None:
    before = wire.opened()
    wire.slack.faults.half_open()
    wire.pass_(watched.SILENT - 1)
    assert wire.opened() == before
    assert wire.socket.alive
    wire.pass_(2)
    wire.until(lambda: wire.opened() == before + 1 and wire.socket.alive)
    wire.answers()
    assert watched.SILENT + watched.LOOK < 60


def test_where_no_other_socket_can_be_had_it_is_over(wire: Watched) -> None:
    wire.slack.faults.half_open()
    wire.slack.faults.server_error("apps.connections.open", times=1_000)
    wire.pass_(watched.SILENT + 1)
    assert not wire.ended, "there is time left"
    wire.pass_(watched.HOPELESS - watched.SILENT)
    wire.until(lambda: wire.ended == ["silent"])
    assert watched.HOPELESS < 60
    assert not wire.socket.alive


def test_a_socket_that_opens_and_says_nothing_does_not_count_as_alive(wire: Watched) -> None:
    wire.slack.faults.half_open()
    wire.pass_(watched.SILENT + 1)
    wire.until(lambda: wire.socket.alive)
    wire.settle()
    wire.slack.faults.half_open()
    wire.clock.now += watched.HOPELESS + 1
    wire.until(lambda: wire.ended == ["silent"])


def test_link_disabled_ends_it_for_good(wire: Watched) -> None:
    before = wire.opened()
    wire.slack.faults.disconnect("link_disabled")
    wire.until(lambda: wire.ended == ["link_disabled"])
    wire.pass_(100)
    assert wire.opened() == before
    assert wire.ended == ["link_disabled"]


def test_too_many_sockets_are_not_made_more(wire: Watched) -> None:
    before = wire.opened()
    for pause in watched.BACK_OFF[:3]:
        wire.slack.faults.disconnect("too_many_websockets")
        wire.until(lambda: not wire.slack.hub.connections)
        wire.pass_(pause - 0.5)
        assert wire.opened() == before, f"not before {pause} s have passed"
        wire.pass_(1)
        wire.until(lambda: wire.slack.hub.connections)
        assert wire.opened() == (before := before + 1)
    wire.answers()


def test_slack_says_how_long_to_wait_for_the_next_socket(wire: Watched) -> None:
    before = wire.opened()
    wire.slack.faults.rate_limited("apps.connections.open", retry_after=9)
    wire.slack.faults.drop()
    wire.until(lambda: wire.opened() == before + 1)
    wire.pass_(8)
    assert wire.opened() == before + 1
    wire.pass_(2)
    wire.until(lambda: wire.opened() == before + 2 and wire.slack.hub.connections)


def test_what_has_arrived_is_acknowledged_before_it_closes(wire: Watched) -> None:
    sent = [
        wire.slack.people.slash(wire.bot.person("sam"), wire.slack.channel("sales"), "/kam", "help") for _ in range(20)
    ]
    wire.until(lambda: wire.socket.door.entered)
    began = time.monotonic()
    wire.socket.close()
    assert time.monotonic() - began < 5
    arrived = [one for one in sent if one.acked]
    assert len(arrived) == wire.socket.door.entered


@pytest.mark.parametrize(
    "message",
    [
        '{"envelope_id": "e1"',
        '{"envelope_id": "e1", "type": "events_api"}',
        '{"envelope_id": "e1", "type": "events_api", "payload": [1]}',
        '["envelope_id"]',
        '{"envelope_id": "e1", "type": "disconnect", "payload": {}}',
        "",
    ],
)
def test_what_is_never_handed_over_keeps_nobody_waiting(wire: Watched, message: str) -> None:
    wire.socket._heard(message)
    assert wire.socket.door.until_free(0)
    wire.answers()
