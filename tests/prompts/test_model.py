"""The real model layer, through langchain-openai, against a server on loopback: right answers, and every way to fail."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from prompts.model import ChatModel, Model, ModelFailed, Usage, configured
from prompts.plan import Plan
from prompts.speaker import Reply, Speaker
from tests.prompts.server import COMPLETION_TOKENS, MISBEHAVIOURS, PROMPT_TOKENS, Script, serving

GOOD = {"sentences": [{"text": "Speak with the buyer.", "passage": None, "quote": None}]}
SECONDS = 20.0
SHORT = 1.0
COUNTED = Usage(PROMPT_TOKENS, COMPLETION_TOKENS)
UNCOUNTED = ("429", "500", "never answers", "breaks off", "not a completion")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Script]:
    with serving(lambda _body: GOOD) as script:
        monkeypatch.setenv("OPENAI_BASE_URL", script.address)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        monkeypatch.setenv("KAM_MODEL", "openai:test")
        yield script


@pytest.fixture
def model(server: Script) -> Model:
    """The configured model after its first answer: what it imports is no part of a test's seconds."""
    found = configured()
    assert found is not None
    found.ask("", "", Reply, 120.0)
    server.seen.clear()
    return found


def test_without_a_provider_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    assert configured() is None
    monkeypatch.setenv("KAM_MODEL", "  ")
    assert configured() is None


def test_a_right_answer_comes_with_what_it_cost(model: Model) -> None:
    reply, usage = model.ask("You word facts.", "What now?", Reply, SECONDS)
    assert [one.text for one in reply.sentences] == ["Speak with the buyer."]
    assert usage == COUNTED
    assert usage.total == PROMPT_TOKENS + COMPLETION_TOKENS
    assert model.name == "openai:test"


def test_the_question_and_the_schema_are_what_is_sent(model: Model, server: Script) -> None:
    model.ask("You word facts.", "What now?", Reply, SECONDS)
    (body,) = server.bodies
    assert body["model"] == "test"
    assert [(one["role"], one["content"]) for one in body["messages"]] == [
        ("system", "You word facts."),
        ("user", "What now?"),
    ]
    assert body["response_format"]["type"] == "json_schema"
    sent = body["response_format"]["json_schema"]
    assert sent["name"] == "Reply"
    assert set(sent["schema"]["properties"]) == {"sentences"}
    assert sent["schema"]["additionalProperties"] is False
    assert "tools" not in body
    assert not body.get("stream")


@pytest.mark.parametrize("schema", [Plan, Reply])
def test_a_schema_is_called_strict_only_if_it_is(schema: type[Any], model: Model, server: Script) -> None:
    """A provider refuses a schema sent as strict that leaves a property out of `required` or has an open map."""
    server.say = lambda _body: {"intent": "why"} if schema is Plan else GOOD
    model.ask("", "", schema, SECONDS)
    sent = server.bodies[0]["response_format"]["json_schema"]
    assert not sent.get("strict") or all(
        one["additionalProperties"] is False and set(one["required"]) == set(one["properties"])
        for one in _objects(sent["schema"])
    )


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield {"properties": {}, "required": [], **schema}
        for inner in schema.values():
            yield from _objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _objects(inner)


@pytest.mark.parametrize("how", MISBEHAVIOURS)
def test_every_misbehaviour_ends_in_model_failed_in_time(how: str, model: Model, server: Script) -> None:
    server.misbehaves = how
    seconds = SHORT if how == "never answers" else SECONDS
    began = time.monotonic()
    with pytest.raises(ModelFailed) as failed:
        model.ask("", "", Reply, seconds)
    assert time.monotonic() - began < seconds + 0.5
    assert len(server.seen) == 1, "a second try is the speaker's to make"
    assert failed.value.usage == (Usage() if how in UNCOUNTED else COUNTED), "a useless answer is paid for as well"
    assert len(str(failed.value)) < 300, "no whole answer in a message"


def test_json_that_breaks_off_is_not_completed(model: Model, server: Script) -> None:
    server.misbehaves = "invalid JSON"
    with pytest.raises(ModelFailed, match="does not fit"):
        model.ask("", "", Reply, SECONDS)


def test_after_a_failure_the_model_answers_again(model: Model, server: Script) -> None:
    server.misbehaves = "breaks off"
    with pytest.raises(ModelFailed):
        model.ask("", "", Reply, SECONDS)
    server.misbehaves = None
    assert model.ask("", "", Reply, SECONDS)[1] == COUNTED


def test_the_first_calls_time_does_not_bound_the_next(server: Script) -> None:
    """A plan has less time than what follows it."""
    model = ChatModel("openai:test")
    server.late = [5.0, 1.5]
    with pytest.raises(ModelFailed, match="no answer within"):
        model.ask("", "", Reply, 0.2)
    began = time.monotonic()
    while len(server.seen) < 1 and time.monotonic() - began < 60:
        time.sleep(0.02)  # the first call may still be importing
    assert model.ask("", "", Reply, SECONDS)[1] == COUNTED


@pytest.mark.parametrize("provider", ["nobody:test", "test", "openai:"])
def test_a_provider_that_does_not_exist_fails_as_any_other(provider: str, server: Script) -> None:
    server.misbehaves = "500"
    with pytest.raises(ModelFailed):
        ChatModel(provider).ask("", "", Reply, 60.0)


def test_without_a_key_nothing_is_sent(server: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(ModelFailed):
        ChatModel("openai:test").ask("", "", Reply, 60.0)
    assert not server.seen


def test_nothing_is_traced_even_where_the_environment_asks_for_it(
    server: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """conftest fails the test where anything else is reached; a tracer that was pointed at the server would show there."""
    asked_for = {"TRACING_V2": "true", "ENDPOINT": server.address.removesuffix("/v1"), "API_KEY": "none"}
    for name, value in asked_for.items():
        monkeypatch.setenv(f"LANGSMITH_{name}", value)
        monkeypatch.setenv(f"LANGCHAIN_{name}", value)
    from langsmith import utils

    read: Any = utils.get_env_var  # remembers what it read
    read.cache_clear()
    try:
        assert utils.tracing_is_enabled(), "the environment asks for it"
        ChatModel("openai:test").ask("", "", Reply, 60.0)
        time.sleep(0.5)  # a tracer sends from a thread of its own
    finally:
        monkeypatch.undo()
        read.cache_clear()
    assert {one["path"] for one in server.seen} == {"/v1/chat/completions"}
    assert len(server.seen) == 1


def test_the_speaker_counts_useless_answers_too(model: Model, server: Script) -> None:
    used = list[Usage]()
    speaker = Speaker(model, spent=used.append)
    server.misbehaves = "not the schema"
    assert speaker.plan("Why is ACME a key account?", ()) is None
    assert used == [COUNTED]
    assert speaker.outcome.usage == COUNTED
    server.misbehaves = "500"
    assert speaker.plan("Why is ACME a key account?", ()) is None
    assert used == [COUNTED], "what cost nothing is not recorded"
