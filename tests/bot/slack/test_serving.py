"""`kam serve` as a process: how it starts, what it says, how it ends."""

from __future__ import annotations

import io
import json
import logging
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.slack.logs import configure_logs
from tests.bot.slack.process import company, environment, serving, started
from tests.bot.slack.running import running
from tests.bot.slack.test_http import address, readyz
from tests.bot.slack.test_http import asked as fetched
from tests.command import kam
from tests.data import ROOT
from workspace.server import Server

pytestmark = pytest.mark.slow

HEAVY = {"ibis", "pandas", "langchain", "langchain_core", "matplotlib", "duckdb", "openpyxl"}


@pytest.fixture
def copy(imported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(imported, tmp_path / "kam.db"))


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs stay as they are, for a command that runs in this process."""
    monkeypatch.setattr("bot.slack.logs.configure_logs", lambda: None)


@pytest.fixture
def slack(copy: Path) -> Iterator[Server]:
    with company(copy) as made:
        yield made


def asked(slack: Server, text: str = "classify ACME", who: str = "sam") -> None:
    """A command, answered."""
    before = len(slack.state.ephemerals)
    slack.people.slash(slack.person(who), slack.channel("sales"), "/kam", text).wait()
    slack.until(lambda: len(slack.state.ephemerals) > before, 20)


def limited(slack: Server) -> None:
    """The bot was told to wait, and waits."""
    slack.until(lambda: not any(one.times for one in slack.faults._failing), 20)


def test_its_first_line_says_ready_and_a_signal_ends_it_quickly(slack: Server, copy: Path) -> None:
    with serving(slack, copy) as process:
        ready = json.loads(process.lines[0])
        assert ready["event"] == "ready"
        assert (ready["team"], ready["book"], ready["workers"], ready["by"]) == ("Nordwind", str(copy), 8, "socket")
        assert re.fullmatch(r"\d+\.\d+\.\d+", ready["version"])
        asked(slack)
        began = time.monotonic()
        assert process.stop() == 0
        assert time.monotonic() - began < 10, "nothing was in flight"
        assert process.events()[-1]["event"] == "stopped"


def test_nothing_heavy_is_loaded_to_start() -> None:
    code = (
        "import sys, bot.cli.app, bot.slack.running, bot.slack.http, bot.settings, bot.slack.logs; print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not HEAVY & set(loaded.split())


def test_help_loads_nothing_of_slack() -> None:
    code = "import sys; from bot.cli.app import app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not {"slack_bolt", "dbos", "pydantic_settings", "structlog", "waitress"} & set(loaded.split())


def test_what_is_being_answered_is_answered_before_it_ends(slack: Server, copy: Path) -> None:
    with serving(slack, copy) as process:
        slack.faults.rate_limited("response_url", retry_after=2)
        slack.people.slash(slack.person("sam"), slack.channel("sales"), "/kam", "classify ACME").wait()
        limited(slack)
        assert not slack.state.ephemerals
        assert process.stop(signal.SIGINT) == 0
        assert len(slack.state.ephemerals) == 1
        assert process.events()[-1]["unfinished"] == 0


def test_what_takes_too_long_is_left_to_the_next_start_and_answered_once(slack: Server, copy: Path) -> None:
    with serving(slack, copy, KAM_DRAIN="1") as process:
        slack.faults.rate_limited("response_url", retry_after=60)
        slack.people.slash(slack.person("sam"), slack.channel("sales"), "/kam", "classify ACME").wait()
        limited(slack)
        began = time.monotonic()
        assert process.stop() == 0
        assert time.monotonic() - began < 5
        assert process.events()[-1]["unfinished"] == 1
    assert not slack.state.ephemerals
    with serving(slack, copy):
        slack.until(lambda: slack.state.ephemerals, 20)
        time.sleep(0.5)
        assert len(slack.state.ephemerals) == 1


def test_a_second_one_on_the_same_requests_does_not_start_until_the_first_is_dead(slack: Server, copy: Path) -> None:
    with serving(slack, copy) as first:
        second = started(slack, copy)
        assert second.ended() == 1
        assert f"Another `kam serve` (process {first.popen.pid}) answers from {copy}.work.db." in second.said
        assert len(second.lines) == 1, "one sentence"
        first.popen.kill()
        first.popen.wait()
        with serving(slack, copy) as third:
            assert third.events()[0]["event"] == "ready"


def test_over_the_socket_the_port_has_health_alone(imported: Path, tmp_path: Path) -> None:
    book = Path(shutil.copy(imported, tmp_path / "kam.db"))
    with running(book) as made:
        made.bot.listen(0, slack=False)
        assert fetched(address(made), b"{}")[0] == 404
        assert fetched(address(made, "/metrics"))[0] == 404
        made.slack.until(lambda: fetched(address(made, "/readyz"))[0] == 200, 10)
        said = readyz(made)[1]["slack"]
        assert said["by"] == "socket"
        assert said["seconds_since_sign_of_life"] < 10
        assert made.bot.socket is not None
        made.bot.socket.close()
        status, said = readyz(made)
        assert status == 503
        assert said["slack"]["good"] is False


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("setting", "value", "code", "sentence"),
    [
        ("SLACK_BOT_TOKEN", "", 1, "SLACK_BOT_TOKEN is not set."),
        ("SLACK_BOT_TOKEN", "xoxb-of-somebody-else", 1, "Slack does not take SLACK_BOT_TOKEN (invalid_auth)."),
        ("SLACK_APP_TOKEN", "", 1, "SLACK_APP_TOKEN is not set"),
        ("SLACK_APP_TOKEN", "xapp-of-somebody-else", 1, "Slack does not open a socket (invalid_auth)."),
        ("KAM_BOOK", "nowhere/kam.db", 1, "nowhere/kam.db"),
        ("KAM_WORKERS", "many", 1, "KAM_WORKERS"),
        ("SLACK_API_URL", "http://127.0.0.1:1/api/", 75, "Slack does not answer at http://127.0.0.1:1/api/"),
    ],
)
def test_what_keeps_it_from_starting_is_said_in_a_sentence(
    slack: Server, copy: Path, setting: str, value: str, code: int, sentence: str
) -> None:
    ran = kam("serve", **environment(slack, copy, **{setting: value}))
    assert ran.code == code
    assert sentence in ran.err
    assert len(ran.err.splitlines()) == 1
    assert "xoxb-" not in ran.err.replace("begin with xoxb-", "")
    assert "xapp-" not in ran.err


@pytest.mark.usefixtures("quiet")
def test_signed_http_needs_its_secret(slack: Server, copy: Path) -> None:
    ran = kam("serve", "--http", **environment(slack, copy, SLACK_SIGNING_SECRET=""))
    assert ran.code == 1
    assert "SLACK_SIGNING_SECRET is not set" in ran.err


@pytest.mark.usefixtures("quiet")
def test_a_port_that_is_taken_is_said(slack: Server, copy: Path) -> None:
    port = slack.base_url.rsplit(":", 1)[1].partition("/")[0]
    ran = kam("serve", **environment(slack, copy, KAM_HTTP_PORT=port))
    assert ran.code == 1
    assert f"Port {port} of 127.0.0.1 cannot be had" in ran.err


def test_socket_mode_switched_off_ends_it_with_a_code_of_its_own(slack: Server, copy: Path) -> None:
    with serving(slack, copy) as process:
        slack.faults.disconnect("link_disabled")
        assert process.ended() == 78
        assert "Socket Mode was switched off" in process.said


@pytest.mark.usefixtures("quiet")
def test_a_socket_that_stays_silent_ends_it_to_be_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.running.run", lambda *_, **__: ("silent", 0))
    ran = kam("serve")
    assert ran.code == 75
    assert "Nothing came from Slack" in ran.err


# what it logs

CONTENT = ("ACME", "Globex", "Keller", "Machinery", "classify", "tier", "74.4", "sam", "maria", "xoxb", "xapp", "Zzyzx")


def test_a_whole_run_logs_no_token_name_question_or_figure(slack: Server, copy: Path) -> None:
    with serving(slack, copy, KAM_HTTP_PORT="0") as process:
        asked(slack)
        asked(slack, "classify Zzyzx")
        asked(slack, "why Globex", "maria")
        slack.people.mention(slack.channel("sales"), slack.person("sam"), "why is ACME tier B?")
        slack.faults.refuse("response_url", "used_url", times=3)
        slack.faults.server_error("chat.postEphemeral", times=2)
        slack.people.slash(slack.person("sam"), slack.channel("sales"), "/kam", "classify ACME").wait()
        slack.faults.drop()
        slack.until(lambda: any(one["event"] == "connected anew" for one in process.events()), 10)
        (copy.parent / "kam.db").rename(copy.parent / "gone.db")
        slack.people.slash(slack.person("sam"), slack.channel("sales"), "/kam", "classify ACME").wait()
        time.sleep(1.5)
        assert process.stop() == 0
    said = process.said.replace(str(copy), "")
    assert not [word for word in (*CONTENT, slack.state.app.signing_secret) if word in said], said
    assert all(line.startswith("{") for line in process.lines)


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Logs as the process writes them, into a text; put back afterwards."""
    root, dbos = logging.getLogger(), logging.getLogger("dbos")
    kept = (root.handlers[:], root.level, dbos.handlers[:], dbos.propagate, sys.excepthook, threading.excepthook)
    made = io.StringIO()
    configure_logs(made)
    yield made
    root.handlers[:], root.level, dbos.handlers[:], dbos.propagate, sys.excepthook, threading.excepthook = kept
    logging.captureWarnings(False)
    structlog.reset_defaults()


