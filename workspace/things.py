"""What a workspace consists of: teams, people, channels, messages, views, files, and the app that is installed in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

KINDS = {"C": "channel", "P": "group", "D": "im", "G": "mpim"}
"""First letter of a channel's kind -> the `channel_type` of its events. Ids of private channels begin with C too."""


@dataclass
class Team:
    """A workspace of a company."""

    id: str
    name: str
    domain: str


@dataclass
class Person:
    """Somebody with an account: `team_id` is the company's; another one than the app's makes this an outsider."""

    id: str
    name: str
    team_id: str
    real_name: str = ""
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600
    locale: str = "en-US"
    email: str = ""
    is_bot: bool = False
    is_restricted: bool = False
    is_admin: bool = False
    deleted: bool = False
    bot_id: str = ""


@dataclass
class Channel:
    """A conversation. `kind` is C public, P private, D direct message, G group of direct messages."""

    id: str
    name: str
    kind: str
    team_id: str
    members: list[str] = field(default_factory=list)
    is_ext_shared: bool = False
    is_archived: bool = False
    teams: list[str] = field(default_factory=list)
    created: int = 0

    @property
    def type(self) -> str:
        """The `channel_type` that events carry."""
        return KINDS[self.kind]


@dataclass
class Message:
    """A message that everyone in the channel sees, or that `only_for` alone sees (ephemeral)."""

    ts: str
    channel: str
    user: str
    text: str
    at: float
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: dict[str, Any] | None = None
    subtype: str | None = None
    bot_id: str = ""
    app_id: str = ""
    files: list[str] = field(default_factory=list)
    unfurls: dict[str, Any] = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edits: list[str] = field(default_factory=list)
    edited_ts: str | None = None
    deleted: bool = False
    only_for: str | None = None
    asked: dict[str, Any] = field(default_factory=dict)
    client_msg_id: str = ""

    @property
    def root(self) -> str:
        """The ts of the thread this message is in, or its own."""
        return self.thread_ts or self.ts

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread, below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class View:
    """A modal or a home tab of one person; `body` is what the app sent, `values` what the person filled in."""

    id: str
    user: str
    body: dict[str, Any]
    hash: str
    root_id: str
    previous_id: str | None = None
    is_open: bool = True
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """Either "modal" or "home"."""
        return str(self.body["type"])


@dataclass
class Trigger:
    """A right to open one modal within three seconds."""

    id: str
    user: str
    expires: float
    used: bool = False
    view_id: str | None = None


@dataclass
class ResponseUrl:
    """An address that takes five answers in thirty minutes; `message`: what was clicked, or what first came of the command."""

    path: str
    channel: str
    user: str
    expires: float
    message: Message | None = None
    uses: int = 0


@dataclass
class File:
    """A file: first an upload that was announced, then content, then shared in channels."""

    id: str
    name: str
    user: str
    length: int
    title: str = ""
    mimetype: str = "application/octet-stream"
    content: bytes | None = None
    complete: bool = False
    alt_text: str = ""
    channels: list[str] = field(default_factory=list)
    created: int = 0
    upload_path: str = ""


@dataclass
class Stream:
    """A message that is being written in pieces."""

    ts: str
    channel: str
    touched: float
    open: bool = True


@dataclass
class Assistant:
    """What the app set on an agent's thread; `statuses` are all that were shown, in order."""

    statuses: list[str] = field(default_factory=list)
    title: str = ""
    prompts: list[dict[str, str]] = field(default_factory=list)
    prompts_title: str = ""

    @property
    def status(self) -> str:
        """The status that stands now; "" when none does."""
        return self.statuses[-1] if self.statuses else ""

    def answered(self) -> None:
        """The app posted in the thread: that takes a status away."""
        if self.status:
            self.statuses.append("")


EVENTS = frozenset(
    (
        "message.channels",
        "message.groups",
        "message.im",
        "message.mpim",
        "app_mention",
        "app_home_opened",
        "link_shared",
        "file_shared",
        "reaction_added",
        "member_joined_channel",
        "assistant_thread_started",
        "assistant_thread_context_changed",
    )
)
SCOPES = frozenset(
    (
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "links:read",
        "links:write",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "reactions:write",
        "team:read",
        "users:read",
        "users:read.email",
        "users.profile:read",
    )
)


@dataclass
class App:
    """The app under test: its identifiers, tokens, scopes, and what it subscribed to."""

    id: str
    name: str
    team_id: str
    bot_user: str
    bot_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    events: set[str] = field(default_factory=lambda: set(EVENTS))
    unfurl_domains: set[str] = field(default_factory=lambda: {"crm.example.com"})
