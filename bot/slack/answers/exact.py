"""/kam nearest, whatif, sensitivity, compare and history, and the buttons of the same names: exact answers about accounts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from book.accounts import Account
from book.errors import KamError
from bot import flags
from bot.asking.ask import one_of
from bot.flags import counting
from bot.notes import of_flags
from bot.over_time import days, moments
from bot.slack.answers.account import Answer, asked, clicked, decided_beside
from bot.slack.answers.naming import COMMAS, account_and_changes, examples, names_one, parted
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell
from bot.slack.kit import packed, unpacked
from bot.slack.limits import MOST, OPTION_VALUE
from bot.slack.routes import Routes
from bot.slack.views.exact import choice_view, compare_view, history_view, nearest_view, sensitivity_view, what_if_view
from bot.slack.views.frame import Asked
from prompts.words import LANGUAGES, words
from scoring.compare import FEWEST
from scoring.compare import MOST as MOST_COMPARED
from scoring.compare import compare as compared
from scoring.nearest import nearest as nearest_to
from scoring.sensitivity import sensitivity as sensitive_to
from scoring.whatif import what_if

BETWEEN = re.compile(r"\s+(?:vs\.?|versus|and|with)\s+|\s*(?:和|跟|與|与)\s*")
EVERY = ("month", "quarter", "year")
DAYS_BACK = 8
"""Ends of quarters (or months, or years) before the last day."""


def register(routes: Routes) -> None:
    """Words and buttons."""
    routes.command("nearest", lambda call, text: _told(call, text, "nearest"), needs_account=True)
    routes.command("whatif", whatif_of, needs_account=True)
    routes.command("compare", compare_of, needs_account=True)
    routes.command("history", history_of, needs_account=True)
    routes.command("sensitivity", lambda call, text: _told(call, text, "sensitivity"), needs_account=True)
    routes.action("nearest", clicked("nearest", nearest))
    routes.action("whatif", open_whatif)
    routes.action("compare", choose_other)
    routes.action("compare_with", compare_with)


def _told(call: Call, text: str, what: str) -> Iterator[Effect]:
    account = call.account(text)
    yield Tell(ANSWERS[what](call, account, asked(call, what, account)))


def nearest(call: Call, account: Account, about: Asked) -> Message:
    """What it would take."""
    found = nearest_to(call.verdicts_of(account.account_id))
    verdict = call.verdict(account.account_id)
    return nearest_view(found, verdict, call.figures, decided_beside(call, about, verdict))


def sensitivity(call: Call, account: Account, about: Asked) -> Message:
    """Whether the tier survives other weights."""
    found = sensitive_to(call.verdicts_of(account.account_id))
    verdict = call.verdict(account.account_id)
    return sensitivity_view(found, verdict, call.figures, decided_beside(call, about, verdict))


# what if


def whatif_of(call: Call, text: str) -> Iterator[Effect]:
    """`ACME growth=10%` is answered; `ACME` alone opens the form."""
    account, changes = account_and_changes(call, text)
    if changes:
        yield Tell(whatif(call, account, asked(call, "whatif", account, packed(changes))))
    else:
        yield from _form(call, account)


def open_whatif(call: Call, _text: str) -> Iterator[Effect]:
    """The form, from a button."""
    yield from _form(call, call.account_of(call.given("a")))


def _form(call: Call, account: Account) -> Iterator[Effect]:
    from bot.slack.modals.whatif import open_form

    call.shown.what = "whatif"
    yield from open_form(call, account)


def whatif(call: Call, account: Account, about: Asked) -> Message:
    """Before and after; `about.rest`: the changes as JSON. Raises KamError for what cannot be replaced."""
    changes: Mapping[str, Any] = unpacked(about.rest)
    try:
        given = {one: _figure(held) for one, held in changes.items()}
        if wrong := next((said for one, held in given.items() if (said := call.figures.beyond(one, held))), ""):
            raise KamError(wrong)
        found = what_if(call.verdicts_of(account.account_id), given)
    except (ValueError, OverflowError):
        raise KamError(call.words("slack.account.no_change", text=", ".join(changes), name=account.name)) from None
    return what_if_view(found, call.figures, decided_beside(call, about, call.verdict(account.account_id)))


def _figure(held: object) -> float | None:
    """A value of a button: a number or nothing. Raises ValueError, OverflowError."""
    if held is not None and (isinstance(held, bool) or not isinstance(held, int | float)):
        raise ValueError(f"{held!r} is no number")
    return None if held is None else float(held)


# compare


def compare_of(call: Call, text: str) -> Iterator[Effect]:
    """Two to five accounts, with commas or other words between them."""
    if only := _only(call, text):
        yield from _choice(call, only)
        return
    first, *others = _several(call, text)
    rest = packed([one.account_id for one in others])
    yield Tell(compare(call, first, asked(call, "compare", first, rest)))


def _only(call: Call, text: str) -> Account | None:
    """The account where a text names one and no other."""
    if COMMAS.search(text) or not names_one(call, text):
        return None
    return call.account(text)


def _several(call: Call, text: str) -> list[Account]:
    """The accounts that are named. Raises KamError with an example where they are too few or too many."""
    text = unicodedata.normalize("NFKC", text)
    named = [one for one in COMMAS.split(text) if one]
    named = named if len(named) >= FEWEST else [one for one in BETWEEN.split(text) if one]
    if len(named) < FEWEST:
        spotted = [one_of(one.account_ids, call.desk) for one in call.desk.spot(text)]
        known = [one for one in spotted if one is not None]
        named = known if len(known) >= FEWEST else parted(call, text)
    found = {one.account_id: one for one in (call.account(name) for name in named)}
    if not FEWEST <= len(found) <= MOST_COMPARED:
        raise KamError(_how(call))
    return list(found.values())


def _how(call: Call) -> str:
    """How accounts are compared, with an example."""
    return call.words("slack.account.compare_how", example=", ".join(examples(call, FEWEST)))


def compare(call: Call, account: Account, about: Asked) -> Message:
    """The comparison; `about.rest`: the ids of the others, each of which the asker must be allowed to see."""
    others = [call.account_of(one).account_id for one in _ids(about.rest)]
    if not FEWEST <= len({account.account_id, *others}) <= MOST_COMPARED:
        raise KamError(_how(call))
    verdicts = call.verdicts_of(account.account_id, *others)
    each = [counting(one, flags.of(call.book, one)) for one in verdicts]
    return compare_view(compared(verdicts), each, call.figures, decided_beside(call, about, *verdicts))


def _ids(rest: str) -> list[str]:
    held = unpacked(f'{{"ids":{rest or "[]"}}}').get("ids")
    return [str(one) for one in held] if isinstance(held, list) else []


def choose_other(call: Call, _text: str) -> Iterator[Effect]:
    """The button below a card: asks with which account."""
    yield from _choice(call, call.account_of(call.given("a")))


def _choice(call: Call, account: Account) -> Iterator[Effect]:
    """Asks with which account this one is to be compared."""
    call.shown.what = "compare"
    others = _most_alike(call, account)
    if not others:
        raise KamError(call.words("slack.account.nothing_to_compare", name=account.name))
    options = [(one.name, packed({"a": account.account_id, "b": one.account_id}), _said(one)) for one in others]
    fitting = [one for one in options if len(one[1]) <= OPTION_VALUE]
    yield Tell(choice_view(account.name, fitting[: MOST["options"]], call.figures))


def _most_alike(call: Call, account: Account) -> list[Account]:
    """The other accounts that the asker may see, those with most in common first."""

    def unlike(other: Account) -> tuple[int, str]:
        kin = account.account_id in (other.parent_id,) or other.account_id == account.parent_id
        same = [getattr(other, name) == getattr(account, name) for name in ("owner", "industry", "team", "country")]
        return -(2 * kin + sum(same)), other.name

    return sorted((one for one in call.desk.lookup.accounts if one.account_id != account.account_id), key=unlike)


def _said(account: Account) -> str:
    return " · ".join(one for one in (account.account_id, account.industry, account.country) if one)


def compare_with(call: Call, _text: str) -> Iterator[Effect]:
    """The account that was chosen beside the first."""
    account, other = (call.account_of(call.given(name)) for name in ("a", "b"))
    yield Tell(compare(call, account, asked(call, "compare", account, packed([other.account_id]))))


# history


def history_of(call: Call, text: str) -> Iterator[Effect]:
    """By quarters, or by months or years where that is said."""
    every, name = _every(call, text)
    account = call.account(name)
    yield Tell(history(call, account, asked(call, "history", account, every)))


def _every(call: Call, text: str) -> tuple[str, str]:
    """How far apart the days are, and the account's name."""
    name, _, last = text.rpartition(" ")
    for every in EVERY:
        texts = [words(lang)(f"slack.account.every.{every}") for lang in LANGUAGES]
        said = {every, *(one.strip() for text_of in texts for one in text_of.split(","))}
        if name and last.casefold() in said and not names_one(call, text):
            return every, name
    return "quarter", text


def history(call: Call, account: Account, about: Asked) -> Message:
    """Verdicts over time; `about.rest`: month, quarter or year."""
    every = about.rest if about.rest in EVERY else "quarter"
    every_day = list(moments(call.book, account.account_id, days(call.as_of, every, DAYS_BACK), group=False))
    rated = next((at for at, one in enumerate(every_day) if one.verdict.rated), len(every_day))
    found = every_day[min(rated, len(every_day) - 2) :]
    last = found[-1].verdict
    call.note(last)
    about = replace(about, decided=of_flags(call.book, last, call.figures))
    decided = call.book.ledger.events("override", account.account_id)
    return history_view(found, decided, last, call.figures, about)


ANSWERS: Mapping[str, Answer] = {
    "nearest": nearest,
    "whatif": whatif,
    "sensitivity": sensitivity,
    "compare": compare,
    "history": history,
}
