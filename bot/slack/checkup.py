"""What `kam doctor` looks at in Slack: tokens, scopes, socket, clock, work file, the first admin. No token is shown."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path

from slack_sdk.errors import SlackApiError, SlackClientError

from book.access import Access, Person
from book.book import Book
from bot.check import Check
from bot.settings import Settings
from bot.slack.scopes import scopes
from bot.slack.web import Refused, SlackError, Web

USER = re.compile("[UW][A-Z0-9]+")
COPY = "A member id begins with U or W: your Slack profile, ⋮, Copy member ID."
SKEW = 60.0
"""Seconds by which this machine's clock may differ from Slack's: signed requests are refused from 300 on."""
PAGE = "docs/slack.md"
NETWORK = "Check the network, a proxy (HTTPS_PROXY) and SLACK_API_URL."


def slack_checks(settings: Settings, book: Book | None) -> Iterator[Check]:
    """Everything that the bot depends on in Slack. Without any setting of Slack's it is not set up, and that is all."""
    bot, app = (one.get_secret_value() for one in (settings.slack_bot_token, settings.slack_app_token))
    if not (bot or app):
        yield Check("Slack", "missing", "not set up", f"{PAGE} says how, in ten minutes.")
        return
    yield _kind("SLACK_BOT_TOKEN", bot, "xoxb-", "OAuth & Permissions")
    if app or not settings.slack_signing_secret.get_secret_value():
        yield _kind("SLACK_APP_TOKEN", app, "xapp-", "Basic Information, App-Level Tokens (connections:write)")
    if bot:
        yield from _workspace(Web(bot, settings.slack_api_url))
    if app:
        yield _socket(Web(app, settings.slack_api_url))
    yield _work_file(settings.work_file)
    if settings.http_port:
        yield _port(settings)
    if book is not None:
        yield _admins(settings, book)


def _kind(name: str, token: str, prefix: str, where: str) -> Check:
    if not token:
        return Check(name, "wrong", "not set", f"Copy it from the app's settings: {where}.")
    if not token.startswith(prefix):
        return Check(name, "wrong", f"does not begin with {prefix}", f"It is another token: copy the one of {where}.")
    return Check(name, "good", f"{prefix}…")


def _workspace(web: Web) -> Iterator[Check]:
    """Who we are there, what we may do, and what time it is there."""
    began = time.time()
    try:
        answer = web.client.api_call("auth.test")
    except SlackApiError as error:
        code = str(error.response.get("error") if isinstance(error.response.data, Mapping) else "no answer of Slack's")
        yield Check("workspace", "wrong", code, "Install the app again (Install App) and copy its token anew.")
        return
    except (SlackClientError, OSError, HTTPException, ValueError) as error:
        said = f"{web.base_url} does not answer ({type(error).__name__})"
        yield Check("workspace", "wrong", said, NETWORK)
        return
    yield Check("workspace", "good", f"{answer.get('team')}, as {answer.get('user')}")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    yield _granted(str(headers.get("x-oauth-scopes") or ""))
    yield from _clock(str(headers.get("date") or ""), (began + time.time()) / 2)


def _granted(header: str) -> Check:
    granted = {one.strip() for one in header.split(",") if one.strip()}
    wanted = {one.name for one in scopes()}
    missing, more = sorted(wanted - granted), sorted(granted - wanted)
    if missing:
        said = f"missing: {', '.join(missing)}"
        return Check("scopes", "wrong", said, "Put manifest.json into App Manifest, then install the app again.")
    if more:
        said = f"more than needed: {', '.join(more)}"
        return Check("scopes", "good", said, "The bot does without; take them away when convenient.")
    return Check("scopes", "good", f"all {len(wanted)}")


def _clock(date: str, now: float) -> Iterator[Check]:
    try:
        skew = now - parsedate_to_datetime(date).timestamp()
    except ValueError:
        return
    far = abs(skew) > SKEW
    remedy = "Set this machine's clock (NTP): Slack's signatures are good for five minutes." if far else ""
    yield Check("clock", "wrong" if far else "good", f"{skew:+.0f} s beside Slack's", remedy)


def _socket(web: Web) -> Check:
    try:
        web.call("apps.connections.open")
    except Refused as refused:
        remedy = "Switch Socket Mode on, and make an app-level token with connections:write."
        return Check("socket", "wrong", f"cannot be opened: {refused}", remedy)
    except SlackError as error:
        return Check("socket", "wrong", str(error), NETWORK)
    return Check("socket", "good", "can be opened")


def _work_file(path: Path) -> Check:
    """Requests are recorded there before they are acknowledged."""
    folder = path.parent if str(path.parent) else Path()
    remedy = "Name a file in a folder that can be written with KAM_WORK; not on a network drive."
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return Check("work file", "wrong", f"{path}: its folder cannot be written", remedy)
    if path.exists():
        try:
            connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=2)
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.rollback()
            finally:
                connection.close()
        except sqlite3.Error as error:
            return Check("work file", "wrong", f"{path}: {error}", remedy)
    return Check("work file", "good", str(path))


def _admins(settings: Settings, book: Book) -> Check:
    people = Access.of(book.ledger, book.accounts).people
    known = sorted(user for user, person in people.items() if person.role == "admin")
    coming = [one for one in settings.first_admins if one not in people and is_user(one)]
    if wrong := [one for one in settings.first_admins if not is_user(one)]:
        return Check("admins", "wrong", f"KAM_ADMINS: {', '.join(wrong)} is no Slack member id", COPY)
    if fallen := not_admins(settings.first_admins, people):
        remedy = (
            "They have another role by now; `kam access grant ID admin` gives it back, or take them out of KAM_ADMINS."
        )
        return Check("admins", "wrong", f"KAM_ADMINS: {', '.join(fallen)} is not an admin", remedy)
    if known or coming:
        return Check("admins", "good", ", ".join([*known, *(f"{one} (from KAM_ADMINS)" for one in coming)]))
    remedy = f"Nobody may say who sees what: set KAM_ADMINS. {COPY}"
    return Check("admins", "missing", "none", remedy)


def is_user(text: str) -> bool:
    """Whether a text can be a Slack member's id."""
    return USER.fullmatch(text) is not None


def not_admins(named: Iterable[str], people: Mapping[str, Person]) -> list[str]:
    """Those of the settings' admins whom somebody has given another role."""
    return [one for one in named if one in people and people[one].role != "admin"]


def _port(settings: Settings) -> Check:
    """Whether nobody else listens there."""
    at = f"{settings.http_host}:{settings.http_port}"
    family = socket.AF_INET6 if ":" in settings.http_host else socket.AF_INET
    with socket.socket(family) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((settings.http_host, settings.http_port))
        except OSError as error:
            remedy = "Set KAM_HTTP_PORT to another port, unless it is `kam serve` that listens there."
            return Check("port", "wrong", f"{at}: {error.strerror}", remedy)
    return Check("port", "good", at)
