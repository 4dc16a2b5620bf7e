"""The ledger: everything that was decided or said, in the order in which it happened. Nothing in it is ever changed or removed.

A later event answers an earlier one (`override revoked` names the override). SQLite triggers refuse updates and deletions.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from book.errors import BookError
from book.locked import busy, is_locked
from book.records.writing import writing

Kind = Literal[
    "verdict",
    "override",
    "override revoked",
    "dismissal",
    "dismissal revoked",
    "rubric",
    "rubric withdrawn",
    "usage",
    "person",
    "team",
    "preference",
    "feedback",
    "answer",
    "subscription",
    "item",
]

TABLES = (
    """CREATE TABLE ledger (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        account_id TEXT,
        by TEXT,
        body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT""",
    "CREATE INDEX ledger_by_account ON ledger (account_id, kind) WHERE account_id IS NOT NULL",
    "CREATE INDEX ledger_by_kind ON ledger (kind)",
    "CREATE TRIGGER ledger_keeps BEFORE UPDATE ON ledger BEGIN SELECT raise(ABORT, 'the ledger is append only'); END",
    "CREATE TRIGGER ledger_stays BEFORE DELETE ON ledger BEGIN SELECT raise(ABORT, 'the ledger is append only'); END",
    "CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",  # figures that can be computed again
)
CONVERSATION_TABLES = (
    "CREATE TABLE once (key TEXT PRIMARY KEY, event INTEGER NOT NULL REFERENCES ledger (id)) STRICT",
    "CREATE TABLE threads (key TEXT PRIMARY KEY, at TEXT NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))) STRICT",
)
"""`once`: which request wrote an event, so that the same request writes it once; `threads`: what conversations are about."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. `at`: UTC. `by`: who, if known. `body`: what, as plain values."""

    id: int
    at: datetime
    kind: Kind
    account_id: str | None
    by: str | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Override:
    """A person's tier beside the computed one, until `expires_on` (that day included)."""

    id: int
    account_id: str
    tier: str
    reason: str
    approver: str
    expires_on: date
    at: datetime


class Ledger:
    """Reads and appends. One connection, one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def append(
        self,
        kind: Kind,
        body: Mapping[str, Any],
        *,
        at: datetime,
        account_id: str | None = None,
        by: str | None = None,
        once: str | None = None,
    ) -> int:
        """Adds an event; gives its number. `once`: of one such key only the first is added. Raises BookError."""
        row = (at.isoformat(timespec="seconds"), kind, account_id, by, json.dumps(body, ensure_ascii=False))
        try:
            return self._added(row) if once is None else self._added_once(row, once)
        except sqlite3.OperationalError as error:
            if is_locked(error):
                raise busy("The book") from None
            raise BookError(f"The ledger cannot be written ({error}); nothing was recorded.") from None

    def _added(self, row: tuple[str | None, ...]) -> int:
        added = self.connection.execute(
            "INSERT INTO ledger (at, kind, account_id, by, body) VALUES (?, ?, ?, ?, ?)", row
        )
        return int(added.lastrowid or 0)

    def _added_once(self, row: tuple[str | None, ...], key: str) -> int:
        """Adds the event and its key together, unless the key is there."""
        with writing(self.connection):
            found = self.connection.execute("SELECT event FROM once WHERE key = ?", (key,)).fetchone()
            if found:
                return int(found[0])
            event = self._added(row)
            self.connection.execute("INSERT INTO once VALUES (?, ?)", (key, event))
            return event

    def last(self, *kinds: Kind) -> int:
        """The number of the latest event of these kinds, 0 without one: changes when what they say may have changed."""
        marks = ", ".join("?" * len(kinds))
        row = self.connection.execute(f"SELECT max(id) FROM ledger WHERE kind IN ({marks})", kinds).fetchone()
        return int(row[0] or 0)

    def events(self, kind: Kind, account_id: str | None = None) -> list[Event]:
        """All of a kind, of one account if it is given, oldest first."""
        where, values = "kind = ?", [str(kind)]
        if account_id is not None:
            where, values = where + " AND account_id = ?", [*values, account_id]
        return self._events(where, *values)

    def events_by(self, kind: Kind, by: str, after: datetime | None = None) -> list[Event]:
        """All of a kind by one person, oldest first; those after a moment where one is given."""
        if after is None:
            return self._events("kind = ? AND by = ?", kind, by)
        return self._events("kind = ? AND by = ? AND julianday(at) > julianday(?)", kind, by, after.isoformat())

    def _events(self, where: str, *values: str) -> list[Event]:
        rows = self.connection.execute(
            f"SELECT id, at, kind, account_id, by, body FROM ledger WHERE {where} ORDER BY id", values
        )
        return [Event(i, datetime.fromisoformat(at), k, a, by, json.loads(body)) for i, at, k, a, by, body in rows]

    def standing(self, kind: Literal["override", "dismissal", "rubric"], account_id: str | None = None) -> list[Event]:
        """Events of a kind that no later one took back, oldest first."""
        answer: Kind = (
            "rubric withdrawn"
            if kind == "rubric"
            else "override revoked"
            if kind == "override"
            else "dismissal revoked"
        )
        taken_back = {event.body["of"] for event in self.events(answer, account_id)}
        return [event for event in self.events(kind, account_id) if event.id not in taken_back]

    def overrides(self, on: date, account_id: str | None = None) -> dict[str, Override]:
        """The override in force of each account on a day: the last one made up to it that has not expired."""
        found = {}
        for event in self.standing("override", account_id):
            body, expires = event.body, date.fromisoformat(event.body["expires_on"])
            if event.account_id is not None and date.fromisoformat(body["from"]) <= on <= expires:
                found[event.account_id] = Override(
                    event.id, event.account_id, body["tier"], body["reason"], body["approver"], expires, event.at
                )
        return found

    def keep(self, key: str, value: Any) -> None:
        """Keeps a figure that can be computed again; a book that is only read goes without."""
        try:
            self.connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (key, json.dumps(value)))
        except sqlite3.OperationalError:
            return

    def kept(self, key: str) -> Any:
        """A kept figure, or None."""
        row = self.connection.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None
