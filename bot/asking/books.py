"""Answers about the book: the portfolio, and lists of accounts that fulfil conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bot import notes
from bot.asking.desk import LABELS, Desk
from bot.asking.draft import KEYS, Draft
from bot.flags import neglected
from bot.over_time import days
from prompts import narrator
from prompts.labels import SHOWN
from prompts.narrator.book import LISTED
from prompts.narrator.names import pitfall_name
from prompts.plan import Condition, Filter, Plan
from prompts.unread import unread
from scoring.pitfalls import FIRED
from scoring.query import CONDITIONS, matching, of_classes, ordered
from scoring.table import BoolArray

if TYPE_CHECKING:
    from datetime import date

    from bot.digest.content import Move
    from prompts.figures import Figures
    from prompts.words import Words

OF_THE_WHOLE = {"dependence"}
"""Conditions that are also questions about the book as a whole."""
OFFERED: tuple[Condition, ...] = (
    "slow_payer",
    "overdue",
    "losing_money",
    "shrinking",
    "growing",
    "potential",
    "neglected",
)
"""Conditions that are offered where one was not understood."""


def about_the_book(question: str, plan: Plan, desk: Desk) -> Draft:
    """The portfolio, or the list that the plan asks for; of a condition that was not understood, that it was not."""
    draft = Draft(desk.recorder())
    if not len(desk.verdicts):
        draft.exact = True
        draft.tell([draft.recorder.words(f"{desk.hints}.no_accounts")])
    elif told := unknown(plan.filter, desk, draft.recorder):
        draft.exact = True
        draft.tell(told)
    elif plan.intent == "list" and unread(question, plan, _sayings(desk)):
        draft.exact = True
        draft.tell(_not_understood(question, draft.recorder))
    elif plan.intent == "portfolio" and not (_labels_of(plan.filter) or {*plan.filter.conditions} - OF_THE_WHOLE):
        draft.tell(
            narrator.portfolio_sentences(desk.verdicts, draft.recorder, len(neglected(desk.verdicts, desk.gone)))
        )
        draft.passages = ("concentration", "tiers")
    elif plan.intent == "changes":
        _changes(draft, desk, plan)
    else:
        _list(draft, desk, plan)
    return draft


def _sayings(desk: Desk) -> list[str]:
    """What people say for the labels and owners of accounts that may be seen."""
    return [one for column in ("owner", *LABELS) for one in desk.sayings(column)]


def _not_understood(question: str, figures: Figures) -> list[str]:
    """That the condition of a list was not understood, and some that would be."""
    words = figures.words
    items = words("list_separator").join(narrator.condition_said(one, figures) for one in OFFERED)
    return [words("ask.not_understood", text=question.strip()[:SHOWN]), words("ask.conditions_known", items=items)]


def _labels_of(wanted: Filter) -> dict[str, str]:
    """What accounts are asked for by a label that is not the asker's own, by column."""
    said = {column: getattr(wanted, column) for column in ("owner", *LABELS)}
    return {column: label for column, label in said.items() if label and label != "me"}


def unknown(wanted: Filter, desk: Desk, figures: Figures) -> list[str]:
    """Says of the first label that no account has which may be seen, whether others have it or none, and which there are."""
    words = figures.words
    for column, label in _labels_of(wanted).items():
        if label.casefold() in {one.casefold() for pair in desk.sayings(column).items() for one in pair}:
            continue
        known = sorted({narrator.label_said(column, one, figures) for one in desk.labels[column].values() if one})
        items, rest = words("list_separator").join(known[:LISTED]), len(known) - LISTED
        items = words("list_more", items=items, n=rest) if rest > 0 else items
        told = words(f"ask.unknown_label.{column}", text=narrator.label_said(column, label, figures))
        return [told, words(f"ask.known_labels.{column}", items=items)] if known else [told]
    return []


def rows_of(plan: Plan, desk: Desk) -> list[int]:
    """Positions of the accounts that the plan's filter leaves, in its order."""
    verdicts, wanted = desk.verdicts, plan.filter
    fitting = matching(verdicts, wanted.conditions) & of_classes(
        verdicts,
        tiers=wanted.tiers,
        value_types=wanted.value_types,
        quadrants=wanted.quadrants,
        pitfalls=wanted.pitfalls,
        codes=desk.flag_codes if wanted.pitfalls else None,
    )
    for column in (*LABELS, "owner"):
        label = getattr(wanted, column)
        if label == "me" and desk.asker is None and desk.all_are_mine:
            continue
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
    if plan.filter.owner == "me" and desk.asker is None and not desk.all_are_mine:
        draft.tell([words(f"{desk.hints}.who")])
        return
    rows = rows_of(plan, desk)
    sort = None if plan.filter.conditions else plan.sort
    all_of_them = plan.filter.owner == "me" and desk.asker is None
    wanted = plan.filter.model_copy(update={"owner": None}) if all_of_them else plan.filter
    what = narrator.described(wanted, sort, recorder, whole=desk.whole)
    n = recorder.number(len(rows), 0, "count")
    form = "list_none" if not rows else "list_one" if len(rows) == 1 else "list_head"
    draft.tell([words(f"ask.{form}", n=n, what=what)])
    shows = narrator.shown_of(plan.filter, plan.sort)
    shown = rows[: plan.limit or LISTED]
    for at, key in zip(shown, _keys(), strict=False):
        verdict = desk.verdicts.verdict(at)
        draft.introduce(key, verdict, desk.gone.get(verdict.account_id, ()))
        if plan.filter.pitfalls:
            draft.tell([flagged(desk, at, draft.recorder)])
        else:
            draft.tell([narrator.list_sentence(desk.verdicts, at, shows, draft.recorder)])
    if len(rows) > len(shown):
        draft.recorder.about("book")
        rest = draft.recorder.number(len(rows) - len(shown), 0, "count")
        draft.tell([words(f"{desk.hints}.list_rest", n=rest)])
    draft.names = tuple(str(desk.verdicts.table.account_id[at]) for at in shown)
    draft.accounts = draft.names[:5]
    away = left_out(plan, desk)[:LISTED]
    decided = notes.of_many(desk.book, draft.names, desk.as_of, draft.recorder)
    draft.set_beside([*decided, *why_left_out(away, plan, desk, draft.recorder)])
    draft.names += tuple(away)


