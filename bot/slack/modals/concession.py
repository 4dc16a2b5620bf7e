"""/kam concession: what is given and what is given back. Before it is recorded, which pitfalls it would fire is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP
from typing import Any

from book.accounts import Account
from book.errors import ImportRefused
from book.importing.apply import Terms
from book.importing.currency import decimals
from book.importing.one_row import one_concession
from book.premortem import if_conceded
from book.schema import KINDS_OF_CONCESSION
from bot import flags
from bot.numbers import Wrong, number
from bot.slack.call import Call
from bot.slack.effects import Effect
from bot.slack.kit import packed
from bot.slack.modals.forms import (
    Filled,
    NotFilledIn,
    account_of,
    here,
    in_the_form,
    opened,
    refused,
    taken,
    wrong_end,
    wrong_number,
    wrong_text,
)
from bot.slack.request import Request
from bot.slack.routes import Acked, Routes
from bot.slack.views.concession_form import NONE, SHORT, concession_checked, concession_form
from bot.slack.views.forms import notice
from prompts.figures import Figures
from scoring.whatif import what_if

TITLE = "forms.concession.title"
FIELDS = ("kind", "value", "counter", "alone", "until", "reason", "approver")


def register(routes: Routes) -> None:
    """The word, the forms and their buttons."""
    routes.command("concession", concession, group="people", needs_account=True)
    routes.action("concession_form", again)
    routes.action("concession_back", back)
    routes.form("concession", foresee, check)
    routes.form("concession_save", save, lambda request: _waiting(Filled.of(request)))


def concession(call: Call, text: str) -> Iterator[Effect]:
    """Opens the form."""
    yield from _open(call, call.account(text))


def again(call: Call, _text: str) -> Iterator[Effect]:
    """Opens the form for the account of a button."""
    yield from _open(call, account_of(call, Filled({}, call.value()).known("a")))


def _open(call: Call, account: Account) -> Iterator[Effect]:
    view = _form(call, account)
    yield opened(call, view, "concession_form", {"a": account.account_id})


def _form(call: Call, account: Account, held: Mapping[str, str] | None = None) -> dict[str, Any]:
    verdict, figures = call.verdict(account.account_id), call.figures
    return concession_form(verdict, figures, _currency(call, account), call.first_end, held)


def _currency(call: Call, account: Account) -> str:
    """In which an account's amounts are written."""
    return account.currency or call.book.base_currency or ""


def _waiting(filled: Filled) -> Acked:
    return taken(filled.words, filled.words(TITLE))


def check(request: Request) -> Acked:
    """What is given back is said, or said to be nothing; the amount can be read; the end is not over."""
    filled = Filled.of(request)
    errors = {block: wrong for block, wrong in _wrongs(filled) if wrong}
    return refused(errors) if errors else _waiting(filled)


def _wrongs(filled: Filled) -> Iterator[tuple[str, str]]:
    """Each field with what is wrong with it."""
    say = filled.words
    yield "kind", "" if filled.text("kind") in KINDS_OF_CONCESSION else say("forms.wrong.needed")
    value = number(filled.text("value"), "money", filled.known("c") or None)
    small = value is None or (not isinstance(value, Wrong) and value <= 0)
    yield (
        "value",
        say("forms.wrong.not_positive") if small else wrong_number(filled, "value", filled.known("c") or None),
    )
    yield "counter", _wrong_counter(filled)
    yield "until", wrong_end(filled, "until", needed=False)
    yield "reason", wrong_text(filled, "reason", needed=False)
    yield "approver", wrong_text(filled, "approver", needed=False) if len(filled.text("approver")) > SHORT else ""


def _wrong_counter(filled: Filled) -> str:
    """Either what is given back is said, or that it is nothing."""
    said, none = bool(filled.text("counter")), filled.ticked("alone")
    if said == none:
        return filled.words(f"forms.concession.{'both' if said else 'neither'}")
    return wrong_text(filled, "counter", needed=False)


