"""Everything the workspace remembers, and the few ways it changes. One lock guards it: people and the Web API share it."""

from __future__ import annotations

import threading
from typing import Any

from workspace.clock import Clock, Ids
from workspace.errors import Refused, WorkspaceError
from workspace.things import (
    App,
    Assistant,
    Channel,
    File,
    Message,
    Person,
    ResponseUrl,
    Stream,
    Team,
    Trigger,
    View,
)

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0


class State:
    """A workspace's records. Raises `Refused` for what Slack refuses and `WorkspaceError` for what a test got wrong."""

    def __init__(self, seed: int = 7) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.ids = Ids(seed)
        self.teams: dict[str, Team] = {}
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, list[Message]] = {}
        self.ephemerals: list[Message] = []
        self.views: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.files: dict[str, File] = {}
        self.streams: dict[tuple[str, str], Stream] = {}
        self.assistants: dict[tuple[str, str], Assistant] = {}
        self.unfurl_ids: dict[str, tuple[str, str]] = {}
        self.history_lag = 0.0
        self.base = ""
        self.revision = 0
        """Grows whenever somebody may see something else than before."""
        self._app: App | None = None

    def forget(self) -> None:
        """What was said, shown and sent is gone; people, channels and the app stay. It is the first moment again."""
        with self.lock:
            for held in (*self.messages.values(), self.ephemerals):
                held.clear()
            known = (
                self.views,
                self.triggers,
                self.response_urls,
                self.files,
                self.streams,
                self.assistants,
                self.unfurl_ids,
            )
            for one in known:
                one.clear()
            self.clock.start_again()
            self.ids.start_again()
            self.touch()

    def touch(self) -> None:
        """Something may look different from now on."""
        self.revision += 1

    @property
    def app(self) -> App:
        """The installed app."""
        if self._app is None:
            raise WorkspaceError("no app is installed in this workspace: call install() first")
        return self._app

    def team(self, name: str) -> Team:
        """Adds a company."""
        domain = name.lower().replace(" ", "-")
        team = Team(self.ids.make("T"), name, domain)
        self.teams[team.id] = team
        return team

    def person(self, name: str, team: Team, **more: Any) -> Person:
        """Adds somebody with an account in `team`; `more` are fields of `Person`."""
        more = {"real_name": name.title(), "email": f"{name}@{team.domain}.example", **more}
        person = Person(self.ids.make("U"), name, team.id, **more)
        self.people[person.id] = person
        return person

    def install(self, name: str, team: Team) -> App:
        """Installs the app in `team`, with a bot user of its own and every scope and event the server knows."""
        bot = self.person(name, team, is_bot=True, bot_id=self.ids.make("B"))
        secret = self.ids.secret
        self._app = App(
            id=self.ids.make("A"),
            name=name,
            team_id=team.id,
            bot_user=bot.id,
            bot_id=bot.bot_id,
            bot_token=f"xoxb-{secret()}",
            app_token=f"xapp-1-{secret()}",
            signing_secret=secret(32),
            verification_token=secret(),
        )
        return self._app

    def channel(self, name: str, kind: str, members: list[str], team: Team | None = None, **more: Any) -> Channel:
        """Adds a conversation of `kind` C, P, D or G; `more` are fields of `Channel`."""
        home = team.id if team else self.app.team_id
        made = Channel(self.ids.make("D" if kind == "D" else "C"), name, kind, home, list(members), **more)
        made.created = int(self.clock.now())
        made.teams = sorted({self.people[m].team_id for m in members} | {home})
        self.channels[made.id] = made
        self.messages[made.id] = []
        return made

    def direct(self, people: list[str]) -> Channel:
        """The conversation of exactly these people, which is made when it is not there."""
        wanted = sorted(set(people))
        for channel in self.channels.values():
            if channel.kind in "DG" and sorted(channel.members) == wanted:
                return channel
        kind = "D" if len(wanted) <= 2 else "G"
        name = "directmessage" if kind == "D" else "mpdm-" + "--".join(self.people[p].name for p in wanted) + "-1"
        return self.channel(name, kind, wanted)

    def post(self, channel: str, user: str, text: str, **more: Any) -> Message:
        """Adds a message; `more` are fields of `Message`. One with `only_for` is ephemeral."""
        with self.lock:
            now = self.clock.now()
            message = Message(self.ids.stamp(now), channel, user, text, now, **more)
            if message.only_for:
                self.ephemerals.append(message)
            else:
                self.messages[channel].append(message)
            self.touch()
            return message

    def find(self, channel: str, ts: str) -> Message:
        """The message of that ts. Raises `Refused("message_not_found")`."""
        for message in reversed(self.messages.get(channel, [])):
            if message.ts == ts and not message.deleted:
                return message
        raise Refused("message_not_found")

    def replies(self, message: Message) -> list[Message]:
        """What stands below a message in its thread, oldest first."""
        return [m for m in self.messages[message.channel] if m.thread_ts == message.ts and m.is_reply and not m.deleted]

    def visible(self, message: Message) -> bool:
        """Whether the history shows a message already: with a lag it does so only later."""
        return not message.deleted and message.at + self.history_lag <= self.clock.now()

    def seen_by(self, user: str, channel: str) -> list[Message]:
        """What a person sees in a channel, threads and their own ephemeral messages included, in order of time."""
        with self.lock:
            own = [m for m in self.ephemerals if m.only_for == user and m.channel == channel and not m.deleted]
            shown = [m for m in self.messages[channel] if not m.deleted] if self.is_member(user, channel) else []
            return sorted([*shown, *own], key=lambda m: float(m.ts))

    def is_member(self, user: str, channel: str) -> bool:
        """Whether somebody is in a channel."""
        return user in self.channels[channel].members

    def trigger(self, user: str, view_id: str | None = None) -> str:
        """A new trigger id for `user`; with `view_id` it came from within that modal."""
        now = self.clock.now()
        made = Trigger(f"{int(now * 1000)}.{self.ids.secret(12)}", user, now + TRIGGER_SECONDS, view_id=view_id)
        self.triggers[made.id] = made
        return made.id

    def response_url(self, channel: str, user: str, message: Message | None = None) -> ResponseUrl:
        """A new response_url for what `user` did in `channel`."""
        path = f"/response/{self.app.team_id}/{self.ids.secret(24)}"
        made = ResponseUrl(path, channel, user, self.clock.now() + RESPONSE_SECONDS, message)
        self.response_urls[path] = made
        return made

    def assistant(self, channel: str, thread_ts: str) -> Assistant:
        """What the app set on this thread."""
        return self.assistants.setdefault((channel, thread_ts), Assistant())

    def home_of(self, user: str) -> View | None:
        """The home tab that the app published for somebody."""
        homes = [v for v in self.views.values() if v.user == user and v.type == "home"]
        return homes[-1] if homes else None

    def modals_of(self, user: str) -> list[View]:
        """The open modals of somebody, the one on top last."""
        return [v for v in self.views.values() if v.user == user and v.type == "modal" and v.is_open]
