"""One thing that `kam doctor` looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "missing", "wrong"]


@dataclass(frozen=True, slots=True)
class Check:
    """`remedy`: what to do; empty when all is well."""

    name: str
    state: State
    found: str
    remedy: str = ""
