"""Events: what the workspace tells the app when something happens, if the app subscribed and may know."""

from __future__ import annotations

from typing import Any

from workspace import shapes
from workspace.deliveries import EVENTS_API, Deliveries, Delivery
from workspace.state import State
from workspace.things import Channel, File, Message, View

SUBSCRIPTIONS = {"C": "message.channels", "P": "message.groups", "D": "message.im", "G": "message.mpim"}


class Events:
    """Builds the envelope's payload around an event and hands it to the deliveries."""

    def __init__(self, state: State, deliveries: Deliveries) -> None:
        self._state = state
        self._deliveries = deliveries
        self.twins = False
        """True: a mention is always delivered twice, as message and as app_mention, even when only one was subscribed to."""

    def send(self, event: dict[str, Any], channel: Channel | None = None) -> Delivery:
        """Delivers an event as it is, subscribed to or not."""
        state, app = self._state, self._state.app
        event = {**event, "event_ts": event.get("event_ts") or state.ids.stamp(state.clock.now())}
        payload = {
            "token": app.verification_token,
            "team_id": app.team_id,
            "context_team_id": app.team_id,
            "context_enterprise_id": None,
            "api_app_id": app.id,
            "event": event,
            "type": "event_callback",
            "event_id": state.ids.make("Ev"),
            "event_time": int(state.clock.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": app.team_id,
                    "user_id": app.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
            "event_context": f"4-{state.ids.secret(40)}",
        }
        return self._deliveries.add(EVENTS_API, payload)

    def posted(self, message: Message) -> list[Delivery]:
        """A new message: `message`, and `app_mention` when it mentions the bot outside a DM."""
        channel = self._state.channels[message.channel]
        mentions = f"<@{self._state.app.bot_user}>" in message.text and channel.kind != "D" and not message.bot_id
        sent = []
        if self._hears(channel) or (mentions and self.twins):
            sent.append(self.send(self._message_event(message, channel), channel))
        if mentions and self._wants("app_mention", channel):
            sent.append(self.send(self._mention_event(message, channel), channel))
        return sent

    def _message_event(self, message: Message, channel: Channel) -> dict[str, Any]:
        shape = shapes.message(self._state, message)
        return {**shape, "channel": channel.id, "event_ts": message.ts, "channel_type": channel.type}

    def _mention_event(self, message: Message, channel: Channel) -> dict[str, Any]:
        shape = shapes.message(self._state, message)
        return {**shape, "type": "app_mention", "channel": channel.id, "event_ts": message.ts}

    def changed(self, message: Message, before: dict[str, Any]) -> None:
        """A message was edited, or got an unfurl."""
        channel = self._state.channels[message.channel]
        if self._hears(channel):
            now = shapes.message(self._state, message)
            more = {"message": now, "previous_message": before}
            self.send(self._hidden("message_changed", channel, more), channel)

    def removed(self, message: Message, before: dict[str, Any]) -> None:
        """A message was deleted."""
        channel = self._state.channels[message.channel]
        if self._hears(channel):
            more = {"previous_message": before, "deleted_ts": message.ts}
            self.send(self._hidden("message_deleted", channel, more), channel)

    def _hidden(self, subtype: str, channel: Channel, more: dict[str, Any]) -> dict[str, Any]:
        ts = self._state.ids.stamp(self._state.clock.now())
        basis = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel.id, "ts": ts, "event_ts": ts}
        return basis | {"channel_type": channel.type} | more

    def home_opened(self, user: str, channel: Channel, tab: str, view: View | None) -> Delivery | None:
        """Somebody opened the app's home or messages tab."""
        if "app_home_opened" not in self._state.app.events:
            return None
        event = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": tab}
        return self.send(event | ({"view": shapes.view(self._state, view)} if view else {}))

    def thread_started(self, user: str, channel: Channel, thread_ts: str, context: dict[str, Any]) -> Delivery | None:
        """Somebody opened a new thread with the assistant."""
        if "assistant_thread_started" not in self._state.app.events:
            return None
        thread = {"user_id": user, "context": context, "channel_id": channel.id, "thread_ts": thread_ts}
        return self.send({"type": "assistant_thread_started", "assistant_thread": thread})

    def linked(self, message: Message, links: list[dict[str, str]]) -> Delivery | None:
        """A message holds links of a domain that the app unfurls."""
        channel = self._state.channels[message.channel]
        if "link_shared" not in self._state.app.events or not links:
            return None
        unfurl_id = f"{message.channel}-{message.ts}-{self._state.ids.secret(8)}"
        self._state.unfurl_ids[unfurl_id] = (message.channel, message.ts)
        event = {
            "type": "link_shared",
            "user": message.user,
            "channel": channel.id,
            "message_ts": message.ts,
            "links": links,
            "source": "conversations_history",
            "unfurl_id": unfurl_id,
            "is_bot_user_member": self._state.app.bot_user in channel.members,
        }
        return self.send(event | ({"thread_ts": message.thread_ts} if message.thread_ts else {}), channel)

    def file_shared(self, file: File, message: Message) -> Delivery | None:
        """A file was shared in a channel."""
        channel = self._state.channels[message.channel]
        if not self._wants("file_shared", channel):
            return None
        event = {"type": "file_shared", "file_id": file.id, "user_id": message.user, "file": {"id": file.id}}
        return self.send(event | {"channel_id": channel.id}, channel)

    def reacted(self, user: str, message: Message, name: str) -> Delivery | None:
        """Somebody put an emoji under a message."""
        channel = self._state.channels[message.channel]
        if not self._wants("reaction_added", channel):
            return None
        item = {"type": "message", "channel": channel.id, "ts": message.ts}
        return self.send(
            {"type": "reaction_added", "user": user, "reaction": name, "item": item, "item_user": message.user}, channel
        )

    def joined(self, user: str, channel: Channel) -> Delivery | None:
        """Somebody came into a channel."""
        if not self._wants("member_joined_channel", channel):
            return None
        kind = "C" if channel.kind == "C" else "G"
        event = {"type": "member_joined_channel", "user": user, "channel": channel.id, "channel_type": kind}
        return self.send(event | {"team": self._state.people[user].team_id}, channel)

    def _hears(self, channel: Channel) -> bool:
        return self._wants(SUBSCRIPTIONS[channel.kind], channel)

    def _wants(self, name: str, channel: Channel) -> bool:
        return name in self._state.app.events and self._state.app.bot_user in channel.members
