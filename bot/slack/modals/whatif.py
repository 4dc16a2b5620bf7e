"""What if, as a form: other figures for an account, and what would follow. Nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from book.accounts import Account
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
)
from bot.slack.request import Request
from bot.slack.routes import Acked, Routes
from bot.slack.views.whatif_form import Offered, whatif_answer, whatif_form
from prompts import narrator
from prompts.figures import beyond
from scoring.nearest import nearest
from scoring.rubric import Rubric
from scoring.verdicts import Verdicts
from scoring.whatif import known_metrics, what_if

OFFERED = 6
WAYS_UP = 3
"""Of the figures offered, at most so many because they lead to the next tier; the others because most points are lost there."""


def register(routes: Routes) -> None:
    """The form and its buttons. The word belongs to the exact answers."""
    routes.action("whatif_form", again)
    routes.action("whatif_again", try_others)
    routes.form("whatif", answer, check)


def open_form(call: Call, account: Account) -> Iterator[Effect]:
    """Opens the form for an account that the asker may see."""
    yield opened(call, _form(call, account), "whatif_form", {"a": account.account_id})


def _form(call: Call, account: Account, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    verdicts = call.verdicts_of(account.account_id)
    return whatif_form(verdicts.verdict(0), offered(verdicts), call.figures, typed)


def offered(verdicts: Verdicts) -> list[Offered]:
    """The figures to try: those that lead to the next tier most easily, then those on which most points are lost."""
    verdict, rubric = verdicts.verdict(0), verdicts.rubric
    steps = [one for one in nearest(verdicts).steps if one.direction == "up" and one.value_needed is not None]
    found = {step.metric: step for step in steps}
    lost = sorted(verdict.criteria, key=lambda line: -(line.final_weight or line.weight) * (100 - (line.points or 0.0)))
    order = dict.fromkeys([*list(found)[:WAYS_UP], *(line.metric for line in lost)])
    can = known_metrics(verdicts)
    metrics = [metric for metric in order if metric in can][:OFFERED]
    return [Offered(one, _unit(one, rubric), verdict.metrics.get(one), found.get(one)) for one in metrics]


def _unit(metric: str, rubric: Rubric) -> str:
    """The unit of a criterion's metric."""
    return next(one.unit for one in rubric.criteria.values() if one.metric == metric)


def again(call: Call, _text: str) -> Iterator[Effect]:
    """Opens the form for the account of a button."""
    yield from open_form(call, account_of(call, Filled({}, call.value()).known("a")))


@in_the_form("forms.whatif.title")
def try_others(call: Call, _text: str) -> Iterator[Effect]:
    """The form again, with what was typed before."""
    held = Filled({}, call.value())
    typed = held.given.get("t")
    kept = {str(key): str(text) for key, text in typed.items()} if isinstance(typed, dict) else {}
    yield here(call, _form(call, account_of(call, held.known("a")), kept))


def check(request: Request) -> Acked:
    """Each number can be read, and there is one at all."""
    filled = Filled.of(request)
    typed = [block for block in filled.values if filled.text(block)]
    errors = {block: wrong for block in typed if (wrong := _wrong(filled, block))}
    if not typed and filled.values:
        errors = {next(iter(filled.values)): filled.words("forms.wrong.one_at_least")}
    return refused(errors) if errors else taken(filled.words, filled.words("forms.whatif.title"))


def _wrong(filled: Filled, block: str) -> str:
    """What is wrong with a number, or with a figure's having it."""
    currency = filled.known("c") or None
    if wrong := wrong_number(filled, block, currency):
        return wrong
    unit = UNITS[filled.field(block)[0]]
    found = number(filled.text(block), unit, currency)
    return beyond(block, unit, float(found), filled.words) if isinstance(found, Decimal) else ""


@in_the_form("forms.whatif.title")
def answer(call: Call, _text: str) -> Iterator[Effect]:
    """The same scoring with these figures."""
    filled = Filled.of(call.request)
    account = account_of(call, filled.known("a"))
    typed = {block: filled.text(block) for block in filled.values if filled.text(block)}
    changes = _changes(call, filled, typed)
    try:
        found = what_if(call.verdicts_of(account.account_id), changes)
    except ValueError:
        raise NotFilledIn(call.words("forms.wrong.form")) from None
    said = narrator.what_if_sentences(found, call.figures)
    yield here(call, whatif_answer(found.before, said, call.figures, typed))


def _changes(call: Call, filled: Filled, typed: Mapping[str, str]) -> dict[str, float | None]:
    """The figures by metric. Raises NotFilledIn."""
    changes: dict[str, float | None] = {}
    for metric, text in typed.items():
        unit = UNITS.get(filled.field(metric)[0])
        found = number(text, unit, call.book.base_currency) if unit else Wrong("not_a_number")
        if isinstance(found, Wrong):
            raise NotFilledIn(call.words("forms.wrong.form"))
        if found is not None and (wrong := call.figures.beyond(metric, float(found))):
            raise NotFilledIn(wrong)
        changes |= {metric: float(found)} if found is not None else {}
    if not changes:
        raise NotFilledIn(call.words("forms.wrong.one_at_least"))
    return changes
