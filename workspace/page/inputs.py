"""The lines of a form: a label, a field, what to know about it, and what is wrong with what was entered."""

from __future__ import annotations

from typing import Any

from workspace.api.views import FIELDS
from workspace.page.elements import PICKERS, TYPED, chosen_of, listed, ticks, unchosen
from workspace.page.html import Html, el, many
from workspace.page.rich import text, unknown
from workspace.page.scene import Block, Scene
from workspace.things import View


def entry(block: Block, key: str, view: View, scene: Scene) -> Html:
    """An input block of a view, holding what the view remembers."""
    element, at = block["element"], f"{view.id}-{key.partition('.')[0]}"
    error = view.errors.get(block["block_id"])
    optional = bool(block.get("optional"))
    held = view.values.get(block["block_id"], {}).get(element["action_id"])
    said = " ".join(name for name, there in ((f"{at}-error", error), (f"{at}-hint", block.get("hint"))) if there)
    shared = {"aria_describedby": said or None, "aria_invalid": "true" if error else None}
    shared |= {"data_act": key if block.get("dispatch_action") else None}
    field = _field(element, f"v:{key}", at, held, {**shared, "required": not optional}, scene)
    wrong = el("p", error, class_="error", id=f"{at}-error") if error else None
    hint = el("p", text(block["hint"], scene), class_="hint", id=f"{at}-hint") if block.get("hint") else None
    label = many(text(block["label"], scene), el("small", " ", scene.words("optional")) if optional else None)
    if element["type"] in ("checkboxes", "radio_buttons"):
        return el("fieldset", el("legend", label), field, wrong, hint, aria_describedby=shared["aria_describedby"])
    return many(el("label", label, for_=at), field, wrong, hint)


def _field(element: Block, name: str, at: str, held: Any, shared: dict[str, Any], scene: Scene) -> Html:
    kind = str(element["type"])
    if kind in ("checkboxes", "radio_buttons"):
        needed = kind == "radio_buttons" and shared["required"]
        return ticks(element, name, chosen_of(held), scene, required=needed, data_act=shared["data_act"])
    value = (held or {}).get(FIELDS.get(kind, "value"))
    hint = (element.get("placeholder") or {}).get("text")
    common = {"id": at, "name": name, "placeholder": hint, **shared}
    if kind == "plain_text_input" and element.get("multiline"):
        return el("textarea", str(value or ""), rows=4, **common, **_lengths(element))
    if kind in PICKERS or kind in TYPED:
        more = _lengths(element) if kind == "plain_text_input" else _bounds(element) if kind == "number_input" else {}
        return el(
            "input", type={**PICKERS, **TYPED}[kind], value=None if value is None else str(value), **common, **more
        )
    return _select(element, kind, common, chosen_of(held), scene)


def _select(element: Block, kind: str, common: dict[str, Any], chosen: set[str], scene: Scene) -> Html:
    choices = listed(element, scene, chosen)
    if choices is None:
        return unknown(element, scene)
    hint = common.pop("placeholder") or scene.words("choose")
    first = unchosen(hint, element, chosen, clears=not common["required"])
    return el("select", *first, *choices, multiple=kind.startswith("multi_"), **common)


def _lengths(element: Block) -> dict[str, Any]:
    return {"minlength": element.get("min_length"), "maxlength": element.get("max_length")}


def _bounds(element: Block) -> dict[str, Any]:
    step = "any" if element.get("is_decimal_allowed") else "1"
    return {"min": element.get("min_value"), "max": element.get("max_value"), "step": step}
