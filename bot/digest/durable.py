"""Digests as durable work: a clock finds what is due, and workers send it, channel by channel, several at a time.

What is due follows from the subscriptions and from what was sent, so a tick that was missed is made up by the next one, and two
processes that find the same digest agree by its row (`book/records/digests.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from bot.digest.runner import Runner
from bot.slack.web import SlackError

QUEUE = "digests"
WORKERS = 2
EVERY = 20.0
"""Seconds between two looks at what is due."""
log = structlog.get_logger("kam.digest")
_send: Callable[[str], str] | None = None
"""Set by `DigestClock`: DBOS finds workflows by name and keeps no objects."""


@DBOS.workflow(name="digest", max_recovery_attempts=20)
def send_digest(subscription: str) -> str:
    """Sends what is due of a subscription; what fails for now is found due again."""
    try:
        return _send(subscription) if _send is not None else "no sender"
    except SlackError as error:
        log.warning("digest later", subscription=subscription, why=str(error))
        return "later"
    except Exception:  # the boundary: the others are sent all the same
        log.exception("digest failed", subscription=subscription)
        return "later"


class DigestClock:
    """Looks what is due, in a thread of its own. Start it when DBOS runs."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="digest-clock", daemon=True)

    def start(self) -> None:
        """Begins to look."""
        global _send  # noqa: PLW0603 - see above
        _send = self.runner.send
        self._queue = DBOS.register_queue(QUEUE, worker_concurrency=WORKERS, partition_concurrency=1)
        self._thread.start()

    def tick(self) -> int:
        """Has everything that is due sent; gives how many."""
        found = self.runner.due()
        minute = f"{self.runner.services.now():%Y%m%d%H%M}"
        for one in found:
            name = f"digest:{one.slot.key(one.subscription)}:{minute}"
            with SetWorkflowID(name), SetEnqueueOptions(queue_partition_key=one.subscription.to):
                self._queue.enqueue(send_digest, one.subscription.id)
        return len(found)

    def _run(self) -> None:
        while not self._ended.wait(EVERY):
            try:
                self.tick()
            except Exception:  # the boundary: the next look is in twenty seconds
                log.exception("tick failed")

    def stop(self) -> None:
        """Looks no more."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(5)
