"""Flags of many accounts that people have dismissed: looked up for the few accounts of which any was."""

from __future__ import annotations

from collections.abc import Callable, Collection

from book.records.dismissals import standing
from book.records.ledger import Ledger
from scoring.verdict import Verdict

Flag = tuple[str, str]
"""An account and a pitfall."""


def dismissed(ledger: Ledger, accounts: Collection[str], verdict: Callable[[str], Verdict]) -> set[Flag]:
    """The flags of these accounts whose dismissal stands. `verdict`: of one account, asked for where there is a dismissal."""
    told = {event.account_id for event in ledger.standing("dismissal") if event.account_id is not None}
    return {(one, pitfall) for one in sorted(told & set(accounts)) for pitfall in standing(ledger, verdict(one))}
