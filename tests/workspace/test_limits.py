"""Slack's limits, refused as Slack refuses them: the code, and where it is."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from workspace.errors import Refused
from workspace.limits import check_message, check_view
from workspace.server import Server

Block = dict[str, Any]


def plain(length: int) -> Block:
    return {"type": "plain_text", "text": "x" * length}


def button(**more: Any) -> Block:
    return {"type": "button", "text": plain(5), "action_id": "a", **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def section(**more: Any) -> Block:
    return {"type": "section", **more}


def table(rows: int, columns: int) -> Block:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns for _ in range(rows)]}


def modal(**more: Any) -> Block:
    return {"type": "modal", "title": plain(24), "blocks": [{"type": "divider"}], **more}


AT_THE_LIMIT = [
    [{"type": "divider"}] * 50,
    [section(text=plain(3000))],
    [section(fields=[plain(2000)] * 10)],
    [{"type": "header", "text": plain(150)}],
    [actions(button(text=plain(75), value="v" * 2000))],
    [{"type": "context", "elements": [plain(5)] * 10}],
    [actions(*(button(action_id=str(n)) for n in range(25)))],
    [table(100, 20)],
    [{"type": "markdown", "text": "x" * 12000}],
]
BEYOND = [
    ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([section(text=plain(3001))], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ([section(fields=[plain(2001)])], "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    ([section(fields=[plain(5)] * 11)], "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    ([section()], "missing required field: text [json-pointer:/blocks/0]"),
    ([{"type": "header", "text": plain(151)}], "must be less than 151 characters [json-pointer:/blocks/0/text/text]"),
    (
        [actions(button(text=plain(76)))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        [actions(button(value="v" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        [{"type": "context", "elements": [plain(5)] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        [actions(*(button(action_id=str(n)) for n in range(26)))],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    ([table(101, 1)], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    ([table(1, 21)], "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
    ([table(1, 1), table(1, 1)], "only one table allowed [json-pointer:/blocks]"),
    ([{"type": "markdown", "text": "x" * 12001}], "must be less than 12001 characters [json-pointer:/blocks/0/text]"),
    (
        [{"type": "image", "image_url": "https://x.example"}],
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    ([{"type": "poem"}], "unsupported type: poem [json-pointer:/blocks/0/type]"),
]
VIEWS_BEYOND = [
    (modal(title=plain(25)), "/view/title/text"),
    (modal(private_metadata="x" * 3001), "/view/private_metadata"),
    (modal(blocks=[{"type": "divider"}] * 101), "/view/blocks"),
    (modal(blocks=[{"type": "input", "label": plain(5), "element": {"type": "plain_text_input"}}]), "/view]"),
]


@pytest.mark.parametrize("blocks", AT_THE_LIMIT)
def test_what_is_at_the_limit_passes(blocks: list[Block]) -> None:
    check_message({"text": "x", "blocks": blocks})


@pytest.mark.parametrize(("blocks", "words"), BEYOND)
def test_what_is_beyond_a_limit_is_invalid_blocks_and_says_where(blocks: list[Block], words: str) -> None:
    with pytest.raises(Refused) as caught:
        check_message({"text": "x", "blocks": blocks})
    assert caught.value.code == "invalid_blocks"
    assert f"[ERROR] {words}" in caught.value.messages


@pytest.mark.parametrize(("view", "where"), VIEWS_BEYOND)
def test_a_view_beyond_a_limit_is_invalid_arguments_and_says_where(view: Block, where: str) -> None:
    with pytest.raises(Refused) as caught:
        check_view(view)
    assert caught.value.code == "invalid_arguments"
    assert any(where in m for m in caught.value.messages)


def test_a_view_at_the_limits_passes() -> None:
    check_view(modal(private_metadata="x" * 3000, blocks=[{"type": "divider"}] * 100))


def test_the_client_sees_the_code_and_the_place(slack: Server, client: WebClient) -> None:
    sales = slack.channel("sales").id
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=sales, text="x", blocks=[section(text=plain(3001))])
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"][0].endswith("[json-pointer:/blocks/0/text/text]")
    assert slack.state.messages[sales] == []


def test_a_text_too_long_is_msg_too_long(slack: Server, client: WebClient) -> None:
    sales = slack.channel("sales").id
    for named in ({"text": "x" * 40001}, {"markdown_text": "x" * 12001}):
        with pytest.raises(SlackApiError, match="msg_too_long"):
            client.chat_postMessage(channel=sales, **named)
    client.chat_postMessage(channel=sales, text="x" * 40000)
