"""The corridor: what is recorded is answered, once, in order; what a dead process left is taken up by the next."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.call import Call
from bot.slack.corridor import KEPT_DAYS, TRIES, YIELD_SECONDS, Corridor
from bot.slack.effects import Effect, Message, Tell
from bot.slack.request import Request
from bot.slack.routes import Command, Routes
from tests.bot.slack.running import Running

WAIT = 15.0
DAY = 86_400.0
ONE = """
import os, sys, time
from pathlib import Path
from bot.slack.corridor import Corridor
from bot.slack.request import Request
from bot.slack.routes import Routes

def answer(request, again):
    os.write(1, f"{request.key} {again}\\n".encode())
    time.sleep(float(sys.argv[2]))

corridor = Corridor(Path(sys.argv[1]), Routes(), 2)
corridor.start(answer, lambda *_: 0)
for key in sys.argv[3:]:
    corridor.record(Request(kind="command", key=key, lane=key, team="T", user="U"))
time.sleep(60)
"""


def request(key: str, lane: str = "") -> Request:
    return Request(kind="command", key=key, lane=lane or key, team="T", user="U")


@contextlib.contextmanager
def corridor(
    file: Path, answered: list[tuple[str, bool]], *, ahead: float = 0.0, takes: float = 0.0
) -> Iterator[Corridor]:
    """A corridor whose answers are noted. `ahead`: seconds by which its clock is ahead of the machine's."""
    made = Corridor(file, Routes(), 2, clock=lambda: time.time() + ahead)

    def answer(one: Request, again: bool) -> None:
        time.sleep(takes)
        answered.append((one.key, again))

    made.start(answer, lambda *_: 0)
    try:
        yield made
    finally:
        made.stop(1)


def until(true: object, seconds: float = WAIT) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def known(file: Path) -> dict[str, str]:
    with contextlib.closing(sqlite3.connect(file, timeout=30)) as connection:
        return dict(connection.execute("SELECT workflow_uuid, status FROM workflow_status"))


def test_a_request_that_comes_again_is_answered_once(tmp_path: Path) -> None:
    answered: list[tuple[str, bool]] = []
    with corridor(tmp_path / "work.db", answered) as one:
        for _ in range(5):
            one.record(request("a"))
        one.record(request("b"))
        until(lambda: len(answered) == 2)
        time.sleep(0.2)
    assert sorted(answered) == [("a", False), ("b", False)]


