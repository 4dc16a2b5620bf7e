"""Answers about concepts: the passage that fits, an example from the book, what else to read; or honestly nothing."""

from __future__ import annotations

from bot.asking.books import rows_of
from bot.asking.desk import Desk
from bot.asking.draft import KEYS, Draft
from knowledge import passages
from knowledge.search import search
from prompts import narrator
from prompts.embeddings import configured
from prompts.plan import Filter, Plan
from scoring.pitfalls import FIRED
from scoring.shipped import read_yaml

PARAGRAPHS = 2


def about_a_concept(question: str, desk: Desk) -> Draft:
    """The passage that answers the question; where there is none, what can be asked."""
    draft = Draft(desk.recorder())
    hits = search(question, desk.lang, 3, rerank=configured())
    if not hits:
        return nothing(draft, desk)
    passage = hits[0].passage
    explain(draft, desk, passage.id, PARAGRAPHS)
    return draft


def explain(draft: Draft, desk: Desk, passage_id: str, paragraphs: int) -> None:
    """A passage, the example that the book has of it, and what to read next."""
    text = passages.get(passage_id).said(desk.lang)
    draft.quote(passage_id, text.paragraphs[:paragraphs])
    _example(draft, desk, passage_id)
    words = draft.recorder.words
    more = [passages.get(one).said(desk.lang).title for one in passages.get(passage_id).see_also[:3]]
    if more:
        draft.tell([words("ask.see_also", items=words("list_stop").join(more))])


def nothing(draft: Draft, desk: Desk) -> Draft:
    """An honest nothing, and what can be asked."""
    words = draft.recorder.words
    draft.tell([words(f"{desk.hints}.nothing")])
    return can_do(draft, desk)


def can_do(draft: Draft, desk: Desk) -> Draft:
    """What this assistant does, with examples from the book."""
    words = draft.recorder.words
    draft.tell([words("ask.help")])
    first = next(iter(desk.lookup.accounts), None)
    if first is not None:
        draft.recorder.about(KEYS[0]).name("name", words("tables.name"), first.name)
        draft.tell([words("ask.examples", name=first.name)])
        draft.names = (first.account_id,)
    draft.exact = True
    return draft


def _example(draft: Draft, desk: Desk, passage_id: str) -> None:
    """An account of which the passage speaks: the first of those with the fewest flags; nothing where there is none."""
    wanted = read_yaml("prompts", "examples.yaml").get(passage_id)
    if not wanted:
        return
    of = Filter.model_validate(wanted)
    rows = rows_of(Plan(intent="list", filter=of), desk)
    if not rows:
        return
    at = min(rows, key=lambda row: _other_flags(row, of, desk))  # a flag may contradict what the passage says
    verdict, recorder = desk.verdicts.verdict(at), draft.recorder
    draft.introduce(KEYS[0], verdict, desk.gone.get(verdict.account_id, ()))
    gap = recorder.words("sentence_gap")
    draft.tell([gap.join([recorder.words("ask.example"), *narrator.example(verdict, of, recorder)])])
    draft.accounts = (verdict.account_id,)


def _other_flags(at: int, wanted: Filter, desk: Desk) -> int:
    """How many pitfalls an account has fallen into; a flag says nothing against an example of a pitfall or a value type."""
    if wanted.pitfalls or wanted.value_types:
        return 0
    return sum(of[at] == FIRED for of in desk.flag_codes.values())
