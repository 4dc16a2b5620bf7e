"""The corridor: a request is recorded durably, then acknowledged; workers answer it, one person or thread in order.

The record is a DBOS workflow whose id is the request's key, so each delivery of one request is the same record. A worker that
dies is followed by another one, which looks up what was posted before it posts anything.
"""

from __future__ import annotations

import functools
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import structlog
from dbos import DBOS, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID

from bot.slack.door import Door
from bot.slack.incoming import request_of
from bot.slack.request import Request
from bot.slack.routes import Routes

QUEUE, CHANNELS, SWEEPS = "answers", "channels", "sweeps"
"""What is answered in a channel waits by itself: Slack lets us post one message a second there, and nobody else waits for it."""
POLL = 0.1
STARTING = 5.0
"""Seconds that workers may take to begin."""
VERSION = "1"
"""Of the recorded requests: another one leaves what an older version recorded to that version."""
REMEMBERED = 20_000
"""Keys of requests that are known to be recorded, so that a duplicate costs nothing."""
SWEEP_AFTER = (60.0, 300.0)
"""Seconds after which a message that may have a double is looked at again: histories lag."""
DAY = 86_400.0
KEPT_DAYS = 7
"""How long answered requests are remembered."""
FORGOTTEN_AT_ONCE = 500
YIELD_SECONDS = 0.25
"""For which a worker that is about to begin lets requests that arrive go first."""
TURNS = 64
"""Requests that are recorded at the same time, at most."""
TRIES = 20
"""How often a request is begun: it may be what ends the process."""
DBOS_TRIES = 1_000
"""After which DBOS itself gives up, without a word to anybody."""
COUNTED = 1_000
"""Waiting requests that are counted at most."""
log = structlog.get_logger("kam.corridor")

P = ParamSpec("P")
T = TypeVar("T")
Answer = Callable[[Request, bool], None]
GiveUp = Callable[[Request], None]
Sweep = Callable[[str, str, str | None, float], int]
"""What the workflows call; set by `Corridor.start`, since DBOS finds workflows by name and keeps no objects."""
_answer: Answer | None = None
_sweep: Sweep | None = None
_give_up: GiveUp | None = None
_begun: dict[str, int] = {}
"""Requests that earlier processes began to answer and did not end, by key: how often."""


@DBOS.workflow(name="answer", max_recovery_attempts=DBOS_TRIES)
def answer_request(document: dict[str, Any]) -> None:
    """Answers a recorded request; one that was begun too often is given up, with a word to the asker."""
    request = Request.model_validate(document)
    begun = _begun.get(request.key, 0)
    if begun >= TRIES and _give_up is not None:
        _give_up(request)
    elif _answer is not None:
        _answer(request, begun > 0)


@DBOS.workflow(name="sweep", max_recovery_attempts=DBOS_TRIES)
def sweep_message(key: str, channel: str, thread: str | None, since: float) -> int:
    """Removes doubles of a message."""
    return _sweep(key, channel, thread, since) if _sweep is not None else 0


