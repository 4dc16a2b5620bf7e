"""Quiz questions made from real accounts and the concepts, with the engine's answer and the passage it rests on."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge import passages
from knowledge.plays import load, select
from prompts.figures import Figures
from prompts.narrator.names import label, pitfall_name, tier_label, value_type_name
from prompts.narrator.pitfalls import reasons_of
from prompts.words import Words
from scoring.query import strong_from
from scoring.verdict import Verdict
from scoring.verdicts import Verdicts

OPTIONS = 4
KINDS = ("concept", "pitfall", "tier", "value_type", "quadrant", "play")


@dataclass(frozen=True, slots=True)
class Question:
    """`options` with the right one at `answer` (from 0); `reason` says why, `passage` where it stands; `account`: whose."""

    kind: str
    text: str
    options: tuple[str, ...]
    answer: int
    reason: str
    passage: str
    account: str = ""


def questions(verdicts: Verdicts, figures: Figures, count: int, seed: int) -> list[Question]:
    """So many questions, kinds in turn; the same seed gives the same. Fewer where the book has too little to ask about."""
    chance = random.Random(seed)  # noqa: S311 - a quiz
    makers: Mapping[str, Iterator[Question]] = {
        kind: _concepts(figures, chance) if kind == "concept" else _of_accounts(MAKERS[kind], verdicts, figures, chance)
        for kind in KINDS
    }
    found = list[Question]()
    live = list(KINDS)
    live = live[1:] + live[:1] if len(verdicts) else live  # an own account first, a concept last
    while len(found) < count and live:
        kind = live.pop(0)
        made = next(makers[kind], None)
        if made is not None:
            found.append(made)
            live.append(kind)
    return found


Maker = Callable[[Verdict, Figures, random.Random], Question | None]


def _of_accounts(make: Maker, verdicts: Verdicts, figures: Figures, chance: random.Random) -> Iterator[Question]:
    for at in chance.sample(range(len(verdicts)), len(verdicts)):
        made = make(verdicts.verdict(at), figures, chance)
        if made is not None:
            yield replace(made, account=str(verdicts.table.account_id[at]))


def _question(
    kind: str, text: str, right: str, others: Sequence[str], reason: str, passage: str, chance: random.Random
) -> Question:
    wrong = [one for one in dict.fromkeys(others) if one != right]
    options = [right, *chance.sample(wrong, min(OPTIONS - 1, len(wrong)))]
    chance.shuffle(options)
    return Question(kind, text, tuple(options), options.index(right), reason, passage)


def _tier(verdict: Verdict, figures: Figures, chance: random.Random) -> Question | None:
    if verdict.tier is None or verdict.gates or verdict.total is None:
        return None
    words, names = figures.words, {one: f"{one} {tier_label(one, figures)}" for one in figures.rubric.tiers}
    text = words("quiz.tier", name=verdict.name, total=figures.score(verdict.total, "total"))
    cut = figures.score(figures.rubric.tiers[verdict.tier].value)
    reason = words("quiz.tier_reason", cut=cut, tier=verdict.tier)
    return _question("tier", text, names[verdict.tier], list(names.values()), reason, "tiers", chance)


def _quadrant(verdict: Verdict, figures: Figures, chance: random.Random) -> Question | None:
    if verdict.quadrant is None:
        return None
    words, rubric = figures.words, figures.rubric
    names = {one: label(rubric.quadrants, one, figures) for one in rubric.quadrants}
    slots = {
        "actual": figures.score(verdict.actual, "actual"),
        "potential": figures.score(verdict.potential, "potential"),
    }
    text = words("quiz.quadrant", name=verdict.name, **slots)
    right = names[verdict.quadrant]
    reason = words("quiz.quadrant_reason", cut=figures.score(rubric.setting("quadrant_cut")), quadrant=right)
    return _question("quadrant", text, right, list(names.values()), reason, "quadrants", chance)


def _pitfall(verdict: Verdict, figures: Figures, chance: random.Random) -> Question | None:
    fired = [key for key, one in verdict.pitfalls.items() if one.state == "fired"]
    if len(fired) != 1:
        return None
    words, key = figures.words, fired[0]
    evidence = words("list_stop").join(reasons_of(verdict.pitfalls[key], figures))
    said = evidence[:1].upper() + evidence[1:] + words("sentence_stop")
    text = words("quiz.pitfall", evidence=said, name=verdict.name)
    names = {one: pitfall_name(one, figures) for one in figures.rubric.pitfalls}
    passage = f"pitfall-{figures.rubric.pitfalls[key].name.replace('_', '-')}"
    meaning = passages.get(passage).said(figures.lang).paragraphs[0]
    reason = words("quiz.pitfall_reason", pitfall=names[key], meaning=meaning)
    return _question("pitfall", text, names[key], list(names.values()), reason, passage, chance)


def _value_type(verdict: Verdict, figures: Figures, chance: random.Random) -> Question | None:
    kind, rubric = verdict.value_type.type, figures.rubric
    if kind not in rubric.value_types:
        return None
    words = figures.words
    known = [one for one in rubric.value_types[kind].criteria if (verdict.points.get(one) or 0) >= strong_from(rubric)]
    if len(known) < 2:
        return None
    signs = [figures.named(one, verdict.metrics.get(rubric.criteria[one].metric)) for one in known[:3]]
    names = {one: value_type_name(one, figures) for one in rubric.value_types}
    text = words("quiz.value_type", name=verdict.name, signs=words("list_separator").join(signs))
    reason = words("quiz.value_type_reason", type=names[kind])
    return _question("value_type", text, names[kind], list(names.values()), reason, f"{kind}-value", chance)


def _play(verdict: Verdict, figures: Figures, chance: random.Random) -> Question | None:
    kind, quadrant = verdict.value_type.type, verdict.quadrant
    if kind not in figures.rubric.value_types or quadrant is None:
        return None
    chosen = select(tier=verdict.tier, quadrant=quadrant, value_type=kind, fired=[])
    own = next((one for one in chosen if ("value_type", kind) in one.when.named), None)
    if own is None:
        return None
    words, lang = figures.words, figures.lang
    others = [one.said(lang).do[0] for one in load().plays if one.when.value_type not in (None, kind, "undetermined")]
    name = words.inline(label(figures.rubric.quadrants, quadrant, figures))
    text = words("quiz.play", name=verdict.name, type=value_type_name(kind, figures), quadrant=name)
    reason = words("quiz.play_reason", title=own.said(lang).title)
    return _question("play", text, own.said(lang).do[0], others, reason, own.passage, chance)


def _inside(text: str, words: Words) -> str:
    """A text that is quoted: the quotation marks in it are those that stand inside others."""
    outer, inner = words("quotes.outer"), words("quotes.inner")
    return text.translate(str.maketrans(outer, inner))


def _concepts(figures: Figures, chance: random.Random) -> Iterator[Question]:
    found = list(passages.load().values())
    for passage in chance.sample(found, len(found)):
        text, words = passage.said(figures.lang), figures.words
        near = [one.said(figures.lang).title for one in found if one.kind == passage.kind and one.id != passage.id]
        titles = near if len(near) >= OPTIONS - 1 else [one.said(figures.lang).title for one in found]
        asked = words("quiz.concept", text=_inside(text.paragraphs[1], words))
        reason = words("quiz.concept_reason", title=text.title)
        yield _question("concept", asked, text.title, titles, reason, passage.id, chance)


MAKERS: Mapping[str, Maker] = {
    "tier": _tier,
    "quadrant": _quadrant,
    "pitfall": _pitfall,
    "value_type": _value_type,
    "play": _play,
}
