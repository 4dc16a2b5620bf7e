"""/kam override: a manager's tier beside the computed one, with reason and end; and taking it back."""

from __future__ import annotations

from collections.abc import Iterator

from book.accounts import Account
from bot.decisions import Decider
from bot.slack.call import Call
from bot.slack.effects import Effect
from bot.slack.modals.forms import (
    Filled,
    NotFilledIn,
    account_of,
    here,
    in_the_form,
    judged,
    opened,
    sure_of_end,
    wrong_end,
    wrong_text,
)
from bot.slack.request import Request
from bot.slack.routes import Acked, Routes
from bot.slack.views.decision_forms import override_form
from bot.slack.views.forms import notice
from scoring.rubric.models import TIER_LETTERS

TITLE = "forms.override.title"
DECIDERS = ("manager", "admin")


def register(routes: Routes) -> None:
    """The word, the form and its buttons."""
    routes.command("override", override, roles=DECIDERS, group="people", needs_account=True)
    routes.action("override_form", again)
    routes.action("override_back", take_back)
    routes.form("override", save, check)


def decider(call: Call, key: str) -> Decider:
    """The asker as one who decides. What is recorded is recorded once for the key."""
    name = call.profile.name or call.user
    return Decider(call.book, call.figures, call.as_of, call.now, name, call.user, key)


def override(call: Call, text: str) -> Iterator[Effect]:
    """Opens the form."""
    yield from _open(call, call.account(text))


def again(call: Call, _text: str) -> Iterator[Effect]:
    """Opens the form for the account of a button."""
    call.require(*DECIDERS)
    yield from _open(call, account_of(call, Filled({}, call.value()).known("a")))


def _open(call: Call, account: Account) -> Iterator[Effect]:
    view = override_form(call.verdict(account.account_id), _standing(call, account), call.figures, call.first_end)
    yield opened(call, view, "override_form", {"a": account.account_id})


def _standing(call: Call, account: Account) -> str:
    """The sentence of the override that is in force; "" without one."""
    found = call.book.ledger.overrides(call.as_of, account.account_id).get(account.account_id)
    if found is None:
        return ""
    said = {
        "by": found.approver,
        "tier": found.tier,
        "until": call.figures.day(found.expires_on),
        "reason": found.reason,
    }
    computed = call.verdict(account.account_id).tier or call.words("card.not_rated")
    return call.words("sentences.override", **said, computed=computed)


def check(request: Request) -> Acked:
    """Tier, reason and end are there."""
    filled = Filled.of(request)
    wrong = {
        "tier": "" if filled.text("tier") in TIER_LETTERS else filled.words("forms.wrong.needed"),
        "reason": wrong_text(filled, "reason"),
        "until": wrong_end(filled, "until"),
    }
    return judged(filled, wrong, TITLE)


@in_the_form(TITLE)
def save(call: Call, _text: str) -> Iterator[Effect]:
    """Records the override."""
    filled = Filled.of(call.request)
    call.require(*DECIDERS)
    account, until = account_of(call, filled.known("a")), filled.day("until")
    if until is None or filled.text("tier") not in TIER_LETTERS or wrong_text(filled, "reason"):
        raise NotFilledIn(call.words("forms.wrong.form"))
    sure_of_end(call, until)
    decider(call, call.form_key("override")).override(account, filled.text("tier"), filled.text("reason"), until)
    yield here(call, notice(call.words, call.words(TITLE), [_standing(call, account)]))


@in_the_form(TITLE)
def take_back(call: Call, _text: str) -> Iterator[Effect]:
    """Ends the override that is in force."""
    call.require(*DECIDERS)
    account = account_of(call, Filled({}, call.value()).known("a"))
    decider(call, call.key("override back")).take_override_back(account)
    yield here(call, notice(call.words, call.words(TITLE), [call.words("decisions.revoked", name=account.name)]))
