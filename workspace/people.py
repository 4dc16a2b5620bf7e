"""What a person can do in Slack, as methods that tests call. Each builds Slack's real payloads and delivers them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlparse

from workspace import acts, modals, shapes
from workspace.acts import Where
from workspace.api.files import new_file
from workspace.api.registry import Call
from workspace.deliveries import INTERACTIVE, SLASH, Deliveries, Delivery
from workspace.errors import WorkspaceError
from workspace.events import Events
from workspace.responses import apply
from workspace.state import State
from workspace.things import Channel, Message, Person, View

Who = Person | str
Place = Channel | str


def name_of(it: Person | Channel | str) -> str:
    """The id of somebody or something, which may be given as itself or by its id."""
    return it if isinstance(it, str) else it.id


class People:
    """People at their keyboards. They are given as `Person` or id, channels as `Channel` or id."""

    def __init__(self, state: State, events: Events, deliveries: Deliveries) -> None:
        self._state = state
        self._events = events
        self._deliveries = deliveries

    def say(self, channel: Place, user: Who, text: str, thread: str | None = None, **more: Any) -> Message:
        """Writes a message; `thread` is the ts of the message to answer. Links of the app's domains are told to the app."""
        with self._state.lock:
            place, who = self._inside(channel, user)
            blocks = more.pop("blocks", None) or _rich(text)
            held: dict[str, Any] = {"blocks": blocks, "client_msg_id": str(uuid.UUID(int=self._number())), **more}
            message = self._state.post(place.id, who, text, thread_ts=thread, **held)
            self._events.posted(message)
            self._events.linked(message, self._links(text))
            return message

    def mention(self, channel: Place, user: Who, text: str, thread: str | None = None) -> Message:
        """Writes to the bot in a channel."""
        return self.say(channel, user, f"<@{self._state.app.bot_user}> {text}", thread)

    def share_link(self, channel: Place, user: Who, url: str, thread: str | None = None) -> Message:
        """Writes a link; it reaches the app as `link_shared` when its domain is one the app unfurls."""
        return self.say(channel, user, f"<{url}>", thread)

    def edit(self, message: Message, text: str) -> None:
        """Changes an own message."""
        with self._state.lock:
            before = shapes.message(self._state, message)
            message.edits.append(message.text)
            message.text, message.blocks = text, _rich(text)
            message.edited_ts = self._state.ids.stamp(self._state.clock.now())
            self._events.changed(message, before)

    def delete(self, message: Message) -> None:
        """Deletes an own message."""
        with self._state.lock:
            before = shapes.message(self._state, message)
            message.deleted = True
            self._events.removed(message, before)

    def react(self, message: Message, user: Who, name: str) -> None:
        """Puts an emoji under a message."""
        with self._state.lock:
            message.reactions.setdefault(name, []).append(name_of(user))
            self._events.reacted(name_of(user), message, name)

    def drop(
        self, channel: Place, user: Who, name: str, content: bytes, text: str = "", thread: str | None = None
    ) -> Message:
        """Drops a file: a message with it, and `file_shared`."""
        return self.drop_all(channel, user, [(name, content)], text, thread)

    def drop_all(
        self, channel: Place, user: Who, files: Sequence[tuple[str, bytes]], text: str = "", thread: str | None = None
    ) -> Message:
        """Drops several files at once: one message with all of them, and `file_shared` for each."""
        with self._state.lock:
            place, who = self._inside(channel, user)
            made = [new_file(self._state, who, name, len(content), content) for name, content in files]
            for file in made:
                file.complete = True
                file.channels.append(place.id)
            message = self.say(place, who, text, thread, subtype="file_share", files=[file.id for file in made])
            for file in made:
                self._events.file_shared(file, message)
            return message

    def join(self, channel: Place, user: Who) -> None:
        """Comes into a channel."""
        with self._state.lock:
            place, who = self._state.channels[name_of(channel)], name_of(user)
            place.members.append(who)
            place.teams = sorted({*place.teams, self._state.people[who].team_id})
            self._events.joined(who, place)

    def open_dm(self, user: Who, tab: str = "messages") -> Channel:
        """Opens the conversation with the bot, as a click on the app does."""
        with self._state.lock:
            who = name_of(user)
            channel = self._state.direct([who, self._state.app.bot_user])
            self._events.home_opened(who, channel, tab, self._state.home_of(who) if tab == "home" else None)
            return channel

    def open_home(self, user: Who) -> Channel:
        """Opens the app's home tab."""
        return self.open_dm(user, "home")

    def start_thread(self, user: Who, context: Place | None = None) -> Message:
        """Opens a new thread with the assistant, perhaps while looking at a channel. Gives the message it hangs on."""
        with self._state.lock:
            channel = self._state.direct([name_of(user), self._state.app.bot_user])
            root = self._state.post(channel.id, self._state.app.bot_user, "New thread", subtype="assistant_app_thread")
            seen = {"channel_id": name_of(context), "team_id": self._state.app.team_id} if context else {}
            self._events.thread_started(name_of(user), channel, root.ts, seen)
            return root

    def slash(self, user: Who, channel: Place, command: str, text: str = "") -> Delivery:
        """Enters a slash command; an answer in the acknowledgement is shown."""
        with self._state.lock:
            place, who = self._inside(channel, user)
            url = self._state.response_url(place.id, who)
            payload = acts.slash(self._state, who, place.id, command, text)
            payload["response_url"] = self._state.base + url.path

            def shown(response: Any) -> None:
                answer = {"text": response} if isinstance(response, str) else response
                if answer:
                    apply(Call(self._state, self._events, answer), url)

            return self._deliveries.add(SLASH, payload, shown)

    def click(self, user: Who, where: Where, action_id: str, value: str | None = None) -> Delivery:
        """Presses a button (the one with that value, if several share the action) of a message or view."""
        block, item = acts.element(where, action_id, value)
        return self.act(user, where, block, item)

    def choose(self, user: Who, where: Where, action_id: str, value: Any) -> Delivery:
        """Chooses in a select, menu, date picker, check boxes: `value` is an option's value, or a list of them.

        Of several menus that share the action it is the one that has that option.
        """
        block, item = acts.element(where, action_id, option=value)
        entered = acts.given(item, value)
        if isinstance(where, View):
            where.values.setdefault(block["block_id"], {})[action_id] = entered
        return self.act(user, where, block, {**item, **entered})

    def act(self, user: Who, where: Where, block: dict[str, Any], item: dict[str, Any]) -> Delivery:
        """Acts on an element that is already known, as it stands after the act."""
        who = name_of(user)
        with self._state.lock:
            payload = acts.actions(self._state, who, where, block, item)
            if isinstance(where, Message):
                url = self._state.response_url(where.channel, who, where)
                payload["response_url"] = self._state.base + url.path
            return self._deliveries.add(INTERACTIVE, payload)

    def suggest(self, user: Who, where: Where, action_id: str, typed: str) -> Delivery:
        """Types in an external select; the options come as the acknowledgement's response."""
        block, item = acts.element(where, action_id)
        more = {"action_id": item["action_id"], "block_id": block["block_id"], "value": typed}
        with self._state.lock:
            payload = acts.actions(self._state, name_of(user), where, block, item)
            del payload["actions"], payload["trigger_id"]
            return self._deliveries.add(INTERACTIVE, payload | more | {"type": "block_suggestion"})

    def fill(self, view: View, values: dict[str, Any]) -> None:
        """Enters values in a modal, by action id (or by block id, where that is what the app named)."""
        modals.fill(view, values)

    def submit(self, user: Who, view: View, values: dict[str, Any] | None = None) -> Delivery:
        """Fills a modal in and sends it off. What the app answers (errors, update, push, clear, nothing) happens to the modal."""
        with self._state.lock:
            modals.fill(view, values or {})
            modals.check_submittable(view)
            payload = acts.basis(self._state, name_of(user), "view_submission")
            payload |= {"trigger_id": self._state.trigger(name_of(user), view.id), "response_urls": []}
            payload["view"] = shapes.view(self._state, view)
            return self._deliveries.add(INTERACTIVE, payload, lambda r: modals.answered(self._state, view, r))

    def close(self, user: Who, view: View) -> Delivery | None:
        """Closes a modal; the app hears of it when it asked to (`notify_on_close`)."""
        with self._state.lock:
            view.is_open = False
            if not view.body.get("notify_on_close"):
                return None
            payload = acts.basis(self._state, name_of(user), "view_closed")
            payload |= {"view": shapes.view(self._state, view), "is_cleared": False}
            return self._deliveries.add(INTERACTIVE, payload)

    def message_shortcut(self, user: Who, message: Message, callback_id: str) -> Delivery:
        """Chooses a shortcut in a message's menu."""
        with self._state.lock:
            who = name_of(user)
            url = self._state.response_url(message.channel, who)
            payload = self._shortcut(who, "message_action", callback_id) | {"response_url": self._state.base + url.path}
            payload |= {"channel": acts.place(self._state, message.channel), "message_ts": message.ts}
            return self._deliveries.add(INTERACTIVE, payload | {"message": shapes.message(self._state, message)})

    def shortcut(self, user: Who, callback_id: str) -> Delivery:
        """Chooses a global shortcut."""
        with self._state.lock:
            return self._deliveries.add(INTERACTIVE, self._shortcut(name_of(user), "shortcut", callback_id))

    def _shortcut(self, who: str, kind: str, callback_id: str) -> dict[str, Any]:
        ts = self._state.ids.stamp(self._state.clock.now())
        more = {"callback_id": callback_id, "trigger_id": self._state.trigger(who), "action_ts": ts}
        return acts.basis(self._state, who, kind) | more

    def _inside(self, channel: Place, user: Who) -> tuple[Channel, str]:
        place, who = self._state.channels[name_of(channel)], name_of(user)
        if who not in place.members:
            raise WorkspaceError(f"{self._state.people[who].name} is not in {place.name} and cannot write there")
        return place, who

    def _links(self, text: str) -> list[dict[str, str]]:
        urls = re.findall(r"https?://[^\s<>|]+", text)
        domains = self._state.app.unfurl_domains
        return [{"domain": d, "url": u} for u in urls if (d := urlparse(u).hostname or "") in domains]

    def _number(self) -> int:
        return int.from_bytes(self._state.ids.secret(16).encode(), "big")


def _rich(text: str) -> list[dict[str, Any]]:
    """The block that Slack's own editor makes of a text; none for an empty one."""
    inside = [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}]
    return [{"type": "rich_text", "block_id": shapes.short(text), "elements": inside}] if text else []
