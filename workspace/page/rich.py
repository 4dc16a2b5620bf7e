"""Running text: plain_text, mrkdwn, markdown and rich_text. Nothing is read as markup but what is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

from workspace.page.html import Html, broken, el, many
from workspace.page.scene import Block, Scene

SAFE = ("http://", "https://", "mailto:")
MRKDWN = re.compile(
    r"<(?P<ref>[^<>\s][^<>]*)>|`(?P<code>[^`\n]+)`|(?<!\w)\*(?P<b>[^*\n]+)\*(?!\w)"
    r"|(?<!\w)_(?P<i>[^_\n]+)_(?!\w)|(?<!\w)~(?P<s>[^~\n]+)~(?!\w)"
)
MARKDOWN = re.compile(
    r"\[(?P<label>[^\]\n]+)\]\((?P<url>[^)\s]+)\)|`(?P<code>[^`\n]+)`|\*\*(?P<b>[^*\n]+)\*\*|(?<!\w)[*_](?P<i>[^*_\n]+)[*_](?!\w)"
)
TAGS = {"b": "strong", "i": "em", "s": "s", "code": "code"}
STYLES = {"bold": "strong", "italic": "em", "strike": "s", "code": "code"}


def link(url: str, label: str | Html) -> Html:
    """A link to another place; the label alone where the address is none that one may follow."""
    if not url.lower().startswith(SAFE):
        return many(label)
    return el("a", label, href=url, rel="noreferrer noopener", target="_blank")


def text(it: Any, scene: Scene) -> Html:
    """A text object, plain_text or mrkdwn."""
    if not isinstance(it, dict):
        return Html("")
    said = str(it.get("text", ""))
    return mrkdwn(said, scene) if it.get("type") == "mrkdwn" else broken(said)


def mrkdwn(said: str, scene: Scene) -> Html:
    """Slack's markup: `&amp; &lt; &gt;` are escaped in it, links and mentions stand in angles."""
    return _replaced(MRKDWN, said, lambda found: _mrkdwn(found, scene), unescape)


def markdown(said: str) -> Html:
    """A piece of Markdown as answers that are streamed hold it: paragraphs, lists, headings, emphasis, links."""
    return many(*(_paragraph(one) for one in re.split(r"\n{2,}", said.strip("\n")) if one))


def _paragraph(said: str) -> Html:
    lines = said.split("\n")
    if all(re.match(r"\s*[-*] ", one) for one in lines):
        return el("ul", *(el("li", _span(re.sub(r"^\s*[-*] ", "", one))) for one in lines))
    if heading := re.match(r"#{1,6} ", said):
        return el("p", el("strong", _span(said[heading.end() :])))
    return el("p", _span(said))


def _span(said: str) -> Html:
    return _replaced(MARKDOWN, said, _markdown, str)


def _replaced(
    pattern: re.Pattern[str], said: str, made: Callable[[re.Match[str]], Html], plain: Callable[[str], str]
) -> Html:
    parts, at = list[Html](), 0
    for found in pattern.finditer(said):
        parts += [broken(plain(said[at : found.start()])), made(found)]
        at = found.end()
    return many(*parts, broken(plain(said[at:])))


def _mrkdwn(found: re.Match[str], scene: Scene) -> Html:
    if found["ref"]:
        return _reference(found["ref"], scene)
    kind = str(found.lastgroup)
    return el(TAGS[kind], broken(unescape(found[kind])))


def _reference(ref: str, scene: Scene) -> Html:
    """What stands in angles: a person, a channel, a special word, a link."""
    target, _, label = ref.partition("|")
    if target[:1] == "@":
        return mention(f"@{scene.name(target[1:])}")
    if target[:1] == "#":
        channel = scene.state.channels.get(target[1:])
        return mention(f"#{channel.name if channel else target[1:]}")
    if target[:1] == "!":
        return mention(label or f"@{target[1:]}")
    return link(unescape(target), unescape(label or target))


def _markdown(found: re.Match[str]) -> Html:
    if found["label"]:
        return link(found["url"], found["label"])
    kind = str(found.lastgroup)
    return el(TAGS[kind], found[kind])


def mention(said: str) -> Html:
    """Somebody's or a channel's name."""
    return el("span", said, class_="mention")


def rich(block: Block, scene: Scene) -> Html:
    """A rich_text block or cell."""
    return many(*(_group(one, scene) for one in block.get("elements", [])))


def _group(one: Block, scene: Scene) -> Html:
    kind, inside = one.get("type"), one.get("elements", [])
    if kind == "rich_text_list":
        tag = "ol" if one.get("style") == "ordered" else "ul"
        start = int(one.get("offset") or 0) + 1
        held = {
            "class_": f"indent-{min(int(one.get('indent') or 0), 4)}",
            "start": start if tag == "ol" and start > 1 else None,
        }
        return el(tag, *(el("li", *_spans(item.get("elements", []), scene)) for item in inside), **held)
    if kind == "rich_text_preformatted":
        return el("pre", *_spans(inside, scene))
    if kind == "rich_text_quote":
        return el("blockquote", *_spans(inside, scene))
    if kind == "rich_text_section":
        return el("p", *_spans(inside, scene))
    return unknown(one, scene)


def _spans(elements: list[Block], scene: Scene) -> Iterator[Html]:
    for one in elements:
        made = _bare(one, scene)
        for name, tag in STYLES.items():
            if (one.get("style") or {}).get(name):
                made = el(tag, made)
        yield made


def _bare(one: Block, scene: Scene) -> Html:
    made = _names(one, scene)
    if made:
        return mention(made)
    match one.get("type"):
        case "text":
            return broken(str(one.get("text", "")))
        case "link":
            url = str(one.get("url", ""))
            return link(url, str(one.get("text") or url))
        case "emoji":
            return many(_emoji(one))
        case "date":
            return many(str(one.get("fallback") or one.get("timestamp")))
    return unknown(one, scene)


def _names(one: Block, scene: Scene) -> str:
    """Whom or what an element mentions; "" where it mentions nothing."""
    kind = one.get("type")
    if kind == "user":
        return f"@{scene.name(str(one.get('user_id')))}"
    if kind == "channel":
        found = scene.state.channels.get(str(one.get("channel_id")))
        return f"#{found.name if found else one.get('channel_id')}"
    return f"@{one.get('range') or one.get('usergroup_id')}" if kind in ("usergroup", "broadcast") else ""


def _emoji(one: Block) -> str:
    try:
        return "".join(chr(int(code, 16)) for code in str(one["unicode"]).split("-"))
    except (KeyError, ValueError, OverflowError):
        return f":{one.get('name')}:"


def unknown(it: Any, scene: Scene) -> Html:
    """What this page does not know, shown as what it is."""
    kind = str(it.get("type")) if isinstance(it, dict) else type(it).__name__
    return el("div", el("p", scene.words("unknown", type=kind)), el("pre", str(it)[:2000]), class_="unknown")
