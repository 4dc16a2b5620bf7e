"""What a pitfall's state rests on, for one account: the comparisons of its rules read out, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from scoring.pitfalls.logic import (
    NOT_TESTABLE,
    STATES,
    Alone,
    Column,
    Compare,
    Every,
    Leaf,
    NoOwner,
    OneOf,
    PitfallRules,
    Rule,
    TierIn,
    evaluate,
)
from scoring.ternary import FALSE, TRUE, UNKNOWN
from scoring.tiers import NONE, Codes, tier_letter
from scoring.verdict import Evidence, Pitfall

Kind = Literal["fired", "watch"]
HOLDS = {TRUE: True, FALSE: False, UNKNOWN: None}


def spoken(pitfall: PitfallRules, code: int, column: Column, tier: Codes) -> Pitfall:
    """The pitfall of one account (columns of one row), with each comparison it rests on."""
    evidence = (*_said("fired", pitfall.fired, column, tier), *_said("watch", pitfall.watch, column, tier))
    lacking: tuple[str, ...] = ()
    if code == NOT_TESTABLE:
        both_rules = (*_lacking(pitfall.fired, column, tier), *_lacking(pitfall.watch, column, tier))
        lacking = tuple(dict.fromkeys(both_rules))
    return Pitfall(pitfall.key, pitfall.name, STATES[code], evidence, lacking)


def leaves(rule: Rule) -> Iterator[Leaf]:
    """The comparisons of a rule, in order."""
    if isinstance(rule, Every | OneOf):
        for part in rule.parts:
            yield from leaves(part)
    else:
        yield rule


def _said(kind: Kind, rule: Rule, column: Column, tier: Codes) -> Iterator[Evidence]:
    for leaf in leaves(rule):
        holds = HOLDS[int(evaluate(leaf, column, tier)[0])]
        match leaf:
            case Compare():
                bound = _value(column, leaf.bound) if isinstance(leaf.bound, str) else leaf.bound
                if bound is not None:
                    yield Evidence(kind, leaf.subject, _value(column, leaf.subject), leaf.operator, bound, holds)
            case TierIn():
                yield Evidence(kind, "tier", tier_letter(int(tier[0])), "in", "/".join(leaf.tiers), holds)
            case NoOwner():
                yield Evidence(kind, "owner", "none" if holds else "some", "=", "none", holds)
            case Alone():
                yield from _alone(kind, leaf, column, tier)


def _alone(kind: Kind, leaf: Alone, column: Column, tier: Codes) -> Iterator[Evidence]:
    """Per measured metric: the tier that it alone gives, and how far that is from the scorecard's."""
    if np.isnan(column("single_metric.levels")[0]):
        return
    for metric in leaf.metrics:
        alone = column(f"{metric}.tier")[0]
        if np.isnan(alone):
            continue
        if leaf.key_account:
            letter, top = tier_letter(int(alone)), tier_letter(0)
            yield Evidence(kind, f"{metric}.tier", letter, "=", str(top), letter == top and int(tier[0]) != 0)
        levels = abs(float(alone) - float(tier[0]))
        yield Evidence(kind, f"{metric}.levels", levels, ">=", leaf.levels, levels >= leaf.levels)


def _value(column: Column, subject: str) -> float | None:
    value = float(column(subject)[0])
    return None if np.isnan(value) else value


def _lacking(rule: Rule, column: Column, tier: Codes) -> Iterator[str]:
    """What would decide the rule: only below parts that are themselves unknown."""
    if evaluate(rule, column, tier)[0] != UNKNOWN:
        return
    match rule:
        case Every() | OneOf():
            for part in rule.parts:
                yield from _lacking(part, column, tier)
        case Compare():
            for need in rule.needs or (rule.subject,):
                if np.isnan(column(need)[0]):
                    yield _source(need, column)
        case TierIn():
            yield "tier"
        case Alone():
            yield from _lacking_alone(rule, column, tier)
        case NoOwner():
            yield "owner"


def _lacking_alone(rule: Alone, column: Column, tier: Codes) -> Iterator[str]:
    if tier[0] == NONE:
        yield "tier"
    elif column("single_metric.covered")[0] < 1:
        yield "coverage"
    else:
        yield from (_source(f"{m}.points", column) for m in rule.metrics if np.isnan(column(f"{m}.points")[0]))


def _source(subject: str, column: Column) -> str:
    """Points lack their metric, or, where that is known, the calibration."""
    metric = subject.removesuffix(".points")
    return "calibration" if subject != metric and not np.isnan(column(metric)[0]) else metric
