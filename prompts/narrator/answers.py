"""Exact answers about a verdict in sentences: nearest, what-if, sensitivity, compare (`domain.md` §10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prompts.figures import Figures
from prompts.narrator.moves import NAMED, moved_most, pitfall_move, score_move, tier_move
from prompts.narrator.names import label
from scoring.compare import Account, Compared, Comparison
from scoring.nearest import Nearest, Step
from scoring.rubric.models import TIER_LETTERS
from scoring.sensitivity import Case, Sensitivity
from scoring.whatif import WhatIf

BOTTOM = TIER_LETTERS[-1]


def nearest_sentences(found: Nearest, figures: Figures) -> list[str]:
    """The nearest ways up and down, each criterion taken alone, and the gate that keeps the tier all the same."""
    words = figures.words
    if found.tier is None:
        return [words("answers.no_tier")]
    said = [*_up([step for step in found.steps if step.direction == "up"], figures)]
    for gate in found.capped_by:
        said.append(words("answers.nearest_capped", pitfall=gate.pitfall, tier=gate.at_most))
    below = [step for step in found.steps if step.direction == "down" and step.after_gates != found.after_gates]
    at_bottom = found.after_gates == BOTTOM
    return [*said, *([words("notes.at_bottom")] if at_bottom else []), *_down(below, figures)]


def _up(steps: Sequence[Step], figures: Figures) -> Iterator[str]:
    words, ways = figures.words, [step for step in steps if step.value_needed is not None]
    if not steps:
        yield words("notes.at_top")
    elif not ways:
        yield words("answers.nearest_up_none", tier=steps[0].tier)
    else:
        yield words("answers.nearest_up", tier=ways[0].tier, **_step(ways[0], figures))
    others = [words("answers.nearest_item", **_step(step, figures)) for step in ways[1:NAMED]]
    if others:
        yield words("answers.nearest_up_others", items=words("list_stop").join(others))


def _down(steps: Sequence[Step], figures: Figures) -> Iterator[str]:
    words, ways = figures.words, [step for step in steps if step.value_needed is not None]
    if steps and not ways:
        yield words("answers.nearest_down_none", tier=steps[0].tier)
    elif ways:
        side = "above" if (ways[0].change or 0.0) > 0 else "below"
        yield words(f"answers.nearest_down_{side}", tier=ways[0].tier, **_step(ways[0], figures))


def _step(step: Step, figures: Figures) -> dict[str, str]:
    return {
        "label": figures.words.inline(figures.label(step.criterion)),
        "value": figures.value(step.criterion, step.value, beside=step.value_needed),
        "target": figures.target(step.criterion, step.value_needed or 0.0, step.value),
    }


def what_if_sentences(found: WhatIf, figures: Figures) -> list[str]:
    """What was assumed; the score, the tier and the pitfalls that follow; what moves the score most."""
    words, before, after = figures.words, found.before, found.after
    return [
        words("answers.if", items=words.join([_assumed(key, found, figures) for key in found.changes])),
        score_move(before.total, after.total, found.total_change, figures),
        tier_move(before.tier, after.tier, figures),
        *moved_most(found.criteria, figures),
        *(pitfall_move(one, figures) for one in found.pitfalls),
    ]


def _assumed(metric: str, found: WhatIf, figures: Figures) -> str:
    words, now, then = figures.words, found.before.metrics.get(metric), found.changes[metric]
    name, before = words.inline(figures.label(metric)), figures.value(metric, now, beside=then)
    if then is None:
        return words("answers.if_missing", label=name, before=before)
    return words("answers.if_item", label=name, before=before, after=figures.value(metric, then, beside=now))


def sensitivity_sentence(found: Sensitivity, figures: Figures) -> str:
    """Whether the tier survives other weights, and if not, whose weight it hangs on."""
    words, (low, high) = figures.words, (figures.number(factor, 2) for factor in found.factors)
    form = ("stable" if found.stable else "fragile") + ("" if found.tier else "_unrated")
    hangs_on = dict.fromkeys(_whose(case, figures) for case in found.cases if not case.survives)
    return words(f"answers.{form}", low=low, high=high, tier=found.tier, items=words.join(list(hangs_on)))


def _whose(case: Case, figures: Figures) -> str:
    words = figures.words
    if case.what == "criterion":
        return words.inline(figures.label(case.id))
    return words("answers.weight_of", label=words.inline(label(figures.rubric.perspectives, case.id, figures)))


def compare_sentences(found: Comparison, figures: Figures) -> list[str]:
    """The accounts by score, then the criteria that decide the difference with each account's value and part."""
    words = figures.words
    ranked = sorted(found.accounts, key=lambda one: -1.0 if one.total is None else one.total, reverse=True)
    order = words("answers.compare_order", items=words("list_stop").join(_account(one, figures) for one in ranked))
    deciding = [one for one in found.criteria if one.spread][:NAMED]
    if not deciding:
        return [order]
    items = words("list_separator").join(_deciding(one, found.accounts, figures) for one in deciding)
    return [order, words("answers.compare_decides", items=items)]


def _account(one: Account, figures: Figures) -> str:
    if one.total is None:
        return figures.words("answers.compare_unrated", name=one.name)
    return figures.words(
        "answers.compare_account", name=one.name, total=figures.score(one.total, "total"), tier=one.tier
    )


def _deciding(one: Compared, accounts: Sequence[Account], figures: Figures) -> str:
    words, parts = figures.words, []
    for account, value, shown in zip(accounts, one.values, one.shown, strict=True):
        if value is None or shown is None:
            parts.append(words("answers.compare_part_missing", name=account.name))
            continue
        said = figures.value(one.criterion, value)
        parts.append(words("answers.compare_part", name=account.name, value=said, shown=figures.score(shown, "part")))
    name = words.inline(figures.label(one.criterion))
    return words("answers.compare_item", label=name, parts=words("list_stop").join(parts))
