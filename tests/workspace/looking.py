"""A person with a browser that knows no JavaScript: pages, forms and cookies, over the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

from workspace.page.site import Site

VOID = ("input", "img", "br", "hr", "meta", "link")


@dataclass
class Element:
    """An element of a page with what is in it."""

    tag: str
    attributes: dict[str, str]
    inside: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Every text in it."""
        return "".join(one if isinstance(one, str) else one.text for one in self.inside)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements below it with these attributes (`class_` is one of the classes)."""
        found = [
            e
            for one in self.inside
            if isinstance(one, Element)
            for e in ([one] if one.tag == tag else []) + one.all(tag)
        ]
        return [one for one in found if all(one.has(name, value) for name, value in attributes.items())]

    def has(self, name: str, value: str) -> bool:
        if name == "class_":
            return value in self.attributes.get("class", "").split()
        return self.attributes.get(name.replace("_", "-")) == value

    def one(self, tag: str, **attributes: str) -> Element:
        """The only element of that kind."""
        (found,) = self.all(tag, **attributes)
        return found


class Reading(HTMLParser):
    """Reads HTML strictly: what is opened must be closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice: {names}"
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def parsed(html: str) -> Element:
    """HTML as elements."""
    reading = Reading()
    reading.feed(html)
    reading.close()
    assert reading.open == [reading.root], f"not closed: {[one.tag for one in reading.open]}"
    return reading.root


class Browser:
    """Somebody at the page. A form is sent with the fields that it holds, and what is given."""

    def __init__(self, site: Site) -> None:
        self.client = httpx.Client(base_url=site.state.base, follow_redirects=True, trust_env=False)
        self.client.get(site.address)
        self.page = Element("", {})
        self.at = ""

    def go(self, path: str) -> Element:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return self._took(answer)

    def _took(self, answer: httpx.Response) -> Element:
        self.at = answer.url.raw_path.decode()
        self.page = parsed(answer.text)
        return self.page

    def send(self, form: Element, button: Element | None = None, **fields: str) -> Element:
        """Sends a form, by one of its buttons perhaps; `fields` are what one typed."""
        held = {e.attributes["name"]: e.attributes.get("value", "") for e in form.all("input", type="hidden")}
        if button is not None and "name" in button.attributes:
            held[button.attributes["name"]] = button.attributes["value"]
        action = (button.attributes.get("formaction") if button else None) or form.attributes["action"]
        to = httpx.URL(f"http://x{self.at}").join(action).raw_path.decode()
        answer = self.client.post(to, data=held | fields, headers={"Referer": str(self.client.base_url.join(self.at))})
        assert answer.status_code in (200, 409), (answer.status_code, answer.text)
        return self._took(answer)

    def type(self, text: str) -> Element:
        """Writes something and sends it."""
        return self.send(self.page.one("form", action="act/say", class_="composer"), text=text)

    def press(self, label: str) -> Element:
        """Presses the only button of that label in a message, tab or form."""
        for form in self.page.all("form"):
            for button in form.all("button"):
                if label in (button.text.strip(), button.attributes.get("aria-label")):
                    return self.send(form, button)
        raise AssertionError(f"there is no {label!r}")

    def log(self) -> list[str]:
        """What stands in the channel, message by message."""
        return [one.text for one in self.page.one("ol", id="log").all("li", class_="message")]