class Corridor:
    """Takes payloads in and has them answered. One in a process."""

    def __init__(self, file: Path, routes: Routes, workers: int, clock: Callable[[], float] = time.time) -> None:
        self.file, self.routes, self.workers, self.clock = file, routes, workers, clock
        self._recorded: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()
        self._at_work = 0
        self.door = Door()
        self._turns = tuple(threading.Lock() for _ in range(TURNS))
        self._stopped = threading.Event()

    def start(self, answer: Answer, sweep: Sweep, give_up: GiveUp | None = None) -> None:
        """Opens the file, takes up what was left, and begins to answer."""
        global _answer, _sweep, _give_up
        _answer, _sweep, _give_up = self._counted(answer), self._counted(sweep), give_up
        _prepare(self.file)
        _begun.clear()
        _begun.update(_begun_in(self.file))
        DBOS(config={
            "name": "kam",
            "system_database_url": f"sqlite:///{self.file}",
            "application_version": VERSION,
            "executor_id": "kam",
            "log_level": "ERROR",
            "max_executor_threads": 2 * self.workers + 8,
            "serializer": DBOSPortableJSONSerializer(),
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": 0.2,  # nobody listens; a stop waits for it
            "sys_db_pool_size": 1,  # writers take turns: SQLite's own waiting is unfair, and a hundred times longer
        })  # fmt: skip
        DBOS.launch()
        made = functools.partial(
            DBOS.register_queue, worker_concurrency=self.workers, partition_concurrency=1, polling_interval_sec=POLL
        )
        self._own, self._channels = made(QUEUE), made(CHANNELS)
        self._sweeps = DBOS.register_queue(SWEEPS, worker_concurrency=4, polling_interval_sec=1.0)
        self._forget()
        threading.Thread(target=self._forgetting, name="forget", daemon=True).start()

    def receive(self, payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Records what is to be answered and gives what the acknowledgement says. Raises when it cannot be: no ack then."""
        request = request_of(payload)
        if request is None:
            return None
        acked = self.routes.acked(request) if request.kind != "command" else None
        if acked is None or acked.work:
            with self.door.passing():
                self.record(request)
        return acked.body if acked else None

    def record(self, request: Request) -> None:
        """Records a request, once however often it comes; a copy that comes meanwhile waits for that."""
        with self._turns[hash(request.key) % TURNS]:
            if request.key in self._recorded:
                return
            document = request.model_copy(update={"recorded": self.clock()}).model_dump(mode="json")
            with SetWorkflowID(request.key), SetEnqueueOptions(queue_partition_key=request.lane):
                queue = self._channels if request.kind == "message" and not request.is_dm else self._own
                queue.enqueue(answer_request, document)
            self._remember(request.key)

    def _remember(self, key: str) -> None:
        with self._lock:
            self._recorded[key] = None
            while len(self._recorded) > REMEMBERED:
                self._recorded.popitem(last=False)

    def sweep_later(self, key: str, channel: str, thread: str | None, since: float) -> None:
        """Has a message that may have a double looked at again, twice.

        In a thread of its own: what an answer enqueues DBOS would count as its steps, and mistake in a second run.
        """
        asking = threading.Thread(target=self._sweep_later, args=(key, channel, thread, since))
        asking.start()
        asking.join()

    def _sweep_later(self, *message: Any) -> None:
        for seconds in SWEEP_AFTER:
            with SetWorkflowID(f"sweep:{message[0]}:{seconds:g}"), SetEnqueueOptions(delay_seconds=seconds):
                self._sweeps.enqueue(sweep_message, *message)

    def _forgetting(self) -> None:
        """Once a day, as long as the bot runs."""
        while not self._stopped.wait(DAY):
            self._forget()

    def _forget(self) -> None:
        """Removes requests that were answered long ago."""
        before = datetime.fromtimestamp(self.clock(), UTC) - timedelta(days=KEPT_DAYS)
        ended = ["SUCCESS", "ERROR", "CANCELLED"]
        look = functools.partial(
            DBOS.list_workflows, status=ended, end_time=before.isoformat(), limit=FORGOTTEN_AT_ONCE
        )
        while found := look(load_input=False, load_output=False):
            DBOS.delete_workflows([one.workflow_id for one in found])

    def _counted(self, work: Callable[P, T]) -> Callable[P, T]:
        """Keeps count of what is being worked on."""

        def counted(*given: P.args, **named: P.kwargs) -> T:
            self.door.until_free(YIELD_SECONDS)
            with self._lock:
                self._at_work += 1
            try:
                return work(*given, **named)
            finally:
                with self._lock:
                    self._at_work -= 1

        return counted

    def working(self) -> bool:
        """Whether there are workers that take requests up."""
        alive = {one.name for one in threading.enumerate() if one.is_alive()}
        return {f"queue-worker-{name}" for name in (QUEUE, CHANNELS)} <= alive

    def until_working(self, seconds: float = STARTING) -> None:
        """Waits until there are workers, or so many seconds: before that nobody may say that we are ready."""
        end = time.monotonic() + seconds
        while not self.working() and time.monotonic() < end:
            time.sleep(POLL)

    def waiting(self) -> tuple[int, float]:
        """How many requests are recorded and not answered, as far as counted, and for how many seconds the first of them."""
        look = functools.partial(
            DBOS.list_workflows, queue_name=[QUEUE, CHANNELS], status=["ENQUEUED", "PENDING"], limit=COUNTED
        )
        found = look(load_input=False, load_output=False)
        since = min((one.created_at or 0 for one in found), default=0) / 1000
        return len(found), max(self.clock() - since, 0.0) if found else 0.0

    def stop(self, seconds: int) -> int:
        """Ends the workers; what they are at may take so long. What is not done is done after the next start: gives how many.

        DBOS looks once a second whether they are done, so it is asked to wait only where somebody is at work.
        """
        self._stopped.set()
        DBOS.destroy(workflow_completion_timeout_sec=seconds if self._at_work else 0)
        return self._at_work


def _prepare(file: Path) -> None:
    """A file that several processes of one user may write, each commit on disk: it holds what people asked."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    with closing(sqlite3.connect(file, timeout=30)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _begun_in(file: Path) -> dict[str, int]:
    """Requests that were begun and not ended: DBOS counts each beginning before the work starts."""
    with closing(sqlite3.connect(file, timeout=30)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'workflow_status'").fetchone():
            return {}
        begun = "status IN ('PENDING', 'ENQUEUED') AND recovery_attempts > 0 AND name = 'answer'"
        return dict(connection.execute(f"SELECT workflow_uuid, recovery_attempts FROM workflow_status WHERE {begun}"))
