"""Gives rows the keys that their file does not have, and finds rows that claim the same key.

What is given depends on the file's content alone, so the same file again gives the same keys: line numbers count an order's
rows in file order; concessions, touches and signals are named by a digest of their content and which of their equals they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from book.schema import TABLES

Positions = npt.NDArray[np.int64]
DIGESTED = {"concessions": "concession_id", "touches": "touch_id", "signals": "signal_id"}


def with_keys(name: str, rows: pa.Table, files: pa.ChunkedArray) -> pa.Table:
    """The rows with every part of their key. `files`: the file of each row."""
    if name == "order_lines":
        return _with_line_numbers(rows, files)
    if name in DIGESTED:
        return _with_digests(rows, DIGESTED[name], files)
    return rows


def _with_line_numbers(rows: pa.Table, files: pa.ChunkedArray) -> pa.Table:
    given = rows.column("line_no")
    if given.null_count == 0:
        return rows
    nth = pa.array(nth_of_equals(_codes(files), _codes(rows.column("order_id"))) + 1)
    return _set(rows, "line_no", pc.coalesce(given, nth))


def _with_digests(rows: pa.Table, key: str, files: pa.ChunkedArray) -> pa.Table:
    given = rows.column(key).to_pylist() if key in rows.column_names else [None] * rows.num_rows
    if None not in given:
        return rows
    digests = np.array(
        list(_digests(rows.drop_columns([c for c in (key, "seq") if c in rows.column_names]))), dtype=object
    )
    nth = nth_of_equals(_codes(files), _codes(pa.chunked_array([pa.array(digests, pa.string())])))
    made = [f"{digest}-{n}" for digest, n in zip(digests, nth, strict=True)]
    return _set(
        rows,
        key,
        pa.array([one if one is not None else two for one, two in zip(given, made, strict=True)], pa.string()),
    )


def _digests(rows: pa.Table) -> Iterator[str]:
    columns = [rows.column(name).to_pylist() for name in rows.column_names]
    for row in zip(*columns, strict=True):
        yield hashlib.blake2b(repr(row).encode(), digest_size=12).hexdigest()


def _codes(column: pa.ChunkedArray) -> Positions:
    """A number for each value, equal for equal ones."""
    if isinstance(column.type, pa.DictionaryType):
        column = column.cast(pa.string())
    coded = column.combine_chunks().dictionary_encode()
    return np.asarray(coded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)


def nth_of_equals(*codes: Positions) -> Positions:
    """For each row how many equal ones stand before it."""
    length = len(codes[0])
    if length == 0:
        return np.zeros(0, dtype=np.int64)
    joint = codes[0]
    for other in codes[1:]:
        joint = joint * (int(other.max()) + 1) + other
    order = np.argsort(joint, kind="stable")
    ordered = joint[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    starts = np.repeat(first, np.diff(np.append(first, length)))
    nth = np.empty(length, dtype=np.int64)
    nth[order] = np.arange(length) - starts
    return nth


def repeated(name: str, rows: pa.Table) -> tuple[Positions, Positions]:
    """Positions of rows whose key an earlier one has: those that say the same, and those that contradict it."""
    key = list(TABLES[name].key)
    none = np.zeros(0, dtype=np.int64)
    counts = rows.group_by(key).aggregate([([], "count_all")])
    if counts.num_rows == rows.num_rows:
        return none, none
    first: dict[tuple[object, ...], tuple[object, ...]] = {}
    same: list[int] = []
    other: list[int] = []
    keys = zip(*(rows.column(c).to_pylist() for c in key), strict=True)
    content = [c for c in rows.column_names if c != "seq"]
    whole = zip(*(rows.column(c).to_pylist() for c in content), strict=True)
    for place, (identity, row) in enumerate(zip(keys, whole, strict=True)):
        known = first.setdefault(identity, row)
        if known is not row:
            (same if known == row else other).append(place)
    return np.array(same, dtype=np.int64), np.array(other, dtype=np.int64)


def _set(rows: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    if name in rows.column_names:
        return rows.set_column(rows.column_names.index(name), name, values)
    return rows.append_column(name, values)
