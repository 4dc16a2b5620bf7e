"""What people have decided of an account, in words that stand beside its verdict: overrides, dismissed flags."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from bot import flags
from prompts.narrator.names import rubric_name

if TYPE_CHECKING:
    from book.book import Book
    from book.records.ledger import Event
    from book.records.rubrics import RubricInForce
    from prompts.figures import Figures
    from scoring.verdict import Verdict


def dismissed(book: Book, verdict: Verdict, figures: Figures) -> dict[str, str]:
    """The sentence of each flag that a person dismissed, while the dismissal stands."""
    return sentences(flags.of(book, verdict), figures)


def sentences(gone: Mapping[str, Event], figures: Figures) -> dict[str, str]:
    """By pitfall, who dismissed it, until when and why."""
    return {key: _dismissed(key, event, figures) for key, event in gone.items()}


def ended(book: Book, verdict: Verdict, figures: Figures) -> list[str]:
    """A sentence for each dismissal that would still run, but ended because the flag's evidence is worse by now."""
    return [
        figures.words("sentences.dismissal_ended", **_slots(key, event, figures))
        for key, event in flags.returned(book, verdict).items()
    ]


def of_flags(book: Book, verdict: Verdict, figures: Figures) -> list[str]:
    """What people decided of a verdict's flags, and what became of it."""
    return [*dismissed(book, verdict, figures).values(), *ended(book, verdict, figures)]


def _dismissed(pitfall: str, event: Event, figures: Figures) -> str:
    return figures.words("sentences.dismissed", **_slots(pitfall, event, figures))


def _slots(pitfall: str, event: Event, figures: Figures) -> dict[str, str]:
    name, until = figures.rubric.pitfalls[pitfall].label.in_(figures.lang), date.fromisoformat(event.body["until"])
    said = {"by": event.body["by"], "until": figures.day(until), "reason": _ended(event.body["reason"], figures)}
    return {"id": pitfall, "name": name, **said}


def _ended(reason: str, figures: Figures) -> str:
    """A reason where the sentence brings its own full stop."""
    return reason.strip().rstrip(f".{figures.words('sentence_stop')}")


def decided(book: Book, verdict: Verdict, figures: Figures) -> list[str]:
    """What people decided beside a verdict: an override, dismissed flags."""
    override = book.ledger.overrides(verdict.as_of, verdict.account_id).get(verdict.account_id)
    found = []
    if override:
        said = {"by": override.approver, "tier": override.tier, "until": figures.day(override.expires_on)}
        computed = verdict.tier or figures.words("card.not_rated")
        found.append(
            figures.words("sentences.override", **said, reason=_ended(override.reason, figures), computed=computed)
        )
    return [*found, *dismissed(book, verdict, figures).values()]


def notes(book: Book, verdict: Verdict, figures: Figures, in_force: RubricInForce) -> list[str]:
    """What stands beside a verdict: what people decided, a rubric that is later than the day."""
    found = decided(book, verdict, figures)
    if in_force.later_than_day:
        found.append(
            figures.words("sentences.later_rubric", rubric=rubric_name(in_force.rubric.version, figures.words))
        )
    return found


def of_several(book: Book, verdicts: Iterable[Verdict], figures: Figures) -> list[str]:
    """What people decided beside several verdicts, each sentence with the account's name before it."""
    return [
        f"{verdict.name}{figures.words('colon')}{said}"
        for verdict in verdicts
        for said in decided(book, verdict, figures)
    ]


def of_many(book: Book, accounts: Collection[str], as_of: date, figures: Figures) -> list[str]:
    """The same of accounts by id: verdicts are asked for where there is a decision."""
    any_of = {*book.ledger.overrides(as_of), *flags.dismissed(book, as_of, accounts)}
    with_any = [one for one in accounts if one in any_of]
    return of_several(book, book.verdicts_of(with_any, as_of, figures.rubric), figures) if with_any else []
