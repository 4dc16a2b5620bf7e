"""The same deliveries over HTTP, signed as Slack signs them, for an app that listens on an address."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from workspace.deliveries import ACK_SECONDS, EVENTS_API, SLASH, Attempt, Deliveries, Delivery
from workspace.state import State
from workspace.things import App

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Opens addresses without a proxy, whatever the environment says."""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's `X-Slack-Signature`, version 0."""
    return "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """The body of a delivery and its content type: events are JSON, commands a form, interactions a form with one field."""
    if delivery.kind == EVENTS_API:
        return json.dumps(delivery.payload).encode(), JSON
    if delivery.kind == SLASH:
        return urlencode(delivery.payload).encode(), FORM
    return urlencode({"payload": json.dumps(delivery.payload)}).encode(), FORM


def headers(app: App, body: bytes, kind: str, now: float) -> dict[str, str]:
    """The headers of a signed request."""
    timestamp = str(int(now))
    return {
        "Content-Type": kind,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(app.signing_secret, timestamp, body),
    }


class SignedHttp:
    """Posts deliveries to `url`. An answer with a status of 200 to 299 is the acknowledgement, its body the response."""

    def __init__(self, url: str, state: State, deliveries: Deliveries, seconds: float = ACK_SECONDS) -> None:
        self._url = url
        self._state = state
        self._deliveries = deliveries
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(16, thread_name_prefix="signed")
        self._closed = threading.Event()

    def send(self, delivery: Delivery, attempt: Attempt) -> bool:
        """Posts an attempt in the background; always true, since what becomes of it is told later."""
        if not self._closed.is_set():
            self._pool.submit(self._post, delivery, attempt)
        return True

    def _post(self, delivery: Delivery, attempt: Attempt) -> None:
        body, kind = encoded(delivery)
        more = headers(self._state.app, body, kind, self._state.clock.now())
        if attempt.number:
            more |= {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": attempt.reason}
        response, reason = self._tried(lambda: self._ask(body, more))
        if reason:
            self._deliveries.failed(attempt.envelope_id, reason)
        else:
            self._deliveries.acknowledge(attempt.envelope_id, response)

    def _tried(self, ask: Callable[[], Any]) -> tuple[Any, str]:
        """What the app answered, or Slack's word for why it did not."""
        try:
            return ask(), ""
        except urllib.error.HTTPError as error:
            error.close()
            return None, "http_error"
        except TimeoutError:
            return None, "http_timeout"
        except OSError as error:
            timed_out = isinstance(getattr(error, "reason", None), TimeoutError)
            return None, "http_timeout" if timed_out else "connection_failed"

    def _ask(self, body: bytes, more: dict[str, str]) -> Any:
        request = urllib.request.Request(self._url, body, more)  # noqa: S310 - an address that the test gave
        with direct.open(request, timeout=self._seconds) as answer:
            text, kind = answer.read().decode(), answer.headers.get_content_type()
        if not text:
            return None
        return json.loads(text) if kind == JSON else text

    def verify(self) -> bool:
        """Slack's handshake when an address is entered: whether the app gives the challenge back."""
        challenge = self._state.ids.secret(32)
        app = self._state.app
        asked = {"token": app.verification_token, "challenge": challenge, "type": "url_verification"}
        body = json.dumps(asked).encode()
        more = headers(app, body, JSON, self._state.clock.now())
        response, _ = self._tried(lambda: self._ask(body, more))
        return challenge in (response, response.get("challenge") if isinstance(response, dict) else None)

    def close(self) -> None:
        """Waits for what is being posted, and posts no more."""
        self._closed.set()
        self._pool.shutdown(wait=True)
