"""The whole page: who to be, where to go, what stands there, what to write; and the regions that change by themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from workspace.page import modal
from workspace.page.composer import composer, prompts
from workspace.page.html import Html, el, icon, many
from workspace.page.messages import Messages, face
from workspace.page.sight import DM, HOME, Read, Sight
from workspace.page.tour import Tour
from workspace.page.words import Words
from workspace.things import Person

LANGS = {"en": "en", "zh-TW": "zh-Hant-TW", "zh-CN": "zh-Hans-CN"}


@dataclass(frozen=True)
class Frame:
    """Draws pages and their regions. `connected`: whether the app is there."""

    messages: Messages
    read: Read
    tour: Tour
    connected: Callable[[], bool]

    def regions(self, sight: Sight) -> dict[str, Html]:
        """What changes by itself, by the id of its element."""
        with sight.state.lock:
            if sight.place != HOME:  # the tab shows nothing of the conversation
                self.read.looked(sight)
            view = sight.modal()
            made = {
                "banner": self._banner(sight),
                "side": self._side(sight),
                "log": self._log(sight),
                "modal": modal.modal(view, sight.scene) if view else Html(""),
            }
            made |= {"prompts": prompts(sight)} if sight.place == DM else {}
            made |= {"thread-log": self._thread_log(sight)} if sight.thread else {}
            return made | ({"tour": self.tour.panel(sight)} if self.tour.offered else {})

    def page(self, sight: Sight, said: str = "") -> str:
        """A page, whole."""
        made, said_of = self.regions(sight), sight.scene.words
        told = el("p", said, class_="error said", role="alert") if said else None
        shell = el(
            "div",
            _region("nav", "side", made["side"], aria_label=said_of("places")),
            el("main", self._head(sight), _region("div", "banner", made["banner"], role="status"),
               None if sight.thread else told, self._main(sight, made), id="main", tabindex=-1),
            self._thread(sight, made.get("thread-log"), told),
            self._tour(sight, made.get("tour")),
            class_="shell" + (" with-thread" if sight.thread else "") + (" with-tour" if "tour" in made else ""),
        )  # fmt: skip
        body = el(
            "body",
            el("a", said_of("skip"), href="#main", class_="skip"),
            el("noscript", el("p", said_of("no_script"), " ", el("a", said_of("reload"), href="?"))),
            shell,
            _region("div", "modal", made["modal"]),
            el("div", id="heard", role="status", class_="unseen"),
            data_who=sight.who.name,
            data_lost=said_of("lost"),
            data_gone=said_of("gone"),
            data_required=said_of("required"),
            data_drop=said_of("drop"),
        )
        return "<!doctype html>" + el("html", _about(sight.scene.words, sight), body, lang=LANGS[said_of.lang])

    def _side(self, sight: Sight) -> Html:
        """People to be, and places to go."""
        said = sight.scene.words
        people = [self._person(one, sight) for one in sight.scene.everybody() if f"roles.{one.name}" in said.held]
        places = [self._place(one.name, f"#{one.name}", one.is_ext_shared, sight) for one in sight.channels()]
        bot = [self._place(DM, said("messages"), False, sight), self._place(HOME, said("home"), False, sight)]
        return many(
            el("h2", said("people")), el("ul", *people, class_="people"),
            el("h2", said("channels")), el("ul", *places, class_="places"),
            el("h2", sight.state.people[sight.state.app.bot_user].name if sight.has_app() else ""),
            el("ul", *bot, class_="places") if sight.has_app() else None,
        )  # fmt: skip

    def _person(self, person: Person, sight: Sight) -> Html:
        said = el("span", el("strong", person.name), el("small", sight.scene.words(f"roles.{person.name}")))
        current = "true" if person.id == sight.who.id else None
        made = el("a", face(person.id, sight.scene), said, href=f"/w/{person.name}", aria_current=current)
        return el("li", made, data_key=person.id, data_rev=f"{person.name}{current}")

    def _place(self, place: str, name: str, shared: bool, sight: Sight) -> Html:
        said, here = sight.scene.words, place == sight.place
        at = Sight(sight.state, sight.who, place, "", sight.scene).channel
        n = 0 if here or place == HOME else self.read.unread(sight.who, at, sight.state)
        marks = [el("span", "⇄", title=said("shared"), aria_label=said("shared"), role="img")] if shared else []
        marks += (
            [el("span", icon("lock"), title=said("private"), aria_label=said("private"), role="img")]
            if at.kind == "P"
            else []
        )
        new = el("span", str(n), class_="new", aria_label=said("unread", n=n)) if n else None
        made = el(
            "a",
            el("span", name),
            *marks,
            new,
            href=f"/w/{sight.who.name}/{place}",
            aria_current="page" if here else None,
        )
        return el("li", made, data_key=place, data_rev=f"{here}{n}")

    def _head(self, sight: Sight) -> Html:
        said, channel = sight.scene.words, sight.channel
        if channel.kind == "D":
            title, about = sight.state.people[sight.state.app.bot_user].name, None
        else:
            title, about = f"#{channel.name}", said("members", n=len(channel.members))
        notes = [el("span", about)] if about else []
        notes += [el("span", "⇄ ", said("shared"), class_="outside")] if channel.is_ext_shared else []
        return el("header", el("h1", title), *notes, el("span", said("you_are", name=sight.who.name), class_="you"))

    def _main(self, sight: Sight, made: dict[str, Html]) -> Html:
        log = made["log"]
        if sight.place == HOME:
            return _region("div", "log", log, class_="home")
        name = sight.scene.place(sight.channel)
        standing = _scroll("log", log, name)
        proposed = _region("div", "prompts", made["prompts"], class_="prompts") if "prompts" in made else None
        return many(standing, proposed, composer(sight))

    def _log(self, sight: Sight) -> Html:
        if sight.place == HOME:
            return modal.home(sight.home(), sight.scene)
        found = sight.seen()
        if not found:
            said = sight.scene.words("empty_dm" if sight.place == DM else "empty")
            return el("li", said, class_="empty", data_key="empty", data_rev="empty")
        return self.messages.log(found, sight.scene)

    def _thread_log(self, sight: Sight) -> Html:
        thinking = sight.assistant()
        status = thinking.status if thinking else ""
        if not sight.in_thread():
            return el("li", sight.scene.words("changed"), class_="empty", data_key="empty", data_rev="empty")
        line = el("li", "● ", status, class_="status", data_key="status", data_rev=status) if status else None
        return many(self.messages.log(sight.in_thread(), sight.scene, in_thread=True), line)

    def _thread(self, sight: Sight, log: Html | None, told: Html | None) -> Html | None:
        if log is None:
            return None
        said = sight.scene.words
        title = el("h2", said("thread"), el("small", f" {sight.scene.place(sight.channel)}"))
        shut = el("a", "×", href="?", aria_label=said("close"), class_="x")
        inside = _scroll("thread-log", log, said("thread"))
        return el(
            "aside",
            el("header", title, shut),
            told,
            inside,
            composer(sight, in_thread=True),
            class_="thread",
            aria_label=said("thread"),
        )

    def _tour(self, sight: Sight, panel: Html | None) -> Html | None:
        return (
            _region("aside", "tour", panel, aria_label=sight.scene.words("tour.title")) if panel is not None else None
        )

    def _banner(self, sight: Sight) -> Html:
        return Html("") if self.connected() else el("p", sight.scene.words("offline"))


def _scroll(name: str, inside: Html, label: str) -> Html:
    """A list of messages that can be scrolled, and is read aloud as it grows."""
    return el(
        "div", _region("ol", name, inside), class_="log", role="log", aria_live="polite", tabindex=0, aria_label=label
    )


def _region(tag: str, name: str, inside: Html, **more: str | int) -> Html:
    return el(tag, inside, id=name, data_region=True, data_rev=revision(inside), **more)


def revision(inside: str) -> str:
    """Another one for every other content."""
    return hashlib.sha256(inside.encode()).hexdigest()[:12]


def _about(said: Words, sight: Sight) -> Html:
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", f"{sight.scene.place(sight.channel)} · {sight.who.name} · {said('title')}"),
        el("link", rel="icon", href="/static/icon.svg"),
        *(el("link", rel="stylesheet", href=f"/static/{name}.css") for name in ("page", "tour")),
        *(el("script", src=f"/static/{name}.js", defer=True) for name in ("menus", "writing", "page")),
    )
