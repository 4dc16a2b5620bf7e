"""The forms of decisions: a tier beside the computed one, a flag put aside; each with reason and end, and how to take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.slack.kit import Block, actions, button, day, divider, entry, modal, option, paragraph, select
from bot.slack.views.card import name_of, tier_text
from bot.slack.views.forms import dated, heading, metadata, sentence
from prompts.figures import Figures
from prompts.narrator.names import pitfall_name
from scoring.rubric.models import TIER_LETTERS
from scoring.verdict import Pitfall, Verdict


def override_form(verdict: Verdict, standing: str, figures: Figures, first: date) -> Block:
    """A tier that a person sets. `standing`: the sentence of the override that is in force; "" without one.

    `first`: the earliest day on which it can end.
    """
    words = figures.words
    computed = words("forms.override.computed", tier=tier_text(verdict, figures))
    blocks = heading(name_of(verdict), words("forms.override.lead"), computed)
    if standing:
        value = {"a": verdict.account_id}
        blocks += [paragraph(standing), actions(button(words("forms.take_back"), "override_back", value)), divider()]
    tiers = [option(f"{one} · {figures.rubric.tiers[one].label.in_(figures.lang)}", one) for one in TIER_LETTERS]
    blocks.append(entry("tier", words("card.tier"), select("tier", tiers, label=words("forms.choose"))))
    return _decision("override", verdict, blocks, figures, first)


def dismissal_form(
    verdict: Verdict,
    flags: Sequence[Pitfall],
    chosen: str,
    standing: Mapping[str, str],
    figures: Figures,
    first: date,
) -> Block:
    """A flag that a person puts aside. `standing`: the sentences of those that are put aside already, by pitfall.

    `first`: the earliest day on which it can end.
    """
    words = figures.words
    blocks = heading(name_of(verdict), words("forms.dismissal.lead"))
    for key, said in standing.items():
        value = {"a": verdict.account_id, "p": key}
        blocks += [paragraph(said), actions(button(words("forms.take_back"), "dismissal_back", value))]
    blocks += [divider()] if standing else []
    options = [option(_flag(one, figures), one.id) for one in flags]
    if not options:
        blocks.append(paragraph(words("forms.dismissal.no_flag")))
        return modal("notice", words("forms.dismissal.title"), blocks, close=words("forms.close"))
    flag = select("pitfall", options, label=words("forms.choose"), chosen=chosen)
    blocks.append(entry("pitfall", words("forms.dismissal.pitfall"), flag))
    return _decision("dismissal", verdict, blocks, figures, first)


def _flag(one: Pitfall, figures: Figures) -> str:
    words = figures.words
    return f"{one.id} {pitfall_name(one.id, figures)}{words('colon')}{words(f'states.{one.state}')}"


def _decision(callback: str, verdict: Verdict, blocks: list[Block], figures: Figures, first: date) -> Block:
    """With reason and end, and the day that is recorded."""
    words = figures.words
    title = words(f"forms.{callback}.title")
    until = entry("until", words("forms.until"), day("until"), hint=words("forms.until_hint"))
    given = metadata(words, a=verdict.account_id, e=first.isoformat())
    reason = sentence("reason", words("forms.reason"), hint=words("forms.reason_hint"))
    held = [*blocks, reason, until, dated(verdict.as_of, figures)]
    return modal(callback, title, held, submit=words("forms.save"), close=words("forms.close"), metadata=given)
