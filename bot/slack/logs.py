"""Structured logs, one JSON object a line on stderr. No token, name, question or figure of the book is in them.

Our own lines say only what they are given: words for what happened, ids, seconds. What libraries log, and what an exception
says, may hold a payload or a statement with its values: of those the place and the kind are kept, never the text.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

import structlog

FRAMES = 12
"""Frames of a traceback that are kept, the innermost."""


def configure_logs(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Everything that is logged from now on, ours and the libraries', goes to the stream (stderr) in this form."""
    out = stream or sys.stderr
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_messages,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(_Libraries())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    _without_handlers_of_its_own("dbos")
    sys.excepthook = lambda kind, error, trace: _uncaught(kind, error, trace, "main")
    threading.excepthook = lambda given: _uncaught(
        given.exc_type, given.exc_value, given.exc_traceback, given.thread.name if given.thread else ""
    )


def _without_handlers_of_its_own(name: str) -> None:
    """DBOS writes to stderr by itself unless there is a handler already."""
    logger = logging.getLogger(name)
    logger.handlers[:] = [logging.NullHandler()]
    logger.propagate = True


def _without_messages(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What happened first, and an exception as its kind and its frames."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    told = _told(error) if error is not None else {}
    return {"event": event.pop("event", ""), **event, **told}


def _told(error: BaseException) -> dict[str, Any]:
    """Kinds of an exception and its causes, the latest first, and where it came from."""
    kinds = list[str]()
    one: BaseException | None = error
    while one is not None and len(kinds) < FRAMES:
        kinds.append(f"{type(one).__module__}.{type(one).__qualname__}")
        one = one.__cause__ or one.__context__
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {"error": kinds, "at": [f"{'/'.join(f.filename.split('/')[-3:])}:{f.lineno} {f.name}" for f in frames]}


class _Libraries(logging.Formatter):
    """What a library logged: its template, where it has one, without what was filled in."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object."""
        told = {
            "event": str(record.msg) if record.args else "not kept",
            "logger": record.name,
            "where": f"{record.module}:{record.lineno}",
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        error = record.exc_info[1] if record.exc_info else None
        return json.dumps({**told, **(_told(error) if error else {})}, ensure_ascii=False)


def _uncaught(
    kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None, thread: str
) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        structlog.get_logger("kam").critical("uncaught", thread=thread, exc_info=error or kind())
