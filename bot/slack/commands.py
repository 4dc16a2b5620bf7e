"""What is typed after /kam: a command in any of three languages, or else the nearest one, or a question."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from functools import cache

from book.lookup import plain
from bot.asking.ask import Conversation, known
from bot.slack.answers.naming import names_one
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Tell
from bot.slack.kit import actions, button, paragraph
from bot.slack.limits import fits
from bot.slack.routes import Command, Handler, Routes
from prompts.plan import ABOUT_ACCOUNTS, Plan
from prompts.rules import makes_a_sentence, plan_by_rules
from prompts.words import LANGUAGES, words

WORDS_OF_A_QUESTION = 3
"""From so many words on (or a Chinese sentence, or a question mark) a text without a command is a question."""
HAN_OF_A_QUESTION = 4
LIKE = 0.6
WITH_FIGURES = ("whatif", "compare")
FIRST_ASKED = ("classify", "why", "plan")
"""What is offered for an account without a command."""
ABOUT_THE_BOOK = ("list", "portfolio", "changes")
UNDERSTOOD = tuple(one for one in ABOUT_ACCOUNTS if one != "classify")
"""What the rules see in a question about an account only where they understand it; "classify" is what is left."""
WITH_A_WORD = {"why": 3, "history": 1}
"""Commands that take more than an account: anything, or at most so many words."""


def command(routes: Routes, call: Call) -> tuple[Handler, str]:
    """Who answers a command of Slack's, and what it is about."""
    text = " ".join(call.request.text.split())
    first, _, rest = text.partition(" ")
    if not first:
        return routes.commands["help"].handler, ""
    found = routes.commands.get(spelled(first.casefold(), tuple(routes.commands)))
    if found is not None and not (found.needs_account and (is_asked(text) or _is_said(found, call, text, rest))):
        return ready(found, call, rest.strip()), rest.strip()
    asked = is_question(text)
    turned = [] if asked else _turned(routes, call, text)
    if asked or (not turned and _is_understood(call, text)):
        return routes.commands["ask"].handler, text
    return _nearest(routes, turned), text


def ready(found: Command, call: Call, rest: str) -> Handler:
    """The command's handler; without an account to see, who can change that; without one named, a menu of them."""
    from bot.slack.answers import newcomer

    handler = _allowed(found, call)
    if not found.needs_account:
        return handler
    if not call.desk.lookup.accounts:
        return newcomer.nobody
    return newcomer.saying_which(handler) if rest else newcomer.which(found.word)


def spoken_as_command(routes: Routes, call: Call, text: str) -> tuple[Handler, str] | None:
    """Who answers a direct message that is a command without /kam; None where it is none, but a question."""
    first, _, rest = " ".join(text.split()).partition(" ")
    found = routes.commands.get(spelled(first.casefold(), tuple(routes.commands)))
    if found is None or found.word == "ask" or text.endswith(("?", "？")) or not _fits(found, call, rest, first):
        return None
    if found.needs_account and _is_said(found, call, text, rest):
        return None
    return ready(found, call, rest), rest


def _fits(found: Command, call: Call, rest: str, first: str) -> bool:
    """Whether what stands behind a command's word is what it takes."""
    if not rest:
        return not found.needs_account or call.request.thread in (None, call.request.ts)
    if found.needs_account:
        return _names_an_account(found, call, rest)
    named = first.casefold() == found.word or not first.isascii()
    return named and found.word != "help" and (found.word == "learn" or not call.desk.spot(rest))


def _names_an_account(found: Command, call: Call, rest: str) -> bool:
    """Whether a text is an account, or begins with one and goes on as the command does."""
    spotted = next(iter(call.desk.spot(rest)), None)
    named, said = plain(spotted.text) if spotted else "", plain(rest)
    if not named or not said.startswith(named):
        return False
    more = said[len(named) :].split()
    return not more or found.word in WITH_FIGURES or len(more) <= WITH_A_WORD.get(found.word, 0) or _is_one(call, rest)


def _is_one(call: Call, text: str) -> bool:
    return bool(call.desk.lookup.find(text))


def _plan(call: Call, text: str) -> Plan:
    """What a text asks for, read as a question."""
    return plan_by_rules(text, known(call.desk, call.desk.spot(text), Conversation()))


def _is_said(found: Command, call: Call, text: str, rest: str) -> bool:
    """Whether a command with what follows is a sentence about an account, such as "why is ACME a B"."""
    if found.word == "whatif" or not makes_a_sentence(rest) or names_one(call, rest):
        return False
    beside, spotted = plain(rest), call.desk.spot(rest)
    for one in spotted:
        beside = beside.replace(plain(one.text), " ")
    if not spotted or not makes_a_sentence(beside):
        return False
    intent = _plan(call, text).intent
    return intent in UNDERSTOOD or intent == found.word


def _is_understood(call: Call, text: str) -> bool:
    """Whether two words without a command are a question all the same, such as "anything new"."""
    intent = _plan(call, text).intent if " " in text else "other"
    return intent in ABOUT_THE_BOOK or intent in UNDERSTOOD


def _turned(routes: Routes, call: Call, text: str) -> list[str]:
    """Commands about the account that a text names without beginning with one: "ACME plan" is `plan ACME`."""
    commands, said = tuple(routes.commands), text.split()
    means = [spelled(one.casefold(), commands) for one in said]
    found = [one for one in means if one in commands and routes.commands[one].needs_account]
    name = " ".join(one for one, meant in zip(said, means, strict=True) if meant not in found)
    if not name or not names_one(call, name):
        return []
    return [f"{one} {name}" for one in dict.fromkeys(found or FIRST_ASKED) if may(routes.commands[one], call)]


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


def _nearest(routes: Routes, turned: list[str]) -> Handler:
    """Offers the commands that may be meant, as buttons. `turned`: those with the account that was named."""

    def answer(call: Call, text: str) -> Iterator[Effect]:
        first, _, rest = text.partition(" ")
        alike = [f"{one} {rest}".strip() for one in nearest(first, routes) if may(routes.commands[one], call)]
        again = turned or alike
        if not again:
            from bot.slack.answers.help import help_

            yield from help_(routes, call, "", call.words("slack.newcomer.no_command", word=first[:40]))
            return
        items = call.words.join([f"/kam {one if turned else one.split(' ')[0]}" for one in again], "list_or")
        said = call.words("slack.unknown_command", word=first[:40], items=items)
        buttons = [button(f"/kam {one}", "run", {"c": one}) for one in again if fits({"c": one})]
        yield Tell(Message(said, (paragraph(said), *([actions(*buttons)] if buttons else []))))

    return answer


def may(one: Command, call: Call) -> bool:
    """Whether a command is of use to the asker: by role, and where it is about accounts, if they see one."""
    about_accounts = one.needs_account or one.group == "book"
    if about_accounts and not one.roles and not call.desk.lookup.accounts:
        return False
    return not one.roles or (call.person is not None and call.person.role in one.roles)
