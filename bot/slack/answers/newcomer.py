"""What is told to somebody who does not say which account, who sees none, or whose words were taken for another name."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell
from bot.slack.kit import actions, context, option, packed, paragraph, select
from bot.slack.limits import MOST, OPTION_VALUE
from bot.slack.overview import by_importance
from bot.slack.routes import Handler
from bot.slack.web import Refused


def nobody(call: Call, _text: str) -> Iterator[Effect]:
    """Who can change that one sees no account, and what to tell them."""
    said = no_access(call)
    yield Tell(Message(said, (paragraph(said),)))


def no_access(call: Call) -> str:
    """The sentence for people who see no account: with their Slack id to pass on, or what is open to them from outside."""
    if from_outside(call):
        return call.words("slack.newcomer.outsider")
    return call.words("slack.newcomer.no_access", user=call.user)


def from_outside(call: Call) -> bool:
    """Whether Slack knows the asker as a guest or as somebody of another company who is registered nowhere here."""
    return call.person is None and call.profile.outside and bool(call.profile.name)


def which(word: str) -> Handler:
    """Asks which account a command is about: a menu that runs it."""

    def answer(call: Call, _text: str) -> Iterator[Effect]:
        said = call.words("slack.newcomer.which", word=word)
        scores = call.desk.snapshot(call.as_of)
        rows = by_importance(scores, range(len(scores)))[: MOST["options"]]
        made = [(scores.names[at], packed({"c": f"{word} {scores.accounts[at]}"})) for at in rows]
        options = [option(name, value) for name, value in made if len(value) <= OPTION_VALUE]
        call.about(*(scores.accounts[at] for at in rows))
        menu = select("run", options, label=call.words("slack.newcomer.choose"))
        yield Tell(Message(said, (paragraph(said), *([actions(menu)] if options else []))))

    return answer


def saying_which(handler: Handler) -> Handler:
    """The handler, whose answer says first which account a name with a typo was taken for."""

    def answer(call: Call, text: str) -> Generator[Effect, None, None]:
        effects = iter(handler(call, text))
        try:
            effect = next(effects)
            while True:
                try:
                    yield _with_names(call, effect)
                except Refused as refused:
                    if not isinstance(effects, Generator):
                        raise
                    effect = effects.throw(refused)
                else:
                    effect = next(effects)
        except StopIteration:
            return

    return answer


def _with_names(call: Call, effect: Effect) -> Effect:
    if not call.taken or not isinstance(effect, Tell):
        return effect
    said = [call.words("slack.newcomer.taken", text=text, name=name) for text, name in call.taken.items()]
    text = call.words("list_stop").join(said)
    call.taken.clear()
    return replace(effect, message=Message(f"{text}. {effect.message.text}", (context(text), *effect.message.blocks)))
