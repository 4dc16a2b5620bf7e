"""What one person has before them: who they are, which place, which thread; and what of it can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workspace.errors import WorkspaceError
from workspace.page.scene import Scene
from workspace.page.words import language, words
from workspace.state import State
from workspace.things import Assistant, Channel, Message, Person, View

DM, HOME = "dm", "home"


@dataclass(frozen=True)
class Sight:
    """`place`: a channel's name, or DM, or HOME (both are the conversation with the bot)."""

    state: State
    who: Person
    place: str
    thread: str
    scene: Scene

    @property
    def channel(self) -> Channel:
        """The conversation. Raises `WorkspaceError` where this person sees none of that name."""
        if self.place in (DM, HOME):
            return self.state.direct([self.who.id, self.state.app.bot_user])
        for channel in self.channels():
            if channel.name == self.place:
                return channel
        raise WorkspaceError(f"{self.who.name} sees no {self.place}")

    def channels(self) -> list[Channel]:
        """Channels that this person is in."""
        return [c for c in self.state.channels.values() if c.kind in "CP" and self.who.id in c.members]

    def has_app(self) -> bool:
        """Whether this person's company has the app: others cannot write to it or see its tab."""
        return self.who.team_id == self.state.app.team_id

    def seen(self) -> list[Message]:
        """What stands in the conversation itself, not in threads."""
        found = self.state.seen_by(self.who.id, self.channel.id)
        return [one for one in found if (not one.is_reply or one.broadcast) and one.subtype != "assistant_app_thread"]

    def in_thread(self) -> list[Message]:
        """The message that the thread hangs on, and what stands below it."""
        return [one for one in self.state.seen_by(self.who.id, self.channel.id) if one.root == self.thread]

    def home(self) -> View | None:
        """The tab that the app made for this person."""
        return self.state.home_of(self.who.id)

    def modal(self) -> View | None:
        """The form on top."""
        return (self.state.modals_of(self.who.id) or [None])[-1]  # type: ignore[list-item]

    def assistant(self) -> Assistant | None:
        """What the app says of the thread, or of the conversation where no thread is open."""
        return self.state.assistants.get((self.channel.id, self.thread))


Shortcuts = Mapping[str, Mapping[str, str]]
"""By language: callback id -> what stands in a message's menu."""


def sight(state: State, who: Person, place: str, thread: str, seal: str, shortcuts: Shortcuts) -> Sight:
    """What `who` sees at a place."""
    lang = language(who.locale)
    scene = Scene(state, words(lang), seal, who, who.tz_offset // 60, shortcuts.get(lang, {}))
    return Sight(state, who, place, thread, scene)


@dataclass
class Read:
    """Up to where each person has read each conversation."""

    upto: dict[tuple[str, str], float] = field(default_factory=dict)

    def looked(self, sight: Sight) -> None:
        """Everything that stands there now has been read, threads included."""
        found = sight.state.seen_by(sight.who.id, sight.channel.id)
        if found:
            self.upto[sight.who.id, sight.channel.id] = float(found[-1].ts)

    def unread(self, who: Person, channel: Channel, state: State) -> int:
        """How many messages of others came since."""
        since = self.upto.get((who.id, channel.id), 0.0)
        own = [m for m in state.ephemerals if m.only_for == who.id and m.channel == channel.id]
        return sum(
            float(m.ts) > since and m.user != who.id and not m.deleted for m in [*state.messages[channel.id], *own]
        )
