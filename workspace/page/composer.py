"""Where one writes: a text, a command, files; and what the app proposes to ask."""

from __future__ import annotations

from workspace.page.html import Html, el, many
from workspace.page.sight import Sight


def composer(sight: Sight, *, in_thread: bool = False) -> Html:
    """A form that sends with Enter. Commands are completed from the list that the server was given."""
    said, channel = sight.scene.words, sight.channel
    place = sight.scene.place(channel)
    label = said("composer_thread") if in_thread else said("composer", place=place)
    at = "thread-text" if in_thread else "text"
    writing = el("textarea", name="text", id=at, rows=1, placeholder=label, autocomplete="off",
                 aria_describedby=f"{at}-hint", data_completes=True)  # fmt: skip
    says = "hint_thread" if in_thread else "hint_dm" if channel.kind == "D" else "hint"
    hint = el("small", said(says), id=f"{at}-hint", class_="hint")
    files = el("input", type="file", name="file", multiple=True, class_="unseen")
    attach = el("label", el("span", "＋", aria_hidden="true"), el("span", said("attach"), class_="unseen"), files,
                class_="button attach", title=said("attach"))  # fmt: skip
    send = el("button", said("send"), type="submit", class_="button primary send")
    return el(
        "form",
        *sight.scene.hidden(place=sight.place, thread=sight.thread if in_thread else ""),
        el("label", label, for_=at, class_="unseen"),
        el("div", attach, writing, send, class_="row"),
        el("ul", class_="completions", role="listbox", id=f"{at}-list", hidden=True, aria_label="/kam"),
        hint,
        method="post",
        action="act/say",
        enctype="multipart/form-data",
        class_="composer",
    )


def prompts(sight: Sight) -> Html:
    """What the app proposes to ask in this conversation."""
    known = sight.state.assistants.get((sight.channel.id, ""))
    if known is None or not known.prompts:
        return Html("")
    made = [el("button", one["title"], type="submit", name="prompt", value=one["message"], class_="button prompt")
            for one in known.prompts]  # fmt: skip
    title = el("small", known.prompts_title or sight.scene.words("prompts"))
    held = sight.scene.hidden(place=sight.place, thread="")
    return el("form", *held, title, many(*made), method="post", action="act/say")
