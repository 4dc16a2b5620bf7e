"""`kam demo` where there is no terminal: the tour through the real bot, printed; and what it leaves."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from book.book import Book
from bot.demo.beside import Beside, NoWorkspace
from bot.demo.running import arguments, completions
from bot.demo.sample import copied, filled, peopled, put_back
from prompts.words import LANGUAGES, words
from tests.command import kam
from tests.data import ROOT
from workspace.page.tour import Tour
from workspace.server import seeded

HOSTILE = {
    "SLACK_BOT_TOKEN": "xoxb-real",
    "SLACK_API_URL": "http://127.0.0.1:9/",
    "KAM_RECORDS": "/nowhere/records.db",
    "KAM_HTTP_PORT": "1",
    "KAM_ADMINS": "U1",
    "KAM_BOOK": "/nowhere/kam.db",
}
"""Settings of a real bot, which the demo must not take."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "demo.db"


@pytest.fixture(scope="module")
def once(kept: Path) -> subprocess.CompletedProcess[str]:
    """The tour, printed once for all tests, by a process with the settings of a real bot around it."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("KAM_")} | HOSTILE | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from bot.cli import program; program()", "demo", "--plain", "--keep", kept.name]
    return subprocess.run(command, cwd=kept.parent, env=env, capture_output=True, text=True, timeout=90, check=False)


def test_the_tour_is_printed_step_by_step(once: subprocess.CompletedProcess[str]) -> None:
    assert once.returncode == 0, once.stderr
    assert [
        line for line in once.stdout.splitlines() if line[:2] in [f"{n}." for n in range(1, 7)] and line[2:3] == " "
    ]
    for said in ("@sam: /kam classify ACME", "Tier B · Major account · 74.4 of 100", "€1,795,560", "Plan for ACME"):
        assert said in once.stdout
    for said in (
        "@lin: 我有哪些客户逾期？",
        "逾期账款",
        "Key accounts this week",
        "@nia: /kam quiz",
        "第 1 題，共 5 題",
    ):
        assert said in once.stdout


def test_the_kept_book_is_the_sample_and_nothing_lies_beside_it(
    once: subprocess.CompletedProcess[str], kept: Path
) -> None:
    assert once.returncode == 0
    assert [one.name for one in kept.parent.iterdir()] == ["demo.db"]
    assert "74.4" in kam("classify", "ACME", KAM_BOOK=str(kept)).out


def test_nobody_of_the_demo_and_nothing_they_did_is_in_the_kept_book(
    once: subprocess.CompletedProcess[str], kept: Path
) -> None:
    with Book(str(kept)) as book:
        kinds = {kind for (kind,) in book.records.execute("SELECT kind FROM ledger")}
        assert kinds - {"verdict"} == {"rubric"}, "the calibration; and verdicts of whoever asked at the command line"
        assert book.records.execute("SELECT count(*) FROM digests").fetchone() == (0,)
    assert "without the people of the demo" in " ".join(once.stdout.split())


def test_every_step_of_the_tour_has_its_words() -> None:
    with seeded() as slack:
        names = [one.step for one in Tour(slack.state, slack.people).steps]
    assert len(names) == 6
    assert all(words(lang)(f"demo.steps.{one}") for one in names for lang in LANGUAGES)


def test_every_command_can_be_completed_in_every_language() -> None:
    for lang in LANGUAGES:
        found = {one["word"]: one["does"] for one in completions(lang)}
        assert {"classify", "why", "plan", "digest", "learn"} <= set(found)
        assert all(found.values())


def test_completion_names_no_account_and_says_for_whom_a_command_is() -> None:
    """Each person sees other accounts, and all of them the same list."""
    for lang in LANGUAGES:
        assert not [one for one in completions(lang) if "ACME" in f"{one}" or "{" in one["use"] + one["does"]]
    does = {one["word"]: one["does"] for one in completions("en")}
    assert [word for word, said in does.items() if said.endswith("only)")] == ["override", "access", "digest"]


def test_starting_again_puts_the_book_back(tmp_path: Path) -> None:
    book = tmp_path / "demo.db"
    filled(book)
    people = {name: f"U{name.upper()}" for name in ("sam", "lin", "maria", "ada")}
    first = copied(book, tmp_path / "first")
    with contextlib.closing(Book(str(book))) as held:
        peopled(book, people, datetime.now(UTC))
        assert len(held.ledger.events("person")) == 4
        put_back(first, book)
        assert not held.ledger.events("person")


@pytest.fixture
def beside() -> Iterator[Beside]:
    with contextlib.closing(Beside(*arguments(0))) as made:
        yield made


def test_the_workspace_says_where_it_is_and_ends_with_its_parent(beside: Beside) -> None:
    about = beside.about()
    assert about["page"].startswith("http://127.0.0.1:")
    assert set(about["people"]) >= {"sam", "maria", "lin", "nia", "olaf", "ada", "kam"}
    beside.close()
    assert beside._process.returncode == 0


def test_a_port_that_is_taken_is_said(beside: Beside, capfd: pytest.CaptureFixture[str]) -> None:
    port = int(beside.about()["api"].split(":")[2].split("/")[0])
    with contextlib.closing(Beside(*arguments(port))) as second, pytest.raises(NoWorkspace):
        second.about()
    assert f"port {port}" in capfd.readouterr().err


def test_the_workspace_ends_when_nobody_reads_it() -> None:
    command = [sys.executable, "-m", "workspace"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["page"]
        process.communicate(timeout=10)
        assert process.returncode == 0
