"""/kam alone and /kam help: what this person can do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.slack.answers.naming import examples
from bot.slack.answers.newcomer import from_outside, no_access, nobody
from bot.slack.call import Call
from bot.slack.commands import may
from bot.slack.effects import Effect, Message, Tell
from bot.slack.kit import Block, context, header, lines, paragraph, span
from bot.slack.routes import Routes
from bot.slack.views.frame import OF_SEVERAL
from prompts.words import Words
from scoring.compare import FEWEST

GROUPS = ("accounts", "book", "people", "learning", "more")
NOBODY = "…"
"""Where an account's name would stand, if the asker saw one."""


def register(routes: Routes) -> None:
    """The word; it lists the words of all."""
    routes.command("help", lambda call, rest: help_(routes, call, rest), group="more")


def help_(routes: Routes, call: Call, _rest: str, before: str = "") -> Iterator[Effect]:
    """The commands that the asker's role may use, with an example each. `before`: a sentence above."""
    if from_outside(call):
        yield from nobody(call, "")
        return
    words, seen = call.words, examples(call, FEWEST)
    blocks = [*([paragraph(before)] if before else []), header(words("slack.help.title"))]
    blocks.append(paragraph(words("slack.help.lead")))
    for group in GROUPS:
        usable = [one for one in routes.commands.values() if one.group == group and may(one, call)]
        told = [one.word for one in usable if one.word not in OF_SEVERAL or len(seen) >= FEWEST]
        if told:
            blocks.append(paragraph(span(words(f"slack.help.{group}"), bold=True)))
            blocks.append(lines([_use(word, seen, words) for word in told]))
    role = call.person.role if call.person else "none"
    rights = words(f"slack.roles.{role}") if role != "none" else no_access(call)
    blocks.append(context(rights, words("slack.help.ask")))
    yield Tell(Message(f"{before} {words('slack.help.lead')}".strip(), blocks))


def _use(word: str, seen: Sequence[str], words: Words) -> tuple[Block, str]:
    """A command as one types it, with accounts that the asker sees, and what it does."""
    names = dict(zip(("name", "other"), (*seen, NOBODY, NOBODY), strict=False))
    without = "" if seen else words.get(f"commands.{word}.without", "")
    typed = without or words(f"commands.{word}.use", **names)
    return span(f"/kam {typed}", code=True), f"  {words(f'commands.{word}.does', **names)}"
