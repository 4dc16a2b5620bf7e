"""HTML as values: `el("p", text)` escapes every text; nothing else makes markup."""

from __future__ import annotations

from html import escape

VOID = frozenset(("input", "img", "br", "hr", "meta", "link"))


class Html(str):
    """Markup that was made here. Any other `str` is text."""

    __slots__ = ()


Child = str | None | bool
Value = str | int | bool | None


def el(tag: str, *children: Child, **attributes: Value) -> Html:
    """An element. `class_` is class, `data_key` is data-key; an attribute that is None or False is left out, True stands bare."""
    held = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in VOID:
        return Html(f"<{tag}{held}>")
    return Html(f"<{tag}{held}>{many(*children)}</{tag}>")


def _attribute(name: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def many(*children: Child) -> Html:
    """Children one after another: markup as it is, text escaped, None and booleans left out."""
    return Html("".join(_child(one) for one in children))


def _child(one: Child) -> str:
    if one is None or isinstance(one, bool):
        return ""
    return one if isinstance(one, Html) else escape(one, quote=False)


def entered(**more: Value) -> Html:
    """What Enter in a field presses, unseen: browsers take the form's first button for that. Stands at the form's beginning."""
    return el("button", type="submit", class_="unseen", tabindex=-1, aria_hidden="true", **more)


LIGHTS = {"🔴": "r", "🟠": "o", "🟡": "y", "🟢": "g", "⚪": "w"}
"""Signs that are drawn, since not every machine has a font with them; read aloud they are what they are."""


def icon(name: str) -> Html:
    """A small picture that the style sheet draws; it says nothing by itself."""
    return el("span", class_=f"icon {name}", aria_hidden="true")


def broken(text: str) -> Html:
    """Text whose line breaks are kept, and whose lights are drawn."""
    first, *rest = text.split("\n")
    return many(_lit(first), *(part for line in rest for part in (el("br"), _lit(line))))


def _lit(line: str) -> Html:
    made = many(line)
    for sign, kind in LIGHTS.items():
        if sign in made:
            made = Html(made.replace(sign, el("span", class_=f"light {kind}", role="img", aria_label=sign)))
    return made
