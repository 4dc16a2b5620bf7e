"""The form of a concession, and what it would do before it is recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from book.schema import KINDS_OF_CONCESSION
from bot.slack.kit import (
    Block,
    actions,
    button,
    context,
    day,
    entry,
    field,
    lines,
    modal,
    option,
    paragraph,
    select,
    span,
)
from bot.slack.views.card import name_of
from bot.slack.views.forms import dated, heading, metadata, sentence, with_unit
from prompts.figures import Figures
from prompts.narrator import pitfall_sentence
from prompts.narrator.moves import pitfall_move, score_move, tier_move
from prompts.words import Words
from scoring.dismissal import FLAGS, WORSE, snapshot, stands
from scoring.verdict import Verdict
from scoring.whatif import WhatIf

NONE = "none"
SHORT = 80
MOVED = ("concession_rate", "unreciprocated_share", "net_contribution")
"""The figures that are shown before and after."""


def concession_form(
    verdict: Verdict, figures: Figures, currency: str, first: date, held: Mapping[str, str] | None = None
) -> Block:
    """The form. `currency`: of the amount; `first`: the earliest end; `held`: what stands in it already."""
    words, held = figures.words, held or {}
    blocks = heading(name_of(verdict), words("forms.concession.lead"))
    blocks += [
        entry("kind", words("forms.concession.kind"), _kinds(words, held.get("kind", ""))),
        entry("value", with_unit(words("forms.concession.value"), "money", figures) if not currency else
              words("forms.with_unit", label=words("forms.concession.value"), unit=currency),
              field("money", initial=held.get("value", ""))),
        sentence("counter", words("forms.concession.counter"), optional=True, hint=words("forms.concession.counter_hint"),
                 initial=held.get("counter", "")),
        entry("alone", words("forms.concession.alone"), _box(words, ticked=bool(held.get("alone"))), optional=True),
        entry("until", words("forms.concession.until"), day("until", initial=held.get("until", "")), optional=True,
              hint=words("forms.concession.until_hint")),
        sentence("reason", words("forms.reason"), optional=True, initial=held.get("reason", "")),
        entry("approver", words("forms.concession.approver"), field("approver", initial=held.get("approver", ""))
              | {"max_length": SHORT}, optional=True),
        dated(verdict.as_of, figures),
    ]  # fmt: skip
    given = metadata(words, a=verdict.account_id, c=currency, e=first.isoformat())
    title = words("forms.concession.title")
    return modal("concession", title, blocks, submit=words("forms.check"), close=words("forms.close"), metadata=given)


def _kinds(words: Words, chosen: str) -> Block:
    options = [option(words(f"forms.concession.kinds.{kind}"), kind) for kind in KINDS_OF_CONCESSION]
    return select("kind", options, label=words("forms.choose"), chosen=chosen)


def _box(words: Words, *, ticked: bool) -> Block:
    box = option(words("forms.concession.nothing"), NONE)
    return {
        "type": "checkboxes",
        "action_id": "alone",
        "options": [box],
        **({"initial_options": [box]} if ticked else {}),
    }


def concession_checked(
    found: WhatIf, summary: str, draft: Mapping[str, Any], figures: Figures, dismissed: Collection[str] = ()
) -> Block:
    """What the concession would do: the flags first, then the figures. *Save* records it, *Back* changes it.

    `dismissed`: the flags that a person dismissed; one whose evidence gets worse counts again.
    """
    words, worse = figures.words, _worse(found)
    blocks = [*heading(name_of(found.before)), paragraph(summary)]
    blocks.append(paragraph(span(words("forms.concession.would" if worse else "forms.concession.harmless"), bold=True)))
    blocks += [lines(pitfall_sentence(found.after.pitfalls[key], figures) for key in worse)] if worse else []
    ends = [key for key in dismissed if _weighs_more(found, key)]
    blocks += [lines([words("forms.concession.ends", items=words.join(ends))])] if ends else []
    blocks += [lines(_moves(found, figures)), actions(button(words("forms.back"), "concession_back"))]
    blocks.append(context(words("forms.concession.not_saved")))
    title = words("forms.concession.title")
    given = metadata(words, a=found.before.account_id, **draft)
    return modal(
        "concession_save", title, blocks, submit=words("forms.save"), close=words("forms.cancel"), metadata=given
    )


def _worse(found: WhatIf) -> list[str]:
    """The pitfalls that it would fire or move to watch, by id."""
    before, after = found.before.pitfalls, found.after.pitfalls
    rank = {key: (WORSE.index(before[key].state), WORSE.index(one.state)) for key, one in after.items()}
    return [key for key, (was, is_) in rank.items() if is_ > was and after[key].state in FLAGS]


def _weighs_more(found: WhatIf, pitfall: str) -> bool:
    """Whether a flag that stands already has worse evidence afterwards: one that was dismissed would return."""
    day = found.before.as_of
    return not stands(snapshot(found.before.pitfalls[pitfall], day), found.after.pitfalls[pitfall], day)


def _moves(found: WhatIf, figures: Figures) -> Iterator[str]:
    """Flags that stand or ease, then figures, score and tier before and after."""
    worse, pitfalls = _worse(found), found.after.pitfalls
    yield from (pitfall_move(one, figures) for one in found.pitfalls if one.pitfall not in worse)
    moved = [one.pitfall for one in found.pitfalls]
    stand = [key for key, one in pitfalls.items() if one.state in FLAGS and key not in moved]
    heavier = [key for key in stand if _weighs_more(found, key)]
    for form, keys in (("heavier", heavier), ("stand", [key for key in stand if key not in heavier])):
        if keys:
            yield figures.words(f"forms.concession.{form}", items=figures.words.join(keys))
    for metric in MOVED:
        now, then = found.before.metrics.get(metric), found.after.metrics.get(metric)
        if now != then:
            slots = {
                "before": figures.value(metric, now, beside=then),
                "after": figures.value(metric, then, beside=now),
            }
            yield figures.words("forms.concession.move", label=figures.label(metric), **slots)
    yield score_move(found.before.total, found.after.total, found.total_change, figures)
    yield tier_move(found.before.tier, found.after.tier, figures)
