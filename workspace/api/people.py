"""auth.*, team.*, users.*, reactions.* and assistant.threads.*."""

from __future__ import annotations

import re

from workspace import limits, shapes
from workspace.api.registry import Answer, Call, method
from workspace.errors import Refused
from workspace.things import Assistant, Person


@method("auth.test")
def auth_test(call: Call) -> Answer:
    """Whose token it is."""
    app = call.state.app
    team = call.state.teams[app.team_id]
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": call.state.people[app.bot_user].name,
        "team_id": team.id,
        "user_id": app.bot_user,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


@method("api.test")
def api_test(call: Call) -> Answer:
    """Gives the arguments back."""
    return {"args": {k: v for k, v in call.args.items() if k != "token"}}


@method("team.info", "team:read")
def team_info(call: Call) -> Answer:
    """A company; the app's own unless `team` names another."""
    team = call.state.teams.get(call.get("team") or call.state.app.team_id)
    if team is None:
        raise Refused("team_not_found")
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def _person(call: Call) -> Person:
    person = call.state.people.get(call.need("user", "user_not_found"))
    if person is None:
        raise Refused("user_not_found")
    return person


@method("users.info", "users:read")
def users_info(call: Call) -> Answer:
    """One person; their language with `include_locale`, their email with `users:read.email`."""
    email = "users:read.email" in call.state.app.scopes
    return {"user": shapes.person(call.state, _person(call), email=email, locale=call.flag("include_locale"))}


@method("users.list", "users:read")
def users_list(call: Call) -> Answer:
    """Everyone of the app's company, in pages."""
    own = [p for p in call.state.people.values() if p.team_id == call.state.app.team_id]
    found, page = call.page(own, 1000)
    email, locale = "users:read.email" in call.state.app.scopes, call.flag("include_locale")
    members = [shapes.person(call.state, p, email=email, locale=locale) for p in found]
    return {"members": members, "cache_ts": int(call.state.clock.now()), "response_metadata": page["response_metadata"]}


@method("users.profile.get", "users.profile:read")
def users_profile_get(call: Call) -> Answer:
    """A person's profile."""
    return {"profile": shapes.profile(_person(call), email="users:read.email" in call.state.app.scopes)}


@method("reactions.add", "reactions:write")
def reactions_add(call: Call) -> Answer:
    """The bot puts an emoji under a message."""
    channel, name = call.channel(member=True), call.need("name", "no_reaction").strip(":")
    if not re.fullmatch(r"[a-z0-9_+'\-]+(::skin-tone-\d)?", name):
        raise Refused("invalid_name")
    message = call.state.find(channel.id, call.need("timestamp", "no_item_specified"))
    users = message.reactions.setdefault(name, [])
    if call.state.app.bot_user in users:
        raise Refused("already_reacted")
    users.append(call.state.app.bot_user)
    call.events.reacted(call.state.app.bot_user, message, name)
    return {}


def _thread(call: Call) -> Assistant:
    """What is set on the thread that a call names; in a DM alone it may be one without messages yet."""
    channel = call.channel("channel_id")
    return call.state.assistant(channel.id, call.need("thread_ts", "invalid_thread_ts"))


@method("assistant.threads.setStatus", "assistant:write", "chat:write")
def set_status(call: Call) -> Answer:
    """What is shown while the app thinks; "" takes it away."""
    _thread(call).statuses.append(call.get("status"))
    return {}


@method("assistant.threads.setTitle", "assistant:write")
def set_title(call: Call) -> Answer:
    """The thread's title."""
    _thread(call).title = call.need("title")
    return {}


@method("assistant.threads.setSuggestedPrompts", "assistant:write", "chat:write")
def set_prompts(call: Call) -> Answer:
    """Up to four prompts that a person may choose. Without a thread they stand above the whole conversation."""
    channel, prompts = call.channel("channel_id"), call.structure("prompts")
    if not isinstance(prompts, list) or not all(
        isinstance(p, dict) and {"title", "message"} <= set(p) for p in prompts
    ):
        raise Refused("invalid_arguments", [limits.problem("must be an array of {title, message}", "/prompts")])
    if len(prompts) > limits.PROMPTS:
        raise Refused("invalid_arguments", [limits.problem(f"no more than {limits.PROMPTS} items allowed", "/prompts")])
    thread = call.state.assistant(channel.id, call.get("thread_ts"))
    thread.prompts, thread.prompts_title = prompts, call.get("title")
    return {}
