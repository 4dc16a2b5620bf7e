"""*Share here*: an answer that one person saw, made anew for everybody in the conversation, if all of them may see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.slack.answers import account as about_one
from bot.slack.answers import exact
from bot.slack.answers.account import Answer, asked
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Say, Tell
from bot.slack.kit import context, packed, paragraph
from bot.slack.outbox import NOT_THERE
from bot.slack.patience import NO_LONGER
from bot.slack.routes import Routes
from bot.slack.web import Refused
from prompts.words import Words

ANSWERS: Mapping[str, Answer] = {**about_one.ANSWERS, **exact.ANSWERS}
REASONS = {"shared": "with_others", "guests": "guests", "not all may see": "not_all", "unknown": "not_known"}
TWICE = timedelta(minutes=1)
"""How soon after an answer was shared another click on its button is no wish to share it again."""


def register(routes: Routes) -> None:
    """The button."""
    routes.action("share", share)


def share(call: Call, _text: str) -> Iterator[Effect]:
    """The answer as it is now, to all; or to the asker alone, why not."""
    account = call.account_of(call.given("a"))
    if _just_shared(call):
        yield _alone(call.words("slack.sharing.twice"))
        return
    what = call.given("w") or "classify"
    answer = ANSWERS.get(what, about_one.classify)
    message = answer(call, account, asked(call, what, account, call.given("t"), to_all=True))
    call.shown.what = f"share {what}"
    readers = call.audience(call.shown.accounts)
    if not readers.everyone:
        yield _alone(call.words(f"slack.sharing.{REASONS.get(readers.why, 'not_known')}"))
        return
    try:
        place = (call.request.channel, call.request.thread)
        yield Say(signed(message, call.profile.name, call.words), *place, call.still(call.shown.accounts))
        call.shown.shared = _clicked(call)
    except Refused as refused:
        if refused.code not in (*NOT_THERE, NO_LONGER):
            raise
        yield _alone(call.words(f"slack.sharing.{'not_all' if refused.code == NO_LONGER else 'not_there'}"))


def _just_shared(call: Call) -> bool:
    """Whether the asker did so a moment ago, on this very message. A request that is worked on again is no second click."""
    return any(
        one.body.get("shared") == _clicked(call) and one.body["request"] != call.key()
        for one in call.book.ledger.events_by("answer", call.user, call.came - TWICE)
    )


def _clicked(call: Call) -> str:
    """The button: the message it stands below, and what it holds."""
    return packed([call.request.channel, call.request.ts, call.request.value])


def signed(message: Message, name: str, words: Words) -> Message:
    """The answer with the name of who shared it."""
    said = words("slack.sharing.by", name=name)
    head, *rest = message.blocks
    return Message(f"{said} {message.text}", (head, context(said), *rest))


def _alone(text: str) -> Tell:
    return Tell(Message(text, (paragraph(text),)))
