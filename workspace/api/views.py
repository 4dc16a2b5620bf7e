"""views.*: modals and home tabs."""

from __future__ import annotations

from typing import Any

from workspace import limits, shapes
from workspace.api.registry import Answer, Call, method
from workspace.errors import Refused
from workspace.state import State
from workspace.things import Trigger, View

DEPTH = 3
"""How many modals may lie on one another."""
BYTES = 250_000


def body_of(state: State, view: Any) -> dict[str, Any]:
    """A view as the app sent it, checked, with ids in its blocks."""
    limits.check_view(view)
    if len(str(view)) > BYTES:
        raise Refused("view_too_large")
    return {**view, "blocks": shapes.with_ids(view.get("blocks") or [], state.ids.secret(6))}


def use_trigger(call: Call) -> Trigger:
    """Uses up a trigger. Refuses with `invalid_trigger_id`, `expired_trigger_id` or `exchanged_trigger_id`."""
    trigger = call.state.triggers.get(call.need("trigger_id"))
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    if call.state.clock.now() > trigger.expires:
        raise Refused("expired_trigger_id")
    trigger.used = True
    return trigger


def show(state: State, user: str, body: dict[str, Any], below: View | None = None) -> View:
    """Opens a modal for somebody, on top of another one when there is one `below`. Refuses with `push_limit_reached`."""
    if below and len(state.modals_of(user)) >= DEPTH:
        raise Refused("push_limit_reached")
    name = state.ids.make("V")
    view = View(name, user, body, _hash(state), below.root_id if below else name, below.id if below else None)
    view.values = starting_values(body)
    state.views[name] = view
    return view


def change(state: State, view: View, body: dict[str, Any]) -> View:
    """Puts other content into a view; what a person filled in stays where block and action still are."""
    kept = view.values
    view.body, view.hash, view.errors = body, _hash(state), {}
    view.values = starting_values(body)
    for block, actions in view.values.items():
        actions.update({a: v for a, v in kept.get(block, {}).items() if a in actions})
    return view


def starting_values(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """`state.values` of a view that nobody touched: initial values, null where there are none."""
    values: dict[str, dict[str, Any]] = {}
    for block in body["blocks"]:
        for element in [block.get("element"), block.get("accessory"), *_elements(block)]:
            if isinstance(element, dict) and element.get("type") not in (None, "button", "image", "overflow"):
                values.setdefault(block["block_id"], {})[element["action_id"]] = _starting(element)
    return values


def _elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    return list(block["elements"]) if block["type"] == "actions" else []


FIELDS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
"""Kind of element -> where its value stands in `state.values`."""
INITIAL = {"value": "initial_value", "rich_text_value": "initial_value"}


def _starting(element: dict[str, Any]) -> dict[str, Any]:
    field = FIELDS.get(element["type"], "value")
    initial = element.get(INITIAL.get(field, field.replace("selected_", "initial_")))
    empty: Any = [] if field.endswith("s") else None
    return {"type": element["type"], field: empty if initial is None else initial}


def _hash(state: State) -> str:
    return f"{int(state.clock.now())}.{state.ids.secret(8)}"


@method("views.open")
def views_open(call: Call) -> Answer:
    """Opens a modal for whom the trigger belongs to."""
    return _shown(call, push=False)


@method("views.push")
def views_push(call: Call) -> Answer:
    """Lays a modal on the one in which the trigger arose."""
    return _shown(call, push=True)


def _shown(call: Call, *, push: bool) -> Answer:
    body = body_of(call.state, call.structure("view"))
    if body["type"] != "modal":
        raise Refused("invalid_arguments", [limits.problem("must be a modal", "/view/type")])
    trigger = use_trigger(call)
    below = call.state.views.get(trigger.view_id or "")
    if push and (below is None or not below.is_open):
        raise Refused("not_found")
    if not push:
        for old in call.state.modals_of(trigger.user):
            old.is_open = False
    return {"view": shapes.view(call.state, show(call.state, trigger.user, body, below if push else None))}


@method("views.update")
def views_update(call: Call) -> Answer:
    """Changes an open view, by its id or external id."""
    view = call.state.views.get(call.get("view_id"))
    if call.get("external_id"):
        named = [v for v in call.state.views.values() if v.body.get("external_id") == call.get("external_id")]
        view = named[-1] if named else None
    if view is None or not view.is_open:
        raise Refused("not_found")
    _same_hash(call, view)
    change(call.state, view, body_of(call.state, call.structure("view")))
    return {"view": shapes.view(call.state, view)}


@method("views.publish")
def views_publish(call: Call) -> Answer:
    """Sets somebody's home tab."""
    user = call.need("user_id")
    if user not in call.state.people:
        raise Refused("invalid_arguments", [limits.problem("invalid user_id", "/user_id")])
    body = body_of(call.state, call.structure("view"))
    if body["type"] != "home":
        raise Refused("invalid_arguments", [limits.problem("must be a home view", "/view/type")])
    home = call.state.home_of(user)
    if home:
        _same_hash(call, home)
        change(call.state, home, body)
    else:
        home = show(call.state, user, body)
    return {"view": shapes.view(call.state, home)}


def _same_hash(call: Call, view: View) -> None:
    if call.get("hash") and call.get("hash") != view.hash:
        raise Refused("hash_conflict")
