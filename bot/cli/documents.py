"""Exact answers as JSON says them: plain values, no NaN, "never" for a time that never came."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from scoring import contract
from scoring.verdict import Verdict


def why(verdict: Verdict) -> dict[str, Any]:
    """The account's object of `score --json` with every line of the scorecard."""
    return contract.account(verdict) | {
        "criteria": [plain(line) for line in verdict.criteria],
        "settle": list(verdict.settle),
    }


def plain(value: Any) -> Any:
    """Dataclasses, mappings and sequences as JSON's values."""
    if isinstance(value, Verdict):
        return contract.account(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return _single(value)


def _single(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return contract.number(value) if isinstance(value, float) else value
