"""*Share here*: an answer that one person saw, made anew for everybody in the conversation, if all of them may see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.slack.answers import account as about_one
from bot.slack.answers import exact
from bot.slack.answers.account import Answer, asked
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Say, Tell
from bot.slack.kit import context, paragraph
from bot.slack.outbox import NOT_THERE
from bot.slack.patience import NO_LONGER
from bot.slack.routes import Routes
from bot.slack.web import Refused
from prompts.words import Words

ANSWERS: Mapping[str, Answer] = {**about_one.ANSWERS, **exact.ANSWERS}
REASONS = {"shared": "with_others", "guests": "guests", "not all may see": "not_all", "unknown": "not_known"}


def register(routes: Routes) -> None:
    """The button."""
    routes.action("share", share)


def share(call: Call, _text: str) -> Iterator[Effect]:
    """The answer as it is now, to all; or to the asker alone, why not."""
    account = call.account_of(call.given("a"))
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
    except Refused as refused:
        if refused.code not in (*NOT_THERE, NO_LONGER):
            raise
        yield _alone(call.words(f"slack.sharing.{'not_all' if refused.code == NO_LONGER else 'not_there'}"))


def signed(message: Message, name: str, words: Words) -> Message:
    """The answer with the name of who shared it."""
    said = words("slack.sharing.by", name=name)
    head, *rest = message.blocks
    return Message(f"{said} {message.text}", (head, context(said), *rest))


def _alone(text: str) -> Tell:
    return Tell(Message(text, (paragraph(text),)))
