"""A pitfall in words: its state, what it means, and the comparisons that decided it with value and threshold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prompts.figures import Figures
from prompts.narrator.names import pitfall_name
from scoring.pitfalls import rules
from scoring.pitfalls.logic import Alone, Compare, Every, NoOwner, OneOf, Rule, TierIn
from scoring.verdict import Evidence, Pitfall

ALONE = ("tier", "levels")
"""Forms of evidence that say what a metric alone would give."""


def pitfall_sentence(pitfall: Pitfall, figures: Figures) -> str:
    """State and meaning, then the evidence that decided it; for one that is not testable, what is missing."""
    words, name = figures.words, pitfall_name(pitfall.id, figures)
    if pitfall.state == "not testable":
        missing = words.join([_lacking(one, figures) for one in pitfall.missing])
        return words("sentences.not_testable", id=pitfall.id, name=name, items=missing)
    state = words(f"states.{pitfall.state}")
    said = [
        words("sentences.pitfall", id=pitfall.id, name=name, state=state, meaning=pitfall_meaning(pitfall, figures))
    ]
    reasons = [] if pitfall.state == "clear" else reasons_of(pitfall, figures)
    if reasons:
        said.append(words("sentences.evidence_list", items=words("list_stop").join(reasons)))
    return words("sentence_gap").join(said)


def pitfall_meaning(pitfall: Pitfall, figures: Figures) -> str:
    """What the state means; of a pitfall with several halves, what the half that decided means."""
    words, own = figures.words, f"pitfalls.{pitfall.id}"
    if pitfall.state == "clear":
        return words(f"{own}.clear")
    said = (words.get(f"{own}.because.{one.subject}", "") for one in decisive(pitfall, figures))
    return next((text for text in said if text), words(f"{own}.meaning"))


def _lacking(metric: str, figures: Figures) -> str:
    """What is missing, by name."""
    return figures.words.get(f"lacking.{metric}", figures.words.inline(figures.label(metric)))


def reasons_of(pitfall: Pitfall, figures: Figures) -> list[str]:
    """The decisive comparisons in words; metrics that alone would give the same tier are said together."""
    found = decisive(pitfall, figures)
    with_levels = {_subject(one) for one in found if _form(one) == "levels"}
    told = [one for one in found if _form(one) != "tier" or _subject(one) not in with_levels]
    groups: dict[object, list[Evidence]] = {}
    for one in told:
        same = (_form(one), one.value, _tier_alone(pitfall, _subject(one))) if _form(one) in ALONE else one
        groups.setdefault(same, []).append(one)
    return [evidence_text(group[0], figures, pitfall, _names(group, figures)) for group in groups.values()]


def _subject(evidence: Evidence) -> str:
    return evidence.subject.rpartition(".")[0] or evidence.subject


def _form(evidence: Evidence) -> str:
    """What of the subject is compared: points, change, gap, tier, levels; empty for the metric itself."""
    subject, _, form = evidence.subject.rpartition(".")
    return form if subject else ""


def _names(group: Sequence[Evidence], figures: Figures) -> str:
    words = figures.words
    return words.join([words.inline(figures.label(_subject(one))) for one in group], "list_or")


def decisive(pitfall: Pitfall, figures: Figures) -> tuple[Evidence, ...]:
    """The comparisons that together make it fired (or watched): those of every branch of the rule that holds.

    Of another state: all comparisons.
    """
    if pitfall.state not in {"fired", "watch"}:
        return pitfall.evidence
    rule = rules(figures.rubric)[pitfall.id]
    told = [one for one in pitfall.evidence if one.rule == pitfall.state and one.holds]
    return tuple(_holding(rule.fired if pitfall.state == "fired" else rule.watch, told) or ())


def evidence_text(evidence: Evidence, figures: Figures, pitfall: Pitfall, name: str = "") -> str:
    """One comparison: what it is (or `name`), its value with unit and period, and the threshold."""
    words, form, value = figures.words, _form(evidence), evidence.value
    name = name or _names([evidence], figures)
    if evidence.subject == "owner":
        return words("forms.no_owner" if value == "none" else "forms.has_owner")
    if evidence.subject == "tier":
        return words("forms.own_tier", value=value)
    if form == "tier":
        return words("forms.tier", label=name, value=value)
    return _compared(evidence, name, figures, pitfall)


def _compared(evidence: Evidence, name: str, figures: Figures, pitfall: Pitfall) -> str:
    words, form = figures.words, _form(evidence)
    value = None if isinstance(evidence.value, str) else evidence.value
    beside = None if isinstance(evidence.threshold, str) else evidence.threshold
    threshold = figures.threshold(evidence.subject, evidence.operator, evidence.threshold)
    if not form:
        item = figures.named(evidence.subject, value, beside=beside)
        return words("forms.plain", item=item, threshold=threshold)
    text = figures.value(evidence.subject, value, beside=beside)
    slots = {"label": name, "value": text, "threshold": threshold}
    if form == "points":
        return words("forms.plain", item=words("figure.named", label=name, value=text), threshold=threshold)
    if form == "levels":
        return words("forms.levels", tier=_tier_alone(pitfall, _subject(evidence)), **slots)
    return words(f"forms.{form}", period=figures.period("growth"), **slots)


def _tier_alone(pitfall: Pitfall, metric: str) -> str:
    """The tier that the metric alone gives, as the evidence has it."""
    return next((str(one.value) for one in pitfall.evidence if one.subject == f"{metric}.tier"), "")


def _holding(rule: Rule, found: list[Evidence]) -> list[Evidence]:
    """Evidence of the parts that hold; nothing if the rule as a whole does not."""
    match rule:
        case Every():
            parts = [_holding(part, found) for part in rule.parts]
            return [one for part in parts for one in part] if all(parts) else []
        case OneOf():
            return [one for part in rule.parts for one in _holding(part, found)]
        case _:
            return [one for one in found if _is_of(rule, one)]


def _is_of(rule: Rule, one: Evidence) -> bool:
    match rule:
        case Compare():
            return (rule.subject, rule.operator) == (one.subject, one.operator)
        case TierIn():
            return one.subject == "tier" and one.threshold == "/".join(rule.tiers)
        case NoOwner():
            return one.subject == "owner"
        case Alone():
            return one.subject in _subjects_alone(rule)
        case _:
            return False


def _subjects_alone(rule: Alone) -> Iterator[str]:
    return (f"{metric}.{form}" for metric in rule.metrics for form in ("tier", "levels"))
