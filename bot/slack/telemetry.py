"""Numbers for those who run the bot (Prometheus): no name, question or figure of the book in them."""

from __future__ import annotations

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

WAITING = Gauge("kam_requests_waiting", "Requests recorded and not answered, as far as counted.", registry=REGISTRY)
OLDEST = Gauge("kam_requests_oldest_seconds", "Age of the oldest of them.", registry=REGISTRY)


def received(kind: str, seconds: float) -> None:
    """A delivery was recorded and acknowledged."""
    RECEIVED.labels(kind).inc()
    ACK.observe(seconds)


def answered(kind: str, outcome: str, work: float, whole: float) -> None:
    """A request was worked on."""
    ANSWERED.labels(kind, outcome).inc()
    WORK.labels(kind).observe(work)
    WHOLE.labels(kind).observe(max(whole, 0.0))


def outcomes() -> dict[str, int]:
    """Requests worked on since the start, by outcome."""
    found: dict[str, int] = {}
    for sample in (one for metric in ANSWERED.collect() for one in metric.samples if one.name.endswith("_total")):
        outcome = sample.labels["outcome"]
        found[outcome] = found.get(outcome, 0) + int(sample.value)
    return found


def exposed() -> bytes:
    """All numbers as Prometheus reads them."""
    return generate_latest(REGISTRY)
