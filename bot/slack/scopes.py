"""The scopes that the bot asks for, each with what it is for and why. `scopes.yaml` holds them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Scope:
    """`methods` of the Web API and `events` that need it."""

    name: str
    why: str
    methods: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


@cache
def scopes() -> tuple[Scope, ...]:
    """All of them, by name."""
    held = yaml.safe_load(Path(__file__).with_name("scopes.yaml").read_text(encoding="utf-8"))
    return tuple(
        Scope(name, one["why"], tuple(one.get("methods", ())), tuple(one.get("events", ())))
        for name, one in sorted(held.items())
    )
