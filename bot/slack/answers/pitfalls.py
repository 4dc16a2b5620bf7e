"""/kam pitfalls: who is caught in which, and on what evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from book.errors import KamError
from bot import flags
from bot.notes import sentences
from bot.slack.answers.many import account_id, below, listed, name, neglected
from bot.slack.call import Call
from bot.slack.effects import Effect, Tell
from bot.slack.views import portfolio as views
from bot.slack.views.portfolio import Caught
from prompts import narrator
from prompts.narrator.pitfalls import reasons_of
from scoring.pitfalls import FIRED, WATCH
from scoring.query import ordered

NAMED, NAMED_OF_ONE = 4, 15
"""Accounts named for each of several pitfalls, and of one alone."""


def pitfalls(call: Call, text: str) -> Iterator[Effect]:
    """Who is caught in which pitfall, and on what evidence."""
    figures, words = call.figures, call.words
    every = list(figures.rubric.pitfalls)
    wanted = [text.strip().upper()] if text.strip() else every
    if wanted[0] not in every:
        raise KamError(words("slack.book.which_pitfall", text=text.strip()[:60], items=words.join(every)))
    fired = {key: _at(call, key, FIRED) for key in wanted}
    most = NAMED if len(wanted) > 1 else NAMED_OF_ONE
    found = [_caught(call, key, fired[key], most) for key in wanted]
    found = [
        replace(one, watched=listed(call, _at(call, one.pitfall, WATCH)))
        if len(wanted) == 1 or not one.accounts
        else one
        for one in found
    ]
    shown = [at for rows in fired.values() for at in rows][: views.BUTTONS * 3]
    meanings = {key: words(f"pitfalls.{key}.meaning") for key in wanted}
    whole = _of_the_book(call) if len(wanted) > 1 else []
    yield Tell(views.pitfalls_view(found, meanings, whole, figures, below(call, list(dict.fromkeys(shown)))))


def _of_the_book(call: Call) -> list[str]:
    named = neglected(call)
    return [*narrator.portfolio_pitfalls(call.desk.verdicts, call.figures, None if named else 0), *named]


def _at(call: Call, pitfall: str, code: int) -> list[int]:
    """Rows with that pitfall in the state of that code, the largest accounts first."""
    return ordered(call.desk.verdicts, call.desk.flag_codes[pitfall] == code, "revenue", most_first=True)


def _caught(call: Call, pitfall: str, rows: Sequence[int], most: int) -> Caught:
    told = [(name(call, at), _why(call, at, pitfall)) for at in rows[:most]]
    away = _at(call, pitfall, flags.ASIDE)
    return Caught(pitfall, told, len(rows) - len(told), _dismissed(call, pitfall, away[:most]), len(away[most:]))


def _dismissed(call: Call, pitfall: str, rows: Sequence[int]) -> list[tuple[str, str]]:
    """Whose flag was dismissed; and by whom, until when and why."""
    call.about(*(account_id(call, at) for at in rows))
    said = [sentences(call.desk.gone[account_id(call, at)], call.figures)[pitfall] for at in rows]
    return [(name(call, at), one) for at, one in zip(rows, said, strict=True)]


def _why(call: Call, at: int, pitfall: str) -> str:
    verdict = call.desk.verdicts.verdict(at)
    call.note(verdict)
    return call.words("list_stop").join(reasons_of(verdict.pitfalls[pitfall], call.figures))
