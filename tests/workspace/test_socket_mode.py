"""A real Bolt app on Socket Mode: commands, events, the home tab, files and shortcuts, as people meet them."""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond, Say
from slack_sdk import WebClient

from tests.workspace.conftest import Connect
from workspace.errors import NotAcked, WorkspaceError
from workspace.server import Server
from workspace.signed import direct

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Why"}, "action_id": "why", "value": "ACME"}
CARD = [{"type": "actions", "elements": [BUTTON]}]


def test_a_slash_command_is_acked_and_answered_to_the_asker_alone(slack: Server, app: App, connect: Connect) -> None:
    @app.command("/kam")
    def kam(ack: Ack, respond: Respond, command: dict[str, Any]) -> None:
        ack("one moment")
        respond(f"{command['text']} in {command['channel_name']}")

    connect()
    sam, sales = slack.person("sam"), slack.channel("sales")
    delivery = slack.people.slash(sam, sales, "/kam", "classify ACME").wait()
    slack.until(lambda: len(slack.state.seen_by(sam.id, sales.id)) == 2)
    texts = {m.text for m in slack.state.seen_by(sam.id, sales.id)}  # Bolt acknowledges and answers at the same time
    assert texts == {"one moment", "classify ACME in sales"}
    assert slack.state.seen_by(slack.person("maria").id, sales.id) == []
    assert delivery.ack_seconds is not None
    assert delivery.ack_seconds < 1


def test_a_mention_is_answered_in_its_thread(slack: Server, app: App, connect: Connect) -> None:
    @app.event("app_mention")
    def mentioned(event: dict[str, Any], say: Say) -> None:
        say("because", thread_ts=event.get("thread_ts", event["ts"]))

    @app.event("message")
    def said() -> None: ...

    connect()
    sam, sales = slack.person("sam"), slack.channel("sales")
    question = slack.people.mention(sales, sam, "why is ACME a B?")
    answer = slack.until(lambda: slack.state.replies(question))[0]
    assert answer.text == "because"
    assert {d.name for d in slack.deliveries.all} >= {"message", "app_mention"}
    ids = [d.payload["event_id"] for d in slack.deliveries.all]
    assert len(set(ids)) == len(ids)


def test_the_home_tab_is_published_when_somebody_opens_it(slack: Server, app: App, connect: Connect) -> None:
    @app.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [{"type": "divider"}]})

    connect()
    sam = slack.person("sam")
    slack.people.open_home(sam)
    home = slack.until(lambda: slack.state.home_of(sam.id))
    assert home.body["blocks"][0]["type"] == "divider"


def test_a_click_in_an_ephemeral_message_can_replace_it(slack: Server, app: App, connect: Connect) -> None:
    @app.action("why")
    def why(ack: Ack, respond: Respond, action: dict[str, Any], body: dict[str, Any]) -> None:
        ack()
        assert "message" not in body
        respond(f"{action['value']}: growth", replace_original=True)

    connect()
    sam, sales = slack.person("sam"), slack.channel("sales")
    app.client.chat_postEphemeral(channel=sales.id, user=sam.id, text="card", blocks=CARD)
    card = slack.state.seen_by(sam.id, sales.id)[0]
    slack.people.click(sam, card, "why", "ACME").wait()
    slack.until(lambda: card.text == "ACME: growth")
    with pytest.raises(WorkspaceError, match="no 'plan'"):
        slack.people.click(sam, card, "plan")


def test_a_response_url_takes_five_answers_in_thirty_minutes(slack: Server) -> None:
    def post(path: str) -> int:
        request = urllib.request.Request(
            slack.state.base + path, b'{"text": "x"}', {"Content-Type": "application/json"}
        )
        try:
            with direct.open(request, timeout=5) as answer:
                return int(answer.status)
        except urllib.request.HTTPError as error:
            error.close()
            return error.code

    sam, sales = slack.person("sam").id, slack.channel("sales").id
    used, old = slack.state.response_url(sales, sam), slack.state.response_url(sales, sam)
    assert [post(used.path) for _ in range(6)] == [200] * 5 + [404]
    slack.advance(1801)
    assert post(old.path) == 404
    assert len(slack.state.seen_by(sam, sales)) == 5