@in_the_form(TITLE)
def foresee(call: Call, _text: str) -> Iterator[Effect]:
    """What the concession would do, with *Save* and *Back*."""
    filled = Filled.of(call.request)
    account = account_of(call, filled.known("a"))
    held = {name: text for name in FIELDS if (text := filled.text(name))} | (
        {"alone": NONE} if filled.ticked("alone") else {}
    )
    draft = {"f": held, "c": _currency(call, account), "k": _digest(call.form_key("concession"))}
    row = _row(call, account, draft)
    verdicts = call.verdicts_of(account.account_id)
    try:
        found = what_if(verdicts, if_conceded(call.book, verdicts, one_concession(row)))
    except ImportRefused as refusal:
        raise NotFilledIn(_why(call, refusal)) from None
    figures = call.figures
    gone = flags.of(call.book, found.before)
    yield here(call, concession_checked(found, _summary(row, figures, call), draft, figures, gone))


def _why(call: Call, refusal: ImportRefused) -> str:
    """Why the book would not take it."""
    found = next((str(one.reason) for one in refusal.report.problems), "")
    return call.words("forms.concession.not_taken", why=found or str(refusal))


def _summary(row: Mapping[str, Any], figures: Figures, call: Call) -> str:
    """The concession in a sentence."""
    words, base = figures.words, row["currency"] == call.book.base_currency
    amount = row["value"] / 10 ** decimals(row["currency"])
    counter = row["counter_commitment"] or words("forms.concession.nothing_inline")
    until = figures.day(row["expires_on"]) if row["expires_on"] else words("forms.concession.open_end")
    return words(
        "forms.concession.summary",
        kind=words(f"forms.concession.kinds.{row['kind']}"),
        value=figures.money(amount)
        if base or not row["currency"]
        else f"{row['currency']} {figures.number(amount, 2)}",
        counter=counter,
        until=until,
    )


def _row(call: Call, account: Account, draft: Mapping[str, Any]) -> dict[str, Any]:
    """The row for the book, checked once more: it may come from anywhere. Raises NotFilledIn."""
    held = draft.get("f")
    typed = {name: held.get(name) for name in FIELDS} if isinstance(held, Mapping) else {}
    texts = {name: text.strip() if isinstance(text, str) else "" for name, text in typed.items()}
    states: dict[str, Any] = {
        name: {"money" if name == "value" else name: {"value": text}} for name, text in texts.items()
    }
    states |= {"alone": {"alone": {"selected_options": "x" if texts.get("alone") else ""}}}
    filled = Filled(states, {"l": call.lang, "c": _currency(call, account), "e": call.first_end.isoformat()})
    wrong = next((wrong for _, wrong in _wrongs(filled) if wrong), "")
    value = number(filled.text("value"), "money", filled.known("c") or None)
    if wrong or value is None or isinstance(value, Wrong):
        raise NotFilledIn(wrong or call.words("forms.wrong.form"))
    currency = filled.known("c") or None
    minor = int(value.scaleb(decimals(currency)).to_integral_value(ROUND_HALF_UP))
    row = {
        "account_id": account.account_id,
        "granted_on": call.as_of,
        "kind": filled.text("kind"),
        "value": minor,
        "currency": currency,
        "counter_commitment": filled.text("counter") or None,
        "expires_on": filled.day("until"),
        "approved_by": filled.text("approver") or None,
        "reason": filled.text("reason") or None,
    }
    return row | {"concession_id": f"slack-{_digest(packed(_plain(row) | {'k': draft.get('k'), 'u': call.user}))}"}


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


@in_the_form(TITLE)
def back(call: Call, _text: str) -> Iterator[Effect]:
    """The form again, as it was filled in."""
    filled = Filled.of(call.request)
    account = account_of(call, filled.known("a"))
    held = filled.given.get("f")
    texts = {str(key): str(text) for key, text in held.items()} if isinstance(held, dict) else {}
    yield here(call, _form(call, account, texts))


@in_the_form(TITLE)
def save(call: Call, _text: str) -> Iterator[Effect]:
    """Records the concession; the same form again is the same concession."""
    filled = Filled.of(call.request)
    account = account_of(call, filled.known("a"))
    row = _row(call, account, filled.given)
    try:
        call.book.take(one_concession(row), Terms(call.now))
    except ImportRefused as refusal:
        raise NotFilledIn(_why(call, refusal)) from None
    said = call.words("forms.concession.saved", name=account.name)
    yield here(call, notice(call.words, call.words(TITLE), [said, _summary(row, call.figures, call)]))
