"""/kam language: in which language the bot answers somebody."""

from __future__ import annotations

from collections.abc import Iterator

from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell
from bot.slack.kit import actions, button, paragraph
from bot.slack.routes import Routes
from prompts.words import LANGUAGES, UnknownLanguage, Words, language, words

AS_SLACK = "slack"


def register(routes: Routes) -> None:
    """The word and its buttons."""
    routes.command("language", choose, group="more")
    routes.action("language", choose_by_button)


def choose(call: Call, text: str) -> Iterator[Effect]:
    """The languages as buttons; a language that is named is set at once."""
    named = _named(text)
    if named:
        yield _set(call, named)
        return
    said = call.words("forms.language.now", language=call.words("forms.language.own"))
    said = call.words("slack.newcomer.language", text=text.strip()[:40]) if text.strip() else said
    yield Tell(Message(said, (paragraph(said), _buttons(call.words))))


def choose_by_button(call: Call, _text: str) -> Iterator[Effect]:
    """Sets the language of a button."""
    yield _set(call, _named(call.request.value) or AS_SLACK)


def _named(text: str) -> str:
    """The language that a text names, by its code or in itself; AS_SLACK, or "" for none."""
    plain = text.strip().casefold()
    own = {words(one)("forms.language.own").casefold(): one for one in LANGUAGES}
    if plain in own or plain == AS_SLACK:
        return own.get(plain, AS_SLACK)
    for one in LANGUAGES:
        if plain in (known.strip() for known in words(one)(f"slack.newcomer.languages.{one}").split(",")):
            return one
    try:
        return language(text)
    except UnknownLanguage:
        return ""


def _buttons(shown: Words) -> dict[str, object]:
    made = [button(words(one)("forms.language.own"), "language", one) for one in LANGUAGES]
    return actions(*made, button(shown("forms.language.as_slack"), "language", AS_SLACK))


def _set(call: Call, chosen: str) -> Tell:
    """Records it, and says so in the language that holds from now on."""
    lang = None if chosen == AS_SLACK else chosen
    call.book.ledger.append("preference", {"lang": lang}, at=call.now, by=call.user, once=call.key("language"))
    for known in ("preferences", "lang"):
        call.__dict__.pop(known, None)
    said = call.words("forms.language.set" if lang else "forms.language.follows")
    return Tell(Message(said, (paragraph(said),)))
