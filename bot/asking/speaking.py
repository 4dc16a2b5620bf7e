"""The model for a person's questions, within that person's budget of the day; every use is recorded."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from book.errors import KamError

if TYPE_CHECKING:
    from book.book import Book
    from prompts.model import Usage
    from prompts.speaker import Speaker

DAILY_TOKENS = 100_000
"""What one person may use of a model a day, unless `KAM_MODEL_TOKENS` says another number."""
NOBODY = "terminal"


def speaker_for(book: Book, person: str | None, now: datetime) -> Speaker | None:
    """The configured model for a person; None where no model is configured. Raises KamError for a setting that is no number."""
    if not os.environ.get("KAM_MODEL", "").strip():
        return None
    from prompts.model import configured
    from prompts.speaker import Speaker

    model = configured()
    if model is None:
        return None
    who, budget = person or NOBODY, _budget()

    def may_spend() -> bool:
        return used(book, who, now) < budget

    def spent(usage: Usage) -> None:
        if not book.read_only:
            body = {"person": who, "model": model.name, "input": usage.input, "output": usage.output}
            book.ledger.append("usage", body, at=now)

    return Speaker(model, may_spend, spent)


def used(book: Book, person: str, now: datetime) -> int:
    """Tokens that a person used within the last day."""
    since = now - timedelta(days=1)
    events = [one for one in book.ledger.events("usage") if one.body["person"] == person and one.at >= since]
    return sum(int(one.body["input"]) + int(one.body["output"]) for one in events)


def _budget() -> int:
    text = os.environ.get("KAM_MODEL_TOKENS", str(DAILY_TOKENS))
    if not text.isdigit():
        raise KamError(f"KAM_MODEL_TOKENS is {text!r}; give a number of tokens a day, such as {DAILY_TOKENS}.")
    return int(text)
