"""Speaks to Slack's Web API. What comes of a call is one of four things: it was done, it was not, wait, or nobody knows.

Slack's own client tries again by itself, and so posts twice when a connection drops after the server accepted: it is told not to.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from ssl import SSLContext, create_default_context
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

SECONDS = 10
"""How long one call may take."""
PAGE = 200
PAGES = 50
SLACK, FILES = "slack.com", "files.slack.com"
NO_ANSWER = (SlackClientError, OSError, http.client.HTTPException, ValueError, AttributeError, TypeError)
"""What the client raises where no answer came, or one that is not of Slack's form: it trusts what is in it."""
NEVER_SENT = (ConnectionRefusedError, socket.gaierror)
"""Where surely nothing arrived: nobody listens, or there is no such host."""
PASSING = ("internal_error", "fatal_error", "request_timeout", "service_unavailable", "team_added_to_org")
"""What Slack says when it has a fault itself."""
NO_TOKEN = ("invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive")
"""What Slack says where the token is none, whatever was asked: that ends nothing, it has to be mended."""
DOWNLOAD = 50 * 1024 * 1024
"""Bytes of a file that are fetched at most."""


class SlackError(Exception):
    """A call that did not give what was asked."""


class RateLimited(SlackError):
    """Not done; may be tried again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"rate limited for {seconds:g} s")
        self.seconds = seconds


class Refused(SlackError):
    """Not done, for the reason `code`, Slack's word for it."""

    def __init__(self, code: str, needed: str = "") -> None:
        super().__init__(f"{code} (scope {needed})" if needed else code)
        self.code, self.needed = code, needed


class Unclear(SlackError):
    """Nobody knows whether it was done: the connection broke, the time ran out, or the server failed."""


class TooLarge(SlackError):
    """A file that is larger than what is fetched."""


