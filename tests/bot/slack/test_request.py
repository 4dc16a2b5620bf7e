"""What Slack sends is read into one request with one key, or into none; nothing that comes in its place breaks anything."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack.incoming import request_of
from bot.slack.incoming.payload import TEXT
from bot.slack.request import Request
from tests.bot.slack.payloads import Payload, anything, paths, samples, spoiled
from workspace.server import Server, seeded

quick = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
KINDS = {
    "/kam": "command",
    "message": "message",
    "app_mention": "message",
    "app_home_opened": "home",
    "assistant_thread_started": "thread",
    "link_shared": "link",
    "block_actions": "action",
    "view_submission": "submission",
    "message_action": "shortcut",
    "shortcut": "shortcut",
}


@pytest.fixture(scope="module")
def slack() -> Iterator[Server]:
    with seeded() as made:
        yield made


@pytest.fixture(scope="module")
def payloads(slack: Server) -> dict[str, Payload]:
    return samples(slack)


def read(payload: Payload) -> Request:
    found = request_of(payload)
    assert found is not None
    return found


def test_there_is_a_payload_of_every_kind(payloads: dict[str, Payload]) -> None:
    assert {name: read(payload).kind for name, payload in payloads.items()} == KINDS


def test_the_same_delivery_is_the_same_request_however_often_it_comes(payloads: dict[str, Payload]) -> None:
    for payload in payloads.values():
        again = copy.deepcopy(payload)
        if "event_id" in again:
            again |= {"event_id": "EvANOTHER", "event_time": 1, "event_context": "4-another"}
        assert read(again).key == read(payload).key


def test_different_things_are_different_requests(slack: Server, payloads: dict[str, Payload]) -> None:
    keys = [read(payload).key for payload in payloads.values()]
    keys += [read(payload).key for name, payload in samples(slack).items() if name != "view_submission"]
    # A view that is sent off a second time has another hash, or another trigger.
    second = payloads["view_submission"] | {"trigger_id": "another"}
    keys.append(read(second).key)
    assert len(set(keys)) == len(keys)


def test_a_message_and_its_mention_are_one(slack: Server) -> None:
    app = slack.state.app
    slack.faults.twins()
    before = len(slack.deliveries.all)
    slack.people.mention(slack.channel("sales"), slack.person("sam"), "why ACME?")
    slack.faults.clear()
    pair = [one.payload for one in slack.deliveries.all[before:]]
    assert [one["event"]["type"] for one in pair] == ["message", "app_mention"]
    assert pair[0]["event_id"] != pair[1]["event_id"]
    one, other = (read(payload) for payload in pair)
    assert one == other
    assert one.text == "why ACME?"
    assert app.bot_user not in one.text


def test_edits_removals_joins_and_the_bots_own_words_are_not_answered(slack: Server) -> None:
    sam, app = slack.person("sam"), slack.state.app
    direct = slack.state.direct([sam.id, app.bot_user])
    message = slack.people.say(direct, sam, "hello")
    before = len(slack.deliveries.all)
    slack.people.edit(message, "hello again")
    slack.people.delete(message)
    slack.people.join(slack.channel("deals"), slack.person("nia"))
    slack.people.react(message, sam, "eyes")
    own = slack.state.post(direct.id, app.bot_user, "an answer", bot_id=app.bot_id)
    slack.events.posted(own)
    sent = slack.deliveries.all[before:]
    assert len(sent) >= 4
    assert [one.name for one in sent if request_of(one.payload)] == []


def test_a_message_that_is_not_for_the_bot_is_not_answered(payloads: dict[str, Payload]) -> None:
    payload = copy.deepcopy(payloads["message"])
    payload["event"] |= {"channel_type": "channel", "channel": "C1", "text": "lunch?"}
    assert request_of(payload) is None


def test_long_texts_are_cut_and_many_files_are_few(payloads: dict[str, Payload]) -> None:
    payload = copy.deepcopy(payloads["message"])
    payload["event"] |= {"text": "x" * 200_000, "files": [{"id": f"F{at}", "size": -(10**30)} for at in range(500)]}
    found = read(payload)
    assert len(found.text) == TEXT
    assert len(found.files) <= 10
    payload = payloads["/kam"] | {"text": "y" * 200_000}
    assert len(read(payload).text) == TEXT


def test_a_link_that_is_added_to_a_message_is_another_request(payloads: dict[str, Payload]) -> None:
    first = copy.deepcopy(payloads["link_shared"])
    second = copy.deepcopy(first)
    second["event"]["links"] = [{"url": "https://crm.example.com/accounts/001540", "domain": "crm.example.com"}]
    assert read(first).key == read(copy.deepcopy(first)).key
    assert read(first).key != read(second).key


def test_a_key_is_plain_and_short_whatever_it_is_made_of(payloads: dict[str, Payload]) -> None:
    payload = payloads["/kam"] | {"trigger_id": "x" * 5_000, "user_id": "U1\n:é"}
    key = read(payload).key
    assert len(key) < 160
    assert key.isascii()
    assert key.isprintable()


# what is no payload


@quick
@given(st.dictionaries(st.text(max_size=20), anything, max_size=6))
def test_no_mapping_breaks_it(body: dict[str, Any]) -> None:
    assert request_of(body) is None or isinstance(request_of(body), Request)


@quick
@given(st.data())
def test_no_spoiled_payload_breaks_it(payloads: dict[str, Payload], data: st.DataObject) -> None:
    payload = data.draw(spoiled(payloads))
    found = request_of(payload)
    assert found == request_of(copy.deepcopy(payload)), "the same again"
    if found is not None:
        assert Request.model_validate(found.model_dump(mode="json")) == found
        assert found.team
        assert found.user
        assert len(found.key) < 160
        assert len(found.text) <= TEXT


@pytest.mark.parametrize(
    "kind", ["event_callback", "block_actions", "view_submission", "shortcut", ["block_actions"], {}, None]
)
@pytest.mark.parametrize("inside", [None, [], "x", 7, [[]], {"type": []}, {"type": {"a": 1}}])
def test_no_wrong_type_breaks_it(kind: object, inside: object) -> None:
    names = ("event", "actions", "view", "user", "team", "channel", "container", "message", "authorizations", "command")
    for name in names:
        request_of({"type": kind, name: inside, "team_id": "T1"})
        request_of({"type": kind, **dict.fromkeys(names[:-1], inside)})


def test_deep_nesting_breaks_nothing(payloads: dict[str, Payload]) -> None:
    deep: Any = "x"
    for _ in range(5_000):
        deep = {"a": [deep]}
    for payload in payloads.values():
        request_of(payload | {"extra": deep})
        request_of(payload | {"view": {"id": "V1", "state": {"values": deep}}, "trigger_id": ""})
        request_of(payload | {"trigger_id": "", "response_url": "", "text": deep})


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\x00", "\ufeff", "\u202egnp", "🙂" * 9_000])
def test_no_text_is_too_odd_to_be_kept(payloads: dict[str, Payload], text: str) -> None:
    for payload in payloads.values():
        for path in list(paths(payload)):
            found = request_of(_with(payload, path, text))
            if found is not None:
                json.dumps(found.model_dump(mode="json"), ensure_ascii=False).encode()


def _with(payload: Payload, path: tuple[Any, ...], value: Any) -> Payload:
    made = copy.deepcopy(payload)
    *way, last = path
    inside: Any = made
    for step in way:
        inside = inside[step]
    inside[last] = value
    return made


def test_what_is_read_can_be_kept(payloads: dict[str, Payload]) -> None:
    for payload in payloads.values():
        kept = json.loads(json.dumps(read(payload).model_dump(mode="json")))
        assert Request.model_validate(kept) == read(payload)
