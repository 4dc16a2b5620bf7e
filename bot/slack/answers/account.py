"""/kam classify, why, plan and brief, and the buttons of the same names: an account's verdict, why, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from book.accounts import Account
from bot import flags
from bot import notes as decided
from bot.asking.accounts import PLAYS
from bot.flags import counting
from bot.over_time import days, moments
from bot.plays import plays_of
from bot.slack.answers.naming import account_and_metric
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell
from bot.slack.routes import Handler, Routes
from bot.slack.views.brief import Brief, brief_view
from bot.slack.views.card import Card, card
from bot.slack.views.frame import Asked
from bot.slack.views.why import one_criterion, plan_view, why_view
from scoring.verdict import Verdict

Answer = Callable[[Call, Account, Asked], Message]
"""An answer about an account, noted for the audit trail; access to the account was checked."""
NAMED = 10
"""Accounts below one that are named; it says how many more there are."""


def register(routes: Routes) -> None:
    """Words and buttons."""
    for word in ("classify", "plan", "brief"):
        routes.command(word, told(word), needs_account=True)
    routes.command("why", why_of, needs_account=True)
    for word in ("why", "plan"):
        routes.action(word, clicked(word, ANSWERS[word]))


def told(word: str) -> Handler:
    """The command that answers about the account that is named."""

    def answer(call: Call, text: str) -> Iterator[Effect]:
        account = call.account(text)
        yield Tell(ANSWERS[word](call, account, asked(call, word, account)))

    return answer


def clicked(word: str, answer: Answer) -> Handler:
    """The button that answers about its account, for whoever clicks it and to that person alone."""

    def of(call: Call, _text: str) -> Iterator[Effect]:
        account = call.account_of(call.given("a"))
        yield Tell(answer(call, account, asked(call, word, account)))

    return of


def asked(call: Call, what: str, account: Account, rest: str = "", *, to_all: bool = False) -> Asked:
    """What is answered. In the DM there is nobody to share with."""
    call.shown.what = what
    return Asked(what, account.account_id, call.key(), rest, to_all or call.request.is_dm)


def why_of(call: Call, text: str) -> Iterator[Effect]:
    """Why, perhaps of one criterion."""
    account, metric = account_and_metric(call, text)
    yield Tell(why(call, account, asked(call, "why", account, metric)))


def decided_beside(call: Call, about: Asked, *verdicts: Verdict) -> Asked:
    """What is answered, with what people decided of the accounts; each with its name where there are several."""
    if len(verdicts) > 1:
        return replace(about, decided=decided.of_several(call.book, verdicts, call.figures))
    return replace(about, decided=decided.decided(call.book, verdicts[0], call.figures))


def card_of(call: Call, account: Account, *, to_all: bool = False) -> Message:
    """An account's card, noted for the audit trail."""
    return classify(call, account, asked(call, "classify", account, to_all=to_all))


def classify(call: Call, account: Account, about: Asked) -> Message:
    """The card."""
    verdict = call.verdict(account.account_id)
    return card(_card(call, verdict, _below(call, verdict, about)), call.figures, about)


def _card(call: Call, verdict: Verdict, below: str = "") -> Card:
    """The verdict with what people decided beside it."""
    gone = decided.dismissed(call.book, verdict, call.figures)
    plays = [play.said(call.lang).title for play in plays_of(verdict, gone)[:PLAYS]]
    notes = decided.notes(call.book, verdict, call.figures, call.in_force)
    notes += decided.ended(call.book, verdict, call.figures)
    return Card(verdict, plays, notes, gone, below)


def _below(call: Call, verdict: Verdict, about: Asked) -> str:
    """Which accounts are below it and not in its figures, as far as everybody who reads it may see them."""
    seen = [one for one in call.book.accounts.group(verdict.account_id)[1:] if call.may_see(one)]
    below = _for_all(call, seen) if about.to_all else seen
    if not below:
        return ""
    named, rest = below[:NAMED], len(below[NAMED:])
    call.about(*named)
    names = [call.desk.name(one) for one in named]
    n = call.figures.number(rest, 0)
    items = call.words("list_more", items=call.words("list_separator").join(names), n=n) if rest else ""
    return call.words("slack.account.below", items=items or call.words.join(names))


def _for_all(call: Call, accounts: Sequence[str]) -> Sequence[str]:
    """Those accounts that everybody in the conversation may see."""
    if call.audience(accounts).everyone:
        return accounts
    held = call.access.held
    alike = {held[one] for one in call.access.representatives(accounts) if call.audience([one]).everyone}
    return [one for one in accounts if held[one] in alike]


def why(call: Call, account: Account, about: Asked) -> Message:
    """Every figure behind the verdict; of one criterion, what it does to the score."""
    verdict = call.verdict(account.account_id)
    if about.rest:
        counts = counting(verdict, flags.of(call.book, verdict))
        return one_criterion(counts, about.rest, call.figures, decided_beside(call, about, verdict))
    return why_view(_card(call, verdict, _below(call, verdict, about)), call.figures, about)


def plan(call: Call, account: Account, about: Asked) -> Message:
    """What to do, what not to do and what to ask, chosen by rule."""
    verdict = call.verdict(account.account_id)
    plays = plays_of(verdict, flags.of(call.book, verdict))
    return plan_view(verdict, plays, call.figures, decided_beside(call, about, verdict))


def brief(call: Call, account: Account, about: Asked) -> Message:
    """Before a visit: one screen."""
    verdict = call.verdict(account.account_id)
    *_, last = moments(call.book, account.account_id, days(call.as_of, "quarter", 1), group=False)
    since = days(call.as_of, "quarter", 1)[0]
    gone = flags.of(call.book, verdict)
    plays = [play.said(call.lang) for play in plays_of(verdict, gone)[:PLAYS]]
    moved = flags.counting_moves(last.change, gone) if last.change else None
    return brief_view(Brief(_card(call, verdict), plays, since, moved), call.figures, about)


ANSWERS: Mapping[str, Answer] = {"classify": classify, "why": why, "plan": plan, "brief": brief}
