"""/kam profile: the observations that a salesperson has and orders do not show, asked in the order in which they help most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from book.accounts import Account
from book.errors import ImportRefused
from book.importing.apply import Terms
from book.importing.one_row import signals_of
from book.observed import observed
from bot.numbers import Wrong, number
from bot.slack.call import Call
from bot.slack.effects import Effect
from bot.slack.modals.forms import (
    UNITS,
    Filled,
    NotFilledIn,
    account_of,
    here,
    in_the_form,
    opened,
    refused,
    taken,
    wrong_number,
    wrong_text,
)
from bot.slack.modals.observing import moved, observation
from bot.slack.request import Request
from bot.slack.routes import Acked, Routes
from bot.slack.views.profile_form import NO_ANSWER, NOTE, Questions, profile_form, profile_saved
from scoring.questions import questions
from scoring.verdict import Verdict

PAGE = 6
"""Questions in one form."""


def register(routes: Routes) -> None:
    """The word, the form and its buttons."""
    routes.command("profile", profile, group="people", needs_account=True)
    routes.action("profile_form", again)
    routes.action("profile_next", next_page)
    routes.form("profile", save, check)


def profile(call: Call, text: str) -> Iterator[Effect]:
    """Opens the form."""
    yield from _open(call, call.account(text))


def again(call: Call, _text: str) -> Iterator[Effect]:
    """Opens the form for the account of a button."""
    yield from _open(call, account_of(call, Filled({}, call.value()).known("a")))


def _open(call: Call, account: Account) -> Iterator[Effect]:
    yield opened(call, _form(call, account, 0), "profile_form", {"a": account.account_id})


@in_the_form("forms.profile.title")
def next_page(call: Call, _text: str) -> Iterator[Effect]:
    """The questions that follow, in the same form."""
    held = call.value()
    begin = held.get("b")
    yield here(call, _form(call, account_of(call, Filled({}, held).known("a")), begin if isinstance(begin, int) else 0))


def _form(call: Call, account: Account, begin: int) -> dict[str, Any]:
    verdict, rubric = call.verdict(account.account_id), call.in_force.rubric
    every = questions(verdict, rubric)
    begin = begin if 0 <= begin < len(every) else 0
    known = observed(call.book, account.account_id, call.as_of, rubric)
    asked = Questions(every[begin : begin + PAGE], begin, len(every), known)
    return profile_form(verdict, asked, call.figures, call.key())


def check(request: Request) -> Acked:
    """Each answer can be read."""
    filled = Filled.of(request)
    errors = {}
    for block in _answered(filled):
        if wrong := wrong_number(filled, block, filled.known("c") or None):
            errors[block] = wrong
    if wrong := wrong_text(filled, NOTE, needed=False):
        errors[NOTE] = wrong
    if not errors and not _answered(filled) and filled.values:
        errors = {next(iter(filled.values)): filled.words("forms.wrong.one_at_least")}
    return refused(errors) if errors else taken(filled.words, filled.words("forms.profile.title"))


def _answered(filled: Filled) -> list[str]:
    return [block for block in filled.values if block != NOTE and filled.text(block) not in ("", NO_ANSWER)]


@in_the_form("forms.profile.title")
def save(call: Call, _text: str) -> Iterator[Effect]:
    """Records all answers of the form, or none, and says what they changed."""
    filled = Filled.of(call.request)
    account = account_of(call, filled.known("a"))
    answers = _answers(call, filled)
    before = call.verdict(account.account_id)
    try:
        rows = [observation(call, account, key, value, filled.text(NOTE)) for key, value in answers.items()]
        call.book.take(signals_of(rows), Terms(call.now))
    except ImportRefused:
        raise NotFilledIn(call.words("forms.wrong.form")) from None
    yield here(call, _saved(call, before, answers, filled))


def _answers(call: Call, filled: Filled) -> dict[str, float]:
    """The values by signal. Raises NotFilledIn for what the rubric does not ask, or not so."""
    signals, answers = call.in_force.rubric.signals, dict[str, float]()
    for key in _answered(filled):
        unit = UNITS.get(filled.field(key)[0])
        if key not in signals or unit != signals[key].unit:
            raise NotFilledIn(call.words("forms.wrong.form"))
        found = number(filled.text(key), unit, call.book.base_currency)
        if isinstance(found, Wrong):
            raise NotFilledIn(call.words(f"forms.wrong.{found.why}"))
        answers |= {key: float(found)} if found is not None else {}
    if not answers or wrong_text(filled, NOTE, needed=False):
        raise NotFilledIn(call.words("forms.wrong.one_at_least"))
    return answers


def _saved(call: Call, before: Verdict, answers: Mapping[str, float], filled: Filled) -> dict[str, Any]:
    """What changed. The questions that are left begin anew: what was answered is no longer among the first."""
    figures = call.figures
    after = call.book.verdicts_of([before.account_id], call.as_of, call.in_force.rubric).verdict(0)
    call.note(after)
    said = moved(before, after, figures)
    recorded = [f"{figures.label(key)} {figures.value(key, value)}" for key, value in answers.items()]
    begin = filled.given.get("b")
    following = _next(begin if isinstance(begin, int) else 0, before, after, call)
    return profile_saved(before, after, said, recorded, figures, following)


def _next(begin: int, before: Verdict, after: Verdict, call: Call) -> int:
    """Where the next questions begin in the new order, in which what was passed over comes first; -1: there are none."""
    rubric = call.in_force.rubric
    shown, left = questions(before, rubric)[: begin + PAGE], questions(after, rubric)
    unknown = [key for key in left if after.metrics.get(key) is None]
    if set(unknown) <= set(shown):
        return begin + PAGE if begin + PAGE < len(left) else -1
    return len([key for key in unknown if key in shown])
