"""What is told when it is not clear which account is meant, or something cannot be done."""

from __future__ import annotations

from collections.abc import Iterator

from book.errors import BookBusy, KamError
from book.lookup import SeveralAccounts
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell
from bot.slack.kit import actions, button, context, lines, paragraph
from bot.slack.limits import fits
from bot.slack.routes import Routes

OFFERED = 8


def in_words(call: Call, error: KamError) -> Iterator[Effect]:
    """An error as a sentence; several matching accounts as buttons to choose from."""
    if isinstance(error, SeveralAccounts) and (call.request.kind == "command" or call.request.is_dm):
        yield Tell(choice(call, error))
    else:
        told = call.words("slack.busy") if isinstance(error, BookBusy) else str(error)
        yield Tell(Message(told, (paragraph(told),)))


def choice(call: Call, several: SeveralAccounts) -> Message:
    """Buttons for the accounts that may be meant; each runs the same command again."""
    words = call.words
    word, _, rest = " ".join(call.request.text.split()).partition(" ")
    said = words("slack.several", text=several.text[:80])
    names = {one.account_id: one.name for one in several.matches[:OFFERED]}
    labels = {account: f"{name} ({account})" if name != account else name for account, name in names.items()}
    again = {account: {"c": f"{word} {_named(rest, several.text, account)}"} for account in names}
    shown = [lines(labels.values()), context(words("slack.several_long"))]
    if all(map(fits, again.values())):
        shown = [actions(*(button(label, "run", again[account]) for account, label in labels.items()))]
    if several.more:
        shown.append(context(words("slack.several_more", n=len(names))))
    return Message(f"{said} {words.join(list(names.values()), 'list_or')}", (paragraph(said), *shown))


def _named(rest: str, text: str, account: str) -> str:
    """What was typed, with the account's id instead of the name that fits several."""
    return rest.replace(text.strip(), account, 1) if text.strip() in rest else account


def run(routes: Routes, call: Call, _rest: str) -> Iterator[Effect]:
    """A button that runs a command, as if it had been typed."""
    from bot.slack.commands import command

    text = call.given("c")
    call.request = call.request.model_copy(update={"text": text})
    handler, rest = command(routes, call)
    try:
        yield from handler(call, rest)
    except SeveralAccounts as several:
        yield Tell(choice(call, several))


def register(routes: Routes) -> None:
    """The button."""
    routes.action("run", lambda call, rest: run(routes, call, rest))
