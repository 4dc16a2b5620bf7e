"""What a person does on the page, done in the workspace."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workspace import acts, modals
from workspace.acts import Where
from workspace.api.views import FIELDS
from workspace.deliveries import Delivery
from workspace.errors import WorkspaceError
from workspace.page.elements import key
from workspace.page.forms import Sent
from workspace.page.sight import Sight
from workspace.people import People
from workspace.shapes import short
from workspace.things import Message, Person, View

COMMAND = re.compile(r"(/\S+)\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Acting:
    """Does what a form says. Each act gives what was delivered to the app, and perhaps where to look next."""

    people: People
    command: str = "/kam"

    def say(self, sight: Sight, sent: Sent) -> str | None:
        """A text, a command, or files. Gives the thread to look at where the app answers in it. Raises `WorkspaceError`."""
        if sight.thread and not sight.in_thread():
            raise WorkspaceError(sight.scene.words("changed"))
        text = (sent.get("prompt") or sent.get("text")).strip()
        found = COMMAND.fullmatch(text)
        if sent.files:
            message = self.people.drop_all(sight.channel, sight.who, sent.files, text, sight.thread or None)
            return self._answered_at(sight, message)
        if found and found[1] == self.command and not sight.has_app():
            raise WorkspaceError(sight.scene.words("no_command"))
        if found and found[1] == self.command and sight.thread:
            raise WorkspaceError(sight.scene.words("no_command_in_thread"))
        if found and found[1] == self.command:
            self.people.slash(sight.who, sight.channel, found[1], found[2].strip())
            return None
        if not text:
            return None
        said, blocks = written(text, {one.name: one.id for one in sight.state.people.values()})
        message = self.people.say(sight.channel, sight.who, said, sight.thread or None, blocks=blocks)
        return self._answered_at(sight, message)

    def _answered_at(self, sight: Sight, message: Message) -> str | None:
        """The app answers in a thread what is written to it alone; in a channel it answers the asker there."""
        return message.root if sight.channel.kind == "D" else None

    def press(self, sight: Sight, sent: Sent) -> Delivery:
        """A button, or what was chosen in a menu. Raises `WorkspaceError` where it is no longer there."""
        where, (name, _, choice) = self._where(sight, sent), sent.get("press").partition(":")
        block, item = _element(where, name, sight)
        block.setdefault("block_id", name)
        if isinstance(where, View):
            fill(where, sent)
        if choice:
            return self.people.act(sight.who, where, block, item | {"selected_option": _option(item, choice, sight)})
        if item["type"] in FIELDS:
            values = sent.all(f"c:{name}") or sent.all(f"v:{name}")
            entered = given(item, values)
            if isinstance(where, View):
                where.values.setdefault(block["block_id"], {})[item["action_id"]] = entered
            return self.people.act(sight.who, where, block, item | entered)
        return self.people.act(sight.who, where, block, item)

    def submit(self, sight: Sight, sent: Sent) -> Delivery | None:
        """Sends a form off; one with an empty field that is required stays, and says so there."""
        view = _view(sight, sent)
        fill(view, sent)
        view.errors = dict.fromkeys(modals.missing(view), sight.scene.words("required"))
        if not view.errors:
            return self.people.submit(sight.who, view)
        sight.state.touch()  # nothing else comes of it that one would wait for
        return None

    def close(self, sight: Sight, sent: Sent) -> None:
        """Closes a form; one that is closed already stays so, as after Escape pressed twice."""
        if not _is_closed(sight, sent):
            self.people.close(sight.who, _view(sight, sent))
        sight.state.touch()

    def shortcut(self, sight: Sight, sent: Sent) -> Delivery:
        """Something in a message's menu."""
        return self.people.message_shortcut(sight.who, self._where(sight, sent), sent.get("shortcut"))  # type: ignore[arg-type]

    def _where(self, sight: Sight, sent: Sent) -> Where:
        return _view(sight, sent) if sent.get("view") else message(sight, sent.get("channel"), sent.get("ts"))


def message(sight: Sight, channel: str, ts: str) -> Message:
    """A message that this person sees. Raises `WorkspaceError`."""
    seen = sight.state.seen_by(sight.who.id, channel) if channel in sight.state.channels else []
    for one in seen:
        if one.ts == ts:
            return one
    raise WorkspaceError(sight.scene.words("changed"))


def _view(sight: Sight, sent: Sent) -> View:
    found = sight.state.views.get(sent.get("view"))
    if found is None or found.user != sight.who.id or not found.is_open:
        raise WorkspaceError(sight.scene.words("changed"))
    return found


def _is_closed(sight: Sight, sent: Sent) -> bool:
    found = sight.state.views.get(sent.get("view"))
    return found is not None and found.user == sight.who.id and not found.is_open


def _element(where: Where, name: str, sight: Sight) -> tuple[dict[str, Any], dict[str, Any]]:
    at = name.partition(".")[0]
    known = acts.elements(acts.blocks_of(where))
    if not at.isdecimal() or int(at) >= len(known) or key(int(at), known[int(at)][1]) != name:
        raise WorkspaceError(sight.scene.words("changed"))
    return known[int(at)]


def _option(item: dict[str, Any], value: str, sight: Sight) -> dict[str, Any]:
    for one in item.get("options", []):
        if one["value"] == value:
            return dict(one)
    raise WorkspaceError(sight.scene.words("changed"))


def fill(view: View, sent: Sent) -> None:
    """Enters what a form holds for the fields of a view. Raises `WorkspaceError` for an option that is none."""
    for at, (block, item) in enumerate(acts.elements(view.body["blocks"])):
        if block["type"] == "input":
            entered = given(item, sent.all(f"v:{key(at, item)}"))
            view.values.setdefault(block["block_id"], {})[item["action_id"]] = entered


def given(item: dict[str, Any], values: list[str]) -> dict[str, Any]:
    """What an element holds once `values` were entered in it; null or nothing for an empty field, as in Slack."""
    field = FIELDS[item["type"]]
    several = field.endswith("s")
    kept = [one for one in values if one != ""]
    if not kept:
        return {"type": item["type"], field: [] if several else None}
    return acts.given(item, kept if several else kept[-1])


def written(text: str, people: Mapping[str, str]) -> tuple[str, list[dict[str, Any]]]:
    """What Slack's editor makes of a text: as markup, and as a block. Names after an @ are mentions, addresses are links."""
    said, elements = list[str](), list[dict[str, Any]]()
    known = {f"@{name.lower()}": person for name, person in people.items()}
    names = "|".join(sorted(map(re.escape, people), key=len, reverse=True))
    for part in re.split(rf"(?i)((?<![A-Z0-9_])@(?:{names})(?![A-Z0-9_])|https?://[^\s<>]+)", text):
        if person := known.get(part.lower()):
            said.append(f"<@{person}>")
            elements.append({"type": "user", "user_id": person})
        elif part.startswith(("http://", "https://")):
            said.append(f"<{_escaped(part)}>")
            elements.append({"type": "link", "url": part})
        elif part:
            said.append(_escaped(part))
            elements.append({"type": "text", "text": part})
    section = {"type": "rich_text_section", "elements": elements}
    return "".join(said), [{"type": "rich_text", "block_id": short(text), "elements": [section]}]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def person_of(people: dict[str, Person], name: str) -> Person:
    """Somebody to be, by name. Raises `WorkspaceError`."""
    for one in people.values():
        if one.name == name and not one.is_bot:
            return one
    raise WorkspaceError(f"there is no {name}")
