"""Payloads as Slack sends them, one of each kind, and what may be wrong with them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from workspace.server import Server

Payload = dict[str, Any]
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40)
odd_texts = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "a" * 9_000,
        "<@U1>",
        "<!channel>",
        "../..",
        "'; DROP TABLE accounts; --",
        "客戶",
        "🙂" * 50,
    ]
)
anything = st.recursive(
    scalars | odd_texts,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=12), inside, max_size=4),
    max_leaves=12,
)


def samples(slack: Server) -> dict[str, Payload]:
    """One payload of each kind, by its name."""
    sam, sales, bot = slack.person("sam"), slack.channel("sales"), slack.state.app.bot_user
    button = {
        "type": "button",
        "action_id": "run",
        "value": '{"c":"help"}',
        "text": {"type": "plain_text", "text": "x"},
    }
    field = {"type": "plain_text_input", "action_id": "text"}
    blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
    before = len(slack.deliveries.all)
    slack.people.slash(sam, sales, "/kam", "classify ACME")
    direct = slack.state.direct([sam.id, bot])
    slack.people.say(direct, sam, "why is ACME tier B?")
    slack.people.mention(sales, sam, "why is ACME tier B?")
    slack.people.open_home(sam)
    slack.people.start_thread(sam)
    slack.people.share_link(sales, sam, "https://crm.example.com/accounts/A1")
    message = slack.state.post(sales.id, bot, "card", blocks=blocks)
    slack.people.click(sam, message, "run")
    slack.people.message_shortcut(sam, message, "log_signal")
    slack.people.shortcut(sam, "anything")
    sent = slack.deliveries.all[before:]
    found = {one.name: copy.deepcopy(one.payload) for one in reversed(sent)}  # the first of each name
    return found | {"view_submission": _submission(found["block_actions"], field)}


def _submission(click: Payload, field: Payload) -> Payload:
    """A form that was sent off, with what all interactions hold."""
    view = {
        "id": "V1",
        "type": "modal",
        "hash": "1.2",
        "callback_id": "profile",
        "private_metadata": "{}",
        "blocks": [{"type": "input", "block_id": "b", "element": field}],
        "state": {"values": {"b": {"text": {"type": "plain_text_input", "value": "x"}}}},
    }
    kept = {name: click[name] for name in ("user", "team", "trigger_id", "api_app_id", "token")}
    return {**kept, "type": "view_submission", "view": view, "response_urls": []}


def paths(tree: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where everything in a payload stands."""
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, inside in steps:
        yield (*before, step)
        yield from paths(inside, (*before, step))


@st.composite
def spoiled(draw: st.DrawFn, payloads: dict[str, Payload]) -> Payload:
    """A payload of any kind in which some things are missing or something else."""
    made = copy.deepcopy(payloads[draw(st.sampled_from(sorted(payloads)))])
    for _ in range(draw(st.integers(1, 4))):
        there = list(paths(made))
        if not there:
            break
        *way, last = draw(st.sampled_from(there))
        inside = made
        for step in way:
            inside = inside[step]
        if draw(st.booleans()):
            inside[last] = draw(anything)
        else:
            del inside[last]
    return made
