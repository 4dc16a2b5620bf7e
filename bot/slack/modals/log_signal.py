"""The message shortcut: an observation is made of a message. Words and numbers propose, a person confirms."""

from __future__ import annotations

from collections.abc import Iterator

from book.accounts import Account
from book.errors import ImportRefused
from book.importing.apply import Terms
from book.importing.one_row import one_signal
from bot.numbers import Unit, Wrong, number
from bot.slack.call import Call, NoRole
from bot.slack.effects import Effect, Message, Open
from bot.slack.kit import paragraph
from bot.slack.modals.forms import UNITS, Filled, NotFilledIn, here, in_the_form, refused, taken, wrong_text
from bot.slack.modals.observing import moved, observation
from bot.slack.proposing import proposed
from bot.slack.reading import as_written, shortened
from bot.slack.request import Request
from bot.slack.routes import Acked, Routes
from bot.slack.views.signal_form import ACCOUNT, MENU, NOTE, OTHER, SIGNAL, VALUE, Found, saved_view, signal_form
from scoring.verdict import Verdict

LONGEST = 300
"""Characters of the message that become the note."""


def register(routes: Routes) -> None:
    """The shortcut and its form."""
    routes.shortcut("log_signal", opened)
    routes.form("log_signal", save, check)


def opened(call: Call, text: str) -> Iterator[Effect]:
    """The form, filled in with what the message may say."""
    call.shown.what = "log signal"
    if not call.desk.lookup.accounts:
        raise NoRole(call.words("slack.roles.none" if call.person is None else "slack.book.none"))
    too_late = call.words("slack.signal.too_late")
    view = signal_form(_found(call, as_written(text)), call.figures, call.as_of)
    yield Open(view, Message(too_late, (paragraph(too_late),)))


def _found(call: Call, text: str) -> Found:
    """The accounts that the message mentions, then the others that this person sees; and what it may be an observation of."""
    spotted = call.desk.spot(text)
    mentioned = list(dict.fromkeys(account for one in spotted for account in one.account_ids))
    names = {one.account_id: one.name for one in call.desk.lookup.accounts}
    others = sorted((name, account) for account, name in names.items() if account not in mentioned)
    accounts = [*((one, names[one]) for one in mentioned), *((account, name) for name, account in others)]
    call.about(*mentioned)
    proposal = proposed(text, call.in_force.rubric, [one.text for one in spotted])
    return Found(shortened(text, LONGEST), accounts[:MENU], len(mentioned), len(accounts) > MENU, proposal)


def check(request: Request) -> Acked:
    """Everything is there, and the value fits the signal."""
    filled = Filled.of(request)
    errors = {}
    if not filled.text(ACCOUNT) and not filled.text(OTHER):
        errors[ACCOUNT] = filled.words("forms.wrong.needed")
    if not _signal(filled)[1]:
        errors[SIGNAL] = filled.words("forms.wrong.needed")
    elif wrong := _wrong_value(filled):
        errors[VALUE] = wrong
    if wrong := wrong_text(filled, NOTE, needed=False):
        errors[NOTE] = wrong
    return refused(errors) if errors else taken(filled.words, filled.words("slack.signal.title"))


def _signal(filled: Filled) -> tuple[Unit | None, str]:
    """Unit and key of the chosen signal."""
    unit, _, key = filled.text(SIGNAL).partition(":")
    return UNITS.get(unit), key


def _wrong_value(filled: Filled) -> str:
    unit, _ = _signal(filled)
    found = number(filled.text(VALUE), unit, filled.known("c") or None) if unit else None
    if isinstance(found, Wrong):
        return filled.words(f"forms.wrong.{found.why}")
    return filled.words("forms.wrong.needed") if found is None else ""


@in_the_form("slack.signal.title")
def save(call: Call, _text: str) -> Iterator[Effect]:
    """Records what the person confirmed, once, and says what it changed."""
    call.shown.what = "signal"
    filled = Filled.of(call.request)
    account = _account(call, filled)
    key, value = _observed(call, filled)
    before = call.verdict(account.account_id)
    try:
        call.book.take(one_signal(observation(call, account, key, value, filled.text(NOTE))), Terms(call.now))
    except ImportRefused:
        raise NotFilledIn(call.words("forms.wrong.form")) from None
    figures = call.figures
    slots = {"label": figures.label(key), "value": figures.value(key, value), "date": figures.day(call.as_of)}
    recorded = call.words("decisions.signal", name=account.name, **slots)
    yield here(call, saved_view(account.name, recorded, _moves(call, before), figures))


def _account(call: Call, filled: Filled) -> Account:
    """Whom it is about: who is typed counts before who is chosen. Raises UnknownAccount, SeveralAccounts."""
    typed = filled.text(OTHER)
    found = call.account(typed) if typed else call.account_of(filled.text(ACCOUNT))
    call.about(found.account_id)
    return found


def _observed(call: Call, filled: Filled) -> tuple[str, float]:
    """Signal and value, by the rubric as it is now. Raises NotFilledIn."""
    unit, key = _signal(filled)
    signals = call.in_force.rubric.signals
    if (
        key not in signals
        or signals[key].unit != unit
        or _wrong_value(filled)
        or wrong_text(filled, NOTE, needed=False)
    ):
        raise NotFilledIn(call.words("forms.wrong.form"))
    found = number(filled.text(VALUE), unit, call.book.base_currency)
    if found is None or isinstance(found, Wrong):
        raise NotFilledIn(call.words("forms.wrong.form"))
    return key, float(found)


def _moves(call: Call, before: Verdict) -> list[str]:
    """What the observation changed, in sentences."""
    after = call.book.verdicts_of([before.account_id], call.as_of, call.in_force.rubric).verdict(0)
    call.note(after)
    return moved(before, after, call.figures)
