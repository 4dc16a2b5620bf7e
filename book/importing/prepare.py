"""Makes staged rows ready for the book: keys given, repeated rows dropped, checked against the book, amounts converted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from book.errors import ImportRefused
from book.importing import checks
from book.importing.checks import Checker
from book.importing.currency import DATED, Rates, unrated, with_base
from book.importing.findings import Findings
from book.importing.identify import repeated, with_keys
from book.importing.known import Known
from book.importing.remarks import Remark
from book.importing.staged import ORIGIN, Report, Staged
from book.schema import ACCOUNTS, TABLES
from scoring.rubric import Rubric

ORDER = ("rates", "accounts", "order_lines", "concessions", "touches", "signals")
"""Tables in the order in which they depend on each other."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Tables that only have to be merged, the base currency, and the readers' report with what was found here."""

    tables: Mapping[str, pa.Table]
    base: str | None
    report: Report
    notes: tuple[Remark, ...]


def prepare(staged: Staged, known: Known, rubric: Rubric, base_wanted: str | None) -> Prepared:
    """Raises ImportRefused where the base currency is not clear."""
    work = _Work(staged, known, rubric, base_wanted)
    tables = work.tables()
    report = replace(
        staged.report,
        problems=(*staged.report.problems, *work.findings.problems()),
        warnings=(*staged.report.warnings, *work.warnings),
        refused={key: n for key, n in work.refused.items() if n},
    )
    return Prepared(
        {name: rows for name, rows in tables.items() if rows.num_rows}, work.base, report, tuple(work.notes)
    )


class _Work:
    """One import: what is known so far while its tables are taken one after the other."""

    def __init__(self, staged: Staged, known: Known, rubric: Rubric, base_wanted: str | None) -> None:
        self.known, self.rubric, self.origins = known, rubric, staged.origins
        self.findings, self.notes, self.warnings = Findings(), list[Remark](), list[Remark]()
        self.refused = dict(staged.report.refused)
        self.staged = {name: rows for name, rows in staged.tables.items() if rows.num_rows}
        self.left = {name: pair for name, pair in staged.left.items() if pair[0].num_rows}
        self.left_accounts = set(_ids(self.left["accounts"][0])) if "accounts" in self.left else set[str]()
        self.by_id = not known.named and not {"accounts"} & {*self.staged, *self.left}
        if self.by_id:
            self._name_accounts_by_id()
        self.parents, self.currencies = dict(known.parents), dict(known.currencies)
        self.rates_rows = [*known.rates]
        self.base = _base(self.staged, known.base, base_wanted)
        if known.base is None and self.base is not None and known.state[0]:
            self.notes.append(Remark("base_adopted", {"currency": self.base}))

    def _name_accounts_by_id(self) -> None:
        used = [self.staged[name].column("account_id") for name in ORDER[2:] if name in self.staged]
        ids = list(dict.fromkeys(i for column in used for i in pc.unique(column).to_pylist()))
        new = [one for one in ids if one is not None and one not in self.known.parents]
        if new:
            self.staged["accounts"] = pa.Table.from_pylist(
                [{"account_id": i, "name": i} for i in new], schema=ACCOUNTS.arrow
            )
            self.notes.append(Remark("named_by_id", {"n": len(new)}))

    def tables(self) -> dict[str, pa.Table]:
        """The tables' rows that can be taken. What else is wrong with the rows that the readers refused is found as well."""
        found = {}
        for name in ORDER:
            if name in self.staged:
                found[name] = self.table(name)
            if name in self.left:
                self._look_through(name, Checker(*self.left[name], self.findings))
        return found

    def _look_through(self, name: str, refused: Checker) -> None:
        to_be_named = dict.fromkeys(_ids(refused.rows)) if self.by_id and name != "rates" else {}
        self._check(name, refused, to_be_named | self.parents)
        if name in DATED:
            lost = unrated(name, refused.rows, Rates.of(self.base, self.rates_rows))
            refused.refuse(lost, "currency", "no_rate", str(self.base))

    def table(self, name: str) -> pa.Table:
        """A table's rows that can be taken, with every column of the schema; the others become findings."""
        rows, origins = _with_origins(self.staged[name], self.origins.get(name))
        rows = with_keys(name, rows, origins.column("file"))
        if name == "signals":
            rows = rows.append_column("seq", pa.array(np.arange(1, rows.num_rows + 1)))
        checker = Checker(rows, origins, self.findings)
        self._check_keys(name, checker)
        self._check(name, checker, self.parents)
        if name == "signals":
            self.warnings += checks.unknown_signals(checker.rows, self.rubric)
        if name in DATED:
            checker.rows = self._in_base(name, checker)
        self.refused[name] = self.refused.get(name, 0) + int(checker.wrong.sum())
        taken = checker.taken()
        if name == "accounts" and checker.wrong.any():
            self.left_accounts |= set(_ids(rows)) - set(_ids(taken))
        self._learn(name, taken)
        return _complete(name, taken)

    def _check_keys(self, name: str, checker: Checker) -> None:
        same, other = repeated(name, checker.rows)
        checker.dropped[same] = True
        if len(same):
            self.notes.append(Remark("repeated_rows", {"table": name, "n": len(same)}))
        where = np.zeros(checker.rows.num_rows, dtype=bool)
        where[other] = True
        key = TABLES[name].key
        checker.refuse(where, key[0], "contradicts", " and ".join(key))

    def _check(self, name: str, checker: Checker, known: Mapping[str, str | None]) -> None:
        if name == "accounts":
            checks.steering_ids(checker)
            checks.parents(checker, known, self.left_accounts)
        elif name != "rates":
            checks.unknown_accounts(checker, known, self.left_accounts)
        if name == "signals":
            checks.ratings(checker, self.rubric)

    def _in_base(self, name: str, checker: Checker) -> pa.Table:
        rows = _with_currency(checker.rows, self.currencies, self.base)
        converted, lost = with_base(name, rows, Rates.of(self.base, self.rates_rows))
        checker.rows = converted
        checker.refuse(lost, "currency", "no_rate", str(self.base))
        return converted

    def _learn(self, name: str, taken: pa.Table) -> None:
        """What the tables after this one may rely on."""
        if name == "rates":
            days = taken.column("valid_from").cast(pa.int32())
            self.rates_rows += taken.set_column(taken.column_names.index("valid_from"), "valid_from", days).to_pylist()
        if name == "accounts":
            ids, parents, currencies = (taken.column(c).to_pylist() for c in ("account_id", "parent_id", "currency"))
            self.parents |= dict(zip(ids, parents, strict=True))
            self.currencies |= {
                i: c for i, c in zip(ids, currencies, strict=True) if c is not None or i not in self.currencies
            }


