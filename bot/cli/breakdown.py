"""The label of every account under which a breakdown counts it."""

from __future__ import annotations

from bot.cli.session import Session


def labels(session: Session, by: str) -> list[str | None]:
    """In the order of the verdicts; None where an account has none."""
    verdicts = session.verdicts
    if by in ("tier", "quadrant", "value_type"):
        return [None if one is None else str(one) for one in getattr(verdicts, by)]
    of_account = session.book.accounts.column(by)
    return [of_account.get(str(one)) for one in verdicts.table.account_id]
