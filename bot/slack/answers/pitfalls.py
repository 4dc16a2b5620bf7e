"""/kam pitfalls: who is caught in which, and on what evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from book.errors import KamError
from bot.slack.answers.many import account_id, below, listed, name, neglected
from bot.slack.call import Call
from bot.slack.effects import Effect, Tell
from bot.slack.flags import dismissed
from bot.slack.views import portfolio as views
from bot.slack.views.portfolio import Caught
from prompts import narrator
from prompts.narrator.pitfalls import reasons_of
from scoring.pitfalls import STATES
from scoring.query import ordered
from scoring.verdict import PitfallState

NAMED, NAMED_OF_ONE = 4, 15
"""Accounts named for each of several pitfalls, and of one alone."""


def pitfalls(call: Call, text: str) -> Iterator[Effect]:
    """Who is caught in which pitfall, and on what evidence."""
    figures, words = call.figures, call.words
    every = list(figures.rubric.pitfalls)
    wanted = [text.strip().upper()] if text.strip() else every
    if wanted[0] not in every:
        raise KamError(words("slack.book.which_pitfall", text=text.strip()[:60], items=words.join(every)))
    fired = {key: _at(call, key, "fired") for key in wanted}
    gone = dismissed(call.book.ledger, {account_id(call, at) for rows in fired.values() for at in rows}, call.verdict)
    most = NAMED if len(wanted) > 1 else NAMED_OF_ONE
    opened = {key: [at for at in rows if (account_id(call, at), key) not in gone] for key, rows in fired.items()}
    found = [_caught(call, key, fired[key], opened[key], most) for key in wanted]
    if len(wanted) == 1:
        found = [replace(one, watched=listed(call, _at(call, one.pitfall, "watch"))) for one in found]
    shown = [at for rows in opened.values() for at in rows][: views.BUTTONS * 3]
    meanings = {key: words(f"pitfalls.{key}.meaning") for key in wanted}
    whole = [*narrator.portfolio_pitfalls(call.desk.verdicts, figures), *neglected(call)] if len(wanted) > 1 else []
    yield Tell(views.pitfalls_view(found, meanings, whole, figures, below(call, list(dict.fromkeys(shown)))))


def _at(call: Call, pitfall: str, state: PitfallState) -> list[int]:
    """Rows with that pitfall in that state, the largest accounts first."""
    verdicts = call.desk.verdicts
    return ordered(verdicts, verdicts.pitfall_codes[pitfall] == STATES.index(state), "revenue", most_first=True)


def _caught(call: Call, pitfall: str, rows: Sequence[int], opened: Sequence[int], most: int) -> Caught:
    """`opened`: those of the rows whose flag nobody dismissed."""
    told = [(name(call, at), _why(call, at, pitfall)) for at in opened[:most]]
    known = set(opened)
    away = [name(call, at) for at in rows if at not in known]
    return Caught(pitfall, told, len(opened) - len(told), away[:most])


def _why(call: Call, at: int, pitfall: str) -> str:
    verdict = call.desk.verdicts.verdict(at)
    call.note(verdict)
    return call.words("list_stop").join(reasons_of(verdict.pitfalls[pitfall], call.figures))
