"""Answers about an account beside its verdict: whose it is, one of its figures, and whether to concede something."""

from __future__ import annotations

from bot.asking.desk import Desk
from bot.asking.draft import Draft
from bot.notes import dismissed
from knowledge import plays
from prompts.narrator.names import pitfall_name
from prompts.narrator.pitfalls import reasons_of
from prompts.plan import Plan

OF_CONCESSIONS = ("P5", "P2")
"""The pitfalls that a concession feeds."""
PLAY = "trade-concessions"
ASKED = "revenue"
"""The figure that is meant where none is named: what was bought."""


def owner(draft: Draft, desk: Desk, _plan: Plan) -> None:
    """Who looks after the account, and in which team."""
    words, account = draft.recorder.words, desk.book.accounts.get(draft.accounts[0])
    form = "owner" if account.owner else "no_owner"
    said = words(f"ask.beside.{form}", name=account.name, owner=account.owner or "")
    team = [words("ask.beside.team", team=account.team)] if account.team else []
    draft.tell([words("sentence_gap").join([said, *team])])
    draft.exact = True


def figure(draft: Draft, desk: Desk, plan: Plan) -> None:
    """One figure over its period, and the same before."""
    verdict, words, recorder = desk.verdict(draft.accounts[0]), draft.recorder.words, draft.recorder
    metric = plan.metric if plan.metric and plan.metric in verdict.metrics else ASKED
    known = [one for one in (metric, f"prior_{metric}") if verdict.metrics.get(one) is not None]
    draft.exact = True
    if metric not in known:
        draft.tell([words("ask.beside.not_known", name=verdict.name, what=words.inline(recorder.label(metric)))])
        return
    said = words("list_separator").join(recorder.named(one, verdict.metrics[one]) for one in known)
    draft.tell([words("ask.beside.figure", name=verdict.name, figures=said)])


def concession(draft: Draft, desk: Desk, _plan: Plan) -> None:
    """What conceding would feed, the rule for it, and where to see beforehand what it fires."""
    verdict, recorder, words = desk.verdict(draft.accounts[0]), draft.recorder, draft.recorder.words
    draft.exact = True
    draft.tell([words("ask.beside.concession", name=verdict.name)])
    gone = dismissed(desk.book, verdict, recorder)
    for key in OF_CONCESSIONS:
        if key in gone:
            draft.tell([gone[key]])
            continue
        pitfall = verdict.pitfalls[key]
        told = [words(f"ask.beside.state_{pitfall.state}", name=f"{key} {pitfall_name(key, recorder)}")]
        if pitfall.state in ("fired", "watch"):
            reasons = words("list_stop").join(reasons_of(pitfall, recorder))
            told += [words("ask.beside.because", reasons=reasons)] if reasons else []
        draft.tell([words("sentence_gap").join(told)])
    play = next(one for one in plays.load().plays if one.id == PLAY)
    draft.advise([play])
    said, gap = play.said(recorder.lang), words("sentence_gap")
    draft.tell([words("ask.play", title=said.title, lines=gap.join(said.do[1:2]))], play.passage)
    draft.tell([words("ask.dont", lines=gap.join(said.dont[:1]))], play.passage)
    draft.tell([words(f"{desk.hints}.concession_form", name=verdict.name)])
