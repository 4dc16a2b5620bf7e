"""What can be pressed or chosen: buttons, menus, pickers. The server finds an element by its number and what it is."""

from __future__ import annotations

import hashlib
from typing import Any

from workspace import acts
from workspace.api.views import FIELDS
from workspace.page.html import Html, el, icon, many
from workspace.page.rich import text, unknown
from workspace.page.scene import Block, Scene

PICKERS = {"datepicker": "date", "timepicker": "time"}
TYPED = {"number_input": "number", "email_text_input": "email", "url_text_input": "url", "plain_text_input": "text"}
CHOSEN = {"selected_option", "selected_options", "selected_user", "selected_users", "selected_conversation",
          "selected_conversations", "selected_channel", "selected_channels"}  # fmt: skip


def key(at: int, element: Block) -> str:
    """Names the `at`-th element of a message or view, and that it is still the one which was seen."""
    seen = f"{element.get('action_id')}\n{element.get('value')}\n{element.get('type')}"
    return f"{at}.{hashlib.sha256(seen.encode()).hexdigest()[:10]}"


Keys = dict[int, list[str]]
"""id() of an element that can be acted on -> its key. Feedback buttons have two."""


def keyed(blocks: list[Block]) -> Keys:
    """The keys of all elements, numbered as `acts.elements` gives them."""
    pairs = acts.elements(blocks)
    names = iter([key(at, element) for at, (_, element) in enumerate(pairs)])
    found: Keys = {}
    for block in blocks:
        for one in (block.get("accessory"), block.get("element"), *(block.get("elements") or [])):
            if isinstance(one, dict) and "action_id" in one:
                found[id(one)] = [next(names) for _ in range(2 if one["type"] == "feedback_buttons" else 1)]
    return found


def options(element: Block, chosen: set[str]) -> list[Html]:
    """The options of a menu, in their groups."""
    made = [_option(one, chosen) for one in element.get("options", [])]
    for group in element.get("option_groups", []):
        inside = [_option(one, chosen) for one in group["options"]]
        made.append(el("optgroup", *inside, label=str(group["label"]["text"])))
    return made


def _option(one: Block, chosen: set[str]) -> Html:
    about = (one.get("description") or {}).get("text")
    said = f"{one['text']['text']} – {about}" if about else str(one["text"]["text"])
    return el("option", said, value=str(one["value"]), selected=str(one["value"]) in chosen)


def listed(element: Block, scene: Scene, chosen: set[str]) -> list[Html] | None:
    """The choices of a select of any kind; None where this page does not know them."""
    kind = str(element["type"]).removeprefix("multi_")
    if kind in ("static_select", "overflow"):
        return options(element, chosen)
    if kind == "users_select":
        return [el("option", f"@{p.name}", value=p.id, selected=p.id in chosen) for p in scene.everybody()]
    if kind in ("conversations_select", "channels_select"):
        who = scene.viewer.id if scene.viewer else ""
        known = [c for c in scene.state.channels.values() if who in c.members and (kind[:4] == "conv" or c.kind == "C")]
        return [el("option", scene.place(c), value=c.id, selected=c.id in chosen) for c in known]
    return None


def unchosen(label: str, element: Block, chosen: set[str], *, clears: bool) -> list[Html]:
    """The choice of nothing: in a menu where nothing is chosen, or may be again (`clears`) and no choice says the same."""
    same = label in (str(one["text"]["text"]) for one in element.get("options", []))
    if str(element["type"]).startswith("multi_") or (chosen and (same or not clears)):
        return []
    return [el("option", label, value="", selected=not chosen)]


def chosen_of(held: Any) -> set[str]:
    """The values that an element holds."""
    if not isinstance(held, dict):
        return set()
    value = held.get(FIELDS.get(str(held.get("type")), ""))
    each = value if isinstance(value, list) else [value] if value is not None else []
    return {str(one["value"] if isinstance(one, dict) else one) for one in each}


def pressed(element: Block, name: str, scene: Scene) -> Html:
    """An element of a message, home tab or form that acts at once."""
    kind = str(element.get("type"))
    if kind == "button":
        return button(element, name, scene)
    if kind == "overflow":
        return _overflow(element, name, scene)
    if kind in PICKERS or kind in FIELDS:
        return _chooser(element, name, scene)
    return unknown(element, scene)


