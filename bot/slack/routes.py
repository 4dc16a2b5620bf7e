"""Which handler answers what: the words of /kam, buttons and menus, forms, shortcuts and events.

A handler takes the call and the rest of the text, and yields effects; each is performed before it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.slack.call import Call
from bot.slack.effects import Effect
from bot.slack.request import Request

Handler = Callable[[Call, str], Iterator[Effect]]


@dataclass(frozen=True)
class Acked:
    """What an acknowledgement says, and whether there is work left to do."""

    body: Mapping[str, Any] | None = None
    work: bool = True


Check = Callable[[Request], Acked]
"""Looks at a form before it is taken: quick and without book or Slack, for it runs before the acknowledgement."""


@dataclass(frozen=True)
class Command:
    """A word of /kam. `roles`: who may use it (everybody with a role, if empty). `needs_account`: its argument is an account."""

    word: str
    handler: Handler
    roles: tuple[str, ...] = ()
    group: str = "accounts"
    needs_account: bool = False


@dataclass
class Routes:
    """Filled by each module's `register`."""

    commands: dict[str, Command] = field(default_factory=dict)
    actions: dict[str, Handler] = field(default_factory=dict)
    forms: dict[str, tuple[Handler, Check | None]] = field(default_factory=dict)
    shortcuts: dict[str, Handler] = field(default_factory=dict)
    events: dict[str, Handler] = field(default_factory=dict)

    def command(
        self,
        word: str,
        handler: Handler,
        *,
        roles: tuple[str, ...] = (),
        group: str = "accounts",
        needs_account: bool = False,
    ) -> None:
        """A word of /kam."""
        self.commands[word] = Command(word, handler, roles, group, needs_account)

    def action(self, action_id: str, handler: Handler) -> None:
        """A button or menu."""
        self.actions[action_id] = handler

    def form(self, callback_id: str, handler: Handler, check: Check | None = None) -> None:
        """A modal that is sent off. `check` answers at once: errors, or another view while the work is done."""
        self.forms[callback_id] = (handler, check)

    def shortcut(self, callback_id: str, handler: Handler) -> None:
        """A shortcut in a message's menu, or a global one."""
        self.shortcuts[callback_id] = handler

    def event(self, kind: str, handler: Handler) -> None:
        """message, home, thread or link; `home:messages` is the tab of that name, before `home`."""
        self.events[kind] = handler

    def handler(self, request: Request) -> Handler | None:
        """Who answers a request; None where nobody does. Commands are found by `commands.py`."""
        if request.kind == "action":
            return self.actions.get(request.name.partition("#")[0])
        if request.kind == "submission":
            return self.forms.get(request.name, (None, None))[0]
        if request.kind == "shortcut":
            return self.shortcuts.get(request.name)
        return self.events.get(f"{request.kind}:{request.name}") or self.events.get(request.kind)

    def acked(self, request: Request) -> Acked:
        """The acknowledgement of a request."""
        check = self.forms.get(request.name, (None, None))[1] if request.kind == "submission" else None
        if check is not None:
            return check(request)
        return Acked(work=self.handler(request) is not None)
