"""Questions: mentions, direct messages and /kam ask. Each thread has its conversation, which keeps the accounts it is about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from book.lookup import Lookup
from bot.asking.ask import Answer, ask
from bot.asking.desk import Desk
from bot.asking.speaking import speaker_for
from bot.slack.answers import agent
from bot.slack.audience import Audience
from bot.slack.call import Call
from bot.slack.commands import spoken_as_command
from bot.slack.effects import Effect, Message, Tell
from bot.slack.patience import NO_LONGER
from bot.slack.reading import as_written, unescaped
from bot.slack.routes import Routes
from bot.slack.threads import before, keep, place_of
from bot.slack.views.answer import Shown, answer_message, choice_message
from bot.slack.web import Refused
from prompts.figures import Figures
from prompts.words import words

if TYPE_CHECKING:
    from prompts.speaker import Speaker

ABOUT_THE_BOOK = ("list", "portfolio", "changes")
"""Answers whose figures rest on every account that the asker may see."""
FOR_ANYBODY = ("concept", "help", "greeting", "thanks", "other")
"""Answers that hold without an account of the book: where not all may see it, another one or none is the example."""
ALONE = {"unknown": "unknown", "shared": "shared", "guests": "guests"}
"""Why an answer is for the asker alone, and the word that says so; else it is that not all may see."""


def register(routes: Routes) -> None:
    """The word, the event, and the button that says which account is meant."""
    routes.command("ask", command, group="more")
    routes.event("message", lambda call, text: message(routes, call, text))
    routes.action("meant", meant)


def command(call: Call, text: str) -> Iterator[Effect]:
    """/kam ask, and questions typed after /kam: an answer that only the asker sees."""
    yield from _answered(call, _question(call, text), place_of(call))


def message(routes: Routes, call: Call, text: str) -> Iterator[Effect]:
    """A mention in a channel, or a message in the DM."""
    yield from (
        _direct(routes, call, text) if call.request.is_dm else _answered(call, _question(call, text), place_of(call))
    )


def _direct(routes: Routes, call: Call, text: str) -> Iterator[Effect]:
    """A message in the DM: a file to import, a command without /kam, or a question."""
    command = None if call.request.files else spoken_as_command(routes, call, unescaped(text))
    if call.request.files:
        from bot.slack.answers.importing import received

        yield from received(call)
    elif command is not None:
        handler, rest = command
        yield from handler(call, rest)
    else:
        question, place = _question(call, text), place_of(call)
        first = call.threads.get(place, call.now) is None
        yield from agent.around(call, question, _answered(call, question, place), first=first)


def meant(call: Call, _text: str) -> Iterator[Effect]:
    """A click on one of several accounts: the question is asked again, with that one."""
    call.desk.chosen = call.account_of(call.given("a")).account_id
    yield from _answered(call, call.given("q"), call.given("p") or place_of(call))


def _question(call: Call, text: str) -> str:
    """What is asked; without a word, what one can ask."""
    return as_written(text) or call.words("slack.talk.what_can_you_do")


def _answered(call: Call, question: str, place: str) -> Iterator[Effect]:
    """The answer where it may be shown; then the conversation goes on with it."""
    answer = ask(question, call.desk, before(call, place), _speaker(call))
    private = call.request.kind == "command" or call.request.ephemeral
    audience = None if private else call.audience(_rests_on(call, answer))
    if audience and audience.why == "not all may see" and answer.plan.intent in FOR_ANYBODY:
        answer = ask(question, _desk_of_all(call), before(call, place))
        audience = call.audience(_rests_on(call, answer))
    _note(call, answer)
    shown = _message(call, answer, place, audience)
    to_all = audience is not None and audience.everyone
    try:
        yield agent.written(call, answer, shown, call.still(_rests_on(call, answer))) if to_all else Tell(shown)
    except Refused as refused:
        if refused.code != NO_LONGER:
            raise
        to_all = False
        yield Tell(_message(call, answer, place, Audience(False, "not all may see")))
    keep(call, place, answer, to_all=to_all)


def _speaker(call: Call) -> Speaker | None:
    """The model that words answers, for people of the own company alone."""
    return None if call.profile.outside else speaker_for(call.book, call.user, call.now)


def _rests_on(call: Call, answer: Answer) -> list[str]:
    """Every account whose figures or name the answer shows, or is counted in it."""
    if answer.plan.intent in ABOUT_THE_BOOK:
        return call.access.seen_by(call.user)
    return list(answer.shows)


def _desk_of_all(call: Call) -> Desk:
    """Where a question is answered from what everybody in the conversation may see."""
    room = call.services.directory.room(call.request.channel)
    readers = {call.user, *(one for one in room.users if not room.look(one).is_bot)}
    seen = cache(lambda account: call.access.all_may_see(readers, account))
    names: Lookup = call.known.lookup.only(seen)
    return Desk(call.book, call.as_of, call.lang, None, seen, names, hints=call.desk.hints)


def _message(call: Call, answer: Answer, place: str, audience: Audience | None) -> Message:
    alone = ""
    if audience and not audience.everyone and not call.request.is_dm:
        alone = words(answer.lang)(f"slack.talk.alone.{ALONE.get(audience.why, 'not_all')}")
    if answer.choice:
        return choice_message(answer, [(one, call.desk.name(one)) for one in answer.choice[1]], place, alone)
    day = Figures(answer.lang, call.book.base_currency, call.in_force.rubric).day(call.as_of)
    computed = any(one.kind in ("figure", "class") for one in answer.facts)
    private = audience is None or bool(alone) or call.request.is_dm
    hint = _hint(call, answer) if private else ""
    share = audience is None and not call.request.is_dm
    return answer_message(answer, Shown(call.key(), day if computed else "", alone, share, hint=hint))


def _hint(call: Call, answer: Answer) -> str:
    """For people who see no account and asked for no concept: who can change that."""
    sentence = words(answer.lang)(f"{call.desk.hints}.no_accounts")
    none = not call.desk.lookup.accounts and not answer.passages
    return sentence if none and sentence not in answer.text else ""


def _note(call: Call, answer: Answer) -> None:
    """For the audit trail: what was asked for, which accounts were shown with which verdicts, who worded it."""
    call.shown.what, call.shown.worded_by = answer.plan.intent, answer.worded_by
    for one in answer.accounts:
        call.verdict(one)
    call.about(*answer.shows)
