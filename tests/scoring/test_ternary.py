"""Comparisons and logic with unknowns."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from scoring.ternary import FALSE, TRUE, UNKNOWN, Operator, both, compare, either

EVERY = (TRUE, UNKNOWN, FALSE)
PAIRS = list(product(EVERY, EVERY))
NOT = {TRUE: FALSE, UNKNOWN: UNKNOWN, FALSE: TRUE}


def row(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int8)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_and_is_false_with_a_false_part_and_true_with_true_parts_only(first: int, second: int) -> None:
    expected = FALSE if FALSE in (first, second) else TRUE if first == second == TRUE else UNKNOWN
    assert both(row(first), row(second))[0] == expected


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_or_is_true_with_a_true_part_and_false_with_false_parts_only(first: int, second: int) -> None:
    expected = TRUE if TRUE in (first, second) else FALSE if first == second == FALSE else UNKNOWN
    assert either(row(first), row(second))[0] == expected


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_de_morgan_holds(first: int, second: int) -> None:
    assert NOT[int(both(row(first), row(second))[0])] == either(row(NOT[first]), row(NOT[second]))[0]


@pytest.mark.parametrize("known", [TRUE, FALSE])
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_learning_what_was_unknown_never_turns_an_answer_round(first: int, second: int, known: int) -> None:
    learnt = [known if value == UNKNOWN else value for value in (first, second)]
    for logic in (both, either):
        before, after = logic(row(first), row(second))[0], logic(row(learnt[0]), row(learnt[1]))[0]
        assert before in (UNKNOWN, after)


@pytest.mark.parametrize(
    ("operator", "below", "equal", "above"),
    [(">=", FALSE, TRUE, TRUE), (">", FALSE, FALSE, TRUE), ("<=", TRUE, TRUE, FALSE), ("<", TRUE, FALSE, FALSE)],
)
def test_comparisons(operator: Operator, below: int, equal: int, above: int) -> None:
    values = np.array([0.01, 0.02, 0.03, np.nan])
    assert compare(values, operator, 0.02).tolist() == [below, equal, above, UNKNOWN]


@pytest.mark.parametrize("operator", [">=", "<="])
def test_equality_forgives_float_dust(operator: Operator) -> None:
    assert 0.12 - 0.10 != 0.02
    assert compare(np.array([0.12 - 0.10, 0.1 + 0.2]), operator, np.array([0.02, 0.3])).tolist() == [TRUE, TRUE]


def test_never_is_longer_than_any_number_of_days() -> None:
    assert compare(np.array([np.inf]), ">=", 1e9).tolist() == [TRUE]


def test_an_unknown_bound_leaves_it_unknown() -> None:
    assert compare(np.array([1.0]), "<", np.array([np.nan])).tolist() == [UNKNOWN]
