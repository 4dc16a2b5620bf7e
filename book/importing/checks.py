"""What can only be checked against the rest of the import and the book: who is known, whose parent, which ratings."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from book.importing.findings import Findings
from book.importing.remarks import Remark
from book.visible import steers
from scoring.rubric import Rubric

Mask = npt.NDArray[np.bool_]


class Checker:
    """Rows of one table with their origins; rows found wrong are noted in `findings` and in `wrong`, once for each reason.

    `dropped`: rows that say again what another one says; nothing is noted of them.
    """

    def __init__(self, rows: pa.Table, origins: pa.Table, findings: Findings) -> None:
        self.rows, self.origins, self.findings = rows, origins, findings
        self.wrong: Mask = np.zeros(rows.num_rows, dtype=bool)
        self.dropped = self.wrong.copy()

    def refuse(self, where: Mask, column: str, key: str, detail: str = "") -> None:
        """Notes the rows for one reason (a key of reasons.yaml), file by file."""
        where = where & ~self.dropped
        self.wrong |= where
        at = np.flatnonzero(where)
        if len(at) == 0:
            return
        origins = self.origins.take(pa.array(at))
        files, numbers = origins.column("file").to_pylist(), origins.column("row").to_pylist()
        values = self.rows.column(column).take(pa.array(at)).to_pylist()
        for file in dict.fromkeys(files):
            mine = [i for i, name in enumerate(files) if name == file]
            value = values[mine[0]]
            said = None if value is None else str(value)
            self.findings.add(file, column, key, [numbers[i] for i in mine], said, detail)

    def taken(self) -> pa.Table:
        """The rows that are neither wrong nor there already."""
        out = self.wrong | self.dropped
        return self.rows.filter(pa.array(~out)) if out.any() else self.rows


def unknown_accounts(checker: Checker, known: Collection[str], left: Collection[str]) -> None:
    """Rows of accounts that neither the book nor the import has; or whose own row was left out (`left`)."""
    accounts = checker.rows.column("account_id")
    unknown = ~_is_in(accounts, known)
    if not unknown.any():
        return
    unknown &= ~np.asarray(accounts.is_null().to_numpy(), dtype=bool)
    without = _is_in(accounts, left)
    checker.refuse(unknown & ~without, "account_id", "unknown_account")
    checker.refuse(unknown & without, "account_id", "account_left_out")


def steering_ids(checker: Checker) -> None:
    """Ids with control characters: they would steer the terminal that shows them."""
    ids = checker.rows.column("account_id").to_pylist()
    checker.refuse(np.array([steers(one or "") for one in ids], dtype=bool), "account_id", "control_characters")


def parents(checker: Checker, book: Mapping[str, str | None], left: Collection[str]) -> None:
    """Parents that are not there or left out themselves (`left`), and accounts that end up below themselves.

    `book`: the parent of each account it has.
    """
    ids, above = (checker.rows.column(name).to_pylist() for name in ("account_id", "parent_id"))
    joint = dict(book) | dict(zip(ids, above, strict=True))
    unknown = np.array([p is not None and p not in joint for p in above], dtype=bool)
    without = _is_in(checker.rows.column("parent_id"), left)
    checker.refuse(unknown & ~without, "parent_id", "unknown_parent")
    checker.refuse(unknown & without, "parent_id", "account_left_out")
    checker.refuse(np.array([_is_circular(one, joint) for one in ids], dtype=bool), "parent_id", "parent_cycle")


def _is_circular(account: str | None, parents: Mapping[str, str | None]) -> bool:
    seen, above = {account}, None if account is None else parents.get(account)
    while above is not None:
        if above in seen:
            return above == account
        seen.add(above)
        above = parents.get(above)
    return False


def ratings(checker: Checker, rubric: Rubric) -> None:
    """Ratings outside 0 to 10, and counts and amounts below 0, of the signals that the rubric knows."""
    keys, values = checker.rows.column("key"), checker.rows.column("value").to_numpy()
    rated = _is_in(keys, [key for key, signal in rubric.signals.items() if signal.unit == "rating"])
    counted = _is_in(keys, [key for key, signal in rubric.signals.items() if signal.unit != "rating"])
    checker.refuse(rated & ((values < 0) | (values > 10)), "value", "rating_out_of_range")
    checker.refuse(counted & (values < 0), "value", "below_zero")


def unknown_signals(rows: pa.Table, rubric: Rubric) -> list[Remark]:
    """Remarks on signal keys that no rule of the rubric reads."""
    unknown = [key for key in pc.unique(rows.column("key")).to_pylist() if key not in rubric.signals]
    return [Remark("signal_unknown", {"signal": str(key)}) for key in unknown]


def _is_in(column: pa.ChunkedArray, known: Collection[str]) -> Mask:
    found = pc.is_in(column, value_set=pa.array(list(known), pa.string()))
    return np.asarray(found.to_numpy(), dtype=bool)
