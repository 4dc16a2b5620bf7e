"""Scores of the whole book on a day, kept: digests of many channels read them, and none scores again."""

from __future__ import annotations

import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

import numpy as np
import pyarrow as pa

from book.book import Book
from book.importing.known import state
from book.records.digests import Digests
from bot.flags import ASIDE, set_aside
from scoring.pitfalls.logic import STATES
from scoring.rubric import Rubric
from scoring.rubric.models import TIER_LETTERS
from scoring.table import BoolArray, FloatArray
from scoring.verdicts import Verdicts

FIGURES = ("total", "low", "high", "coverage", "potential")
METRICS = ("revenue", "days_since_touch", "largest_order_share", "days_since_largest", "after_largest_share")


@dataclass(frozen=True)
class Snapshot:
    """Columns of all accounts by id. Codes: -1 no tier, else a place in A to D; pitfalls as in `scoring.pitfalls.STATES`, or
    ASIDE.
    """

    key: str
    as_of: date
    rubric: str
    accounts: tuple[str, ...]
    names: tuple[str, ...]
    tiers: np.ndarray
    provisional: BoolArray
    pitfalls: Mapping[str, np.ndarray]
    figures: Mapping[str, FloatArray]

    def __len__(self) -> int:
        return len(self.accounts)

    @cached_property
    def places(self) -> dict[str, int]:
        """Row by account."""
        return {account: at for at, account in enumerate(self.accounts)}

    def tier(self, at: int) -> str | None:
        """A row's tier."""
        code = int(self.tiers[at])
        return None if code < 0 else str(TIER_LETTERS[code])

    def rows(self, picked: BoolArray) -> Snapshot:
        """The same with some rows."""
        at = np.flatnonzero(picked)
        return Snapshot(
            key=self.key,
            as_of=self.as_of,
            rubric=self.rubric,
            accounts=tuple(self.accounts[one] for one in at),
            names=tuple(self.names[one] for one in at),
            tiers=self.tiers[at],
            provisional=self.provisional[at],
            pitfalls={key: codes[at] for key, codes in self.pitfalls.items()},
            figures={key: values[at] for key, values in self.figures.items()},
        )

    def without(self, flags: Iterable[tuple[str, str]]) -> Snapshot:
        """The same with these flags, by account and pitfall, set aside."""
        rows = defaultdict[str, list[int]](list)
        for account, pitfall in flags:
            if account in self.places and pitfall in self.pitfalls:
                rows[pitfall].append(self.places[account])
        return replace(self, pitfalls={key: set_aside(codes, rows[key]) for key, codes in self.pitfalls.items()})

    @property
    def dismissed(self) -> list[tuple[str, str]]:
        """The flags that are set aside, by account and pitfall."""
        return [
            (self.accounts[at], key) for key, codes in self.pitfalls.items() for at in np.flatnonzero(codes == ASIDE)
        ]


def fired(snapshot: Snapshot, pitfall: str) -> BoolArray:
    """Where a pitfall is fired, and nobody dismissed it."""
    return np.asarray(snapshot.pitfalls[pitfall] == STATES.index("fired"), dtype=bool)


def taken(book: Book, as_of: date, now: datetime) -> Snapshot:
    """The book's scores on a day: the kept ones if the book is as it was then, else scored now and kept."""
    rubric = book.rubric_on(as_of).rubric
    key = key_of(book, as_of, rubric)
    digests = Digests(book.records)
    kept = digests.kept(key)
    if kept is None:
        kept = packed(book.verdicts(as_of, rubric))
        digests.keep(key, kept, now)
    return unpacked(key, kept)


def named(book: Book, key: str) -> Snapshot | None:
    """A kept one, by its key."""
    kept = Digests(book.records).kept(key)
    return None if kept is None else unpacked(key, kept)


def key_of(book: Book, as_of: date, rubric: Rubric) -> str:
    """Names a snapshot: the day, the rubric, and the state of the book's tables."""
    rules = hashlib.blake2b(rubric.model_dump_json().encode(), digest_size=8).hexdigest()
    last, undone = state(book.store) if not book.read_only else (0, 0)
    return f"{as_of} {rules} {last}.{undone}"


def packed(verdicts: Verdicts) -> bytes:
    """The columns that digests need, as Arrow."""
    columns = {
        "account_id": pa.array(verdicts.table.account_id.tolist(), pa.string()),
        "name": pa.array(verdicts.table.name.tolist(), pa.string()),
        "tier": pa.array(verdicts.tier_codes.astype(np.int8)),
        "provisional": pa.array(np.asarray(verdicts.provisional, dtype=bool)),
        **{f"pitfall.{key}": pa.array(codes.astype(np.int8)) for key, codes in verdicts.pitfall_codes.items()},
        **{f"figure.{key}": pa.array(np.asarray(getattr(verdicts, key), dtype=np.float64)) for key in FIGURES},
        **{f"figure.{key}": pa.array(verdicts.table.column(key)) for key in METRICS},
    }
    table = pa.table(columns, metadata={"as_of": str(verdicts.as_of), "rubric": verdicts.rubric.version})
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    return sink.getvalue()


def unpacked(key: str, body: bytes) -> Snapshot:
    """What `packed` wrote."""
    table = pa.ipc.open_file(pa.BufferReader(body)).read_all()
    about = {name.decode(): value.decode() for name, value in (table.schema.metadata or {}).items()}
    column = {name: table.column(name) for name in table.column_names}
    numbers = {name: values.to_numpy() for name, values in column.items() if name not in ("account_id", "name")}
    return Snapshot(
        key=key,
        as_of=date.fromisoformat(about["as_of"]),
        rubric=about["rubric"],
        accounts=tuple(column["account_id"].to_pylist()),
        names=tuple(column["name"].to_pylist()),
        tiers=numbers["tier"],
        provisional=numbers["provisional"].astype(bool),
        pitfalls={name.partition(".")[2]: codes for name, codes in numbers.items() if name.startswith("pitfall.")},
        figures={name.partition(".")[2]: values for name, values in numbers.items() if name.startswith("figure.")},
    )
