"""manifest.json: what the app asks of a workspace is what the code uses, each scope with its reason."""

from __future__ import annotations

import ast
import functools
import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from bot.slack.scopes import scopes
from bot.slack.wiring import routes
from tests.bot.slack.running import OLDER, Running
from tests.data import ROOT
from workspace.api import METHODS

MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
ASKED = set(MANIFEST["oauth_config"]["scopes"]["bot"])
EVENTS = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
NEEDS = {"app_mention": "app_mentions:read", "message.im": "im:history", "link_shared": "links:read"}
"""Events that need a scope; others need none."""
METHOD = re.compile(r"[a-z]+(\.[a-zA-Z]+)+")


@functools.cache
def called() -> set[str]:
    """Every method of the Web API that the code names."""
    found = set()
    for file in (ROOT / "bot").rglob("*.py"):
        for text in _texts(ast.parse(file.read_text(encoding="utf-8"))):
            found |= (
                {text}
                if text in METHODS
                else {name for name in METHODS if text.endswith(".") and name.startswith(text)}
            )
    return found


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and METHOD.match(node.value):
            yield node.value


def test_every_scope_has_its_reason_and_nothing_else_is_asked_for() -> None:
    assert {one.name for one in scopes()} == ASKED
    assert all(len(one.why) > 20 and one.why.endswith(".") for one in scopes())
    assert "user" not in MANIFEST["oauth_config"]["scopes"]


def test_every_method_that_the_code_calls_has_its_scope_and_none_is_idle() -> None:
    assert "chat.postMessage" in called()
    assert "assistant.threads.setStatus" in called()
    without = {name for name in called() if METHODS[name][1] and not ASKED & set(METHODS[name][1])}
    assert not without, "the manifest asks for no scope that allows these"
    for scope in scopes():
        assert set(scope.methods) <= called(), f"{scope.name} is for methods that nobody calls"
        assert scope.methods or scope.events or scope.name in ("commands", "files:read")
        assert all(scope.name in METHODS[name][1] for name in scope.methods), scope.name


def test_every_event_is_read_and_has_its_scope() -> None:
    assert set(NEEDS) <= set(EVENTS)
    assert {NEEDS[name] for name in EVENTS if name in NEEDS} <= ASKED
    assert {event for scope in scopes() for event in scope.events} == set(NEEDS)


def test_it_keeps_slacks_limits() -> None:
    shown, features = MANIFEST["display_information"], MANIFEST["features"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch("#[0-9A-F]{6}", shown["background_color"])
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert 1 <= len(features["agent_view"]["suggested_prompts"]) <= 4
    assert len(features["unfurl_domains"]) <= 5
    for shortcut in features["shortcuts"]:
        assert shortcut["type"] in ("message", "global")
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150


def test_it_is_an_app_for_socket_mode_with_the_agents_view() -> None:
    features, settings = MANIFEST["features"], MANIFEST["settings"]
    assert set(MANIFEST) == {"display_information", "features", "oauth_config", "settings"}
    assert "agent_view" in features
    assert "assistant_view" not in features, "the older form; and with the newer one no app may subscribe to its events"
    assert OLDER not in EVENTS
    assert settings["socket_mode_enabled"] is True
    assert settings["interactivity"] == {"is_enabled": True}
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    (command,) = features["slash_commands"]
    assert command["command"] == "/kam"
    assert command["should_escape"] is True, "@somebody arrives as <@U…>"


def test_the_shortcuts_that_the_bot_answers_are_in_it() -> None:
    listed = {one["callback_id"] for one in MANIFEST["features"]["shortcuts"]}
    assert set(routes().shortcuts) == listed


def test_the_bot_does_with_exactly_these_scopes(bot: Running) -> None:
    assert bot.slack.state.app.scopes == ASKED
    bot.run("classify ACME")
    bot.asks("why is ACME tier B?", channel="dm")
    refused = [one for one in bot.slack.calls if one.error]
    assert not refused


def test_without_a_scope_it_would_be_seen(bot: Running) -> None:
    app = bot.slack.state.app
    app.scopes.remove("im:read")
    try:
        bot.run("classify ACME", channel="dm")
        bot.asks("why is ACME tier B?", channel="dm")
        bot.slack.until(lambda: any(one.error == "missing_scope" for one in bot.slack.calls))
    finally:
        app.scopes.add("im:read")


@pytest.mark.parametrize("hook", ["get-manifest", "start"])
def test_the_slack_cli_finds_its_hooks(hook: str) -> None:
    command = json.loads((ROOT / ".slack/hooks.json").read_text(encoding="utf-8"))["hooks"][hook]
    if hook == "get-manifest":
        said = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert json.loads(said) == MANIFEST
    else:
        assert command.endswith("kam serve")
        for ours, theirs in (("SLACK_BOT_TOKEN", "SLACK_CLI_XOXB"), ("SLACK_APP_TOKEN", "SLACK_CLI_XAPP")):
            assert f'{ours}="${theirs}"' in command
