"""/kam dismiss: puts a flag of an account aside, with reason and end; and lets it count again."""

from __future__ import annotations

from collections.abc import Iterator

from book.accounts import Account
from book.records.dismissals import standing
from bot.notes import dismissed, sentences
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
from bot.slack.modals.override import decider
from bot.slack.request import Request
from bot.slack.routes import Acked, Routes
from bot.slack.views.decision_forms import dismissal_form
from bot.slack.views.forms import notice
from scoring.dismissal import FLAGS

TITLE = "forms.dismissal.title"


def register(routes: Routes) -> None:
    """The word, the form and its buttons."""
    routes.command("dismiss", dismiss, group="people", needs_account=True)
    routes.action("dismissal_form", again)
    routes.action("dismissal_back", take_back)
    routes.form("dismissal", save, check)


def dismiss(call: Call, text: str) -> Iterator[Effect]:
    """Opens the form; the last word may be the pitfall."""
    named, _, last = text.rpartition(" ")
    pitfall = last.upper() if last.upper() in call.in_force.rubric.pitfalls else ""
    account = call.account(named if pitfall and named else text)
    if pitfall:
        decider(call, call.key()).dismissible(call.verdict(account.account_id), pitfall)
    yield from _open(call, account, pitfall)


def again(call: Call, _text: str) -> Iterator[Effect]:
    """Opens the form for the account of a button."""
    held = Filled({}, call.value())
    yield from _open(call, account_of(call, held.known("a")), held.known("p"))


def _open(call: Call, account: Account, pitfall: str) -> Iterator[Effect]:
    verdict = call.verdict(account.account_id)
    told = sentences(standing(call.book.ledger, verdict), call.figures)  # also what is clear now: it can be taken back
    flags = [one for one in verdict.pitfalls.values() if one.state in FLAGS and one.id not in told]
    view = dismissal_form(verdict, flags, pitfall, told, call.figures, call.first_end)
    yield opened(call, view, "dismissal_form", {"a": account.account_id, "p": pitfall})


def check(request: Request) -> Acked:
    """Pitfall, reason and end are there."""
    filled = Filled.of(request)
    wrong = {
        "pitfall": "" if filled.text("pitfall") else filled.words("forms.wrong.needed"),
        "reason": wrong_text(filled, "reason"),
        "until": wrong_end(filled, "until"),
    }
    return judged(filled, wrong, TITLE)


@in_the_form(TITLE)
def save(call: Call, _text: str) -> Iterator[Effect]:
    """Records the dismissal."""
    filled = Filled.of(call.request)
    account, until = account_of(call, filled.known("a")), filled.day("until")
    if until is None or wrong_text(filled, "reason"):
        raise NotFilledIn(call.words("forms.wrong.form"))
    sure_of_end(call, until)
    verdict = call.verdict(account.account_id)
    decider(call, call.form_key("dismissal")).dismiss(verdict, filled.text("pitfall"), filled.text("reason"), until)
    said = dismissed(call.book, verdict, call.figures)
    texts = [said.get(filled.text("pitfall"), ""), call.words("forms.dismissal.returns")]
    yield here(call, notice(call.words, call.words(TITLE), texts))


@in_the_form(TITLE)
def take_back(call: Call, _text: str) -> Iterator[Effect]:
    """Lets the flag count again."""
    held = Filled({}, call.value())
    account = account_of(call, held.known("a"))
    decider(call, call.key("dismissal back")).take_dismissal_back(call.verdict(account.account_id), held.known("p"))
    yield here(call, notice(call.words, call.words(TITLE), [call.words("decisions.revoked", name=account.name)]))
