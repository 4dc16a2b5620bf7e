"""Modals between a real Bolt app and a person: opened, filled in, refused, pushed upon, closed, too late."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workspace.conftest import Connect
from workspace.errors import WorkspaceError
from workspace.server import Server

MODAL = {
    "type": "modal",
    "callback_id": "profile",
    "private_metadata": "ACME",
    "title": {"type": "plain_text", "text": "Profile"},
    "submit": {"type": "plain_text", "text": "Save"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "share",
            "label": {"type": "plain_text", "text": "Share of wallet"},
            "element": {"type": "number_input", "is_decimal_allowed": False, "action_id": "value"},
        },
        {
            "type": "input",
            "block_id": "risk",
            "optional": True,
            "label": {"type": "plain_text", "text": "Risk"},
            "element": {
                "type": "static_select",
                "action_id": "level",
                "options": [{"text": {"type": "plain_text", "text": "High"}, "value": "high"}],
            },
        },
    ],
}


def test_a_modal_is_opened_filled_in_refused_and_submitted(slack: Server, app: App, connect: Connect) -> None:
    seen: list[Any] = []

    @app.command("/kam")
    def kam(ack: Ack, client: WebClient, body: dict[str, Any]) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("profile")
    def submitted(ack: Ack, view: dict[str, Any]) -> None:
        share = view["state"]["values"]["share"]["value"]["value"]
        if int(share) > 100:
            ack(response_action="errors", errors={"share": "at most 100"})
        else:
            seen.append(
                (view["private_metadata"], share, view["state"]["values"]["risk"]["level"]["selected_option"]["value"])
            )
            ack()

    connect()
    sam = slack.person("sam")
    slack.people.slash(sam, slack.channel("sales"), "/kam", "profile ACME").wait()
    modal = slack.until(lambda: slack.state.modals_of(sam.id))[0]
    with pytest.raises(WorkspaceError, match="share is required"):
        slack.people.submit(sam, modal)
    slack.people.submit(sam, modal, {"share": "120"}).wait()
    assert modal.is_open
    assert modal.errors == {"share": "at most 100"}
    slack.people.submit(sam, modal, {"share": "40", "risk": "high"}).wait()
    assert not modal.is_open
    assert seen == [("ACME", "40", "high")]


def test_a_modal_can_be_updated_pushed_upon_and_closed(slack: Server, app: App, connect: Connect) -> None:
    closed = threading.Event()

    @app.shortcut("start")
    def start(ack: Ack, client: WebClient, body: dict[str, Any]) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("profile")
    def submitted(ack: Ack) -> None:
        ack(response_action="push", view={**MODAL, "callback_id": "second"})

    @app.view_closed("second")
    def gone(ack: Ack) -> None:
        ack()
        closed.set()

    connect()
    sam = slack.person("sam")
    slack.people.shortcut(sam, "start").wait()
    first = slack.until(lambda: slack.state.modals_of(sam.id))[0]
    slack.people.submit(sam, first, {"share": "1"}).wait()
    second = slack.state.modals_of(sam.id)[-1]
    assert (second.previous_id, second.root_id) == (first.id, first.id)
    slack.people.close(sam, second)
    assert closed.wait(5)
    assert slack.state.modals_of(sam.id) == [first]


def test_a_trigger_opens_one_modal_and_only_within_three_seconds(slack: Server, client: WebClient) -> None:
    sam = slack.person("sam").id
    slack.state.clock.freeze()
    late, good = slack.state.trigger(sam), slack.state.trigger(sam)
    client.views_open(trigger_id=good, view=MODAL)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        client.views_open(trigger_id=good, view=MODAL)
    slack.advance(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        client.views_open(trigger_id=late, view=MODAL)
