"""What is typed after /kam: a command in any of three languages, or else the nearest one, or a question."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from functools import cache

from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell
from bot.slack.kit import actions, button, paragraph
from bot.slack.routes import Command, Handler, Routes
from prompts.words import LANGUAGES, words

WORDS_OF_A_QUESTION = 3
"""From so many words on (or a Chinese sentence, or a question mark) a text without a command is a question."""
HAN_OF_A_QUESTION = 4
LIKE = 0.6


def command(routes: Routes, call: Call) -> tuple[Handler, str]:
    """Who answers a command of Slack's, and what it is about."""
    text = " ".join(call.request.text.split())
    first, _, rest = text.partition(" ")
    if not first:
        return routes.commands["help"].handler, ""
    found = routes.commands.get(spelled(first.casefold(), tuple(routes.commands)))
    if found is not None and not (found.needs_account and is_asked(text)):
        return _allowed(found, call), rest.strip()
    if is_question(text):
        return routes.commands["ask"].handler, text
    return _nearest(routes), text


def _allowed(found: Command, call: Call) -> Handler:
    if found.roles:
        call.require(*found.roles)
    call.shown.what = found.word
    return found.handler


@cache
def spelled(word: str, known: tuple[str, ...]) -> str:
    """The command that a word means, by its name or one of its other names in any language; the word itself if none."""
    return word if word in known else _others(known).get(word, word)


@cache
def _others(known: tuple[str, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for lang in LANGUAGES:
        for name in known:
            also = words(lang).get(f"commands.{name}.also", "")
            found |= {one.strip().casefold(): name for one in also.split(",") if one.strip()}
    return found


def is_question(text: str) -> bool:
    """Whether a text is asked rather than commanded."""
    han = sum(1 for one in text if "\u3400" <= one <= "\u9fff")
    return text.endswith(("?", "？")) or len(text.split()) >= WORDS_OF_A_QUESTION or han >= HAN_OF_A_QUESTION


def is_asked(text: str) -> bool:
    """Whether a text that begins with a command is a question all the same, such as "why is ACME in tier B?"."""
    return text.endswith(("?", "？")) and len(text.split()) >= WORDS_OF_A_QUESTION


def nearest(word: str, routes: Routes) -> list[str]:
    """Commands that look like a word, most alike first, three at most."""
    names = {**_others(tuple(routes.commands)), **{one: one for one in routes.commands}}
    alike = difflib.get_close_matches(word.casefold(), list(names), n=6, cutoff=LIKE)
    return list(dict.fromkeys(names[one] for one in alike))[:3]


def _nearest(routes: Routes) -> Handler:
    """Offers the commands that may be meant, as buttons."""

    def answer(call: Call, text: str) -> Iterator[Effect]:
        first, _, rest = text.partition(" ")
        alike = [one for one in nearest(first, routes) if may(routes.commands[one], call)]
        if not alike:
            yield from routes.commands["help"].handler(call, text)
            return
        said = call.words(
            "slack.unknown_command", word=first[:40], items=call.words.join([f"/kam {one}" for one in alike], "list_or")
        )
        buttons = [button(f"/kam {one} {rest}".strip(), "run", {"c": f"{one} {rest}".strip()[:1500]}) for one in alike]
        yield Tell(Message(said, (paragraph(said), actions(*buttons))))

    return answer


def may(one: Command, call: Call) -> bool:
    """Whether the asker's role may use a command."""
    return not one.roles or (call.person is not None and call.person.role in one.roles)
