"""The book of business, opened: what the other rooms ask of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from book.accounts import Account, Accounts
from book.errors import BookError
from book.importing.known import base_currency, state
from book.location import open_location
from book.lookup import Lookup, Match
from book.metrics.run import fetch_metrics
from book.records.ledger import Ledger
from book.records.rubrics import RubricInForce, Rubrics
from scoring.calibration import Calibration, calibrate
from scoring.engine import context, score
from scoring.rubric import Rubric
from scoring.table import BookContext, MetricTable
from scoring.verdicts import Verdicts

if TYPE_CHECKING:
    from book.importing.apply import Outcome, Terms
    from book.importing.staged import Staged
    from book.importing.undo import Undone
    from book.stores.base import Store

DATES = {"order_lines": "order_date", "concessions": "granted_on", "touches": "on_date", "signals": "observed_on"}


@dataclass(frozen=True, slots=True)
class Imported:
    """An import and the calibration that it made possible, if it did."""

    outcome: Outcome
    calibration: Calibration | None


class Book:
    """A book of business. One connection, one thread. Use it in a `with` block or close it."""

    def __init__(self, location: str | Path, *, create: bool = False, records: Path | None = None) -> None:
        """`location`: kam.db, x.duckdb, a folder of Parquet files, postgresql://...; see `location.py`. Raises BookError."""
        self.location = str(location)
        opened = open_location(self.location, create=create, records=records)
        self.store, self.records, self.read_only = opened.store, opened.records, opened.read_only
        self.ledger = Ledger(self.records)
        self.rubrics = Rubrics(self.ledger)
        self.accounts = Accounts(self.store)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connections."""
        self.store.close()
        self.records.close()

    @property
    def base_currency(self) -> str | None:
        """ISO code; None when no amount of the first import bore one."""
        return base_currency(self.store)

    def last_day(self, today: date) -> date:
        """The as-of day of questions that name none: the last date of any row, at most today."""
        found = [d for d in (self._last(table, column) for table, column in DATES.items()) if d]
        return min([today, max(found, default=today)])

    def last_order_day(self) -> date | None:
        """The day of the last order line."""
        return self._last("order_lines", "order_date")

    def _last(self, table: str, column: str) -> date | None:
        found = self.store.fetch(f"SELECT max({column}) FROM {table}").column(0)[0].as_py()
        return date(1970, 1, 1) + timedelta(days=found) if isinstance(found, int) else found

    def find(self, text: str, limit: int = 8) -> list[Match]:
        """Accounts that a text may mean, best first."""
        return self.lookup.find(text, limit)

    def account(self, text: str) -> Account:
        """The account that a text means. Raises UnknownAccount, SeveralAccounts."""
        return self.accounts.get(self.lookup.one(text).account_id)

    @cached_property
    def lookup(self) -> Lookup:
        """The names of all accounts, read once for a state of the book."""
        return Lookup(self.accounts.all())

    def rubric_on(self, as_of: date) -> RubricInForce:
        """The rubric in force on a day."""
        return self.rubrics.on(as_of)

    def metrics(
        self, as_of: date, rubric: Rubric, accounts: Sequence[str] | None = None, *, of: Store | None = None
    ) -> MetricTable:
        """Metrics of all accounts, or of those ids, by id. `of`: a copy of the book (`copied.quick`)."""
        picked = None if accounts is None else {one: one for one in accounts}
        return fetch_metrics(of or self.store, as_of, rubric, picked, minor_units=self._minor_units)

    def metrics_of_group(self, account_id: str, as_of: date, rubric: Rubric) -> MetricTable:
        """One row: the account with all below it as one."""
        picked = dict.fromkeys(self.accounts.group(account_id), account_id)
        return fetch_metrics(self.store, as_of, rubric, picked, minor_units=self._minor_units)

    @property
    def _minor_units(self) -> int:
        from book.importing.currency import decimals

        return int(10 ** decimals(self.base_currency))

    def context(self, as_of: date, rubric: Rubric) -> BookContext:
        """Book-level figures of a day; computed once for a state of the book, then kept in the records."""
        key = self._context_key(as_of, rubric, self.state())
        kept = self.ledger.kept(key)
        if kept:
            return BookContext(**kept)
        return self._keep_context(key, context(self.metrics(as_of, rubric), rubric))

    def state(self) -> str:
        """Names what rows the book holds: another name after each import and each undo."""
        last, undone = state(self.store) if not self.read_only else (0, 0)
        return f"{last}.{undone}"

    def _context_key(self, as_of: date, rubric: Rubric, at: str) -> str:
        rules = hashlib.blake2b(rubric.model_dump_json().encode(), digest_size=8).hexdigest()
        return f"context {at} {as_of} {rules}"

    def _keep_context(self, key: str, found: BookContext) -> BookContext:
        if not self.read_only:
            self.ledger.keep(key, asdict(found))
        return found

    def verdicts(
        self, as_of: date, rubric: Rubric | None = None, *, of: Store | None = None, at: str | None = None
    ) -> Verdicts:
        """Every account's verdict, by id. `of`: as in `metrics`; `at`: the `state` of the book before that copy was made."""
        rubric = rubric or self.rubric_on(as_of).rubric
        # named before anything is read: an import may come at any moment, and its state must not get our figures
        key = self._context_key(as_of, rubric, at or self.state())
        table = self.metrics(as_of, rubric, of=of)
        found = self._keep_context(key, context(table, rubric))
        return score(table, rubric, found, as_of)

    def verdicts_of(
        self, accounts: Sequence[str], as_of: date, rubric: Rubric | None = None, *, group: bool = False
    ) -> Verdicts:
        """Verdicts of some accounts, in the order in which they are named; `group`: each with all below it as one."""
        rubric = rubric or self.rubric_on(as_of).rubric
        if group:
            table = MetricTable.concat([self.metrics_of_group(one, as_of, rubric) for one in accounts])
        else:
            table = self.metrics(as_of, rubric, accounts)
            places = {one: place for place, one in enumerate(table.account_id)}
            table = table.rows([places[one] for one in accounts])
        return score(table, rubric, self.context(as_of, rubric), as_of)

    def take(self, staged: Staged, terms: Terms) -> Imported:
        """Takes staged rows in; the first import that makes it possible calibrates the rubric. Both, or neither.

        Raises ImportRefused.
        """
        from book.importing.apply import apply

        self._writable()
        found: list[Calibration] = []

        def calibrated(outcome: Outcome) -> None:
            found.extend(self._calibrated_first(outcome, terms))

        try:
            outcome = apply(self.store, staged, self.rubrics.latest(), terms, calibrated)
        except BaseException:
            if found:  # of no use where the records are in the book: they were taken back with the rows
                self.rubrics.withdraw(state(self.store)[0] + 1, terms.at)
            raise
        self.__dict__.pop("lookup", None)
        return Imported(outcome, found[0] if found else None)

    def _calibrated_first(self, outcome: Outcome, terms: Terms) -> list[Calibration]:
        """The calibration that the rows of an import make possible first, recorded as the import's; else none."""
        # an import of this number was cut off before it counted, and its records are not in the book
        self.rubrics.withdraw(state(self.store)[0], terms.at)
        as_of, rubric = self.last_order_day(), self.rubrics.latest()
        if as_of is None or any(c.calibrated and c.breakpoints for c in rubric.criteria.values()):
            return []
        found = self._calibration_of_import(outcome, as_of)
        if not found.calibrated:
            return []
        self.rubrics.add(found.rubric, why="calibrated", at=terms.at, import_id=outcome.import_id)
        return [found]

    def calibration(self, as_of: date) -> Calibration:
        """The rubric of a day with its amounts calibrated on the book as of that day; not recorded."""
        return self._calibrated(self.metrics(as_of, self.rubric_on(as_of).rubric), as_of)

    def _calibration_of_import(self, outcome: Outcome, as_of: date) -> Calibration:
        """The same, measured on the rows that are still in memory, where that is quicker."""
        from book.copied import copied

        copy = copied(self.store, outcome.tables, outcome.counts) if self.store.dialect == "sqlite" else None
        if copy is None:
            return self.calibration(as_of)
        table = fetch_metrics(copy, as_of, self.rubric_on(as_of).rubric, minor_units=self._minor_units)
        copy.close()
        return self._calibrated(table, as_of)

    def _calibrated(self, table: MetricTable, as_of: date) -> Calibration:
        rubric = self.rubric_on(as_of).rubric
        name = self.rubrics.free_name(f"{rubric.version.split(' ')[0]} calibrated {as_of}")
        return calibrate(table, rubric, as_of, name)

    def last_import(self) -> Undone | None:
        """The last import that stands."""
        from book.importing.undo import last

        return None if self.read_only else last(self.store)

    def undo(self, at: datetime, only: int | None = None) -> Undone:
        """Restores the state before the last import, its calibration included. Raises BookError when there is none.

        `only`: the number of the import that is meant. Raises NotTheLast where another one came after it.
        """
        from book.importing.undo import undo

        self._writable()
        undone = undo(self.store, at, only, lambda import_id: self.rubrics.withdraw(import_id, at))
        self.__dict__.pop("lookup", None)
        return undone

    def _writable(self) -> None:
        if self.read_only:
            raise BookError(
                f"{self.location} is a folder of Parquet files, which is only read; import into kam.db instead."
            )
