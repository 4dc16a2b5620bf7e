"""Restores the state before the last import that still stands. Can be repeated, import by import."""

from __future__ import annotations

import json
from collections.abc import Callable
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


class NotTheLast(BookError):
    """The import that is to be taken back is no longer the last one that stands."""


def last(store: Store) -> Undone | None:
    """The last import that still stands: the one that `undo` would take back."""
    found = store.fetch(
        "SELECT import_id, imported_at, files FROM imports WHERE undone_at IS NULL ORDER BY import_id DESC LIMIT 1"
    ).to_pylist()
    if not found:
        return None
    return Undone(int(found[0]["import_id"]), found[0]["imported_at"], tuple(json.loads(found[0]["files"])))


def undo(store: Store, at: datetime, only: int | None = None, then: Callable[[int], None] = lambda _: None) -> Undone:
    """Takes the last import back, in one transaction. Raises BookError when there is none.

    `only`: the number of the import that is meant; NotTheLast where that is not the last one any more.
    `then`: what else is to be taken back of the import of that number, before it counts.
    """
    with store.transaction():
        found = last(store)
        if only is not None and (found is None or found.import_id != only):
            raise NotTheLast("That import is no longer the last one; nothing was taken back.")
        if found is None:
            raise BookError("There is no import to undo.")
        for name in TABLES:
            _restore(store, name, found.import_id)
        moment = at.isoformat(timespec="seconds")
        store.execute(f"UPDATE imports SET undone_at = '{moment}' WHERE {IMPORT_ID} = {found.import_id}")
        then(found.import_id)
    return found


def _restore(store: Store, name: str, import_id: int) -> None:
    columns = ", ".join((*TABLES[name].names, IMPORT_ID))
    store.execute(f"DELETE FROM {name} WHERE {IMPORT_ID} = {import_id}")
    store.execute(
        f"INSERT INTO {name} ({columns}) SELECT {columns} FROM replaced_{name} WHERE replaced_by = {import_id}"
    )
    store.execute(f"DELETE FROM replaced_{name} WHERE replaced_by = {import_id}")
