"""The agent's container in Slack: what it proposes to ask, that it is thinking, the thread's title, sentences as they come."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.asking.ask import NARRATOR, Answer
from bot.asking.books import rows_of
from bot.slack.call import Call
from bot.slack.effects import Effect, Message, Prompts, Say, Status, Stream, Title
from bot.slack.reading import shortened
from bot.slack.routes import Routes
from prompts.plan import Filter, Plan

TITLE = 60
PROPOSED = 4
CONCEPTS = ("concept", "key", "types")
MARKUP = re.compile(r"[\[\]<>*_~`|\\#@]|://|www\.")
"""What Slack could read as markup, a link or a mention in a text that is streamed."""


def register(routes: Routes) -> None:
    """A new thread with the agent; the messages tab, which is what opens where Slack has no such threads."""
    routes.event("thread", opened)
    routes.event("home:messages", opened)


def opened(call: Call, _text: str) -> Iterator[Effect]:
    """What this person might ask, from their own accounts."""
    call.shown.what = "prompts"
    asked = [(shortened(one, TITLE), one) for one in _proposed(call)]
    yield Prompts(asked, call.words("slack.agent.title"), call.request.channel, call.request.thread or "")


def _proposed(call: Call) -> list[str]:
    """Their biggest account, one with a fired pitfall, their own margins, a concept; concepts alone where they see none."""
    words, rows = call.words, rows_of(Plan(intent="list", sort="revenue"), call.desk)
    found = [words("slack.agent.biggest", name=_name(call, rows[0]))] if rows else []
    fired = rows_of(Plan(intent="list", sort="revenue", filter=_fired(call)), call.desk)
    other = next((at for at in fired if at != rows[0]), fired[0] if fired else None)
    found += [words("slack.agent.flagged", name=_name(call, other))] if other is not None else []
    found += [words("slack.agent.mine")] if call.desk.asker and rows else []
    found += [words(f"slack.agent.{one}") for one in CONCEPTS]
    return found[: PROPOSED if rows else len(CONCEPTS)]


def _fired(call: Call) -> Filter:
    return Filter.model_validate({"pitfalls": list(call.in_force.rubric.pitfalls)})


def _name(call: Call, at: int) -> str:
    account = str(call.desk.verdicts.table.account_id[at])
    call.about(account)
    return call.desk.name(account)


def around(call: Call, question: str, answers: Iterator[Effect], *, first: bool) -> Iterator[Effect]:
    """An answer in the agent's thread: that it is thinking, the answer, and the first question as the thread's title.

    Slack takes the status away when something is posted, be it the answer or what went wrong; it is taken away again after
    it, since an answer that an earlier worker posted is not posted once more.
    """
    place = (call.request.channel, call.request.thread or call.request.ts)
    yield Status(call.words("slack.talk.thinking"), *place)
    yield from answers
    yield Status("", *place)
    if first:
        yield Title(shortened(question, TITLE), *place)


def written(call: Call, answer: Answer, message: Message, still: Callable[[], bool]) -> Effect:
    """The answer for everybody in the conversation: piece by piece in a DM where a model worded it, else at once."""
    thread = call.request.thread or call.request.ts
    pieces = [one.text for one in answer.said]
    if call.request.is_dm and answer.worded_by != NARRATOR and not any(map(MARKUP.search, pieces)):
        return Stream(pieces, message, call.request.channel, thread, still)
    return Say(message, call.request.channel, thread, still)
