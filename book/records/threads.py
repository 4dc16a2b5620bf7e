"""What the conversation of each thread is about, so that a follow-up is understood. No figure is kept, only ids and questions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

KEPT = timedelta(days=30)
"""How long a conversation can be gone on with."""


class Threads:
    """Reads and writes. One connection, one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def get(self, key: str, now: datetime) -> Mapping[str, Any] | None:
        """What the thread is about; None where it is new or older than 30 days."""
        row = self.connection.execute("SELECT at, body FROM threads WHERE key = ?", (key,)).fetchone()
        if row is None or datetime.fromisoformat(row[0]) < now - KEPT:
            return None
        found: Mapping[str, Any] = json.loads(row[1])
        return found

    def put(self, key: str, body: Mapping[str, Any], now: datetime) -> None:
        """Says what the thread is about now; what is older than 30 days is forgotten."""
        row = (key, now.isoformat(timespec="seconds"), json.dumps(body, ensure_ascii=False))
        self.connection.execute("INSERT OR REPLACE INTO threads VALUES (?, ?, ?)", row)
        self.connection.execute("DELETE FROM threads WHERE at < ?", ((now - KEPT).isoformat(timespec="seconds"),))
