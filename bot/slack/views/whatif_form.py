"""The form of a what-if: the figures that would change an account's tier most easily, to be replaced; and the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.slack.kit import Block, actions, button, entry, field, lines, modal, paragraph
from bot.slack.views.card import name_of
from bot.slack.views.forms import heading, metadata, with_unit
from prompts.figures import Figures
from scoring.nearest import Step
from scoring.verdict import Verdict


@dataclass(frozen=True)
class Offered:
    """A figure that can be replaced. `step`: where the next tier begins, if this figure alone leads there."""

    metric: str
    unit: str
    value: float | None
    step: Step | None = None


def whatif_form(
    verdict: Verdict, offered: Sequence[Offered], figures: Figures, typed: Mapping[str, str] | None = None
) -> Block:
    """The form. `typed`: what stands in it already, by metric."""
    words, held = figures.words, typed or {}
    blocks = heading(name_of(verdict), words("forms.whatif.lead"))
    for one in offered:
        label = with_unit(figures.label(one.metric), one.unit, figures)
        shown = field(one.unit, initial=held.get(one.metric, ""))
        blocks.append(entry(one.metric, label, shown, optional=True, hint=_hint(one, figures)))
    given = metadata(words, a=verdict.account_id, c=figures.currency or "")
    title = words("forms.whatif.title")
    return modal("whatif", title, blocks, submit=words("forms.whatif.go"), close=words("forms.close"), metadata=given)


def _hint(one: Offered, figures: Figures) -> str:
    now, step = figures.said(one.metric, one.value), one.step
    if step is None or step.value_needed is None:
        return figures.words("forms.now", value=now)
    target = figures.target(one.metric, step.value_needed, step.value)
    return figures.words("forms.whatif.target", value=now, tier=step.tier, target=target)


def whatif_answer(verdict: Verdict, sentences: Sequence[str], figures: Figures, typed: Mapping[str, str]) -> Block:
    """What would change."""
    words, again = figures.words, {"a": verdict.account_id, "t": dict(typed)}
    assumed, *follows = sentences
    more = button(words("forms.whatif.again"), "whatif_again", again, style="primary")
    blocks = [*heading(name_of(verdict)), paragraph(assumed), lines(follows), actions(more)]
    return modal("notice", words("forms.whatif.title"), blocks, close=words("forms.close"))