def button(element: Block, name: str, scene: Scene) -> Html:
    """A button. One that asks back first holds what it asks."""
    style = element.get("style")
    made = el(
        "button",
        str(element["text"]["text"]),
        type="submit",
        name="press",
        value=name,
        class_=f"button {style}" if style else "button",
        formaction="act/press",
        formnovalidate=True,
        aria_label=element.get("accessibility_label"),
        **_asking(element, scene),
    )
    if element.get("url") and str(element["url"]).startswith(("http://", "https://")):
        out = el("a", "↗", href=str(element["url"]), target="_blank", rel="noreferrer noopener", class_="out")
        return many(made, out)
    return made


def _asking(element: Block, scene: Scene) -> dict[str, str]:
    """What a button asks before it does anything."""
    asks = element.get("confirm")
    if not isinstance(asks, dict):
        return {}
    held = {
        f"data_ask_{name}": str((asks.get(name) or {}).get("text", "")) for name in ("title", "text", "confirm", "deny")
    }
    held["data_ask_confirm"] = held["data_ask_confirm"] or scene.words("agree")
    held["data_ask_deny"] = held["data_ask_deny"] or scene.words("refuse")
    return held


def _overflow(element: Block, name: str, scene: Scene) -> Html:
    """A menu behind three dots."""
    items = [
        el("button", str(one["text"]["text"]), type="submit", name="press", value=f"{name}:{one['value']}",
           formaction="act/press", formnovalidate=True, role="menuitem", **_asking(element, scene))
        for one in element.get("options", [])
    ]  # fmt: skip
    dots = el("summary", "⋯", aria_label=scene.words("more"), class_="button")
    return el("details", dots, el("div", *items, role="menu"), class_="overflow")


def _chooser(element: Block, name: str, scene: Scene) -> Html:
    """A menu or picker that tells the app as soon as something is chosen; without JavaScript there is a button for that."""
    kind = str(element["type"])
    label = str((element.get("placeholder") or {}).get("text") or scene.words("choose"))
    go = el("button", scene.words("go"), type="submit", name="press", value=name, formaction="act/press",
            formnovalidate=True, class_="button go")  # fmt: skip
    if kind in ("checkboxes", "radio_buttons"):
        return many(ticks(element, f"c:{name}", _initial(element), scene, data_act=name), go)
    if kind in PICKERS:
        first = element.get("initial_date") or element.get("initial_time")
        control = el("input", type=PICKERS[kind], name=f"c:{name}", value=first, aria_label=label, data_act=name)
        return many(control, go)
    chosen = _initial(element)
    choices = listed(element, scene, chosen)
    if choices is None:
        return unknown(element, scene)
    several = kind.startswith("multi_")
    first = unchosen(label, element, chosen, clears=False)
    select = el("select", *first, *choices, name=f"c:{name}", multiple=several, aria_label=label, data_act=name)
    return many(select, go)


def _initial(element: Block) -> set[str]:
    """What is chosen in an element that nobody touched."""
    found = [element.get(f.replace("selected_", "initial_")) for f in CHOSEN]
    each = [one for value in found if value for one in (value if isinstance(value, list) else [value])]
    return {str(one["value"] if isinstance(one, dict) else one) for one in each}


def ticks(element: Block, name: str, chosen: set[str], scene: Scene, **more: Any) -> Html:
    """Check boxes or radio buttons."""
    kind = "checkbox" if element["type"] == "checkboxes" else "radio"
    made = []
    for one in element.get("options", []):
        box = el("input", type=kind, name=name, value=str(one["value"]), checked=str(one["value"]) in chosen, **more)
        about = one.get("description")
        said = el("span", text(one["text"], scene), el("small", text(about, scene)) if about else None)
        made.append(el("label", box, said, class_="tick"))
    return many(*made)


def feedback(element: Block, names: list[str]) -> Html:
    """Thumbs up and down."""
    made = []
    for sign, part, name in zip(("up", "down"), ("positive_button", "negative_button"), names, strict=True):
        label = str(element[part]["text"]["text"])
        said = str(element[part].get("accessibility_label") or label)
        made.append(
            el("button", icon(sign), type="submit", name="press", value=name, title=label,
               formaction="act/press", formnovalidate=True, aria_label=said, class_="button thumb")
        )  # fmt: skip
    return many(*made)
