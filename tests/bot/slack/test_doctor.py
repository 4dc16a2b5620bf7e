"""`kam doctor` on a bot: what is set up, what is not, and what to do."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack.checkup import SKEW
from tests.bot.slack.process import company, environment
from tests.command import Ran, kam
from workspace.server import Server


@pytest.fixture(scope="module")
def book(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(imported, tmp_path_factory.mktemp("doctor") / "kam.db"))


@pytest.fixture(scope="module")
def slack(book: Path) -> Iterator[Server]:
    with company(book) as made:
        yield made


def looked(slack: Server, book: Path, **more: str) -> tuple[Ran, dict[str, dict[str, Any]]]:
    """What the command said, and each check by its name."""
    ran = kam("doctor", "--json", **environment(slack, book, **more))
    app = slack.state.app
    for secret in (app.bot_token, app.app_token, app.signing_secret):
        assert secret not in ran.out + ran.err
    return ran, {one["check"]: one for one in ran.json}


def test_a_bot_that_is_set_up_is_well(slack: Server, book: Path) -> None:
    ran, found = looked(slack, book)
    assert ran.code == 0
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "workspace", "scopes", "clock", "socket", "work file", "admins"):
        assert found[name]["state"] == "good", found[name]
    assert found["workspace"]["found"] == "Nordwind, as kam"
    assert found["admins"]["found"] == slack.person("ada").id


def test_without_slack_it_says_where_to_begin(book: Path) -> None:
    ran = kam("doctor", "--json", KAM_BOOK=str(book))
    found = {one["check"]: one for one in ran.json}
    assert ran.code == 0
    assert found["Slack"] == {
        "check": "Slack",
        "state": "missing",
        "found": "not set up",
        "what_to_do": "docs/slack.md says how, in ten minutes.",
    }


@pytest.mark.parametrize(
    ("setting", "value", "check", "said"),
    [
        ("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN", "not set"),
        ("SLACK_BOT_TOKEN", "xoxp-1-2", "SLACK_BOT_TOKEN", "does not begin with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1-2", "SLACK_APP_TOKEN", "does not begin with xapp-"),
        ("SLACK_BOT_TOKEN", "xoxb-1-2", "workspace", "invalid_auth"),
        ("SLACK_APP_TOKEN", "xapp-1-2", "socket", "cannot be opened: invalid_auth"),
        ("SLACK_API_URL", "http://127.0.0.1:1/api/", "workspace", "http://127.0.0.1:1/api/ does not answer"),
        ("KAM_WORK", "nowhere/work.db", "work file", "its folder cannot be written"),
        ("KAM_WORKERS", "many", "settings", "KAM_WORKERS"),
        ("KAM_ADMINS", "@sam", "admins", "@sam is no Slack member id"),
    ],
)
def test_what_is_wrong_has_a_remedy(slack: Server, book: Path, setting: str, value: str, check: str, said: str) -> None:
    ran, found = looked(slack, book, **{setting: value})
    assert ran.code == 1
    assert found[check]["state"] == "wrong"
    assert said in found[check]["found"]
    assert len(found[check]["what_to_do"]) > 20


def test_a_scope_that_was_not_granted_is_named(slack: Server, book: Path) -> None:
    app = slack.state.app
    kept = set(app.scopes)
    try:
        app.scopes -= {"im:write", "users:read"}
        ran, found = looked(slack, book)
        assert ran.code == 1
        assert found["scopes"]["found"] == "missing: im:write, users:read"
        app.scopes = kept | {"channels:join"}
        ran, found = looked(slack, book)
        assert (ran.code, found["scopes"]["found"]) == (0, "more than needed: channels:join")
    finally:
        app.scopes = kept


def test_a_clock_that_is_wrong_is_seen(slack: Server, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr("bot.slack.checkup.time.time", lambda: now + SKEW + 30)
    ran, found = looked(slack, book)
    assert ran.code == 1
    assert found["clock"]["state"] == "wrong"
    assert found["clock"]["found"].startswith("+")


def test_nobody_who_may_say_who_sees_what_is_missing_not_wrong(slack: Server, imported: Path, tmp_path: Path) -> None:
    fresh = Path(shutil.copy(imported, tmp_path / "kam.db"))
    ran, found = looked(slack, fresh)
    assert ran.code == 0
    assert found["admins"]["state"] == "missing"
    assert "KAM_ADMINS" in found["admins"]["what_to_do"]
    assert (
        looked(slack, fresh, KAM_ADMINS="U1, U2")[1]["admins"]["found"] == "U1 (from KAM_ADMINS), U2 (from KAM_ADMINS)"
    )


def test_with_signed_http_no_app_token_is_asked_for(slack: Server, book: Path) -> None:
    ran, found = looked(slack, book, SLACK_APP_TOKEN="")
    assert ran.code == 0
    assert "SLACK_APP_TOKEN" not in found
    assert looked(slack, book, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="")[0].code == 1


def test_a_taken_port_is_noticed(slack: Server, book: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert looked(slack, book, KAM_HTTP_HOST="127.0.0.1", KAM_HTTP_PORT=port)[1]["port"]["state"] == "wrong"
    assert looked(slack, book, KAM_HTTP_HOST="127.0.0.1", KAM_HTTP_PORT=port)[1]["port"]["state"] == "good"


def test_an_admin_of_the_settings_who_is_none_any_more_is_named(slack: Server, book: Path) -> None:
    sam = slack.person("sam").id
    _, found = looked(slack, book, KAM_ADMINS=sam)
    assert found["admins"]["found"] == f"KAM_ADMINS: {sam} is not an admin"
