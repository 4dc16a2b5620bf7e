"""Each fault, as Slack's client and a Bolt app meet it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.sync.client import connect as dial

from tests.workspace.conftest import Connect
from workspace.errors import WorkspaceError
from workspace.server import Server


@pytest.fixture
def events(app: App) -> list[dict[str, Any]]:
    """Every event that reached the app, whole."""
    seen: list[dict[str, Any]] = []

    @app.use
    def note(body: dict[str, Any], next: Any) -> None:
        seen.append(body)
        next()

    @app.event("message")
    def said() -> None: ...

    @app.event("app_mention")
    def mentioned() -> None: ...

    return seen


def say(slack: Server, *texts: str) -> None:
    for text in texts:
        slack.people.say(slack.channel("sales"), slack.person("sam"), text)


def test_duplicates_have_one_event_id_and_several_envelopes(slack: Server, events: list[Any], connect: Connect) -> None:
    connect()
    slack.faults.duplicate(2)
    say(slack, "x")
    slack.until(lambda: len(events) == 3)
    assert len({e["event_id"] for e in events}) == 1
    assert len({a.envelope_id for a in slack.deliveries.all[0].attempts}) == 3


def test_twins_carry_the_same_ts_and_other_event_ids(slack: Server, events: list[Any], connect: Connect) -> None:
    connect()
    slack.state.app.events.discard("message.channels")
    slack.faults.twins()
    slack.people.mention(slack.channel("sales"), slack.person("sam"), "why?")
    slack.until(lambda: len(events) == 2)
    assert {e["event"]["type"] for e in events} == {"message", "app_mention"}
    assert len({e["event"]["ts"] for e in events}) == 1
    assert len({e["event_id"] for e in events}) == 2


def test_a_late_delivery_comes_when_its_time_has_come(slack: Server, events: list[Any], connect: Connect) -> None:
    connect()
    slack.faults.late(360)
    say(slack, "x")
    time.sleep(0.05)
    assert events == []
    slack.advance(361)
    slack.until(lambda: len(events) == 1)


def test_reordered_deliveries_come_shuffled_and_none_is_lost(slack: Server) -> None:
    sent: list[str] = []
    slack.deliveries.send_with = lambda delivery, _: bool(sent.append(delivery.event["text"])) or True
    slack.faults.reorder(8, seed=1)
    texts = [str(n) for n in range(10)]
    say(slack, *texts)
    slack.until(lambda: len(sent) == 8)
    slack.faults.clear()
    slack.until(lambda: len(sent) == 10)
    assert sent != texts
    assert sorted(sent) == texts


def test_what_comes_in_a_pause_is_delivered_after_it_in_its_order(
    slack: Server, events: list[Any], connect: Connect
) -> None:
    connect()
    slack.deliveries.pause()
    say(slack, "one")
    slack.deliveries.pause()
    say(slack, "two", "three")
    time.sleep(0.2)
    assert events == []
    slack.deliveries.resume()
    slack.until(lambda: len(events) == 3)
    assert [one.event["text"] for one in slack.deliveries.of("message")] == ["one", "two", "three"]
    assert all(one.wait().acked for one in slack.deliveries.of("message"))
    say(slack, "four")
    slack.until(lambda: len(events) == 4)


def test_late_and_copies_belong_to_each_delivery_that_is_held(slack: Server) -> None:
    """Not to the one that comes last before they are let go."""
    slack.faults.reorder(8, seed=1)
    slack.faults.late(30.0)
    slack.faults.duplicate(2)
    say(slack, "late, three times")
    slack.faults.late(0.0)
    slack.faults.duplicate(0)
    say(slack, "at once")
    slack.faults.reorder(0)
    late, once = slack.deliveries.of("message")
    assert (late.late_by, late.copies, once.late_by, once.copies) == (30.0, 2, 0.0, 0)


def test_an_event_nobody_acks_is_tried_at_once_after_one_and_five_minutes(slack: Server) -> None:
    sent: list[tuple[int, str]] = []
    slack.deliveries.send_with = lambda _, attempt: bool(sent.append((attempt.number, attempt.reason))) or True
    say(slack, "x")
    moments = [3, 0.5, 2.6, 59, 1, 3, 299, 1, 3]
    counts = []
    for seconds in moments:
        slack.advance(seconds + 0.01)
        counts.append(len(sent))
    assert counts == [2, 2, 2, 2, 3, 3, 3, 4, 4]
    assert slack.deliveries.all[0].given_up == "timeout"
    assert sent == [(0, ""), (1, "timeout"), (2, "timeout"), (3, "timeout")]


def test_retries_reach_the_app_with_their_number_and_reason(slack: Server, app: App, connect: Connect) -> None:
    got: list[Any] = []

    @app.use
    def note(request: Any, next: Any) -> None:
        got.append(request.headers.get("x-slack-retry-num"))
        if len(got) > 1:
            next()

    @app.event("message")
    def said() -> None: ...

    connect()
    say(slack, "x")
    slack.until(lambda: len(got) == 1)
    slack.advance(3.1)
    slack.deliveries.all[0].wait()
    assert got == [["0"], ["1"]]


def test_a_rate_limit_names_the_seconds_and_nothing_is_posted(slack: Server, client: WebClient) -> None:
    sales = slack.channel("sales").id
    slack.faults.rate_limited("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=sales, text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    client.chat_postMessage(channel=sales, text="x")
    assert [(c.status, c.done) for c in slack.calls] == [(429, False), (200, True)]


def test_a_channel_can_be_limited_to_a_message_a_second(slack: Server, client: WebClient) -> None:
    slack.state.clock.freeze()
    slack.faults.seconds_between_posts = 1.0
    sales = slack.channel("sales").id
    client.chat_postMessage(channel=sales, text="x")
    with pytest.raises(SlackApiError, match="ratelimited"):
        client.chat_postMessage(channel=sales, text="x")
    client.chat_postMessage(channel=slack.channel("deals").id, text="x")
    slack.advance(1)
    client.chat_postMessage(channel=sales, text="x")


def test_a_server_error_is_a_page_with_its_status(slack: Server, client: WebClient) -> None:
    slack.faults.server_error("chat.postMessage", 503)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=slack.channel("sales").id, text="x")
    assert caught.value.response.status_code == 503
    assert slack.state.messages[slack.channel("sales").id] == []


def test_after_a_reset_the_message_stands_and_the_client_does_not_know(slack: Server, client: WebClient) -> None:
    sales = slack.channel("sales").id
    slack.faults.reset("chat.postMessage")
    with pytest.raises(ConnectionResetError):
        client.chat_postMessage(channel=sales, text="x")
    assert len(slack.state.messages[sales]) == 1
    slack.faults.reset("chat.postMessage", accepts=False)
    with pytest.raises(ConnectionResetError):
        client.chat_postMessage(channel=sales, text="x")
    assert len(slack.state.messages[sales]) == 1


def test_the_default_client_posts_twice_after_a_reset(slack: Server) -> None:
    eager = WebClient(slack.state.app.bot_token, base_url=slack.base_url)
    for handler in eager.retry_handlers:
        handler.interval_calculator.calculate_sleep_duration = lambda _: 0.0  # type: ignore[method-assign]
    slack.faults.reset("chat.postMessage")
    eager.chat_postMessage(channel=slack.channel("sales").id, text="x")
    assert len(slack.state.messages[slack.channel("sales").id]) == 2


def test_with_a_lag_the_history_shows_a_message_only_later(slack: Server, client: WebClient) -> None:
    sales = slack.channel("sales").id
    slack.faults.history_lag(10)
    client.chat_postMessage(channel=sales, text="x")
    assert client.conversations_history(channel=sales)["messages"] == []
    slack.advance(10)
    assert len(client.conversations_history(channel=sales)["messages"]) == 1


def test_a_half_open_socket_takes_events_in_silence_and_the_retry_finds_the_new_one(
    slack: Server, events: list[Any], connect: Connect
) -> None:
    handler = connect()
    assert slack.faults.half_open() == 1
    say(slack, "x")
    slack.until(lambda: slack.deliveries.all[0].attempts)
    time.sleep(0.05)
    assert events == []
    assert handler.client.is_connected()  # it cannot know
    connect()
    slack.advance(3.1)
    slack.deliveries.all[0].wait()
    assert [e["event"]["text"] for e in events] == ["x"]


def test_no_pong_comes_over_a_half_open_socket(slack: Server, connect: Connect) -> None:
    handler = connect()
    session = handler.client.current_session
    assert session is not None
    slack.until(lambda: session.last_ping_pong_time)
    slack.faults.half_open()
    time.sleep(0.05)
    last = session.last_ping_pong_time
    session.check_state()  # sends a ping
    time.sleep(0.2)
    assert session.last_ping_pong_time == last


@pytest.mark.parametrize("reason", ["refresh_requested", "too_many_websockets"])
@pytest.mark.usefixtures("events")
def test_after_a_disconnect_the_app_comes_back(slack: Server, connect: Connect, reason: str) -> None:
    connect()
    slack.faults.disconnect(reason)
    slack.until(lambda: slack.hub.opened >= 2 and len(slack.hub.connections) == 1)
    say(slack, "x")
    slack.deliveries.all[0].wait()


def test_a_disabled_link_refuses_new_sockets_until_it_is_cleared(slack: Server, connect: Connect) -> None:
    handler = connect()
    handler.client.auto_reconnect_enabled = handler.client.default_auto_reconnect_enabled = False
    slack.faults.disconnect("link_disabled")
    slack.until(lambda: not slack.hub.connections)
    with dial(slack.hub.address(), proxy=None) as socket:
        assert '"reason": "link_disabled"' in str(socket.recv(timeout=5))
    slack.faults.clear()
    with dial(slack.hub.address(), proxy=None) as socket:
        assert '"type": "hello"' in str(socket.recv(timeout=5))
    with pytest.raises(WorkspaceError, match="no reason 'boredom'"):
        slack.faults.disconnect("boredom")


def test_dropped_sockets_are_noticed(slack: Server, connect: Connect) -> None:
    connect(ping_interval=0.1)
    slack.faults.drop()
    slack.until(lambda: slack.hub.opened == 2)


def test_the_eleventh_socket_is_one_too_many(slack: Server, connect: Connect) -> None:
    for _ in range(2):
        connect()
    slack.hub.connections.extend([slack.hub.connections[0]] * 8)
    address = slack.hub.address()
    with dial(address, proxy=None) as socket:
        assert '"reason": "too_many_websockets"' in str(socket.recv(timeout=5))
    del slack.hub.connections[2:]
