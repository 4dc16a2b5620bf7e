"""Dismissed flags: which dismissals stand on a day, with the evidence as it is then."""

from __future__ import annotations

from datetime import date, datetime

from book.records.ledger import Event, Ledger
from scoring.dismissal import from_dict, snapshot, stands, to_dict
from scoring.verdict import Pitfall, Verdict


def dismiss(
    ledger: Ledger,
    verdict: Verdict,
    flag: Pitfall,
    *,
    reason: str,
    by: str,
    until: date,
    at: datetime,
    author: str | None = None,
    once: str | None = None,
) -> int:
    """Records a dismissal of a flag of a verdict, with the evidence it was made on.

    `author`: who it is in the ledger, where not the name `by`. `once`: as in `Ledger.append`.
    """
    seen = to_dict(snapshot(flag, until))
    body = {
        "pitfall": flag.id,
        "reason": reason,
        "by": by,
        "from": verdict.as_of.isoformat(),
        "until": until.isoformat(),
        "seen": seen,
    }
    return ledger.append("dismissal", body, at=at, account_id=verdict.account_id, by=author or by, once=once)


def standing(ledger: Ledger, verdict: Verdict) -> dict[str, Event]:
    """The dismissal of each pitfall that still stands on the verdict's day, given its evidence of that day."""
    found = {}
    for event in ledger.standing("dismissal", verdict.account_id):
        flag, since = verdict.pitfalls.get(event.body["pitfall"]), date.fromisoformat(event.body["from"])
        if flag and since <= verdict.as_of and stands(from_dict(event.body["seen"]), flag, verdict.as_of):
            found[flag.id] = event
    return found
