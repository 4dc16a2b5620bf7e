"""What all forms share: reading what was filled in, whatever was sent; opening; and errors that stand in the open form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from book.accounts import Account
from book.errors import KamError
from bot.numbers import Unit, Wrong, number
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Open, Show
from bot.slack.kit import actions, button, paragraph, unpacked
from bot.slack.request import Request
from bot.slack.routes import Acked, Handler
from bot.slack.views.forms import loading, notice
from prompts.words import LANGUAGES, Words, words

STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""Nobody means to type them, and as metadata of a view each is as long as six."""
NUMBER = 40
"""Characters of a number that a form takes."""
LONGEST = 500
"""Characters of a text that a form takes: two of them fit into a view's metadata."""
UNITS: Mapping[str, Unit] = {one: one for one in ("money", "ratio", "days", "count", "rating")}
"""Fields of numbers have their unit as the action's id, so that they can be checked without the book."""


class NotFilledIn(KamError):
    """A form that holds what it cannot hold, or nothing."""


@dataclass(frozen=True)
class Filled:
    """What somebody filled in, and what the form was given when it was made. Anything may stand in either: all is checked."""

    values: Mapping[str, Any]
    given: Mapping[str, Any]

    @classmethod
    def of(cls, request: Request) -> Filled:
        """Of a submission or of a button in a form."""
        return cls(request.view.get("values") or {}, unpacked(str(request.view.get("private_metadata") or "")))

    @property
    def words(self) -> Words:
        """The words of the form's language."""
        lang = self.given.get("l")
        return words(lang if lang in LANGUAGES else LANGUAGES[0])

    def known(self, name: str) -> str:
        """A text that the form was given; "" without one."""
        found = self.given.get(name)
        return found if isinstance(found, str) else ""

    def field(self, block: str) -> tuple[str, Mapping[str, Any]]:
        """The action's id and the state of a block's field."""
        held = self.values.get(block)
        for action, state in held.items() if isinstance(held, Mapping) else ():
            if isinstance(state, Mapping):
                return str(action), state
        return "", {}

    def text(self, block: str) -> str:
        """What was typed or chosen in a field, without characters that only steer; "" for nothing."""
        _, state = self.field(block)
        chosen = state.get("selected_option")
        options = [state.get(name) for name in ("value", "selected_date", "selected_user")]
        options.append(chosen.get("value") if isinstance(chosen, Mapping) else None)
        typed = next((one for one in options if isinstance(one, str)), "")
        return STEERING.sub(" ", typed).strip()

    def ticked(self, block: str) -> bool:
        """Whether any box of a field is ticked."""
        return bool(self.field(block)[1].get("selected_options"))

    def day(self, block: str) -> date | None:
        """The day that was chosen."""
        try:
            return date.fromisoformat(self.text(block))
        except ValueError:
            return None


def refused(errors: Mapping[str, str]) -> Acked:
    """Errors at their fields; the form stays as it is."""
    return Acked({"response_action": "errors", "errors": dict(errors)}, work=False)


def taken(said: Words, title: str) -> Acked:
    """The form is taken: it says so while the answer is made."""
    return Acked({"response_action": "update", "view": loading(said, title)})


def judged(filled: Filled, wrong: Mapping[str, str], title: str) -> Acked:
    """The form is refused for what is wrong in its blocks, or taken where nothing is. `title`: a key of its words."""
    errors = {block: text for block, text in wrong.items() if text}
    return refused(errors) if errors else taken(filled.words, filled.words(title))


def wrong_number(filled: Filled, block: str, currency: str | None = None) -> str:
    """What is wrong with a number in a field, in words; "" if nothing is."""
    unit = UNITS.get(filled.field(block)[0])
    if unit is None or len(filled.text(block)) > NUMBER:
        return filled.words("forms.wrong.not_a_number")
    found = number(filled.text(block), unit, currency)
    return filled.words(f"forms.wrong.{found.why}") if isinstance(found, Wrong) else ""


def wrong_text(filled: Filled, block: str, *, needed: bool = True) -> str:
    """What is wrong with a text in a field, in words; "" if nothing is."""
    text = filled.text(block)
    if needed and not text:
        return filled.words("forms.wrong.needed")
    return filled.words("forms.wrong.too_long", n=LONGEST) if len(text) > LONGEST else ""


def wrong_end(filled: Filled, block: str, *, needed: bool = True) -> str:
    """What is wrong with a last day in a field: it may not lie before the first that the form allows (`e`)."""
    until = filled.day(block)
    if until is None:
        return filled.words("forms.wrong.day") if needed or filled.text(block) else ""
    return filled.words("forms.wrong.over", day=filled.known("e")) if until.isoformat() < filled.known("e") else ""


def sure_of_end(call: Call, until: date | None) -> None:
    """Raises NotFilledIn for a last day that is over by now: the form may have been open for long, or be none of ours."""
    if until is not None and until < call.first_end:
        raise NotFilledIn(call.words("forms.wrong.over", day=call.first_end.isoformat()))


def account_of(call: Call, name: str) -> Account:
    """The account of an id that a form or button holds, if this person may see it still. Raises UnknownAccount."""
    found = call.account_of(name)
    call.about(found.account_id)
    return found


def opened(call: Call, view: Mapping[str, Any], action: str, value: Mapping[str, Any]) -> Open:
    """Opens a form; where it is too late for that, a button opens it again."""
    said = call.words("forms.too_late")
    again = actions(button(call.words("forms.open"), action, dict(value), style="primary"))
    return Open(view, Message(said, (paragraph(said), again)))


def here(call: Call, view: Mapping[str, Any]) -> Show:
    """Puts other content into the form that the request came from."""
    return Show(str(call.request.view.get("id") or ""), view)


def in_the_form(title: str) -> Callable[[Handler], Handler]:
    """For handlers of forms: what a person can put right is said in the open form. `title`: a key of its words."""

    def made(handler: Handler) -> Handler:
        @wraps(handler)
        def answer(call: Call, text: str) -> Iterator[Effect]:
            try:
                yield from handler(call, text)
            except KamError as error:
                if not call.request.view.get("id"):
                    raise
                yield here(call, notice(call.words, call.words(title), [str(error)]))

        return answer

    return made
