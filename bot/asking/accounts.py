"""Answers about named accounts: classify, why, plan, nearest, compare, what-if, history."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from book.errors import KamError
from bot import notes
from bot.asking import beside
from bot.asking.desk import Desk
from bot.asking.draft import KEYS, Draft
from bot.changes import value
from bot.flags import counting
from bot.over_time import days, moments
from bot.plays import plays_of
from prompts import narrator
from prompts.plan import Plan
from scoring.compare import compare as compared
from scoring.nearest import nearest as nearest_to
from scoring.whatif import what_if

WITHOUT_VERDICT = ("owner", "figure", "concession")
"""Answers that show no verdict, or say of its flags themselves which are dismissed."""
PLAYS = 3
LINES = 2
QUARTERS = 4


def about_accounts(plan: Plan, accounts: tuple[str, ...], desk: Desk) -> Draft:
    """The answer to a plan about accounts that are known by id and may be seen."""
    draft = Draft(desk.recorder(), accounts=accounts)
    for key, account in zip(KEYS, accounts, strict=False):
        draft.introduce(key, desk.verdict(account), desk.gone_of(account))
    draft.recorder.about(KEYS[0])
    if plan.intent == "compare" and len(accounts) > 1:
        _compare(draft, desk)
    elif plan.intent in SINGLE:
        SINGLE[plan.intent](draft, desk, plan)
    else:
        _classify(draft, desk, plan)
    if plan.intent == "compare" and len(accounts) > 1:
        draft.set_beside(notes.of_several(desk.book, desk.verdicts_of(*accounts[:5]), draft.recorder))
    elif plan.intent not in WITHOUT_VERDICT:
        draft.set_beside(notes.decided(desk.book, desk.verdict(accounts[0]), draft.recorder), after=1)
    return draft


def _classify(draft: Draft, desk: Desk, _plan: Plan) -> None:
    verdict, gone = desk.verdict(draft.accounts[0]), desk.gone_of(draft.accounts[0])
    plays = plays_of(verdict, gone)
    draft.tell(narrator.brief(counting(verdict, gone), draft.recorder))
    draft.advise(plays[:PLAYS])
    _do(draft)


def _do(draft: Draft) -> None:
    """The titles of the plays, as one sentence."""
    words = draft.recorder.words
    titles = [play.said(draft.recorder.lang).title for play in draft.plays]
    if titles:
        draft.tell([words("ask.plays", items=words("list_stop").join(titles))])


def _why(draft: Draft, desk: Desk, plan: Plan) -> None:
    verdict = desk.verdict(draft.accounts[0])
    asked = [line for line in verdict.criteria if plan.metric in (line.criterion, line.metric)]
    if asked:
        draft.tell(narrator.criterion_sentence(line, verdict, draft.recorder) for line in asked)
        return
    draft.tell(narrator.explain(counting(verdict, desk.gone_of(verdict.account_id)), draft.recorder))


def _plan(draft: Draft, desk: Desk, _plan: Plan) -> None:
    verdict, words = desk.verdict(draft.accounts[0]), draft.recorder.words
    draft.advise(plays_of(verdict, desk.gone_of(verdict.account_id))[:PLAYS])
    draft.tell(narrator.brief(verdict, draft.recorder)[:1])
    gap = words("sentence_gap")
    for play in draft.plays:
        said = play.said(draft.recorder.lang)
        draft.tell([words("ask.play", title=said.title, lines=gap.join(said.do[:LINES]))], play.passage)
        draft.tell([words("ask.dont", lines=gap.join(said.dont[:1]))], play.passage)
        draft.tell([words("ask.questions", lines=gap.join(said.ask[:1]))], play.passage)


def _nearest(draft: Draft, desk: Desk, _plan: Plan) -> None:
    found = nearest_to(desk.verdicts_of(draft.accounts[0]))
    draft.tell(_of(draft, desk, narrator.nearest_sentences(found, draft.recorder)))
    draft.exact = True


def _of(draft: Draft, desk: Desk, sentences: list[str]) -> list[str]:
    """The sentences, the first with the account's name before it."""
    words, name = draft.recorder.words, desk.name(draft.accounts[0])
    return [f"{name}{words('colon')}{sentences[0]}", *sentences[1:]] if sentences else []


def _compare(draft: Draft, desk: Desk) -> None:
    found = compared(desk.verdicts_of(*draft.accounts[:5]))
    draft.tell(narrator.compare_sentences(found, draft.recorder))
    draft.exact = True


def _whatif(draft: Draft, desk: Desk, plan: Plan) -> None:
    words = draft.recorder.words
    draft.exact = True
    try:
        changes = {one: value(text) for one, text in plan.changes.items()}
        if wrong := list(filter(None, (draft.recorder.beyond(*one) for one in changes.items()))):
            draft.tell(wrong[:1])
            return
        found = what_if(desk.verdicts_of(draft.accounts[0]), changes)
    except (ValueError, KamError):
        draft.tell([words("ask.bad_change")])
        return
    draft.tell(_of(draft, desk, narrator.what_if_sentences(found, draft.recorder)))


def _history(draft: Draft, desk: Desk, _plan: Plan) -> None:
    words, last = draft.recorder.words, None
    told = list[str]()
    for moment in moments(desk.book, draft.accounts[0], days(desk.as_of, "quarter", QUARTERS), group=False):
        day, verdict = draft.recorder.day(moment.day), moment.verdict
        if verdict.total is None:
            told.append(words("ask.history_unrated", date=day))
        else:
            total = draft.recorder.score(verdict.total, "total")
            told.append(words("ask.history", date=day, tier=verdict.tier, total=total))
        last = moment.change or last
    draft.tell(_of(draft, desk, told))
    if last is not None:
        draft.tell(narrator.change_sentences(last, draft.recorder))
    draft.exact = True


SINGLE: Mapping[str, Callable[[Draft, Desk, Plan], None]] = {
    "why": _why,
    "plan": _plan,
    "nearest": _nearest,
    "whatif": _whatif,
    "history": _history,
    "concession": beside.concession,
    "owner": beside.owner,
    "figure": beside.figure,
}
