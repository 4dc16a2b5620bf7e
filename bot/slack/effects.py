"""What an answer does in Slack, as values: a handler gives them, the outbox performs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Block = Mapping[str, Any]


def always() -> bool:
    """What may be shown at any time."""
    return True


View = Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """`text` says in words what the blocks show: for notifications, screen readers, and where blocks are refused."""

    text: str
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Tell:
    """To the asker alone: ephemeral in a channel, a plain message in the DM. At most one in an answer (see `outbox`)."""

    message: Message


@dataclass(frozen=True)
class Say:
    """To everybody in a channel or thread. Who may see it was decided before; `still` is asked again after every wait."""

    message: Message
    channel: str
    thread: str | None = None
    still: Callable[[], bool] = always


@dataclass(frozen=True)
class Replace:
    """Puts other content into a message of ours; in a message that only the clicker sees, through the click's address."""

    message: Message
    channel: str = ""
    ts: str = ""


@dataclass(frozen=True)
class Stream:
    """An answer written piece by piece in a thread; `message` is what stands there in the end."""

    pieces: Sequence[str]
    message: Message
    channel: str
    thread: str
    still: Callable[[], bool] = always


@dataclass(frozen=True)
class Open:
    """A modal. `instead`: what is told where it can no longer be opened (three seconds after the click)."""

    view: View
    instead: Message


@dataclass(frozen=True)
class Show:
    """Other content in a modal that is open."""

    view_id: str
    view: View


@dataclass(frozen=True)
class Publish:
    """Somebody's home tab."""

    user: str
    view: View


@dataclass(frozen=True)
class Upload:
    """A file in a conversation; `alt` says in words what a picture shows. `channel` "": the DM with the asker.

    `still`: asked before it is shown, and again after every wait.
    """

    name: str
    content: bytes
    title: str
    alt: str
    channel: str = ""
    thread: str | None = None
    still: Callable[[], bool] = always


@dataclass(frozen=True)
class Unfurl:
    """Cards below links of a message, by address; `still` is asked again after every wait."""

    cards: Mapping[str, Mapping[str, Any]]
    channel: str
    ts: str
    unfurl_id: str = ""
    still: Callable[[], bool] = always


@dataclass(frozen=True)
class Status:
    """What the agent says that it is doing; "" ends it."""

    text: str
    channel: str
    thread: str


@dataclass(frozen=True)
class Title:
    """The title of a thread with the agent."""

    text: str
    channel: str
    thread: str


@dataclass(frozen=True)
class Prompts:
    """What the agent proposes to ask: title and text, four at most."""

    prompts: Sequence[tuple[str, str]]
    title: str
    channel: str
    thread: str


Effect = Tell | Say | Replace | Stream | Open | Show | Publish | Upload | Unfurl | Status | Title | Prompts
