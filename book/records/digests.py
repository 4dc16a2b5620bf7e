"""Digests as they were sent: one row for each subscription and week, with the content frozen before it is posted.

The row is what makes a digest go out once: whoever works on it holds it for a while, in every process. States: due -> frozen ->
sending -> posted -> sent; or skipped, failed. `sending` may have been posted: it is looked up before it is again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from book.records.writing import writing

State = Literal["due", "frozen", "sending", "posted", "sent", "skipped", "failed"]
ENDED: tuple[State, ...] = ("sent", "skipped", "failed")
LEASE = timedelta(minutes=10)
"""How long a digest belongs to who took it; whoever died no longer works on it."""
TABLES = (
    """CREATE TABLE digests (
        key TEXT PRIMARY KEY,
        subscription TEXT NOT NULL,
        period TEXT NOT NULL,
        due TEXT NOT NULL,
        state TEXT NOT NULL,
        content TEXT CHECK (content IS NULL OR json_valid(content)),
        snapshot TEXT,
        since REAL,
        channel TEXT,
        ts TEXT,
        why TEXT,
        holder TEXT,
        held_until TEXT,
        at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX digests_by_subscription ON digests (subscription, due)",
    "CREATE TABLE snapshots (key TEXT PRIMARY KEY, at TEXT NOT NULL, body BLOB NOT NULL) STRICT",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A digest. `since`: seconds since the epoch of the first attempt to post it."""

    key: str
    subscription: str
    period: str
    due: datetime
    state: State
    content: Mapping[str, Any] | None
    snapshot: str | None
    since: float | None
    channel: str | None
    ts: str | None
    why: str | None


COLUMNS = "key, subscription, period, due, state, content, snapshot, since, channel, ts, why"


class Digests:
    """Reads and writes. One connection, one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def get(self, key: str) -> Row | None:
        """One digest."""
        found = self._rows("key = ?", key)
        return found[0] if found else None

    def frozen(self, key: str) -> str:
        """What was frozen for a digest, as it was written; "" where nothing was."""
        found = self.connection.execute("SELECT content FROM digests WHERE key = ?", (key,)).fetchone()
        return str(found[0] or "") if found else ""

    def of(self, subscription: str) -> list[Row]:
        """All of a subscription, oldest first, without their content: it holds files."""
        return self._rows("subscription = ?", subscription, columns=COLUMNS.replace("content", "NULL"))

    def last_sent(self, subscription: str) -> Row | None:
        """The last one of a subscription that was sent."""
        found = self._rows("subscription = ? AND state = 'sent'", subscription, columns=COLUMNS, last=True)
        return found[0] if found else None

    def open(self) -> list[Row]:
        """Those that are not ended, oldest first."""
        return self._rows("state NOT IN ('sent', 'skipped', 'failed')")

    def items(self, subscription: str) -> dict[str, dict[str, Any]]:
        """The things to do of the last one that was sent, by key."""
        found = self.connection.execute(
            "SELECT json_extract(content, '$.items') FROM digests WHERE subscription = ? AND state = 'sent'"
            " ORDER BY due DESC LIMIT 1",
            (subscription,),
        ).fetchone()
        return dict(json.loads(found[0])) if found and found[0] else {}

    def _rows(self, where: str, *values: str, columns: str = COLUMNS, last: bool = False) -> list[Row]:
        order = "due DESC LIMIT 1" if last else "due"
        found = self.connection.execute(f"SELECT {columns} FROM digests WHERE {where} ORDER BY {order}", values)
        return [_row(one) for one in found]

    def claim(
        self, key: str, *, subscription: str, period: str, due: datetime, holder: str, now: datetime
    ) -> Row | None:
        """Takes a digest to work on, making its row; None where it is ended or somebody else is at it.

        One that failed and is due once more, at another hour, begins anew; what may stand there is still looked up.
        """
        with writing(self.connection):
            self.connection.execute(
                "INSERT INTO digests (key, subscription, period, due, state, at) VALUES (?, ?, ?, ?, 'due', ?)"
                " ON CONFLICT (key) DO UPDATE SET due = excluded.due, content = NULL, snapshot = NULL, why = NULL,"
                " state = CASE WHEN since IS NULL THEN 'due' ELSE 'sending' END"
                " WHERE state = 'failed' AND due < excluded.due",
                (key, subscription, period, due.isoformat(), now.isoformat()),
            )
            taken = self.connection.execute(
                "UPDATE digests SET holder = ?, held_until = ? WHERE key = ? AND state NOT IN ('sent', 'skipped', 'failed')"
                " AND (holder IS NULL OR holder = ? OR held_until < ?)",
                (holder, (now + LEASE).isoformat(), key, holder, now.isoformat()),
            )
            return self.get(key) if taken.rowcount else None

    def renew(self, key: str, holder: str, now: datetime) -> bool:
        """Holds it for as long again; false where somebody else has taken it meanwhile."""
        held = self.connection.execute(
            "UPDATE digests SET held_until = ? WHERE key = ? AND holder = ?", ((now + LEASE).isoformat(), key, holder)
        )
        return held.rowcount > 0

    def release(self, key: str, holder: str, why: str) -> None:
        """Lets somebody else work on it at once, and notes why it could not be done this time; nothing where it is another's."""
        self.connection.execute(
            "UPDATE digests SET holder = NULL, why = ? WHERE key = ? AND holder = ?", (why, key, holder)
        )

    def freeze(self, key: str, content: Mapping[str, Any], snapshot: str) -> Mapping[str, Any]:
        """Fixes what is posted; gives what was fixed first, which stands. What may have been posted before stays `sending`."""
        with writing(self.connection):
            body = json.dumps(content, ensure_ascii=False)
            self.connection.execute(
                "UPDATE digests SET content = ?, snapshot = ?, state = CASE WHEN since IS NULL THEN 'frozen' ELSE 'sending' END"
                " WHERE key = ? AND content IS NULL",
                (body, snapshot, key),
            )
            kept = self.get(key)
        assert kept is not None and kept.content is not None  # noqa: S101, PT018 - the row was claimed
        return kept.content

    def sending(self, key: str, since: float) -> float:
        """Says that it may be posted from now on; gives the time of the first attempt."""
        self._set(
            key, "state = CASE state WHEN 'frozen' THEN 'sending' ELSE state END, since = coalesce(since, ?)", since
        )
        row = self.get(key)
        return row.since if row is not None and row.since is not None else since

    def posted(self, key: str, channel: str, ts: str) -> None:
        """Says where it stands."""
        self._set(key, "state = 'posted', channel = ?, ts = ?", channel, ts)

    def ended(self, key: str, state: State, why: str | None = None) -> None:
        """Says that it is done with: sent, skipped or failed."""
        self._set(key, "state = ?, why = ?, holder = NULL", state, why)

    def calm(self, key: str, snapshot: str) -> None:
        """Says that these scores were looked at, and that there was nothing to tell."""
        self._set(key, "state = 'skipped', why = 'nothing happened', snapshot = ?, holder = NULL", snapshot)

    def _set(self, key: str, what: str, *values: Any) -> None:
        self.connection.execute(f"UPDATE digests SET {what} WHERE key = ?", (*values, key))

    def keep(self, key: str, body: bytes, now: datetime) -> None:
        """Keeps a snapshot; one that is there stays."""
        self.connection.execute("INSERT OR IGNORE INTO snapshots VALUES (?, ?, ?)", (key, now.isoformat(), body))

    def kept(self, key: str) -> bytes | None:
        """A snapshot."""
        found = self.connection.execute("SELECT body FROM snapshots WHERE key = ?", (key,)).fetchone()
        return bytes(found[0]) if found else None


def _row(values: tuple[Any, ...]) -> Row:
    key, subscription, period, due, state, content, *rest = values
    held = None if content is None else json.loads(content)
    return Row(key, subscription, period, datetime.fromisoformat(due), state, held, *rest)