def test_an_exception_is_logged_by_its_kind_and_place_alone(stream: io.StringIO) -> None:
    try:
        try:
            raise ValueError("ACME has 74.4")
        except ValueError as cause:
            raise KeyError("why is ACME tier B?") from cause
    except KeyError:
        structlog.get_logger("kam.test").exception("failed", id="1a2b")
    said = json.loads(stream.getvalue())
    assert (said["event"], said["id"]) == ("failed", "1a2b")
    assert said["error"] == ["builtins.KeyError", "builtins.ValueError"]
    assert "test_serving.py" in said["at"][0]
    assert "ACME" not in stream.getvalue()


def test_libraries_are_logged_by_place_and_template_alone(stream: io.StringIO) -> None:
    logging.getLogger("slack_sdk.web").error(f"payload: {'ACME'}")
    logging.getLogger("dbos").error("workflow %s failed with ACME's figure".replace("ACME's", "a"), "ACME")
    logging.getLogger("kam.bolt").exception("Failed to run a middleware (error: ACME)", exc_info=RuntimeError("ACME"))
    logging.getLogger("slack_bolt").info("ACME")
    logging.getLogger("py.warnings").warning("%s", "ACME")
    worker = threading.Thread(target=lambda: {}["ACME"], name="worker")
    worker.start()
    worker.join()
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert "ACME" not in stream.getvalue()
    assert lines[1]["event"] == "workflow %s failed with a figure"
    assert lines[2]["error"] == ["builtins.RuntimeError"]
    assert lines[-1]["event"] == "uncaught"
    assert lines[-1]["thread"] == "worker"
    assert len(lines) == 5
