"""Messages as they stand in a channel or a thread. What was rendered is kept until the message changes: many may look at it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date

from workspace import acts
from workspace.page.blocks import Blocks
from workspace.page.elements import keyed
from workspace.page.html import Html, el, icon, many
from workspace.page.rich import markdown, mrkdwn, text
from workspace.page.scene import Block, Scene
from workspace.things import File, Message

HAN = re.compile("[\u3400-\u9fff]")
SHOWN = 150
"""Messages of a place that are shown, the latest."""


class Messages:
    """Renders messages for readers of one language and zone."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], tuple[object, Html]] = {}

    def log(self, messages: Iterable[Message], scene: Scene, *, in_thread: bool = False) -> Html:
        """Messages in order of time, with a line where a day begins."""
        made, day = list[Html](), None
        for one in list(messages)[-SHOWN:]:
            its = scene.moment(one.ts).date()
            if its != day:
                made.append(_day(its, scene))
            day = its
            made.append(self._one(one, scene, in_thread))
        return many(*made)

    def _one(self, message: Message, scene: Scene, in_thread: bool) -> Html:
        key = (message.ts, scene.words.lang, scene.zone, in_thread)
        mark = self._mark(message, scene)
        known = self._kept.get(key)
        if known is None or known[0] != mark:
            known = self._kept[key] = (mark, _rendered(message, scene, in_thread))
        return known[1]

    def _mark(self, message: Message, scene: Scene) -> object:
        """Changes whenever what is seen of a message may have changed."""
        replies = () if message.only_for or message.is_reply else scene.state.replies(message)
        stream = scene.state.streams.get((message.channel, message.ts))
        return (
            message.text, len(message.edits), message.edited_ts, len(message.unfurls), len(message.blocks),
            len(replies), stream is not None and stream.open, sum(map(len, message.reactions.values())),
        )  # fmt: skip

    def forget(self) -> None:
        """Nothing is kept any more."""
        self._kept.clear()


def _day(day: date, scene: Scene) -> Html:
    said = (
        f"{day.year}年{day.month}月{day.day}日"
        if scene.words.lang.startswith("zh")
        else f"{day:%A, %B} {day.day}, {day.year}"
    )
    return el("li", el("span", said), class_="day", data_key=f"day-{day}", data_rev=day.isoformat())


def _rendered(message: Message, scene: Scene, in_thread: bool) -> Html:
    who = scene.state.people.get(message.user)
    at = scene.moment(message.ts)
    app = el("span", scene.words("bot"), class_="app") if message.bot_id else None
    head = el("div", el("strong", who.name if who else message.user), app, el("time", f"{at:%H:%M}", datetime=at.isoformat()),
              el("span", scene.words("edited"), class_="dim") if message.edited_ts and not message.bot_id else None,
              _menu(message, scene), class_="by")  # fmt: skip
    alone = el("p", icon("eye"), " ", scene.words("only_you"), class_="alone") if message.only_for else None
    body = el(
        "div",
        alone,
        head,
        _body(message, scene),
        *_files(message, scene),
        *_reactions(message),
        *_thread(message, scene, in_thread),
    )
    kind = "message alone" if message.only_for else "message"
    made = many(face(message.user, scene), body)
    rev = hashlib.sha256(made.encode()).hexdigest()[:12]
    name = f"{who.name if who else message.user} {at:%H:%M}"
    return el("li", made, class_=kind, data_key=message.ts, data_rev=rev, aria_label=name)


def _menu(message: Message, scene: Scene) -> Html | None:
    """What the app offers to do with a message. There is none of a message that one person alone sees."""
    if message.only_for or not scene.shortcuts:
        return None
    items = [
        el("button", label, type="submit", name="shortcut", value=name, role="menuitem")
        for name, label in scene.shortcuts.items()
    ]
    held = scene.hidden(ts=message.ts, channel=message.channel)
    form = el("form", *held, el("div", *items, role="menu"), method="post", action="act/shortcut")
    return el(
        "details", el("summary", "⋯", aria_label=scene.words("shortcut"), class_="button"), form, class_="overflow menu"
    )


def face(user: str, scene: Scene) -> Html:
    """Somebody's picture: their first letter on a colour of their own."""
    name = scene.name(user)
    tone = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 6
    person = scene.state.people.get(user)
    kind = "face bot" if person and person.is_bot else f"face tone-{tone}"
    return el("span", name[:1].upper(), class_=kind, aria_hidden="true")


def _body(message: Message, scene: Scene) -> Html:
    """Blocks, or the text where there are none; then cards of links. One form around everything that can be pressed."""
    blocks = acts.blocks_of(message)
    drawn = Blocks(scene, keyed(blocks))
    stream = scene.state.streams.get((message.channel, message.ts))
    writing = stream is not None and stream.open
    if message.blocks:
        said = drawn.all(message.blocks)
    elif stream is not None:
        said = el("div", markdown(message.text), el("span", scene.words("writing"), class_="dim") if writing else None)
    else:
        said = el("div", mrkdwn(message.text, scene), class_="block") if message.text else Html("")
    cards = [*message.attachments, *({"from_url": url, **card} for url, card in message.unfurls.items())]
    inside = many(said, *(_card(one, drawn, scene) for one in cards))
    lang = None if HAN.search(inside) else "en"  # whatever the page's is
    if not acts.elements(blocks):
        return el("div", inside, class_="body", lang=lang, aria_busy="true" if writing else None)
    return el(
        "form",
        *scene.hidden(ts=message.ts, channel=message.channel),
        inside,
        method="post",
        action="act/press",
        class_="body",
        lang=lang,
    )


def _card(card: Block, drawn: Blocks, scene: Scene) -> Html:
    """What stands below a link."""
    said = [
        el("p", text({"type": "mrkdwn", "text": card[name]}, scene)) for name in ("title", "text") if card.get(name)
    ]
    return el("div", *said, drawn.all(card.get("blocks", [])), class_="card")


def _files(message: Message, scene: Scene) -> Iterator[Html]:
    for name in message.files:
        file = scene.state.files[name]
        yield _picture(file) if file.mimetype.startswith("image/") else _paper(file, scene)


def _picture(file: File) -> Html:
    title = el("figcaption", file.title or file.name)
    return el("figure", title, el("img", src=f"file/{file.id}", alt=file.alt_text or file.name, loading="lazy"))


def _paper(file: File, scene: Scene) -> Html:
    size = scene.words("size", n=max(1, file.length // 1000))
    said = el("span", el("strong", file.title or file.name), el("small", size))
    return el("a", el("span", "📄", aria_hidden="true"), said, href=f"file/{file.id}", download=True, class_="paper")


def _reactions(message: Message) -> Iterator[Html]:
    for name, users in message.reactions.items():
        yield el("span", f":{name}: {len(users)}", class_="reaction")


def _thread(message: Message, scene: Scene, in_thread: bool) -> Iterator[Html]:
    if in_thread or message.only_for or message.is_reply:
        return
    count = len(scene.state.replies(message))
    said = (
        scene.words("reply")
        if not count
        else scene.words("replies_1")
        if count == 1
        else scene.words("replies", n=count)
    )
    yield el("a", said, href=f"?thread={message.ts}", class_="replies" if count else "replies quiet")
