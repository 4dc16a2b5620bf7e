"""response_url: what an answer to a command or click puts in the place of what."""

from __future__ import annotations

import json
import urllib.request

import pytest

from workspace.deliveries import Delivery
from workspace.server import Server


def posted(delivery: Delivery, **body: object) -> None:
    request = urllib.request.Request(
        str(delivery.payload["response_url"]), json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=5):
        pass


@pytest.fixture
def command(slack: Server) -> Delivery:
    return slack.people.slash(slack.person("sam"), slack.channel("sales"), "/kam", "help")


def shown(slack: Server) -> list[str]:
    return [one.text for one in slack.state.ephemerals if not one.deleted]


def test_a_commands_first_answer_is_what_a_later_one_replaces(slack: Server, command: Delivery) -> None:
    posted(command, text="once", replace_original=True)
    assert shown(slack) == ["once"]
    posted(command, text="again", replace_original=True)
    assert shown(slack) == ["again"]


def test_without_the_word_another_answer_stands_beside_it(slack: Server, command: Delivery) -> None:
    posted(command, text="one")
    posted(command, text="two")
    posted(command, text="one again", replace_original=True)
    assert shown(slack) == ["one again", "two"]


def test_a_commands_answer_can_be_taken_back(slack: Server, command: Delivery) -> None:
    posted(command, text="one")
    posted(command, delete_original=True)
    assert shown(slack) == []
