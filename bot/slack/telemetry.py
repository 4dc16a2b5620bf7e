"""Numbers for those who run the bot (Prometheus), and structured logs: no name, question or figure of the book in either."""

from __future__ import annotations

import logging
import sys

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()
RECEIVED = Counter("kam_requests_received", "Deliveries of Slack, by kind.", ["kind"], registry=REGISTRY)
ANSWERED = Counter(
    "kam_requests_answered", "Requests worked on, by kind and outcome.", ["kind", "outcome"], registry=REGISTRY
)
WORK = Histogram("kam_answer_seconds", "From a worker's start to its end.", ["kind"], registry=REGISTRY)
WHOLE = Histogram("kam_request_seconds", "From the record of a request to its answer.", ["kind"], registry=REGISTRY)
ACK = Histogram("kam_ack_seconds", "From the receipt of a delivery to its acknowledgement.", registry=REGISTRY)
CALLS = Counter(
    "kam_slack_calls", "Calls of Slack's Web API, by method and result.", ["method", "result"], registry=REGISTRY
)
CONNECTED = Gauge("kam_slack_connected", "Whether the socket to Slack is alive.", registry=REGISTRY)


def received(kind: str, seconds: float) -> None:
    """A delivery was recorded and acknowledged."""
    RECEIVED.labels(kind).inc()
    ACK.observe(seconds)


def answered(kind: str, outcome: str, work: float, whole: float) -> None:
    """A request was worked on."""
    ANSWERED.labels(kind, outcome).inc()
    WORK.labels(kind).observe(work)
    WHOLE.labels(kind).observe(max(whole, 0.0))


def exposed() -> bytes:
    """All numbers as Prometheus reads them."""
    return generate_latest(REGISTRY)


def configure_logs(*, level: int = logging.INFO) -> None:
    """One JSON object a line on stderr; libraries' own logs from warnings on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        level=logging.WARNING,
        stream=sys.stderr,
        format='{"level": "%(levelname)s", "logger": "%(name)s", "event": "%(message)s"}',
    )
