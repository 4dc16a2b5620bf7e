"""What the audit trail says of an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Shown:
    """For the audit trail: what an answer was about and where it was shown. `shared`: which click showed it to everybody."""

    what: str = ""
    accounts: list[str] = field(default_factory=list)
    verdicts: dict[str, Any] = field(default_factory=dict)
    worded_by: str = ""
    where: list[str] = field(default_factory=list)
    shared: str = ""
