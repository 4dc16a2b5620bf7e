"""A form on top of everything, and the home tab."""

from __future__ import annotations

from workspace import acts
from workspace.page.blocks import Blocks
from workspace.page.elements import keyed
from workspace.page.html import Html, el, entered
from workspace.page.rich import text
from workspace.page.scene import Scene
from workspace.things import View


def modal(view: View, scene: Scene, wrong: str = "") -> Html:
    """The form, with what was filled in and what is wrong with it."""
    body, title = view.body, f"{view.id}-title"
    drawn = Blocks(scene, keyed(acts.blocks_of(view)), view)
    close = (body.get("close") or {}).get("text") or scene.words("close")
    shut: dict[str, str | bool] = {"type": "submit", "formaction": "act/close", "formnovalidate": True}
    submit = (
        [el("button", text(body["submit"], scene), type="submit", class_="button primary")]
        if body.get("submit")
        else []
    )
    form = el(
        "form",
        *scene.hidden(view=view.id),
        entered(disabled=not submit),
        el("div", el("h2", text(body["title"], scene), id=title, tabindex=-1),
           el("button", "×", **shut, class_="x", aria_label=scene.words("close")), class_="head"),
        el("div", el("p", wrong, class_="error", role="alert") if wrong else None, drawn.all(body["blocks"]), class_="inside"),
        el("div", el("button", str(close), **shut, class_="button"), *submit, class_="foot"),
        method="post",
        action="act/submit",
    )  # fmt: skip
    return el("dialog", form, open=True, aria_labelledby=title, id=view.id)


def home(view: View | None, scene: Scene) -> Html:
    """The tab that the app made for this person."""
    if view is None:
        return el("p", scene.words("no_home"), class_="empty")
    drawn = Blocks(scene, keyed(acts.blocks_of(view)), view)
    inside = drawn.all(view.body["blocks"])
    return el("form", *scene.hidden(view=view.id), inside, method="post", action="act/press", class_="tab body")
