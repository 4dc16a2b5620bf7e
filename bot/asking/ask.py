"""A question and its answer: plan, do, say. A conversation keeps the accounts that it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from book.accounts import names_of
from book.spotting import bare
from bot.asking.accounts import about_accounts
from bot.asking.books import about_the_book
from bot.asking.concepts import about_a_concept, can_do, explain
from bot.asking.desk import LABELS, Desk
from bot.asking.draft import Draft
from knowledge import passages
from knowledge.scripts import language_of
from knowledge.search import search
from prompts.facts import Fact, Said
from prompts.plan import ABOUT_ACCOUNTS, Intent, Plan
from prompts.rules import Known, plan_by_rules

if TYPE_CHECKING:
    from book.spotting import Spotted
    from prompts.speaker import Speaker

NARRATOR = "narrator"
TURNS = 6
OFFERED = 20
"""Accounts that are named where a text fits several."""
WHOLE = 9
"""Paragraphs of a passage that is explained whole."""


@dataclass(frozen=True)
class Conversation:
    """What the turns so far were about. `turns`: what was asked; answers hold figures of the book and are not kept."""

    accounts: tuple[str, ...] = ()
    last: Intent | None = None
    turns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """`facts`: those that the sentences show. `conversation`: the one to go on with.

    `accounts`: ids that the answer is about; `shows`: these and all others that it names; `choice`: the text that fits several
    accounts, and their ids, where the answer asks which one is meant.
    """

    question: str
    lang: str
    plan: Plan
    worded_by: str
    said: tuple[Said, ...]
    facts: tuple[Fact, ...]
    passages: tuple[str, ...]
    conversation: Conversation
    accounts: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    choice: tuple[str, tuple[str, ...]] | None = None

    @property
    def text(self) -> str:
        """The sentences, one a line."""
        return "\n".join(one.text for one in self.said)

    def document(self) -> dict[str, Any]:
        """As `kam ask --json` gives it."""
        return {
            "question": self.question,
            "language": self.lang,
            "plan": self.plan.model_dump(mode="json"),
            "worded_by": self.worded_by,
            "answer": self.text,
            "sentences": [{"text": one.text, "facts": list(one.facts), "passage": one.passage} for one in self.said],
            "facts": [_fact(one) for one in self.facts],
            "passages": [_passage(one, self.lang) for one in self.passages],
        }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "label": fact.label,
        "value": fact.value,
        "unit": fact.unit,
        "period": fact.period,
        "as_of": fact.as_of.isoformat(),
        "text": fact.text,
    }


def _passage(passage_id: str, lang: str) -> dict[str, str]:
    found = passages.get(passage_id)
    return {"id": found.id, "title": found.said(lang).title, "source": found.source}


def ask(question: str, desk: Desk, conversation: Conversation | None = None, speaker: Speaker | None = None) -> Answer:
    """The answer to a question, in the language in which it is asked. `speaker`: a model behind the gate; else the narrator."""
    before = _allowed(conversation or Conversation(), desk)
    desk = replace_language(desk, language_of(question, desk.lang))
    spotted = desk.spot(question)
    plan = (speaker and speaker.plan(question, before.turns)) or plan_by_rules(question, known(desk, spotted, before))
    draft = _done(question, plan, desk, spotted, before)
    said, worded_by = tuple(draft.said), NARRATOR
    if speaker and not draft.exact:
        worded = speaker.say(question, draft.recorder, draft.said, draft.quotable())
        said, worded_by = (tuple(worded), speaker.name) if worded else (said, NARRATOR)
    return _answered(question, plan, draft, draft.with_beside(said), worded_by, before)


def _allowed(before: Conversation, desk: Desk) -> Conversation:
    """The conversation without accounts that this person may not see: others took part in it, or rights have changed."""
    return replace(before, accounts=tuple(filter(desk.seen, before.accounts)))


def replace_language(desk: Desk, lang: str) -> Desk:
    """The same desk in another language."""
    if lang == desk.lang:
        return desk
    found = copy(desk)  # with everything that was looked up already
    found.lang = lang
    return found


def known(desk: Desk, spotted: Sequence[Spotted], before: Conversation) -> Known:
    """What the rules may know of the book."""
    return Known(
        mentions=[one.text for one in spotted],
        labels={column: desk.sayings(column) for column in LABELS},
        owners=desk.sayings("owner"),
        earlier=bool(before.accounts),
        last=before.last,
    )


def _done(question: str, plan: Plan, desk: Desk, spotted: Sequence[Spotted], before: Conversation) -> Draft:
    words = desk.recorder().words
    if plan.intent == "thanks":
        draft = Draft(desk.recorder(), exact=True)
        draft.tell([words("ask.beside.thanks")])
        return draft
    if plan.intent in ("greeting", "help", "other"):
        draft = Draft(desk.recorder())
        if plan.intent != "help":
            draft.tell([words(f"ask.{plan.intent}")])
        return can_do(draft, desk)
    if plan.intent in ("portfolio", "list", "changes"):
        return about_the_book(question, plan, desk)
    if plan.intent not in ABOUT_ACCOUNTS:
        return about_a_concept(question, desk)
    named = [one for one in plan.accounts if bare(one) in bare(question)]  # what a model makes up is nobody's question
    meant = _meant(named, plan, desk, spotted, before)
    if isinstance(meant, Draft):
        return meant
    draft = about_accounts(plan, meant, desk)
    taken = [(_written(one.text, question), desk.name(one.account_ids[0])) for one in spotted if _is_typo(one, desk)]
    return draft.first(words("ask.beside.taken", text=text, name=name) for text, name in taken)


def _written(text: str, question: str) -> str:
    """A mention as it stands in the question, where it stands there letter by letter."""
    found = re.search(re.escape(text), question, re.IGNORECASE)
    return found[0] if found else text


def _is_typo(spotted: Spotted, desk: Desk) -> bool:
    """Whether a mention is no name of the account that it was taken for, nor a part of one."""
    names = [spotted.account_ids[0], *names_of(desk.book.accounts.get(spotted.account_ids[0]))]
    return not any(bare(spotted.text) in bare(name) for name in names)


def _meant(
    named: Sequence[str], plan: Plan, desk: Desk, spotted: Sequence[Spotted], before: Conversation
) -> tuple[str, ...] | Draft:
    """The accounts that a plan is about, by id; the answer where that is not clear. Who may not be seen is not found."""
    words, found = desk.recorder().words, list[str]()
    mentions = {one.text: one for one in spotted}
    for text in named:
        seen = mentions.get(text) or next(iter(desk.spot(text)), None)
        if seen is None:
            return _unclear(desk, words("ask.not_found", text=text))
        one = one_of(seen.account_ids, desk)
        if one is None:
            offered = tuple(seen.account_ids[:OFFERED])
            items = words("list_stop").join([f"{account} {desk.name(account)}" for account in offered])
            rest = len(seen.account_ids) - len(offered)
            items = words("list_more", items=items, n=rest) if rest else items
            return _unclear(desk, words("ask.several", text=seen.text, items=items), (seen.text, offered))
        found.append(one)
    if plan.intent == "compare" and len(found) == 1:
        found = [*[one for one in before.accounts if one not in found][:1], *found]
    return tuple(dict.fromkeys(found)) or before.accounts or _unclear(desk, words("ask.which"))


def _unclear(desk: Desk, sentence: str, choice: tuple[str, tuple[str, ...]] | None = None) -> Draft:
    """The answer where it is not clear which account is meant."""
    draft = Draft(desk.recorder(), exact=True, choice=choice, names=choice[1] if choice else ())
    draft.tell([sentence])
    return draft


def one_of(accounts: Sequence[str], desk: Desk) -> str | None:
    """The only one, or the one that has all others below it."""
    if len(accounts) == 1:
        return accounts[0]
    return desk.book.accounts.head(accounts)


def _answered(
    question: str, plan: Plan, draft: Draft, said: tuple[Said, ...], worded_by: str, before: Conversation
) -> Answer:
    shown = {one for sentence in said for one in sentence.facts}
    rests_on = dict.fromkeys([*(one.passage for one in said if one.passage), *draft.passages])
    return Answer(
        question=question,
        lang=draft.recorder.lang,
        plan=plan,
        worded_by=worded_by,
        said=said,
        facts=tuple(fact for key, fact in draft.recorder.facts.items() if key in shown),
        passages=tuple(rests_on),
        conversation=Conversation(
            draft.accounts or before.accounts,
            plan.intent,
            (*before.turns, question)[-TURNS:],
        ),
        accounts=draft.accounts,
        shows=tuple(dict.fromkeys((*draft.accounts, *draft.names))),
        choice=draft.choice,
    )


def concept(topic: str, desk: Desk) -> Answer | None:
    """A topic explained whole, with the book's own example; None where nothing fits. `topic`: a passage's id or any words."""
    desk = replace_language(desk, language_of(topic, desk.lang) if not topic.isascii() else desk.lang)
    found = topic if topic in passages.load() else next((hit.passage.id for hit in search(topic, desk.lang, 1)), None)
    if found is None:
        return None
    draft = Draft(desk.recorder())
    explain(draft, desk, found, WHOLE)
    plan = Plan(intent="concept", topic=topic[:200])
    return _answered(topic, plan, draft, tuple(draft.said), NARRATOR, Conversation())