class Web:
    """One workspace's Web API, for any thread. A method that Slack limits (in a channel) is not called before its time."""

    def __init__(self, token: str, base_url: str, now: Callable[[], float] = time.monotonic) -> None:
        self.token, self.base_url = token, base_url if base_url.endswith("/") else f"{base_url}/"
        self._now = now
        self._limited: dict[tuple[str, str], float] = {}

    @property
    def client(self) -> WebClient:
        """A client that tries nothing twice."""
        ssl = _ssl() if self.base_url.startswith("https:") else None
        return WebClient(self.token, base_url=self.base_url, timeout=SECONDS, ssl=ssl, retry_handlers=[])

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """One call, with what is None left out. Raises RateLimited, Refused, Unclear."""
        given = {name: value for name, value in arguments.items() if value is not None}
        return self._asked(method, str(given.get("channel") or ""), json=given)

    def pages(self, method: str, items: str, **arguments: Any) -> list[Any]:
        """All items of a method that answers in pages. Raises as `call`; Refused("too_many_pages") past the last allowed one."""
        found, cursor = list[Any](), ""
        for _ in range(PAGES):
            answer = self.read(method, **arguments, limit=PAGE, cursor=cursor or None)
            listed = answer.get(items)
            if not isinstance(listed, list):  # half an answer is none: who is missing may be the one that matters
                raise Unclear(f"{method}: no {items}")
            found += listed
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return found
        raise Refused("too_many_pages")

    def read(self, method: str, **arguments: Any) -> dict[str, Any]:
        """A call that only reads, sent as a form, as these methods want it. Raises as `call`."""
        given = {name: _form(value) for name, value in arguments.items() if value is not None}
        return self._asked(method, str(given.get("channel") or ""), params=given)

    def _asked(self, method: str, channel: str, **given: Any) -> dict[str, Any]:
        """The answer to a call. One that Slack limits is not made before its time, whichever thread asks."""
        left = self._limited.get((method, channel), 0.0) - self._now()
        if left > 0:
            raise RateLimited(left)
        try:
            answer = self.client.api_call(method, **given)
        except SlackApiError as error:
            said = _said(error)
            if isinstance(said, RateLimited):
                self._limited[(method, channel)] = self._now() + said.seconds
            raise said from None
        except NO_ANSWER as error:
            raise Unclear(f"{method}: {type(error).__name__}") from None
        self._limited.pop((method, channel), None)
        if not isinstance(answer.data, Mapping):
            raise Unclear(f"{method}: no JSON")
        return dict(answer.data)

    def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Answers at a response_url. Raises as `call`; Refused where it takes no more, or where nobody is there to take it."""
        if not _is_address(url):
            raise Refused("invalid_url")
        try:
            ssl = _ssl() if url.startswith("https:") else None
            answer = WebhookClient(url, timeout=SECONDS, ssl=ssl, retry_handlers=[]).send_dict(dict(body))
        except NO_ANSWER as error:
            if isinstance(getattr(error, "reason", error), NEVER_SENT):
                raise Refused("unreachable_url") from None
            raise Unclear(f"response_url: {type(error).__name__}") from None
        if answer.status_code == http.HTTPStatus.TOO_MANY_REQUESTS:
            raise RateLimited(_seconds(answer.headers))
        if answer.status_code >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unclear(f"response_url: {answer.status_code}")
        if answer.status_code != http.HTTPStatus.OK:
            raise Refused(_code(answer.body) or "used_url")

    def upload(self, name: str, content: bytes, title: str, alt: str) -> str:
        """Brings a file to Slack, shown nowhere yet; gives its id. Raises as `call`."""
        made = self.read("files.getUploadURLExternal", filename=name, length=len(content), alt_txt=alt or None)
        request = urllib.request.Request(str(made["upload_url"]), content)  # noqa: S310 - the address that Slack gave
        request.add_header("Content-Type", "application/octet-stream")
        try:
            with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310
                return str(made["file_id"])
        except (OSError, http.client.HTTPException) as error:
            raise Unclear(f"upload of {title}: {type(error).__name__}") from None

    def download(self, file: Mapping[str, Any]) -> bytes:
        """A file's content. Raises Refused("missing_scope") where Slack gives its sign-in page instead; TooLarge; Unclear."""
        url = str(file.get("url_private_download") or file.get("url_private") or "")
        if file.get("is_external") or not self._holds_files(url):  # the token goes along: to Slack's own host alone
            raise Refused("external_file")
        if int(file.get("size") or 0) > DOWNLOAD:
            raise TooLarge(f"{file.get('size')} bytes")
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {self.token}"})  # noqa: S310
        try:
            with _no_redirects.open(request, timeout=SECONDS * 3) as answer:
                content = answer.read(DOWNLOAD + 1)
                kind = answer.headers.get_content_type()
        except (OSError, http.client.HTTPException) as error:
            raise Unclear(f"download: {type(error).__name__}") from None
        if len(content) > DOWNLOAD:
            raise TooLarge(f"over {DOWNLOAD} bytes")
        if kind == "text/html" and file.get("mimetype") != "text/html":
            raise Refused("missing_scope", "files:read")
        return bytes(content)

    def _holds_files(self, url: str) -> bool:
        """Whether an address is one of Slack's files: on files.slack.com, or on the server that stands in for Slack."""
        asked, known = urlsplit(url), urlsplit(self.base_url)
        if known.hostname == SLACK:
            return asked.scheme == "https" and asked.hostname == FILES and asked.port in (None, 443)
        return (asked.scheme, asked.netloc) == (known.scheme, known.netloc)


def _is_address(url: str) -> bool:
    try:
        found = urlsplit(url)
        return found.scheme in ("http", "https") and bool(found.hostname) and found.port != 0
    except ValueError:
        return False


@cache
def _ssl() -> SSLContext:
    """The certificates that we trust, read once: left to itself, each call reads them anew, which takes longer than the call."""
    return create_default_context()


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the token would go along."""

    def redirect_request(self, *_: Any) -> None:
        return None


_no_redirects = urllib.request.build_opener(_SameHost())


def _form(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, Mapping | Sequence) and not isinstance(value, str) else value


def _said(error: SlackApiError) -> SlackError:
    """What an answer of Slack's means."""
    answer = error.response
    status = int(getattr(answer, "status_code", 200) or 200)
    data = getattr(answer, "data", None)
    code = str(data.get("error") or "") if isinstance(data, Mapping) else ""
    code = code if re.fullmatch(r"\w{1,60}", code, re.ASCII) else ""  # the client puts what is no JSON there
    if status == http.HTTPStatus.TOO_MANY_REQUESTS or code in ("ratelimited", "rate_limited"):
        return RateLimited(_seconds(getattr(answer, "headers", {})))
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR or not code or code in PASSING:
        return Unclear(f"{status} {code}".strip())
    return Refused(code, str(data.get("needed") or "") if isinstance(data, Mapping) else "")


def _seconds(headers: Mapping[str, Any]) -> float:
    """Retry-After; a second where Slack does not say."""
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
    try:
        return max(float(found[0] if isinstance(found, list) else found), 0.0)
    except ValueError:
        return 1.0


def _code(body: str) -> str:
    try:
        held = json.loads(body)
    except ValueError:
        return body.strip()[:40]
    return str(held.get("error") or "") if isinstance(held, Mapping) else ""
