"""Restores the state before the last import that still stands. Can be repeated, import by import."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from book.errors import BookError
from book.schema import TABLES
from book.stores.base import Store
from book.stores.ddl import IMPORT_ID


@dataclass(frozen=True, slots=True)
class Undone:
    """The import that was taken back: when it was made and of which files."""

    import_id: int
    imported_at: str
    files: tuple[str, ...]


def undo(store: Store, at: datetime) -> Undone:
    """Takes the last import back, in one transaction. Raises BookError when there is none."""
    with store.transaction():
        last = store.fetch(
            "SELECT import_id, imported_at, files FROM imports WHERE undone_at IS NULL ORDER BY import_id DESC LIMIT 1"
        ).to_pylist()
        if not last:
            raise BookError("There is no import to undo.")
        import_id = int(last[0]["import_id"])
        for name in TABLES:
            _restore(store, name, import_id)
        moment = at.isoformat(timespec="seconds")
        store.execute(f"UPDATE imports SET undone_at = '{moment}' WHERE {IMPORT_ID} = {import_id}")
    return Undone(import_id, last[0]["imported_at"], tuple(json.loads(last[0]["files"])))


def _restore(store: Store, name: str, import_id: int) -> None:
    columns = ", ".join((*TABLES[name].names, IMPORT_ID))
    store.execute(f"DELETE FROM {name} WHERE {IMPORT_ID} = {import_id}")
    store.execute(
        f"INSERT INTO {name} ({columns}) SELECT {columns} FROM replaced_{name} WHERE replaced_by = {import_id}"
    )
    store.execute(f"DELETE FROM replaced_{name} WHERE replaced_by = {import_id}")
