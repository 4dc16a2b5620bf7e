"""What people have decided of an account, in words that stand beside its verdict: overrides, dismissed flags."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from book.book import Book
    from book.records.rubrics import RubricInForce
    from prompts.figures import Figures
    from scoring.verdict import Verdict


def dismissed(book: Book, verdict: Verdict, figures: Figures) -> dict[str, str]:
    """The sentence of each pitfall that a person dismissed, while the dismissal stands."""
    from book.records.dismissals import standing

    found = {}
    for key, event in standing(book.ledger, verdict).items():
        name = figures.rubric.pitfalls[key].label.in_(figures.lang)
        said = {"by": event.body["by"], "until": _day(event.body["until"], figures), "reason": event.body["reason"]}
        found[key] = figures.words("sentences.dismissed", id=key, name=name, **said)
    return found


def notes(book: Book, verdict: Verdict, figures: Figures, in_force: RubricInForce) -> list[str]:
    """What stands beside a verdict: an override, dismissed flags, a rubric that is later than the day."""
    from prompts.narrator.names import rubric_name

    words, found = figures.words, []
    override = book.ledger.overrides(verdict.as_of, verdict.account_id).get(verdict.account_id)
    if override:
        said = {"by": override.approver, "tier": override.tier, "until": figures.day(override.expires_on)}
        computed = verdict.tier or words("card.not_rated")
        found.append(words("sentences.override", **said, reason=override.reason, computed=computed))
    found += dismissed(book, verdict, figures).values()
    if in_force.later_than_day:
        found.append(words("sentences.later_rubric", rubric=rubric_name(in_force.rubric.version, words)))
    return found


def _day(written: str, figures: Figures) -> str:
    return figures.day(date.fromisoformat(written))
