"""Completion of account names in the shell."""

from __future__ import annotations

import os

AT_MOST = 20


def account_names(incomplete: str) -> list[str]:
    """Names and ids of the book that begin like this; none where the book cannot be read."""
    from book.book import Book
    from book.errors import KamError

    try:
        with Book(os.environ.get("KAM_BOOK", "kam.db")) as book:
            accounts = book.accounts.all()
    except KamError:
        return []
    wanted = incomplete.casefold()
    names = [name for a in accounts for name in (a.account_id, a.name, *a.aliases)]
    return [name for name in names if name.casefold().startswith(wanted)][:AT_MOST]
