"""/kam alone and /kam help: what this person can do."""

from __future__ import annotations

from collections.abc import Iterator

from bot.slack.call import Call
from bot.slack.commands import may
from bot.slack.effects import Effect, Message, Tell
from bot.slack.kit import Block, context, header, lines, paragraph, span
from bot.slack.routes import Routes
from prompts.words import Words

GROUPS = ("accounts", "book", "people", "learning", "more")


def register(routes: Routes) -> None:
    """The word; it lists the words of all."""
    routes.command("help", lambda call, rest: help_(routes, call, rest), group="more")


def help_(routes: Routes, call: Call, _rest: str) -> Iterator[Effect]:
    """The commands that the asker's role may use, with an example each."""
    words = call.words
    name = next((one.name for one in call.desk.lookup.accounts), "ACME")
    blocks = [header(words("slack.help.title")), paragraph(words("slack.help.lead"))]
    for group in GROUPS:
        usable = [one for one in routes.commands.values() if one.group == group and may(one, call)]
        if usable:
            blocks.append(paragraph(span(words(f"slack.help.{group}"), bold=True)))
            blocks.append(lines([_use(one.word, name, words) for one in usable]))
    role = call.person.role if call.person else "none"
    blocks.append(context(words(f"slack.roles.{role}"), words("slack.help.ask")))
    yield Tell(Message(words("slack.help.lead"), blocks))


def _use(word: str, name: str, words: Words) -> tuple[Block, str]:
    """A command as one types it, and what it does."""
    return span(f"/kam {words(f'commands.{word}.use', name=name)}", code=True), f"  {words(f'commands.{word}.does')}"
