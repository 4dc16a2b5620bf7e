"""The sample book of the demo, who is who in it, and a copy to begin anew from."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from book.access import Person, set_person, set_team
from book.book import Book

Role = Literal["admin", "manager", "owner"]
ROLES: Mapping[str, tuple[Role, str | None, str | None]] = {
    "sam": ("owner", "Anna Keller", None),
    "lin": ("owner", "张伟", None),
    "maria": ("manager", None, "Machinery"),
    "ada": ("admin", None, None),
}
"""Name in the workspace -> role, owner of accounts, team. Others have no role: the new hire, and whoever is from elsewhere."""
BELOW = ("Process", "Water", "Energy", "Electronics", "Heavy industry")
"""Teams below the manager's."""


def filled(location: Path) -> None:
    """Takes the sample's files into the book."""
    from book import sample
    from book.importing.apply import Terms
    from book.importing.read import read

    with Book(str(location), create=True) as book:
        book.take(read(sorted(sample.path().glob("*.csv"))), Terms(datetime.now(UTC), "EUR"))


def peopled(location: Path, people: Mapping[str, str], now: datetime) -> None:
    """Says who is who, where nobody has said so yet."""
    with Book(str(location)) as book:
        known = {event.body["user"] for event in book.ledger.events("person")}
        for name, (role, owner, team) in ROLES.items():
            if people[name] not in known:
                set_person(book.ledger, Person(people[name], role, owner, team), at=now, by="demo")
        for team in BELOW:
            set_team(book.ledger, team, "Machinery", at=now, by="demo", once=f"demo:{team}")


def copied(location: Path, folder: Path) -> Path:
    """A copy of the book, in a folder of its own."""
    folder.mkdir()
    _copy(location, folder / "first.db")
    return folder / "first.db"


def put_back(first: Path, location: Path) -> None:
    """Makes the book what it was when it was copied, also under the eyes of who still has it open."""
    _copy(first, location)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as into:
        held.backup(into)
