"""Payloads that are not as they should be, through the whole app: acknowledged or not, never an exception."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack import telemetry
from bot.slack.app import taken
from tests.bot.slack.payloads import Payload, anything, samples, spoiled
from tests.bot.slack.running import Running, running, words_in

some = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module")  # the workers' pauses
REFUSED = (200, 400, 500)
"""Acknowledged, or refused by Bolt, which reads some fields itself. 503 would be our own failure to record."""


@pytest.fixture(scope="module")
def bot(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A bot without a socket: payloads are handed to its app."""
    book = Path(shutil.copy(imported, tmp_path_factory.mktemp("hostile") / "kam.db"))
    with running(book, connect=False) as made:
        yield made


@pytest.fixture(scope="module")
def payloads(bot: Running) -> dict[str, Payload]:
    """One of each kind, none of them delivered."""
    return samples(bot.slack)


def dispatched(bot: Running, payload: Any) -> int:
    """The status of an acknowledgement: 200, or it is not one."""
    return taken(bot.bot.app, payload).status


def failed() -> float:
    """How many answers failed with an exception so far, whatever they were to."""
    kinds = ("command", "message", "home", "thread", "link", "action", "submission", "shortcut")
    read = telemetry.REGISTRY.get_sample_value
    return sum(read("kam_requests_answered_total", {"kind": one, "outcome": "failed"}) or 0.0 for one in kinds)


def settled(bot: Running) -> None:
    """Everything that was taken is answered."""
    bot.slack.until(lambda: bot.bot.corridor.waiting()[0] == 0, 60)


def test_spoiled_payloads_break_neither_the_app_nor_an_answer(bot: Running, payloads: dict[str, Payload]) -> None:
    before = failed()

    @some
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        assert dispatched(bot, data.draw(spoiled(payloads))) in REFUSED

    holds()
    settled(bot)
    assert failed() == before, "some answer ended in an exception"


@some
@given(
    st.dictionaries(
        st.sampled_from(["type", "command", "event", "team_id", "user_id", "view", "actions", "x"]), anything
    )
)
def test_what_is_no_payload_is_acknowledged_and_ignored(bot: Running, body: dict[str, Any]) -> None:
    assert dispatched(bot, body) in REFUSED


def test_unknown_actions_forms_and_shortcuts_are_acknowledged_and_ignored(
    bot: Running, payloads: dict[str, Payload]
) -> None:
    settled(bot)
    told = len(bot.slack.state.ephemerals)
    unknown: list[Payload] = [
        {
            **payloads["block_actions"],
            "actions": [{"action_id": "of_another_app", "action_ts": "1.2", "type": "button"}],
        },
        {**payloads["block_actions"], "actions": []},
        {**payloads["view_submission"], "view": {**payloads["view_submission"]["view"], "callback_id": "unknown"}},
        {**payloads["message_action"], "callback_id": "unknown"},
        {**payloads["shortcut"], "callback_id": "unknown"},
        {**payloads["block_actions"], "type": "block_suggestion"},
        {**payloads["view_submission"], "type": "view_closed"},
        {"type": "event_callback", "team_id": "T1", "event": {"type": "team_join", "user": {"id": "U1"}}},
        {"type": "a_kind_of_next_year"},
    ]
    for payload in unknown:
        assert dispatched(bot, payload) == 200
    assert bot.bot.corridor.waiting()[0] == 0, "nothing was recorded"
    time.sleep(0.2)
    assert len(bot.slack.state.ephemerals) == told


@pytest.mark.parametrize(
    "text",
    [
        "classify " + "A" * 8_000,
        "classify <!channel> <@U0000> <https://evil.example|ACME>",
        "classify ../../etc/passwd",
        "classify '; DROP TABLE accounts; --",
        "classify \u202eEMCA\u200b\u0000",
        "why 🙂🙂🙂",
        "plan " + "客戶" * 2_000,
        "\x00",
        "classify " + "%s{0}{account}$(id)`id`",
    ],
)
def test_odd_texts_get_a_plain_answer(bot: Running, payloads: dict[str, Payload], text: str) -> None:
    settled(bot)
    before, wrong = len(bot.own("sam")), failed()
    url = bot.slack.state.response_url(payloads["/kam"]["channel_id"], bot.person("sam").id)
    given_ = {"text": text, "trigger_id": f"{time.monotonic_ns()}.x", "response_url": bot.slack.state.base + url.path}
    assert dispatched(bot, payloads["/kam"] | given_) == 200
    bot.slack.until(lambda: len(bot.own("sam")) > before, 15)
    answer = bot.own("sam")[-1]
    assert failed() == wrong
    assert "<!channel>" not in answer.text
    for block in answer.blocks:
        assert '"mrkdwn"' not in str(block).replace("'", '"')
    assert words_in(answer) or answer.text


def test_a_request_of_another_workspace_sees_nothing(bot: Running, payloads: dict[str, Payload]) -> None:
    """The same user id in another team is another person."""
    settled(bot)
    before = len(bot.slack.state.ephemerals)
    foreign = {**payloads["/kam"], "user_id": bot.person("olaf").id, "trigger_id": "foreign.1"}
    url = bot.slack.state.response_url(payloads["/kam"]["channel_id"], bot.person("olaf").id)
    assert dispatched(bot, foreign | {"response_url": bot.slack.state.base + url.path}) == 200
    bot.slack.until(lambda: len(bot.slack.state.ephemerals) > before, 15)
    shown = bot.slack.state.ephemerals[-1]
    assert "74.4" not in words_in(shown) + shown.text
