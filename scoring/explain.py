"""One account's verdict as an object: every figure that decided, so that no surface has to compute (`domain.md` §4 to §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scoring.keys import keys
from scoring.pitfalls import ON_FINAL_TIER, rules, spoken
from scoring.points import reached
from scoring.rounding import shown_parts, to_tenth
from scoring.rubric import Rubric
from scoring.subjects import Subjects
from scoring.table import FloatArray
from scoring.tiers import QUADRANTS, lowering_gates, tier_letter
from scoring.value_type import MISMATCHES, UNDETERMINED, settling_questions, type_names
from scoring.verdict import CriterionResult, PerspectiveResult, Pitfall, Quadrant, Reason, ValueType, Verdict

if TYPE_CHECKING:
    from scoring.verdicts import Verdicts


def explained(one: Verdicts) -> Verdict:
    """The verdict of the one row of `one`."""
    rated = bool(one.rated[0])
    metrics = {key: known(column) for key, column in one.table.values.items()}
    metrics["share_of_book"] = known(one.share_of_book)
    points = {key: known(to_tenth(column)) for key, column in one.points.items()}
    provisional = bool(one.provisional[0])
    pitfalls = _pitfalls(one)
    return Verdict(
        account_id=one.table.account_id[0],
        name=one.table.name[0],
        as_of=one.as_of,
        rated=rated,
        provisional=provisional,
        reason=None if rated else _reason(one),
        metrics=metrics,
        points=points,
        criteria=_criteria(one, metrics),
        perspectives=_perspectives(one),
        coverage=float(one.coverage[0]),
        total=known(one.total),
        range=(float(one.low[0]), float(one.high[0])),
        actual=known(one.actual),
        potential=known(one.potential),
        quadrant=_quadrant(int(one.quadrant_codes[0])),
        tier_before_gates=tier_letter(int(one.tier_codes_before_gates[0])),
        tier=tier_letter(int(one.tier_codes[0])),
        gates=lowering_gates(int(one.tier_codes_before_gates[0]), _states(pitfalls), one.rubric),
        value_type=_value_type(one, points),
        pitfalls=pitfalls,
        keys=keys(metrics, one.rubric),
        settle=() if rated and not provisional else missing_by_weight(points, one.rubric),
    )


def known(column: FloatArray) -> float | None:
    """The value of a column of one row; None where it is missing."""
    return None if np.isnan(column[0]) else float(column[0])


def _reason(one: Verdicts) -> Reason:
    nothing = not (one.table.ordered[0] or one.table.signalled[0])
    return "no order and no signal" if nothing else "no perspective can be rated"


def _quadrant(code: int) -> Quadrant | None:
    return None if code < 0 else QUADRANTS[code]


def _states(pitfalls: dict[str, Pitfall]) -> dict[str, str]:
    return {key: pitfall.state for key, pitfall in pitfalls.items()}


def _perspectives(one: Verdicts) -> dict[str, PerspectiveResult]:
    whole = sum(p.weight for p in one.rubric.perspectives.values())
    return {
        key: PerspectiveResult(
            score=known(to_tenth(one.card.perspectives[key])),
            coverage=float(one.card.perspective_coverage[key][0]),
            weight=perspective.weight / whole,
        )
        for key, perspective in one.rubric.perspectives.items()
    }


def _criteria(one: Verdicts, metrics: dict[str, float | None]) -> tuple[CriterionResult, ...]:
    """The lines of the scorecard, in its order, with the parts of the total that are shown."""
    rubric, final = one.rubric, final_weights(one)
    nominal = rubric.nominal_weights()
    points = {key: known(one.points[key]) for key in nominal}
    parts = {key: final[key] * (value or 0.0) for key, value in points.items()}
    shown = _shown(one, points, parts)
    lines = []
    for perspective, key in rubric.scorecard_order():
        criterion = rubric.criteria[key]
        value = metrics.get(criterion.metric)
        lines.append(
            CriterionResult(
                criterion=key,
                perspective=perspective,
                metric=criterion.metric,
                value=value,
                points=known(to_tenth(one.points[key])),
                weight=nominal[key],
                final_weight=final[key],
                contribution=parts[key],
                shown=shown[key],
                reached=None if value is None else reached(criterion, value),
            )
        )
    return tuple(lines)


def final_weights(one: Verdicts) -> dict[str, float]:
    """Weight of each criterion in the total (0-1) after missing criteria and perspectives gave theirs away."""
    rubric, card = one.rubric, one.card
    rated = {key: p.weight for key, p in rubric.perspectives.items() if not np.isnan(card.perspectives[key][0])}
    weights = {}
    for perspective, key in rubric.scorecard_order():
        mine = rubric.perspectives[perspective].criteria
        measured = {name: weight for name, weight in mine.items() if not np.isnan(one.points[name][0])}
        share = rated.get(perspective, 0.0) / sum(rated.values()) if rated else 0.0
        weights[key] = share * measured[key] / sum(measured.values()) if key in measured else 0.0
    return weights


def _shown(one: Verdicts, points: dict[str, float | None], parts: dict[str, float]) -> dict[str, float | None]:
    if not one.rated[0]:
        return dict.fromkeys(parts)
    column = np.array([[np.nan if points[key] is None else part] for key, part in parts.items()])
    return {key: known(row) for key, row in zip(parts, shown_parts(column, one.total), strict=True)}


def missing_by_weight(points: dict[str, float | None], rubric: Rubric) -> tuple[str, ...]:
    """The scorecard's missing criteria, most weight first (then in its order)."""
    nominal = rubric.nominal_weights()
    return tuple(sorted((key for key in nominal if points[key] is None), key=lambda key: -nominal[key]))


def _value_type(one: Verdicts, points: dict[str, float | None]) -> ValueType:
    types, code = one.value_types, int(one.value_types.mismatch[0])
    name = type_names(one.rubric)[int(types.codes[0])]
    return ValueType(
        type=name,
        scores={key: known(column) for key, column in types.scores.items()},
        coverage={key: float(column[0]) for key, column in types.coverage.items()},
        questions=settling_questions(points, one.rubric) if name == UNDETERMINED else (),
        mismatch=code > 0,
        mismatch_kind=MISMATCHES[code],
    )


def _pitfalls(one: Verdicts) -> dict[str, Pitfall]:
    before, final = one.tier_codes_before_gates, one.tier_codes
    column = Subjects(one.table, one.context, one.points, one.card, one.share_of_book, before, one.rubric)
    return {
        key: spoken(rule, int(one.pitfall_codes[key][0]), column, final if key == ON_FINAL_TIER else before)
        for key, rule in rules(one.rubric).items()
    }
