"""Block Kit as HTML. A block that is not known is shown as such."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workspace.page import elements, inputs
from workspace.page.elements import Keys
from workspace.page.html import Html, el, many
from workspace.page.rich import markdown, rich, text, unknown
from workspace.page.scene import Block, Scene
from workspace.things import View


class Blocks:
    """Renders the blocks of one message, home tab or form, which may stand in `view`."""

    def __init__(self, scene: Scene, keys: Keys, view: View | None = None) -> None:
        self.scene, self.keys, self.view = scene, keys, view
        self._known: dict[str, Callable[[Block], Html]] = {
            "section": self._section,
            "header": lambda it: el("h3", text(it["text"], scene)),
            "divider": lambda _: el("hr"),
            "context": self._context,
            "actions": self._actions,
            "context_actions": self._feedback,
            "image": self._image,
            "rich_text": lambda it: rich(it, scene),
            "markdown": lambda it: markdown(str(it["text"])),
            "table": self._table,
            "input": self._input,
        }

    def all(self, blocks: list[Block]) -> Html:
        """The blocks, one below the other."""
        return many(*(self._one(one) for one in blocks))

    def _one(self, block: Block) -> Html:
        kind = str(block.get("type"))
        made = self._known[kind](block) if kind in self._known else unknown(block, self.scene)
        return el("div", made, class_=f"block {kind if kind in self._known else 'other'}")

    def _act(self, element: Block) -> Html:
        return elements.pressed(element, self.keys[id(element)][0], self.scene)

    def _section(self, block: Block) -> Html:
        said = [el("p", text(block["text"], self.scene))] if block.get("text") else []
        if block.get("fields"):
            said.append(el("div", *(el("p", text(one, self.scene)) for one in block["fields"]), class_="fields"))
        beside = block.get("accessory")
        if not isinstance(beside, dict):
            return many(*said)
        made = self._image(beside) if beside.get("type") == "image" else self._act(beside)
        return many(el("div", *said), el("div", made, class_="accessory"))

    def _context(self, block: Block) -> Html:
        return many(*(self._print(one) for one in block["elements"]))

    def _print(self, one: Block) -> Html:
        return self._image(one) if one.get("type") == "image" else el("span", text(one, self.scene))

    def _actions(self, block: Block) -> Html:
        return many(*(self._act(one) for one in block["elements"]))

    def _feedback(self, block: Block) -> Html:
        made = []
        for one in block["elements"]:
            known = one.get("type") == "feedback_buttons"
            made.append(elements.feedback(one, self.keys[id(one)]) if known else unknown(one, self.scene))
        return many(*made)

    def _image(self, block: Block) -> Html:
        """A picture that was uploaded. One from another host is not fetched: its words stand there."""
        alt = str(block.get("alt_text", ""))
        file = self.scene.state.files.get(str((block.get("slack_file") or {}).get("id")))
        title = el("figcaption", text(block["title"], self.scene)) if block.get("title") else None
        if file is None:
            return el("figure", title, el("p", alt or self.scene.words("picture_gone"), class_="away"))
        return el("figure", title, el("img", src=f"file/{file.id}", alt=alt, loading="lazy"))

    def _table(self, block: Block) -> Html:
        settings = block.get("column_settings") or []
        head, *rows = [self._row(row, settings, "th" if not at else "td") for at, row in enumerate(block["rows"])]
        return el("div", el("table", el("thead", head), el("tbody", *rows)), class_="scroll", tabindex=0, role="group",
                  aria_label=self.scene.words("table"))  # fmt: skip

    def _row(self, row: list[Any], settings: list[Any], tag: str) -> Html:
        cells = []
        for at, cell in enumerate(row):
            setting = settings[at] if at < len(settings) and isinstance(settings[at], dict) else {}
            align = setting.get("align")
            style = "right" if align == "right" else "center" if align == "center" else None
            made = rich(cell, self.scene) if cell.get("type") == "rich_text" else many(str(cell.get("text", "")))
            cells.append(el(tag, made, class_=style, scope="col" if tag == "th" else None))
        return el("tr", *cells)

    def _input(self, block: Block) -> Html:
        if self.view is None:
            return unknown(block, self.scene)
        return inputs.entry(block, self.keys[id(block["element"])][0], self.view, self.scene)
