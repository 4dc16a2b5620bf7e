"""What Slack sends for what people do: the payloads of commands, clicks, submissions and shortcuts."""

from __future__ import annotations

import html
import re
from typing import Any

from workspace import shapes
from workspace.api.views import FIELDS
from workspace.errors import WorkspaceError
from workspace.state import State
from workspace.things import Message, View

Where = Message | View
MENTION = re.compile(r"(<[@#!][^<>]*>)")


def basis(state: State, user: str, kind: str) -> dict[str, Any]:
    """What every interaction holds: who, where, which app."""
    who, app = state.people[user], state.app
    team = state.teams[app.team_id]
    return {
        "type": kind,
        "user": {"id": who.id, "username": who.name, "name": who.name, "team_id": who.team_id},
        "api_app_id": app.id,
        "token": app.verification_token,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def place(state: State, channel: str) -> dict[str, str]:
    """A channel as interactions name it."""
    it = state.channels[channel]
    return {"id": it.id, "name": {"P": "privategroup", "D": "directmessage"}.get(it.kind, it.name)}


def slash(state: State, user: str, channel: str, command: str, text: str) -> dict[str, Any]:
    """A slash command's payload, without response_url."""
    who, app = state.people[user], state.app
    at = place(state, channel)
    return {
        "token": app.verification_token,
        "team_id": app.team_id,
        "team_domain": state.teams[app.team_id].domain,
        "channel_id": at["id"],
        "channel_name": at["name"],
        "user_id": who.id,
        "user_name": who.name,
        "command": command,
        "text": _sent(text),
        "api_app_id": app.id,
        "is_enterprise_install": "false",
        "trigger_id": state.trigger(user),
    }


def _sent(text: str) -> str:
    """What a person typed, as Slack sends it: three characters as entities, those of a mention left as they are."""
    parts = MENTION.split(text)
    parts[::2] = [html.escape(one, quote=False) for one in parts[::2]]
    return "".join(parts)


def elements(blocks: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every (block, element) that a person can act on."""
    pairs = []
    for block in blocks:
        inside = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
        pairs += [(block, one) for e in inside if isinstance(e, dict) and "action_id" in e for one in _pressed(e)]
    return pairs


def _pressed(element: dict[str, Any]) -> list[dict[str, Any]]:
    """What is pressed of an element: of feedback buttons one or the other, each with its own text and value."""
    if element["type"] != "feedback_buttons":
        return [element]
    each = (element["positive_button"], element["negative_button"])
    return [{"type": element["type"], "action_id": element["action_id"], **one} for one in each]


def blocks_of(where: Where) -> list[dict[str, Any]]:
    """The blocks of a message or view, cards of unfurls included."""
    if isinstance(where, View):
        return list(where.body["blocks"])
    below = [b for card in [*where.attachments, *where.unfurls.values()] for b in card.get("blocks", [])]
    return [*where.blocks, *below]


def element(
    where: Where, action_id: str, value: str | None = None, *, option: Any = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The block and element with that action (and value, if given). Raises `WorkspaceError`, naming those there are.

    `option`: of several, the one that offers it comes first.
    """
    known = elements(blocks_of(where))
    known.sort(key=lambda pair: all(one["value"] != option for one in pair[1].get("options", [])))
    for block, item in known:
        if item["action_id"] == action_id and (value is None or item.get("value", value) == value):
            return block, item
    names = ", ".join(f"{i['action_id']}={i.get('value', '')}" for _, i in known) or "none"
    raise WorkspaceError(f"there is no {action_id!r} (value {value!r}) to act on; there are: {names}")


def given(item: dict[str, Any], value: Any) -> dict[str, Any]:
    """What an element holds once a person entered `value`: text, a date, the value of an option, or a list of those."""
    field = FIELDS.get(item["type"])
    if field is None:
        raise WorkspaceError(f"nothing can be entered in a {item['type']}")
    if field in ("selected_option", "selected_options"):
        value = _options(item, value) if field.endswith("s") else _options(item, [value])[0]
    return {"type": item["type"], field: value}


def _options(item: dict[str, Any], values: list[Any]) -> list[dict[str, Any]]:
    listed = [*item.get("options", []), *(o for g in item.get("option_groups", []) for o in g["options"])]
    known = {o["value"]: o for o in listed}
    if item["type"].endswith("external_select"):
        known |= {v["value"]: v for v in values if isinstance(v, dict)}
    picked = [v["value"] if isinstance(v, dict) else v for v in values]
    if not set(picked) <= set(known):
        raise WorkspaceError(f"no such option in {item['action_id']}: {picked}; there are: {', '.join(known)}")
    return [known[p] for p in picked]


def actions(state: State, user: str, where: Where, block: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    """A block_actions payload for an element as it stands after the act, without response_url."""
    action = {"action_id": item["action_id"], "block_id": block["block_id"], "type": item["type"]}
    kept = {k: v for k, v in item.items() if k in ("text", "value", "style", "url", *FIELDS.values())}
    action |= kept | {"action_ts": state.ids.stamp(state.clock.now())}
    payload = basis(state, user, "block_actions") | {"actions": [action]}
    if isinstance(where, View):
        payload["trigger_id"] = state.trigger(user, where.id)
        return payload | {"container": {"type": "view", "view_id": where.id}, "view": shapes.view(state, where)}
    payload |= {"trigger_id": state.trigger(user), "channel": place(state, where.channel), "state": {"values": {}}}
    payload["container"] = {
        "type": "message",
        "message_ts": where.ts,
        "channel_id": where.channel,
        "is_ephemeral": bool(where.only_for),
        **({"thread_ts": where.thread_ts} if where.thread_ts else {}),
    }
    return payload if where.only_for else payload | {"message": shapes.message(state, where, metadata=True)}
