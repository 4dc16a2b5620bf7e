"""Every difference between what the oracle expects and what the product said, each as a line with its path."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

RELATIVE, ABSOLUTE = 1e-12, 1e-10
"""Float dust; scores are to 0.1 and money to the cent, so anything that matters is far above it."""


def differences(expected: Any, said: Any, path: str = "") -> Iterator[str]:
    """What is expected must be there; further keys of the product's are its own business."""
    if isinstance(expected, dict) and isinstance(said, dict):
        for key, value in expected.items():
            if key not in said:
                yield f"{path}.{key}: expected {value!r}, absent"
            else:
                yield from differences(value, said[key], f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(said, list) and len(expected) == len(said):
        for place, (one, other) in enumerate(zip(expected, said, strict=True)):
            yield from differences(one, other, f"{path}[{place}]")
    elif not same(expected, said):
        yield f"{path}: expected {expected!r}, said {said!r}"


def same(expected: Any, said: Any) -> bool:
    if isinstance(expected, bool) or isinstance(said, bool):
        return expected is said
    if isinstance(expected, float | int) and isinstance(said, float | int):
        return math.isclose(expected, said, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return bool(expected == said)


def by_account(document: dict[str, Any]) -> dict[str, Any]:
    """The product's document with its accounts keyed by id, and the keys that must match exactly as they are."""
    return document | {"accounts": {account["account_id"]: account for account in document["accounts"]}}


def all_differences(expected: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """Every difference of a whole `score --json` document, the set of accounts, contributions and calibration included."""
    said = by_account(document)
    found = list(differences(expected, said))
    found += extra(expected["accounts"], said["accounts"], "accounts")
    found += extra(expected["calibration"], said["calibration"], "calibration")
    for key in expected["accounts"].keys() & said["accounts"].keys():
        one, other = expected["accounts"][key], said["accounts"][key]
        found += extra(one["contributions"], other["contributions"], f"{key}.contributions")
    return found


def extra(expected: dict[str, Any], said: dict[str, Any], path: str) -> list[str]:
    """Keys that should not be there."""
    return [f".{path}.{key}: not expected" for key in said if key not in expected]