def test_copies_that_come_at_the_same_moment_are_recorded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answered, recorded, copies = list[tuple[str, bool]](), list[object](), 8
    with corridor(tmp_path / "work.db", answered) as made:
        enqueue, together = made._own.enqueue, threading.Barrier(copies)

        def noted(*given: object) -> object:
            recorded.append(given)
            time.sleep(0.1)
            return enqueue(*given)

        def arrives() -> None:
            together.wait()
            made.record(request("a"))

        monkeypatch.setattr(made._own, "enqueue", noted)
        threads = [threading.Thread(target=arrives) for _ in range(copies)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        until(lambda: answered)
    assert len(recorded) == 1


def test_nobody_begins_to_answer_while_something_arrives(tmp_path: Path) -> None:
    answered = list[tuple[str, bool]]()
    with corridor(tmp_path / "work.db", answered) as made:
        made.record(request("warm"))
        until(lambda: answered)
        with made.door.passing():
            began = time.monotonic()
            made.record(request("a"))
            until(lambda: len(answered) == 2)
        assert time.monotonic() - began > YIELD_SECONDS


def test_it_is_answered_once_across_a_restart(tmp_path: Path) -> None:
    answered: list[tuple[str, bool]] = []
    for key in ("b", "c"):
        with corridor(tmp_path / "work.db", answered) as one:
            one.record(request("a"))
            one.record(request(key))
            until(lambda key=key: (key, False) in answered)
    assert sorted(answered) == [("a", False), ("b", False), ("c", False)]


def test_what_was_not_begun_is_answered_after_the_next_start(tmp_path: Path) -> None:
    answered: list[tuple[str, bool]] = []
    with corridor(tmp_path / "work.db", answered, takes=0.2) as one:
        for at in range(20):
            one.record(request(f"k{at:02}", "lane"))
    left = 20 - len(answered)
    assert left > 10
    with corridor(tmp_path / "work.db", answered):
        until(lambda: len({key for key, _ in answered}) == 20)
    assert [key for key, _ in answered] == sorted(key for key, _ in answered), "in order"


def test_a_second_run_is_told_so_and_only_a_second_run(tmp_path: Path) -> None:
    def run(takes: float, *keys: str, lines: int) -> dict[str, bool]:
        """Which requests a process begins before it is killed, and whether it takes them for begun before."""
        command = [sys.executable, "-c", ONE, str(tmp_path / "work.db"), str(takes), *keys]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            found = dict(process.stdout.readline().split() for _ in range(lines))
            process.kill()
        return {key: again == "True" for key, again in found.items()}

    first = run(60, "a", "b", "c", lines=2)
    assert list(first.values()) == [False, False]
    second = run(60, lines=2)
    assert second == {key: key in first for key in second}
    assert run(0, "d", lines=4) == {key: key in {**first, **second} for key in "abcd"}


def test_what_ends_every_process_is_given_up_with_a_word(tmp_path: Path) -> None:
    file, answered, given_up = tmp_path / "work.db", list[tuple[str, bool]](), list[str]()
    with corridor(file, answered, takes=0.5) as one:
        for key in ("a", "b", "c"):
            one.record(request(key, "lane"))
    with contextlib.closing(sqlite3.connect(file)) as connection:
        changed = f"UPDATE workflow_status SET recovery_attempts = {TRIES} WHERE workflow_uuid = 'c'"
        connection.execute(changed)
        connection.commit()
    made = Corridor(file, Routes(), 2)
    made.start(lambda one, again: answered.append((one.key, again)), lambda *_: 0, lambda one: given_up.append(one.key))
    until(lambda: given_up == ["c"])
    assert "c" not in [key for key, _ in answered]
    made.stop(1)


def test_what_was_answered_is_remembered_for_more_than_a_day_and_not_for_ever(tmp_path: Path) -> None:
    file, answered = tmp_path / "work.db", list[tuple[str, bool]]()
    with corridor(file, answered) as one:
        one.record(request("a"))
        until(lambda: known(file).get("a") == "SUCCESS")
    with corridor(file, answered, ahead=1.5 * DAY):
        assert known(file) == {"a": "SUCCESS"}
    with corridor(file, answered, ahead=(KEPT_DAYS + 1) * DAY):
        assert known(file) == {}


def test_what_waits_is_not_forgotten_however_old(tmp_path: Path) -> None:
    file, answered = tmp_path / "work.db", list[tuple[str, bool]]()
    with corridor(file, answered, takes=0.5) as one:
        for at in range(6):
            one.record(request(f"k{at}", "lane"))
    with corridor(file, answered, ahead=30 * DAY):
        until(lambda: {key for key, _ in answered} == {f"k{at}" for at in range(6)})


def test_a_sweep_that_an_answer_asks_for_is_no_step_of_the_answer(tmp_path: Path) -> None:
    file = tmp_path / "work.db"
    made = Corridor(file, Routes(), 2)
    made.start(lambda one, _again: made.sweep_later(one.key, "C", None, 0.0), lambda *_: 0)
    made.record(request("a"))
    until(lambda: known(file).get("a") == "SUCCESS")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM operation_outputs").fetchone() == (0,)
    assert {"sweep:a:60", "sweep:a:300"} < set(known(file))
    made.stop(1)


# through the whole bot


@pytest.fixture
def stuck(bot: Running) -> Iterator[threading.Event]:
    """Every answer to /kam help waits for this."""
    free, commands = threading.Event(), bot.bot.answering.routes.commands
    before = commands["help"]

    def waits(_call: Call, text: str) -> Iterator[Effect]:
        free.wait(30)
        yield Tell(Message(text or "free"))

    commands["help"] = Command("help", waits)
    yield free
    free.set()
    commands["help"] = before


def test_with_every_worker_stuck_the_acknowledgement_comes_within_a_second(
    bot: Running, stuck: threading.Event
) -> None:
    home = bot.slack.state.teams[bot.slack.state.app.team_id]
    people = [bot.slack.state.person(f"p{at}", home) for at in range(20)]
    sales = bot.slack.channel("sales")
    sales.members += [one.id for one in people]
    asked = [bot.slack.people.slash(one, sales, "/kam", "help") for one in people]
    assert max(one.wait().ack_seconds or 9 for one in asked) < 1.0
    assert not any(bot.own(one.name) for one in people)
    stuck.set()
    bot.slack.until(lambda: all(len(bot.own(one.name)) == 1 for one in people), WAIT)


def test_with_the_book_locked_the_acknowledgement_comes_within_a_second(bot: Running) -> None:
    before = len(bot.own("sam"))
    with contextlib.closing(sqlite3.connect(bot.book, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        asked = bot.slack.people.slash(bot.person("sam"), bot.slack.channel("sales"), "/kam", "help")
        assert (asked.wait().ack_seconds or 9) < 1.0
        time.sleep(max(2.0 - (time.monotonic() - began), 0))
        other.execute("ROLLBACK")
    bot.slack.until(lambda: len(bot.own("sam")) > before, WAIT)


def test_one_persons_requests_are_answered_in_order_and_different_peoples_at_a_time(bot: Running) -> None:
    commands, together = bot.bot.answering.routes.commands, threading.Barrier(3)
    before, order = commands["help"], list[tuple[str, str]]()

    def noted(call: Call, text: str) -> Iterator[Effect]:
        if text == "0":
            together.wait(10)  # raises where the others do not come at the same time
        order.append((call.user, text))
        yield Tell(Message(text))

    commands["help"] = Command("help", noted)
    people = [bot.person(one) for one in ("sam", "maria", "ada")]
    for at in range(10):
        for one in people:
            bot.slack.people.slash(one, bot.slack.channel("sales"), "/kam", f"help {at}")
            time.sleep(0.002)
    bot.slack.until(lambda: len(order) == 30, WAIT)
    commands["help"] = before
    for one in people:
        assert [text for user, text in order if user == one.id] == [str(at) for at in range(10)]
