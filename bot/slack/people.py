"""Who is who in Slack: a person's language and time zone, and who would read what is written in a conversation."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.slack.web import Refused, SlackError, Unclear, Web

KEPT = 600.0
"""Seconds for which what is known of a person is kept; who is in a conversation is asked anew each time."""
FEW, SOON = 20, 60.0
"""After so many look-ups within so many seconds the whole company is read at once."""
STRANGERS = ("user_not_found", "user_not_visible")
"""What Slack says of somebody who is none of the company's."""


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
    """A conversation and who is in it but us. `shared`: with another company. `known`: whether the look-up worked at all.

    `inside`: whether we are in it. `look`: gives a person's profile; in a large room that is not done for everybody in vain.
    """

    channel: str
    look: Callable[[str], Profile]
    name: str = ""
    direct: bool = False
    shared: bool = True
    known: bool = False
    inside: bool = False
    users: tuple[str, ...] = ()


class Directory:
    """Looks people and conversations up. What is `sure` raises where Slack does not say; else that counts as the worst."""

    def __init__(self, web: Web, team: str, bot: str, now: Callable[[], float] = time.monotonic) -> None:
        self.web, self.team, self.bot = web, team, bot
        self._now = now
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Profile]] = {}
        self._asked: list[float] = []

    def profile(self, user: str) -> Profile:
        """A person; where the look-up fails, somebody from outside of whom nothing is known."""
        try:
            return self.sure_profile(user)
        except SlackError:
            return Profile(user)

    def sure_profile(self, user: str) -> Profile:
        """A person; whom Slack does not know is from outside. Raises SlackError where the look-up fails."""
        found = self._kept(user)
        if found is None and self._many():
            self._read_everybody()
            found = self._kept(user)
        if found is not None:
            return found
        try:
            of = self.web.read("users.info", user=user, include_locale=True).get("user")
        except Refused as refused:
            if refused.code not in STRANGERS:
                raise
            return Profile(user)
        if not isinstance(of, Mapping) or not of.get("id"):
            raise Unclear("users.info: nobody")
        made = self._profile(user, of)
        self._keep([made])
        return made

    def _kept(self, user: str) -> Profile | None:
        with self._lock:
            at, found = self._known.get(user, (0.0, None))
        return found if found is not None and self._now() - at < KEPT else None

    def _keep(self, found: Iterable[Profile]) -> None:
        with self._lock:
            self._known.update({one.user: (self._now(), one) for one in found})

    def _many(self) -> bool:
        """Whether so many people were asked for one by one that everybody is better asked for at once."""
        now = self._now()
        with self._lock:
            self._asked = [one for one in self._asked if now - one < SOON]
            self._asked.append(now)
            if len(self._asked) <= FEW:
                return False
            self._asked = []
            return True

    def _read_everybody(self) -> None:
        """Reads the whole company; where that fails, people go on being asked for one by one."""
        try:
            found = self.web.pages("users.list", "members", include_locale=True)
        except SlackError:
            return
        self._keep(self._profile(str(of.get("id")), of) for of in found if isinstance(of, Mapping) and of.get("id"))

    def _profile(self, user: str, of: Mapping[str, Any]) -> Profile:
        guest = any(of.get(name) for name in ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted"))
        own, teams = of.get("profile") or {}, (of.get("enterprise_user") or {}).get("teams") or []
        return Profile(
            user=user,
            name=str(own.get("display_name") or of.get("real_name") or of.get("name") or ""),
            locale=str(of.get("locale") or ""),
            tz=str(of.get("tz") or ""),
            outside=guest or of.get("id") != user or self.team not in (of.get("team_id"), *teams),
            is_bot=bool(of.get("is_bot")),
        )

    def room(self, channel: str) -> Room:
        """A conversation with all its members; one that cannot be looked up, or not wholly, is not known."""
        try:
            return replace(self.sure_room(channel), look=self.profile)
        except SlackError:
            return Room(channel, self.profile)

    def sure_room(self, channel: str) -> Room:
        """The same, whose `look` is sure too. Raises SlackError where the look-up fails."""
        of = self.web.read("conversations.info", channel=channel).get("channel")
        if not isinstance(of, Mapping) or of.get("id") != channel:
            raise Unclear("conversations.info: not this one")
        if of.get("is_im"):
            other = str(of.get("user") or "")
            return Room(
                channel, self.sure_profile, direct=True, shared=False, known=bool(other), inside=True, users=(other,)
            )
        members = [str(one) for one in self.web.pages("conversations.members", "members", channel=channel)]
        shared = any(of.get(name) for name in ("is_ext_shared", "is_shared", "is_org_shared", "is_pending_ext_shared"))
        return Room(
            channel,
            self.sure_profile,
            name=str(of.get("name") or ""),
            shared=bool(shared),
            known=bool(members),
            inside=self.bot in members,
            users=tuple(one for one in members if one != self.bot),
        )
