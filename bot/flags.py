"""Which flags count: a pitfall that a person dismissed counts nowhere while the dismissal stands. Every surface asks here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from book.errors import UnknownAccount
from book.records.dismissals import standing
from scoring.dismissal import FLAGS
from scoring.pitfalls import STATES
from scoring.portfolio import neglected_rows

if TYPE_CHECKING:
    from book.book import Book
    from book.records.ledger import Event
    from bot.digest.snapshot import Snapshot
    from scoring.changes import Change, Part
    from scoring.tiers import Codes
    from scoring.verdict import Pitfall, Verdict
    from scoring.verdicts import Verdicts

DISMISSED, ASIDE = "dismissed", len(STATES)
"""What stands instead of a dismissed flag's state, and its code: it is neither fired nor clear."""
IN_TABLES = {"fired": "{}", "watch": "({})"}
"""How tables name a pitfall by its state; one in another state is not named."""
PROVISIONAL = "?"
"""Behind a provisional tier in tables; below the table it is said what it means."""
Gone = Mapping[str, Mapping[str, "Event"]]
"""By account and pitfall, the dismissal that stands."""


def in_table(flags: Mapping[str, Codes], at: int) -> str:
    """The pitfalls of a row as tables name them: fired ones, and those on watch in brackets; "" for none."""
    forms = {STATES.index(state): form for state, form in IN_TABLES.items()}
    return " ".join(forms[int(of[at])].format(key) for key, of in flags.items() if int(of[at]) in forms)


def dismissed(book: Book, as_of: date, accounts: Collection[str] | None = None) -> Gone:
    """The dismissals that stand on a day, of these accounts or of all: only those of which any may stand are looked at."""
    told = {one.account_id for one in book.ledger.standing("dismissal") if _may_stand(one, as_of)}
    wanted = told if accounts is None else told & set(accounts)
    there = [one for one in sorted(filter(None, wanted)) if _is_there(book, one)]
    if not there:
        return {}
    found = {one.account_id: of(book, one) for one in book.verdicts_of(there, as_of)}
    return {account: flags for account, flags in found.items() if flags}


def of(book: Book, verdict: Verdict) -> Mapping[str, Event]:
    """By pitfall, the dismissals of a verdict's flags that stand. What is no flag (any more) is not dismissed either."""
    found = standing(book.ledger, verdict)
    return {key: event for key, event in found.items() if verdict.pitfalls[key].state in FLAGS}


def returned(book: Book, verdict: Verdict) -> Mapping[str, Event]:
    """By pitfall, the dismissals that would still run, but ended early: the evidence worsened, so the flag counts again."""
    stand, found = standing(book.ledger, verdict), dict[str, "Event"]()
    for event in book.ledger.standing("dismissal", verdict.account_id):
        key = event.body["pitfall"]
        there = key in verdict.pitfalls and verdict.pitfalls[key].state in FLAGS
        if there and key not in stand and _may_stand(event, verdict.as_of):
            found[key] = event
    return found


def _may_stand(event: Event, as_of: date) -> bool:
    return date.fromisoformat(event.body["from"]) <= as_of <= date.fromisoformat(event.body["until"])


def _is_there(book: Book, account: str) -> bool:
    """Whether the book has the account: its import may have been undone since."""
    try:
        book.accounts.get(account)
    except UnknownAccount:
        return False
    return True


def said(event: Event) -> dict[str, str]:
    """A dismissal as documents say it."""
    return {key: event.body[key] for key in ("by", "until", "reason")}


def counting(verdict: Verdict, gone: Collection[str]) -> Verdict:
    """The verdict without the flags that are dismissed: what is told of it as a finding."""
    return replace(verdict, pitfalls={key: one for key, one in verdict.pitfalls.items() if key not in gone})


def counting_moves(change: Change, gone: Collection[str]) -> Change:
    """A change without what the dismissed flags did."""

    def part(of: Part) -> Part:
        return replace(of, pitfalls=tuple(one for one in of.pitfalls if one.pitfall not in gone))

    return replace(change, data=part(change.data), rubric=part(change.rubric))


def state_of(pitfall: Pitfall, gone: Collection[str]) -> str:
    """A pitfall's state as it is shown."""
    return DISMISSED if pitfall.id in gone else pitfall.state


def codes(verdicts: Verdicts, gone: Gone) -> dict[str, Codes]:
    """The codes of the pitfalls' states of many accounts as they count: ASIDE where a dismissal stands."""
    rows = {str(one): at for at, one in enumerate(verdicts.table.account_id) if one in gone} if gone else {}
    away = {key: [at for account, at in rows.items() if key in gone[account]] for key in verdicts.pitfall_codes}
    return {key: set_aside(of, away[key]) if away[key] else of for key, of in verdicts.pitfall_codes.items()}


def set_aside(of: Codes, rows: Sequence[int]) -> Codes:
    """The codes with those of some rows set aside."""
    found = of.copy()
    found[rows] = ASIDE
    return found


def named(code: int) -> str:
    """The name of a code of those."""
    return DISMISSED if code == ASIDE else STATES[code]


def counted(book: Book, scores: Snapshot) -> Snapshot:
    """Scores with the flags set aside that were dismissed on their day."""
    gone = dismissed(book, scores.as_of)
    return scores.without((account, key) for account, flags in gone.items() for key in flags) if gone else scores


def neglected(verdicts: Verdicts, gone: Gone) -> list[int]:
    """Rows of the small accounts with potential that nobody visits, but for those of which that was dismissed."""
    ids = verdicts.table.account_id
    return [at for at in neglected_rows(verdicts) if "P2" not in gone.get(str(ids[at]), ())]