def _ids(rows: pa.Table) -> list[str]:
    return [one for one in pc.unique(rows.column("account_id")).to_pylist() if one is not None]


def _with_origins(rows: pa.Table, origins: pa.Table | None) -> tuple[pa.Table, pa.Table]:
    if origins is not None and origins.num_rows == rows.num_rows:
        return rows, origins
    files = pa.array(["the import"] * rows.num_rows).dictionary_encode()
    return rows, pa.Table.from_arrays([files, pa.array(np.arange(1, rows.num_rows + 1))], schema=ORIGIN)


def _base(staged: Mapping[str, pa.Table], known: str | None, wanted: str | None) -> str | None:
    """The base currency: the book's, the one that is wanted, or the only one that the amounts bear."""
    if known is not None and wanted not in (None, known):
        raise ImportRefused(
            f"The book is kept in {known} since its first import; leave out --base-currency, or start another book."
        )
    if known is not None or wanted is not None:
        return known or wanted
    found = bases(staged)
    if len(found) > 1:
        raise ImportRefused(
            f"The amounts bear {', '.join(found)}: say in which the book is kept, such as --base-currency {found[0]}."
        )
    return found[0] if found else None


def bases(staged: Mapping[str, pa.Table]) -> list[str]:
    """The currencies in which a book without one may be kept: those that amounts bear, else those of accounts."""
    for tables in (("order_lines", "concessions"), ("accounts",)):
        found = sorted({c for name in tables if name in staged for c in _currencies(staged[name])})
        if found:
            return found
    return []


def _currencies(rows: pa.Table) -> list[str]:
    return [c for c in pc.unique(rows.column("currency")).to_pylist() if c is not None]


def _with_currency(rows: pa.Table, of_account: Mapping[str, str | None], base: str | None) -> pa.Table:
    """Each row's currency: its own, its account's, or the base. The column `bare` says which rows bore none."""
    own = rows.column("currency")
    bare = pc.is_null(own)
    if own.null_count:
        accounts = rows.column("account_id").combine_chunks().dictionary_encode()
        theirs = pa.array([of_account.get(a) or base for a in accounts.dictionary.to_pylist()], pa.string())
        own = pc.coalesce(own, theirs.take(accounts.indices))
    return rows.set_column(rows.column_names.index("currency"), "currency", own).append_column("bare", bare)


def _complete(name: str, rows: pa.Table) -> pa.Table:
    """Exactly the columns of the schema; those that no file has are null."""
    columns: dict[str, Any] = {}
    for column in TABLES[name].columns:
        there = column.name in rows.column_names
        columns[column.name] = (
            rows.column(column.name).cast(column.type) if there else pa.nulls(rows.num_rows, column.type)
        )
    return pa.table(columns)