def test_a_file_is_uploaded_to_a_channel_and_downloaded_with_the_scope(slack: Server, client: WebClient) -> None:
    sales, sam = slack.channel("sales").id, slack.person("sam").id
    content = bytes(range(256))
    file = client.files_upload_v2(channel=sales, filename="p.png", content=content, title="Pyramid", alt_txt="a")[
        "file"
    ]
    shown = slack.state.seen_by(sam, sales)[0]
    assert shown.files == [file["id"]]
    kept = client.files_info(file=file["id"])["file"]
    assert (kept["mimetype"], kept["alt_txt"], kept["size"]) == ("image/png", "a", 256)
    assert _download(kept["url_private"], slack.state.app.bot_token) == ("image/png", content)
    slack.state.app.scopes.remove("files:read")
    assert _download(kept["url_private"], slack.state.app.bot_token)[0] == "text/html"


def _download(url: str, token: str) -> tuple[str, bytes]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with direct.open(request, timeout=5) as answer:
        return answer.headers.get_content_type(), answer.read()


def test_a_dropped_file_reaches_the_app_as_message_and_event(slack: Server, app: App, connect: Connect) -> None:
    got: dict[str, Any] = {}

    @app.event({"type": "message", "subtype": "file_share"})
    def shared(event: dict[str, Any]) -> None:
        got["message"] = event["files"][0]["name"], event["channel_type"]

    @app.event("file_shared")
    def file_shared(event: dict[str, Any], client: WebClient) -> None:
        got["event"] = client.files_info(file=event["file_id"])["file"]["size"]

    connect()
    sam = slack.person("sam")
    slack.people.drop(slack.people.open_dm(sam), sam, "orders.csv", b"a,b\n")
    slack.until(lambda: len(got) == 2)
    assert got == {"message": ("orders.csv", "im"), "event": 4}


def test_a_shared_link_gets_its_card(slack: Server, app: App, connect: Connect) -> None:
    @app.event("link_shared")
    def shared(event: dict[str, Any], client: WebClient) -> None:
        url = event["links"][0]["url"]
        client.chat_unfurl(unfurl_id=event["unfurl_id"], source=event["source"], unfurls={url: {"blocks": CARD}})

    connect()
    sam, sales = slack.person("sam"), slack.channel("sales")
    message = slack.people.share_link(sales, sam, "https://crm.example.com/accounts/ACME")
    slack.until(lambda: message.unfurls)
    slack.people.share_link(sales, sam, "https://elsewhere.example.com/x")
    assert len(slack.deliveries.of("link_shared")) == 1


def test_a_message_shortcut_carries_the_message(slack: Server, app: App, connect: Connect) -> None:
    got: list[str] = []

    @app.shortcut("log_signal")
    def log(ack: Ack, shortcut: dict[str, Any]) -> None:
        got.append(shortcut["message"]["text"])
        ack()

    connect()
    sam, sales = slack.person("sam"), slack.channel("sales")
    message = slack.people.say(sales, sam, "they moved half to GLOBEX")
    slack.people.message_shortcut(sam, message, "log_signal").wait()
    assert got == ["they moved half to GLOBEX"]


def test_a_command_that_nobody_acks_is_given_up_after_three_seconds(slack: Server, app: App, connect: Connect) -> None:
    @app.command("/kam")
    def kam() -> None: ...

    connect()
    delivery = slack.people.slash(slack.person("sam"), slack.channel("sales"), "/kam")
    slack.until(lambda: delivery.attempts)
    slack.advance(3.1)
    with pytest.raises(NotAcked, match="timeout"):
        delivery.wait()


def test_what_the_app_does_not_subscribe_to_or_cannot_see_does_not_reach_it(slack: Server) -> None:
    sam, deals = slack.person("sam"), slack.channel("deals")
    deals.members.remove(slack.state.app.bot_user)
    slack.people.mention(deals, sam, "hello?")
    slack.state.app.events.discard("message.channels")
    slack.people.say(slack.channel("sales"), sam, "hello?")
    assert slack.deliveries.all == []
    with pytest.raises(WorkspaceError, match="gus is not in deals"):
        slack.people.say(deals, slack.person("gus"), "hello?")
