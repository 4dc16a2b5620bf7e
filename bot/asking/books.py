"""Answers about the book: the portfolio, and lists of accounts that fulfil conditions."""

from __future__ import annotations

import numpy as np

from bot.asking.desk import LABELS, Desk
from bot.asking.draft import KEYS, Draft
from prompts import narrator
from prompts.narrator.book import LISTED
from prompts.plan import Plan
from scoring.query import CONDITIONS, matching, of_classes, ordered
from scoring.table import BoolArray


def about_the_book(plan: Plan, desk: Desk) -> Draft:
    """The portfolio, or the list that the plan asks for."""
    draft = Draft(desk.recorder())
    if not len(desk.verdicts):
        draft.exact = True
        draft.tell([draft.recorder.words(f"{desk.hints}.no_accounts")])
    elif plan.intent == "portfolio":
        draft.tell(narrator.portfolio_sentences(desk.verdicts, draft.recorder))
        draft.passages = ("concentration", "tiers")
    else:
        _list(draft, desk, plan)
    return draft


def rows_of(plan: Plan, desk: Desk) -> list[int]:
    """Positions of the accounts that the plan's filter leaves, in its order."""
    verdicts, wanted = desk.verdicts, plan.filter
    fitting = matching(verdicts, wanted.conditions) & of_classes(
        verdicts,
        tiers=wanted.tiers,
        value_types=wanted.value_types,
        quadrants=wanted.quadrants,
        pitfalls=wanted.pitfalls,
    )
    for column in (*LABELS, "owner"):
        label = getattr(wanted, column)
        if label is not None:
            fitting &= _labelled(desk, column, desk.asker if label == "me" else label)
    first = CONDITIONS[wanted.conditions[0]] if wanted.conditions else None
    by = plan.sort or (first.shows[0] if first else "total")
    most = first.most_first if first and by == first.shows[0] else not plan.least
    return ordered(verdicts, fitting, by, most_first=most)


def _labelled(desk: Desk, column: str, label: str | None) -> BoolArray:
    """Accounts with the label, as it stands in the book or as people say it; none for nobody."""
    said = {one.casefold(): known for one, known in desk.sayings(column).items()}
    wanted = None if label is None else said.get(label.casefold(), label).casefold()
    found = {one: value.casefold() == wanted for one, value in desk.labels[column].items() if value}
    return np.array([found.get(str(one), False) for one in desk.verdicts.table.account_id], dtype=bool)


def _list(draft: Draft, desk: Desk, plan: Plan) -> None:
    recorder, words = draft.recorder.about("book"), draft.recorder.words
    if plan.filter.owner == "me" and desk.asker is None:
        draft.tell([words(f"{desk.hints}.who")])
        return
    rows = rows_of(plan, desk)
    what = narrator.described(plan.filter, None if plan.filter.conditions else plan.sort, recorder)
    n = recorder.number(len(rows), 0, "count")
    form = "list_none" if not rows else "list_one" if len(rows) == 1 else "list_head"
    draft.tell([words(f"ask.{form}", n=n, what=what)])
    shows = narrator.shown_of(plan.filter, plan.sort)
    shown = rows[: plan.limit or LISTED]
    for at, key in zip(shown, _keys(), strict=False):
        verdict = desk.verdicts.verdict(at)
        draft.introduce(key, verdict)
        draft.tell([narrator.list_sentence(desk.verdicts, at, shows, draft.recorder)])
    if len(rows) > len(shown):
        draft.recorder.about("book")
        rest = draft.recorder.number(len(rows) - len(shown), 0, "count")
        draft.tell([words(f"{desk.hints}.list_rest", n=rest)])
    draft.names = tuple(str(desk.verdicts.table.account_id[at]) for at in shown)
    draft.accounts = draft.names[:5]


def _keys() -> list[str]:
    """Keys for long lists: a to z, then aa, ab."""
    letters = [chr(ord(KEYS[0]) + n) for n in range(26)]
    return [*letters, *(f"{one}{two}" for one in letters for two in letters)]
