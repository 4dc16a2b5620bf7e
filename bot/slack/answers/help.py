"""/kam alone and /kam help: what this person can do."""

from __future__ import annotations

from collections.abc import Iterator

from bot.slack.answers.newcomer import no_access
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


def help_(routes: Routes, call: Call, _rest: str, before: str = "") -> Iterator[Effect]:
    """The commands that the asker's role may use, with an example each. `before`: a sentence above."""
    words = call.words
    name = next((one.name for one in call.desk.lookup.accounts), "ACME")
    blocks = [*([paragraph(before)] if before else []), header(words("slack.help.title"))]
    blocks.append(paragraph(words("slack.help.lead")))
    for group in GROUPS:
        usable = [one for one in routes.commands.values() if one.group == group and may(one, call)]
        if usable:
            blocks.append(paragraph(span(words(f"slack.help.{group}"), bold=True)))
            blocks.append(lines([_use(one.word, name, words) for one in usable]))
    role = call.person.role if call.person else "none"
    rights = words(f"slack.roles.{role}") if role != "none" else no_access(call)
    blocks.append(context(rights, words("slack.help.ask")))
    yield Tell(Message(f"{before} {words('slack.help.lead')}".strip(), blocks))


def _use(word: str, name: str, words: Words) -> tuple[Block, str]:
    """A command as one types it, and what it does."""
    return span(
        f"/kam {words(f'commands.{word}.use', name=name)}", code=True
    ), f"  {words(f'commands.{word}.does', name=name)}"
