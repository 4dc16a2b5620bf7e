"""Who is who in Slack: a person's language and time zone, and who would read what is written in a conversation."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.slack.web import SlackError, Web

KEPT = 600.0
"""Seconds for which what is known of a person is kept; who is in a conversation is asked anew each time."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A person of the workspace. `outside`: a guest, or somebody of another company."""

    user: str
    name: str = ""
    locale: str = ""
    tz: str = ""
    outside: bool = True
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A conversation and who is in it. `shared`: with another company. `known`: whether the look-up worked at all.

    `inside`: whether we are in it.
    """

    channel: str
    name: str = ""
    direct: bool = False
    shared: bool = True
    known: bool = False
    inside: bool = False
    members: tuple[Profile, ...] = ()


class Directory:
    """Looks people and conversations up."""

    def __init__(self, web: Web, team: str, bot: str, now: Callable[[], float] = time.monotonic) -> None:
        self.web, self.team, self.bot = web, team, bot
        self._now = now
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Profile]] = {}

    def profile(self, user: str) -> Profile:
        """A person; where the look-up fails, somebody from outside of whom nothing is known."""
        with self._lock:
            at, found = self._known.get(user, (0.0, None))
        if found is not None and self._now() - at < KEPT:
            return found
        try:
            made = self._profile(user)
        except SlackError:
            return Profile(user)
        with self._lock:
            self._known[user] = (self._now(), made)
        return made

    def _profile(self, user: str) -> Profile:
        of = self.web.read("users.info", user=user, include_locale=True).get("user") or {}
        guest = any(of.get(name) for name in ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted"))
        own = of.get("profile") or {}
        return Profile(
            user=user,
            name=str(own.get("display_name") or of.get("real_name") or of.get("name") or ""),
            locale=str(of.get("locale") or ""),
            tz=str(of.get("tz") or ""),
            outside=guest or of.get("team_id") != self.team,
            is_bot=bool(of.get("is_bot")),
        )

    def room(self, channel: str) -> Room:
        """A conversation with all its members; one that cannot be looked up is not known."""
        try:
            of = self.web.read("conversations.info", channel=channel).get("channel") or {}
            if of.get("is_im"):
                other = (self.profile(str(of.get("user"))),)
                return Room(channel, direct=True, shared=False, known=True, inside=True, members=other)
            members = self.web.pages("conversations.members", "members", channel=channel)
        except SlackError:
            return Room(channel)
        shared = any(of.get(name) for name in ("is_ext_shared", "is_shared", "is_org_shared", "is_pending_ext_shared"))
        people = tuple(self.profile(str(one)) for one in members if one != self.bot)
        return Room(
            channel,
            name=str(of.get("name") or ""),
            shared=bool(shared),
            known=True,
            inside=self.bot in members,
            members=people,
        )
