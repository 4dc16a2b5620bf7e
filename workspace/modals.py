"""Modals in a person's hands: filling them in, what may not be sent off, and what the app's answer does to them."""

from __future__ import annotations

from typing import Any

from workspace import acts
from workspace.api import views
from workspace.errors import Refused, WorkspaceError
from workspace.state import State
from workspace.things import View


def fill(view: View, values: dict[str, Any]) -> None:
    """Enters values by action id or block id. Raises `WorkspaceError` for a field that is not there."""
    if not view.is_open:
        raise WorkspaceError(f"the modal {view.id} is closed")
    for name, value in values.items():
        block, item = _field(view, name)
        view.values.setdefault(block["block_id"], {})[item["action_id"]] = acts.given(item, value)


def _field(view: View, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    known = acts.elements(view.body["blocks"])
    for block, item in known:
        if name in (item["action_id"], block["block_id"]):
            return block, item
    names = ", ".join(f"{b['block_id']}/{i['action_id']}" for b, i in known)
    raise WorkspaceError(f"the modal has no field {name!r}; it has: {names or 'none'}")


def check_submittable(view: View) -> None:
    """Raises `WorkspaceError` where Slack's own client would not send the modal off: a required field is empty."""
    if not view.body.get("submit"):
        raise WorkspaceError("the modal has no submit button")
    for name in missing(view):
        raise WorkspaceError(f"the field {name} is required and empty")


def missing(view: View) -> list[str]:
    """The block ids of required fields that are empty."""
    needed = [b for b in view.body["blocks"] if b["type"] == "input" and not b.get("optional")]
    return [b["block_id"] for b in needed if not _value(view, b)]


def _value(view: View, block: dict[str, Any]) -> Any:
    held = view.values.get(block["block_id"], {}).get(block["element"]["action_id"], {})
    return next((v for k, v in held.items() if k != "type"), None)


def answered(state: State, view: View, response: Any) -> None:
    """What a submission's answer does: nothing said closes the modal. Raises `Refused` for an answer that Slack takes not."""
    action = response.get("response_action") if isinstance(response, dict) else None
    if action == "errors":
        view.errors = dict(response["errors"])
        unknown = set(view.errors) - {b["block_id"] for b in view.body["blocks"] if b["type"] == "input"}
        if unknown:
            raise Refused("invalid_arguments", [f"[ERROR] no input block {name}" for name in sorted(unknown)])
    elif action == "update":
        views.change(state, view, views.body_of(state, response["view"]))
    elif action == "push":
        views.show(state, view.user, views.body_of(state, response["view"]), view)
    elif action == "clear":
        for modal in state.modals_of(view.user):
            modal.is_open = False
    elif action is None:
        view.is_open = False
    else:
        raise Refused("invalid_arguments", [f"[ERROR] unknown response_action {action}"])
