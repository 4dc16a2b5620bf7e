"""A whole verdict in words: sentences that a salesperson can read aloud, the most important first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from prompts.figures import Figures
from prompts.narrator.names import label, leading, mixed_parts, pitfall_name, some, tier_label, value_type_name
from prompts.narrator.pitfalls import pitfall_sentence
from prompts.plan import Filter
from scoring.verdict import CriterionResult, Verdict

NAMED = 2
"""Strongest and weakest criteria that are named."""


def explain(verdict: Verdict, figures: Figures) -> list[str]:
    """Every part of a verdict: tier, range, gates, what is missing, quadrant, criteria, value type, pitfalls, the two keys."""
    return parts(verdict, figures, *PARTS)


def brief(verdict: Verdict, figures: Figures) -> list[str]:
    """What a salesperson wants first: tier, gates, what is missing, quadrant, value type, and the pitfalls that are fired."""
    said = parts(verdict, figures, "tier", "gates", "missing", "sides", "criteria")
    said += parts(verdict, figures, "value_type")[:1]
    said += parts(verdict, figures, "mismatch")
    return said + [pitfall_sentence(one, figures) for one in verdict.pitfalls.values() if one.state == "fired"]


def parts(verdict: Verdict, figures: Figures, *names: str) -> list[str]:
    """The sentences of some parts of a verdict, by their names in PARTS, in that order."""
    return [sentence for name in names for sentence in PARTS[name](verdict, figures)]


def example(verdict: Verdict, of: Filter, figures: Figures) -> list[str]:
    """The tier, and what makes the account an example of the pitfalls or value types that are asked for."""
    said = [*_tier(verdict, figures), *(list(_value_type(verdict, figures))[:1] if of.value_types else [])]
    return said + [pitfall_sentence(verdict.pitfalls[one], figures) for one in of.pitfalls]


def _tier(verdict: Verdict, figures: Figures) -> Iterator[str]:
    words, day = figures.words, figures.day(verdict.as_of)
    if verdict.tier is None:
        reason = words(f"reasons.{verdict.reason}")
        yield words("sentences.not_rated", name=leading(verdict.name, figures), date=day, reason=reason)
        return
    name, total = leading(verdict.name, figures), figures.score(verdict.total, "total")
    label_of_tier = tier_label(verdict.tier, figures)
    slots = {"name": name, "tier": verdict.tier, "label": label_of_tier, "total": total, "date": day}
    if verdict.provisional:
        yield words("sentences.provisional", coverage=figures.ratio(verdict.coverage, "coverage"), **slots)
    else:
        yield words("sentences.tier", **slots)


def _range(verdict: Verdict, figures: Figures) -> Iterator[str]:
    low, high = verdict.range
    if low == high:
        yield figures.words("sentences.range_closed")
    else:
        yield figures.words(
            "sentences.range", low=figures.score(low, "range_low"), high=figures.score(high, "range_high")
        )


def _gates(verdict: Verdict, figures: Figures) -> Iterator[str]:
    for gate in verdict.gates:
        slots = {"before": verdict.tier_before_gates, "pitfall": gate.pitfall, "tier": gate.at_most}
        yield figures.words("sentences.gate", name=pitfall_name(gate.pitfall, figures), **slots)


def _missing(verdict: Verdict, figures: Figures) -> Iterator[str]:
    if verdict.settle:
        yield figures.words("sentences.settle", items=some(verdict.settle, figures))
        return
    missing = [line.criterion for line in verdict.criteria if line.points is None]
    if missing:
        yield figures.words("sentences.missing", items=some(missing, figures))


def _sides(verdict: Verdict, figures: Figures) -> Iterator[str]:
    words = figures.words
    if verdict.actual is None and verdict.potential is None:
        return
    slots = {
        "actual": figures.score(verdict.actual, "actual"),
        "potential": figures.score(verdict.potential, "potential"),
    }
    if verdict.quadrant is None:
        yield words("sentences.side_missing", **slots)
        return
    name = words.inline(label(figures.rubric.quadrants, verdict.quadrant, figures))
    yield words("sentences.sides", quadrant=name, meaning=words(f"quadrant_meaning.{verdict.quadrant}"), **slots)


def _strong_and_weak(verdict: Verdict, figures: Figures) -> Iterator[str]:
    words = figures.words
    counted = [line for line in verdict.criteria if line.shown is not None and line.final_weight > 0]
    strong = sorted(counted, key=lambda line: -line.contribution)[:NAMED]
    strong = [line for line in strong if line.contribution > 0]
    weak = [line for line in sorted(counted, key=lambda line: -_lost(line)) if _lost(line) > 0 and line not in strong][
        :NAMED
    ]
    if strong:
        yield words("sentences.strong", items=words("list_stop").join(_item(line, figures, "item") for line in strong))
    if weak:
        yield words("sentences.weak", items=words("list_stop").join(_item(line, figures, "item_lost") for line in weak))


def _lost(line: CriterionResult) -> float:
    """What the criterion does not add to the score, for the order alone."""
    return line.final_weight * 100 - line.contribution


def _item(line: CriterionResult, figures: Figures, form: str) -> str:
    slots = {"points": figures.score(line.points), "shown": figures.score(line.shown, "part")}
    return figures.words(f"sentences.{form}", item=figures.named(line.criterion, line.value), **slots)


def _value_type(verdict: Verdict, figures: Figures) -> Iterator[str]:
    words, found = figures.words, verdict.value_type
    named = mixed_parts(found.type) or (found.type,)
    others = [key for key in found.scores if key not in named]
    if found.type in found.scores:
        score, coverage = figures.score(found.scores[found.type]), figures.ratio(found.coverage[found.type])
        slots = {"type": value_type_name(found.type, figures), "score": score, "coverage": coverage}
        yield words("sentences.value_type", meaning=words.get(f"value_types.{found.type}", ""), **slots).rstrip()
    elif mixed_parts(found.type):
        first, second = (figures.score(found.scores[part]) for part in named)
        name = value_type_name(found.type, figures)
        yield words("sentences.value_mixed", type=name, first_score=first, second_score=second)
    else:
        yield words("sentences.value_undetermined")
    yield from _other_types(verdict, others, figures)
    for signal in found.questions[:1]:
        yield words("sentences.ask", question=figures.rubric.signals[signal].question.in_(figures.lang))


def _other_types(verdict: Verdict, others: list[str], figures: Figures) -> Iterator[str]:
    words, found = figures.words, verdict.value_type
    items = [
        words(
            "sentences.value_score",
            type=value_type_name(key, figures),
            score=figures.score(found.scores[key]),
            coverage=figures.ratio(found.coverage[key]),
        )
        for key in others
        if found.scores[key] is not None
    ]
    if items:
        form = "value_others" if len(others) < len(found.scores) else "value_scores"
        yield words(f"sentences.{form}", items=words("list_separator").join(items))


def _mismatch(verdict: Verdict, figures: Figures) -> Iterator[str]:
    if verdict.value_type.mismatch_kind is not None:
        slots = {metric: figures.value(metric, verdict.metrics.get(metric)) for metric in ("hours", "revenue")}
        kind = f"mismatch.{verdict.value_type.mismatch_kind}"
        yield figures.words(kind, period=figures.period("hours"), **slots)


def _pitfalls(verdict: Verdict, figures: Figures) -> Iterator[str]:
    found = verdict.pitfalls.values()
    if not verdict.rated and all(pitfall.state == "not testable" for pitfall in found):
        yield figures.words("sentences.none_testable")
        return
    for state in ("fired", "watch", "not testable"):
        yield from (pitfall_sentence(pitfall, figures) for pitfall in found if pitfall.state == state)
    clear = [f"{one.id} {pitfall_name(one.id, figures)}" for one in found if one.state == "clear"]
    if clear:
        yield figures.words("sentences.all_clear", ids=figures.words("list_stop").join(clear))


def _keys(verdict: Verdict, figures: Figures) -> Iterator[str]:
    words, keys = figures.words, verdict.keys
    if keys.trend is not None:
        yield words("sentences.trend", trend=words(f"keys.{keys.trend}"), period=figures.period("growth"))
    if keys.customer_benefit is not None:
        yield words("sentences.benefit", value=figures.value("customer_benefit", keys.customer_benefit))
    if keys.service is not None:
        yield words("sentences.service", text=words(f"keys.{keys.service}"))
    both = {"trend": keys.trend, "benefit": keys.customer_benefit, "service": keys.service}
    unknown = [words.inline(words(f"keys.{key}")) for key, known in both.items() if known is None]
    if unknown:
        yield words("sentences.keys_unknown", items=words.join(unknown))


PARTS: Mapping[str, Callable[[Verdict, Figures], Iterable[str]]] = {
    "tier": _tier,
    "range": _range,
    "gates": _gates,
    "missing": _missing,
    "sides": _sides,
    "criteria": _strong_and_weak,
    "value_type": _value_type,
    "mismatch": _mismatch,
    "pitfalls": _pitfalls,
    "keys": _keys,
}
"""What a verdict is told in, in the order in which it is told whole."""
