"""People, channels, messages, files and views as Slack writes them in JSON."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from workspace.state import State
from workspace.things import Channel, File, Message, Person, View

Shape = dict[str, Any]


def person(state: State, who: Person, *, email: bool, locale: bool) -> Shape:
    """A user object of `users.info`."""
    shape: Shape = {
        "id": who.id,
        "team_id": who.team_id,
        "name": who.name,
        "deleted": who.deleted,
        "real_name": who.real_name,
        "tz": who.tz,
        "tz_label": who.tz,
        "tz_offset": who.tz_offset,
        "profile": profile(who, email=email),
        "is_admin": who.is_admin,
        "is_owner": False,
        "is_restricted": who.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": who.is_bot,
        "is_app_user": False,
        "updated": int(state.clock.now()),
    }
    if who.team_id != state.app.team_id:
        shape["is_stranger"] = True
    return shape | ({"locale": who.locale} if locale else {})


def profile(who: Person, *, email: bool) -> Shape:
    """A profile object; the email only for those who may read it."""
    shape: Shape = {
        "real_name": who.real_name,
        "display_name": who.name,
        "title": "",
        "status_text": "",
        "status_emoji": "",
        "team": who.team_id,
    }
    if who.bot_id:
        shape |= {"bot_id": who.bot_id, "api_app_id": ""}
    return shape | ({"email": who.email} if email and not who.is_bot else {})


def channel(state: State, it: Channel, *, count: bool = False) -> Shape:
    """A conversation object of `conversations.info`."""
    member = state.app.bot_user in it.members
    shape: Shape = {
        "id": it.id,
        "created": it.created,
        "is_archived": it.is_archived,
        "is_im": it.kind == "D",
        "is_org_shared": False,
        "context_team_id": state.app.team_id,
        "updated": it.created * 1000,
    }
    if it.kind == "D":
        others = [m for m in it.members if m != state.app.bot_user]
        return shape | {"user": others[0] if others else state.app.bot_user, "is_user_deleted": False, "priority": 0}
    shape |= {
        "name": it.name,
        "name_normalized": it.name,
        "is_channel": it.kind in "CP",
        "is_group": it.kind == "P",
        "is_mpim": it.kind == "G",
        "is_private": it.kind in "PG",
        "is_general": it.name == "general",
        "is_shared": it.is_ext_shared,
        "is_ext_shared": it.is_ext_shared,
        "is_pending_ext_shared": False,
        "is_member": member,
        "shared_team_ids": list(it.teams),
        "internal_team_ids": [state.app.team_id] if it.is_ext_shared else [],
        "connected_team_ids": [t for t in it.teams if t != state.app.team_id],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }
    return shape | ({"num_members": len(it.members)} if count else {})


def message(state: State, it: Message, *, metadata: bool = False) -> Shape:
    """A message object as `conversations.history` and interactions carry it."""
    team = state.people[it.user].team_id if it.user in state.people else state.app.team_id
    shape: Shape = {"type": "message", "user": it.user, "text": it.text, "ts": it.ts, "team": team}
    if it.bot_id:
        shape |= {"bot_id": it.bot_id, "app_id": it.app_id, "bot_profile": _bot_profile(state)}
    optional: Shape = {
        "client_msg_id": it.client_msg_id,
        "subtype": it.subtype,
        "blocks": it.blocks,
        "attachments": [*it.attachments, *({"from_url": url, **card} for url, card in it.unfurls.items())],
        "files": [file(state, state.files[f]) for f in it.files],
        "reactions": [{"name": n, "users": u, "count": len(u)} for n, u in it.reactions.items()],
        "edited": {"user": it.user, "ts": it.edited_ts} if it.edited_ts else None,
        "metadata": it.metadata if metadata else None,
        "thread_ts": it.thread_ts,
    }
    shape |= {name: value for name, value in optional.items() if value}
    return shape | _thread(state, it)


def _thread(state: State, it: Message) -> Shape:
    """What a message says about its thread."""
    if it.is_reply:
        parent = next((m for m in state.messages[it.channel] if m.ts == it.thread_ts), None)
        return {"parent_user_id": parent.user} if parent else {}
    replies = [] if it.only_for else state.replies(it)
    if not replies:
        return {}
    users = list(dict.fromkeys(r.user for r in replies))
    return {
        "thread_ts": it.ts,
        "reply_count": len(replies),
        "reply_users": users,
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
    }


def _bot_profile(state: State) -> Shape:
    app = state.app
    return {"id": app.bot_id, "app_id": app.id, "name": app.name, "team_id": app.team_id, "deleted": False}


def file(state: State, it: File) -> Shape:
    """A file object of `files.info`."""
    base = f"{state.base}/files-pri/{state.app.team_id}-{it.id}"
    slug = re.sub(r"[^a-z0-9._-]", "_", it.name.lower())
    return {
        "id": it.id,
        "created": it.created,
        "timestamp": it.created,
        "name": it.name,
        "title": it.title or it.name,
        "mimetype": it.mimetype,
        "filetype": it.name.rpartition(".")[2].lower() or "binary",
        "user": it.user,
        "user_team": state.people[it.user].team_id,
        "mode": "hosted",
        "size": it.length,
        "alt_txt": it.alt_text,
        "is_external": False,
        "is_public": False,
        "url_private": f"{base}/{slug}",
        "url_private_download": f"{base}/download/{slug}",
        "permalink": f"{state.base}/files/{it.user}/{it.id}/{slug}",
        "channels": [c for c in it.channels if state.channels[c].kind == "C"],
        "groups": [c for c in it.channels if state.channels[c].kind == "P"],
        "ims": [c for c in it.channels if state.channels[c].kind in "DG"],
    }


def view(state: State, it: View) -> Shape:
    """A view object of `views.open` and of interactions."""
    body = it.body
    shape: Shape = {
        "id": it.id,
        "team_id": state.app.team_id,
        "type": it.type,
        "blocks": body.get("blocks", []),
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": it.values},
        "hash": it.hash,
        "title": body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": bool(body.get("clear_on_close")),
        "notify_on_close": bool(body.get("notify_on_close")),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": it.previous_id,
        "root_view_id": it.root_id,
        "app_id": state.app.id,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": state.app.team_id,
        "bot_id": state.app.bot_id,
    }
    return shape


def with_ids(blocks: list[Shape], salt: str) -> list[Shape]:
    """Blocks with a block_id each, and an action_id in each element, as Slack adds them where the app gave none."""
    return [_with_id(block, f"{salt}{index}") for index, block in enumerate(blocks)]


def _with_id(block: Shape, salt: str) -> Shape:
    block = {**block, "block_id": block.get("block_id") or short(salt)}
    if isinstance(block.get("elements"), list) and block["type"] == "actions":
        block["elements"] = [_with_action(e, f"{salt}-{n}") for n, e in enumerate(block["elements"])]
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict):
            block[name] = _with_action(block[name], salt + name)
    return block


def _with_action(element: Shape, salt: str) -> Shape:
    if element.get("type") in ("image", "mrkdwn", "plain_text"):
        return element
    return {**element, "action_id": element.get("action_id") or short(salt)}


def short(salt: str) -> str:
    """Five characters that only depend on `salt`."""
    return hashlib.sha256(salt.encode()).hexdigest()[:5]