def left_out(plan: Plan, desk: Desk) -> list[str]:
    """Accounts that would be on the list if nobody had dismissed their flag."""
    wanted, ids = set(plan.filter.pitfalls), desk.verdicts.table.account_id
    gone = {account for account, flags in desk.gone.items() if wanted & set(flags)} if wanted else set()
    if not gone:
        return []
    without = plan.model_copy(update={"filter": plan.filter.model_copy(update={"pitfalls": ()})})
    listed = set(rows_of(plan, desk))
    return [str(ids[at]) for at in rows_of(without, desk) if ids[at] in gone and at not in listed]


def why_left_out(accounts: Sequence[str], plan: Plan, desk: Desk, figures: Figures) -> list[str]:
    """Who dismissed the flags that are asked for, until when and why."""
    told = {one: notes.sentences(desk.gone[one], figures) for one in accounts}
    colon = figures.words("colon")
    return [
        f"{desk.name(one)}{colon}{text}"
        for one, said in told.items()
        for key, text in said.items()
        if key in plan.filter.pitfalls
    ]


def flagged(desk: Desk, at: int, figures: Figures) -> str:
    """An account of a list with the pitfalls that it has fallen into."""
    words, verdicts = figures.words, desk.verdicts
    tier, codes = verdicts.tier[at], desk.flag_codes
    fired = [f"{one} {pitfall_name(one, figures)}" for one, of in codes.items() if of[at] == FIRED]
    said = words("ask.tier", tier=tier) if tier else words.inline(words("card.not_rated"))
    return words("ask.list_item", name=verdicts.table.name[at], tier=said, figures=words("list_separator").join(fired))


def _changes(draft: Draft, desk: Desk, plan: Plan) -> None:
    """Tiers that moved and flags that are new since the last quarter's end, each account once."""
    recorder, words, (before, now) = draft.recorder.about("book"), draft.recorder.words, days(desk.as_of, "quarter", 1)
    draft.exact = True
    told = _changed(desk, before, now, recorder)
    if plan.filter.owner == "me" and desk.asker:
        told = {one: items for one, items in told.items() if desk.labels["owner"].get(one) == desk.asker}
    if labels := _labels_of(plan.filter):
        ids, wanted = desk.verdicts.table.account_id, plan.model_copy(update={"filter": Filter.model_validate(labels)})
        fitting = {str(ids[at]) for at in rows_of(wanted, desk)}
        told = {one: items for one, items in told.items() if one in fitting}
    form = "head" if len(told) > 1 else "one" if told else "none"
    draft.tell([words(f"ask.changes.{form}", n=recorder.number(len(told), 0, "count"), date=recorder.day(before))])
    draft.names = tuple(list(told)[:LISTED])
    for account, key in zip(draft.names, _keys(), strict=False):
        draft.introduce(key, desk.verdict(account), desk.gone.get(account, ()))
        draft.tell([words("ask.changes.item", name=desk.name(account), items=words("list_stop").join(told[account]))])
    if len(told) > LISTED:
        rest = draft.recorder.about("book").number(len(told) - LISTED, 0, "count")
        draft.tell([words("ask.changes.rest", n=rest)])
    draft.accounts = draft.names[:5]
    draft.set_beside(notes.of_many(desk.book, draft.names, desk.as_of, draft.recorder))


def _changed(desk: Desk, before: date, now: date, figures: Figures) -> dict[str, list[str]]:
    """By account, what changed; nothing where nothing was known before."""
    from bot.digest.content import content

    words, then, said = figures.words, desk.snapshot(before), dict[str, list[str]]()
    found = content(desk.snapshot(now), then if np.any(then.tiers >= 0) else None, desk.in_force.rubric)
    for move in found.moves:
        text = words(f"ask.changes.{'new' if move.new else 'moved'}", **_tiers(move, words))
        said.setdefault(move.account, []).append(text)
    for flag in found.flags:
        name = f"{flag.pitfall} {pitfall_name(flag.pitfall, figures)}"
        said.setdefault(flag.account, []).append(words("ask.changes.flag", name=name))
    return said


def _tiers(move: Move, words: Words) -> dict[str, str]:
    """The tier before and after, in words."""
    named = {"before": move.before, "after": move.after}
    unrated = words.inline(words("card.not_rated"))
    return {when: words("ask.tier", tier=tier) if tier else unrated for when, tier in named.items()}


def _keys() -> list[str]:
    """Keys for long lists: a to z, then aa, ab."""
    letters = [chr(ord(KEYS[0]) + n) for n in range(26)]
    return [*letters, *(f"{one}{two}" for one in letters for two in letters)]
