"""The cases of tests/cases/*.yaml: metrics in, decisions out, worked by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml

from scoring.verdict import Verdict
from tests.data import ROOT
from tests.scoring.making import BOOK, rubric_with, scored

FOLDER = ROOT / "tests" / "cases"
FLAGS = ("ordered", "ordered_in_window", "signalled", "has_owner")


def cases() -> list[Any]:
    return list(_cases())


def _cases() -> Iterator[Any]:
    for file in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.safe_load(file.read_text(encoding="utf-8"))["cases"]:
            yield pytest.param(case, id=f"{file.stem}: {case['case']}")


def verdict_of(case: Mapping[str, Any]) -> Verdict:
    assert set(case) <= {"case", "why", "account", "book", "metrics", "calibrated", "expect"}
    account = case.get("account", {})
    assert set(account) <= set(FLAGS)
    book = replace(BOOK, **{key: float("nan") if v is None else v for key, v in case.get("book", {}).items()})
    flags = {name: [account.get(name, True)] for name in FLAGS}
    return scored(case["metrics"], book=book, rubric=rubric_with(case.get("calibrated")), **flags).verdict(0)


def said(verdict: Verdict) -> dict[str, Any]:
    """The verdict in the words of the cases."""
    return {
        "rated": verdict.rated,
        "reason": verdict.reason,
        "provisional": verdict.provisional,
        "points": verdict.points,
        "perspectives": {key: p.score for key, p in verdict.perspectives.items()},
        "coverage": verdict.coverage,
        "total": verdict.total,
        "range": list(verdict.range),
        "actual": verdict.actual,
        "potential": verdict.potential,
        "quadrant": verdict.quadrant,
        "tier_before_gates": verdict.tier_before_gates,
        "tier": verdict.tier,
        "gates": [{"pitfall": gate.pitfall, "at_most": gate.at_most} for gate in verdict.gates],
        "contributions": verdict.contributions,
        "settle": list(verdict.settle),
        "type": verdict.value_type.type,
        "type_scores": verdict.value_type.scores,
        "type_coverage": verdict.value_type.coverage,
        "questions": list(verdict.value_type.questions),
        "mismatch": verdict.value_type.mismatch_kind,
        "pitfalls": {key: pitfall.state for key, pitfall in verdict.pitfalls.items()},
        "missing": {key: list(pitfall.missing) for key, pitfall in verdict.pitfalls.items()},
        "trend": verdict.keys.trend,
        "service": verdict.keys.service,
    }


PARTIAL = ("points", "perspectives", "pitfalls", "missing", "type_scores", "type_coverage")


@pytest.mark.parametrize("case", cases())
def test_case(case: Mapping[str, Any]) -> None:
    verdict = verdict_of(case)
    found = said(verdict)
    assert set(case["expect"]) <= set(found)
    for key, expected in case["expect"].items():
        actual = {name: found[key][name] for name in expected} if key in PARTIAL else found[key]
        assert actual == pytest.approx(expected, abs=1e-9) if _numeric(expected) else actual == expected, key


def _numeric(value: Any) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return all(isinstance(part, int | float) and not isinstance(part, bool) for part in parts)


def test_every_pitfall_state_and_value_type_has_a_case() -> None:
    states, types = set(), set()
    for param in cases():
        expect = param.values[0]["expect"]
        states |= set(expect.get("pitfalls", {}).items())
        types |= {expect["type"]} if "type" in expect else set()
    wanted = {(f"P{n}", state) for n in range(1, 6) for state in ("fired", "watch", "clear", "not testable")}
    assert wanted <= states
    assert {"intrinsic", "extrinsic", "strategic", "undetermined"} <= types
