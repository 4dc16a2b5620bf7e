"""The guided tour: six steps, each done by the right person in the workspace, as if they did it themselves."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from workspace.acts import element
from workspace.errors import WorkspaceError
from workspace.page.clock import panel as clock_panel
from workspace.page.html import Html, el, many
from workspace.page.sight import DM, Sight
from workspace.people import People
from workspace.state import State
from workspace.things import Channel, Message, Person, View

PATIENCE = 20.0
"""Seconds for which an act's answer is waited for."""
SETTLED = 0.25
"""Seconds without any change after which an answer is whole."""


def button_text(item: Mapping[str, Any]) -> str:
    """What stands on a button."""
    return str((item.get("text") or {}).get("text") or item["action_id"])


@dataclass(frozen=True)
class Step:
    """One step: who does what, where."""

    step: str
    who: str
    place: str
    acts: list[dict[str, Any]]


@dataclass(frozen=True)
class Seen:
    """What came of a step: what was done in words, and the messages and form that then stood there."""

    step: Step
    done: list[str]
    shown: list[Message | View]


@dataclass
class Tour:
    """The steps, and which were done. `offered`: whether pages show it at all; `hidden`: whether it is folded up."""

    state: State
    people: People
    offered: bool = False
    hidden: bool = False
    done: set[str] = field(default_factory=set)

    @cached_property
    def steps(self) -> list[Step]:
        """All six."""
        text = (Path(__file__).parent / "tour.yaml").read_text(encoding="utf-8")
        return [Step(**one) for one in yaml.safe_load(text)]

    def step(self, name: str) -> Step:
        """A step by its name. Raises `WorkspaceError`."""
        for one in self.steps:
            if one.step == name:
                return one
        raise WorkspaceError(f"the tour has no step {name}")

    def do(self, step: Step) -> Seen:
        """Does a step and waits for what comes of it. Raises `WorkspaceError` where nothing does."""
        who = next(p for p in self.state.people.values() if p.name == step.who)
        at = Sight(self.state, who, step.place, "", None).channel  # type: ignore[arg-type]
        done, shown, written = list[str](), list[Message | View](), list[Message]()
        for view in self.state.modals_of(who.id):
            view.is_open = False
        for act in step.acts:
            before = self._standing(who, at)
            done.append(self._act(act, who, at, shown))
            shown = self._answer(who, at, before)
            written += [one for one in shown if isinstance(one, Message) and one not in written]
            self.state.touch()
        self.done.add(step.step)
        return Seen(step, done, [*written, *(one for one in shown if isinstance(one, View))])

    def _act(self, act: Mapping[str, Any], who: Person, at: Channel, shown: list[Message | View]) -> str:
        if "slash" in act:
            self.people.slash(who, at, "/kam", act["slash"]).wait(PATIENCE)
            return f"/kam {act['slash']}"
        if "say" in act:
            self.people.say(at, who, act["say"])
            return str(act["say"])
        if "press" in act:
            label = button_text(element(shown[-1], act["press"])[1])
            self.people.click(who, shown[-1], act["press"]).wait(PATIENCE)
            return f"[{label}]"
        view = shown[-1]
        if not isinstance(view, View):
            raise WorkspaceError("there is no form to send off")
        label = view.body["submit"]["text"]
        self.people.submit(who, view, act["submit"]).wait(PATIENCE)
        return f"[{label}]"

    def _standing(self, who: Person, at: Channel) -> dict[str, str]:
        """What of the app this person sees, by its id, with what would change when it does."""
        with self.state.lock:
            seen = [one for one in self.state.seen_by(who.id, at.id) if one.bot_id]
            found = {one.ts: f"{len(one.edits)} {one.text} {len(one.files)}" for one in seen}
            return found | {one.id: one.hash for one in self.state.modals_of(who.id)}

    def _answer(self, who: Person, at: Channel, before: dict[str, str]) -> list[Message | View]:
        """What is new, once it has not changed for a moment."""
        end, last, since = time.monotonic() + PATIENCE, before, time.monotonic()
        while time.monotonic() < end:
            now = self._standing(who, at)
            if now != last:
                last, since = now, time.monotonic()
            if last != before and time.monotonic() - since > SETTLED and not self._unfinished(who, at):
                return list(self._found({one for one, held in last.items() if before.get(one) != held}, who, at))
            time.sleep(0.02)
        raise WorkspaceError("the bot gave no answer")

    def _unfinished(self, who: Person, at: Channel) -> bool:
        streams = any(s.open for s in self.state.streams.values() if s.channel == at.id)
        thinking = any(a.status for (channel, _), a in self.state.assistants.items() if channel == at.id)
        waiting = any(v.body.get("callback_id") == "waiting" for v in self.state.modals_of(who.id))
        return streams or thinking or waiting

    def _found(self, new: set[str], who: Person, at: Channel) -> Iterator[Message | View]:
        with self.state.lock:
            yield from [one for one in self.state.seen_by(who.id, at.id) if one.ts in new]
            yield from [one for one in self.state.modals_of(who.id) if one.id in new]

    def where(self, seen: Seen) -> str:
        """The page on which a step's outcome stands."""
        threads = [one.thread_ts for one in seen.shown if isinstance(one, Message) and one.is_reply]
        thread = f"?thread={threads[-1]}" if threads and seen.step.place == DM else ""
        return f"/w/{seen.step.who}/{seen.step.place}{thread}"

    def panel(self, sight: Sight) -> Html:
        """The steps as a person sees them."""
        said, held = sight.scene.words, sight.scene.hidden
        if self.hidden:
            show = el("button", said("tour.show"), type="submit", class_="button")
            return el("form", *held(), show, method="post", action="/tour/show", class_="shown")
        title = many(el("h2", said("tour.title")), el("form", *held(), el("button", "×", type="submit", class_="x",
                     aria_label=said("tour.hide")), method="post", action="/tour/hide"))  # fmt: skip
        steps = el("ol", *(self._shown(one, sight) for one in self.steps))
        sure = {"data_ask_title": said("tour.start"), "data_ask_text": said("tour.start_sure")}
        sure |= {"data_ask_confirm": said("agree"), "data_ask_deny": said("refuse")}
        again = el("form", *held(), el("button", said("tour.start"), type="submit", class_="button danger", **sure),
                   method="post", action="/tour/reset", class_="reset")  # fmt: skip
        return many(el("header", title), el("p", said("tour.lead"), class_="lead"), steps, clock_panel(sight), again)

    def _shown(self, step: Step, sight: Sight) -> Html:
        said, done = sight.scene.words, step.step in self.done
        mark = el("span", "✓ ", said("tour.done"), class_="done") if done else None
        label, do = said(f"tour.{step.step}"), said("tour.again" if done else "tour.do")
        kind = "button" if done else "button primary"
        act = el("button", do, type="submit", class_=kind, aria_label=f"{do}: {label}")
        form = el("form", *sight.scene.hidden(), act, el("small", said("tour.as", name=step.who)), mark,
                  method="post", action=f"/tour/{step.step}", data_slow=True)  # fmt: skip
        return el(
            "li",
            el("strong", label),
            el("p", said(f"tour.{step.step}_about")),
            form,
            data_key=step.step,
            data_rev=str(done),
        )
