"""From a batch of cells to typed rows of one table; what cannot be taken is noted cell by cell and its row left out."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from book import schema
from book.importing import columns, money, text
from book.importing.cells import Batch, Cells
from book.importing.columns import Numbers
from book.importing.decide import Decisions
from book.importing.evaluate import evaluate
from book.importing.exact import Exact, Ints, floats, is_whole, rounded
from book.importing.findings import Findings
from book.importing.formula import Column, Formula, Text
from book.importing.formula import columns as headers_of
from book.importing.grid import never_merged
from book.importing.money import Currencies, bounded
from book.importing.options import Limits
from book.importing.recognise import Plan, needed
from book.importing.survey import amounts, bracketed, numeric
from book.importing.vocabulary import simple, total_words, without_brackets

Mask = npt.NDArray[np.bool_]
ROW = "#row"
"""The column of row numbers that goes with the staged rows."""
HOURS = 6
"""Hours are kept in millionths."""
MARKS = {".": "a point", ",": "a comma"}


def staged_schema(table: str) -> pa.Schema:
    """The columns of a table less the derived ones, all nullable, and the row number."""
    fields = [pa.field(c.name, c.type) for c in schema.TABLES[table].columns if not c.derived]
    return pa.schema([*fields, pa.field(ROW, pa.int64())])


class Converter:
    """Converts the batches of one file or sheet. `taken`, `refused`, `blank`, `totals` count rows."""

    def __init__(self, plan: Plan, decisions: Decisions, findings: Findings, label: str, limits: Limits) -> None:
        self.plan, self.decisions, self.findings, self.label, self.limits = plan, decisions, findings, label, limits
        self.table = schema.TABLES[plan.table]
        self.schema = staged_schema(plan.table)
        self.taken = self.refused = self.blank = self.totals = 0
        self.merged: Callable[[str, npt.NDArray[np.int64]], Mask | None] = never_merged
        self.uncached: Collection[tuple[int, str]] = ()

    def convert(self, batch: Batch) -> tuple[pa.RecordBatch, pa.RecordBatch]:
        """The rows that can be taken, and the others: null where a cell could not be read."""
        work = _Work(self, self._without_empty(batch))
        return work.run()

    def _without_empty(self, batch: Batch) -> Batch:
        """The batch without its blank and total rows."""
        used = [batch.columns[h] for h in self.plan.headers]
        blank = np.logical_and.reduce([c.blank for c in used]) if used else np.ones(len(batch), dtype=bool)
        self.blank += int(blank.sum())
        drop = blank | self._is_total(batch, blank)
        if not drop.any():
            return batch
        self.totals += int(drop.sum() - blank.sum())
        kept = np.flatnonzero(~drop)
        return Batch(batch.rows[kept], {h: c.take(kept) for h, c in batch.columns.items()})

    def _is_total(self, batch: Batch, blank: Mask) -> Mask:
        """Rows that lack an id, a name or a date and bear a word such as “Total” among their texts."""
        keys = [self.plan.columns.get(c) for c in needed(self.plan.table) if c not in amounts(self.plan)]
        lacking = np.zeros(len(batch), dtype=bool)
        for key in keys:
            if isinstance(key, Column):
                lacking |= batch.columns[key.name].blank
        lacking &= ~blank
        for row in np.flatnonzero(lacking):
            lacking[row] = any(_says_total(cells.at(int(row))) for cells in batch.columns.values())
        return lacking


def _says_total(value: str | None) -> bool:
    return value is not None and len(value) < 100 and simple(without_brackets(value)) in total_words()


class _Work:
    """One batch on its way."""

    def __init__(self, converter: Converter, batch: Batch) -> None:
        self.to, self.batch, self.size = converter, batch, len(batch)
        self.plan, self.decisions = converter.plan, converter.decisions
        self.bad: Mask = np.zeros(self.size, dtype=bool)
        self.refused: dict[str, Mask] = {}
        self.numbers: dict[str, Numbers] = {}

    def run(self) -> tuple[pa.RecordBatch, pa.RecordBatch]:
        for header in self.plan.headers:
            self._refuse_uncached(header)
        for header in numeric(self.plan):
            self.numbers[header] = self._read_numbers(header)
        self.currencies = self._currencies()
        found = {column: self._column(column, tree) for column, tree in self.plan.columns.items()}
        if "currency" in self.to.schema.names:
            found["currency"] = self.currencies.text if amounts(self.plan) else found.get("currency")
        for column in needed(self.plan.table):
            self._refuse_missing(column, found[column])
        return self._rows({c: a for c, a in found.items() if a is not None})

    def _rows(self, found: dict[str, pa.Array]) -> tuple[pa.RecordBatch, pa.RecordBatch]:
        arrays = [
            found[field.name] if field.name in found else pa.nulls(self.size, field.type)
            for field in self.to.schema
            if field.name != ROW
        ]
        rows = pa.RecordBatch.from_arrays([*arrays, pa.array(self.batch.rows, pa.int64())], schema=self.to.schema)
        self.to.refused += int(self.bad.sum())
        self.to.taken += self.size - int(self.bad.sum())
        if not self.bad.any():
            return rows, rows.slice(0, 0)
        return rows.filter(pa.array(~self.bad)), rows.filter(pa.array(self.bad))

    def refuse(self, where: Mask, header: str, key: str, detail: str = "") -> None:
        """Notes some rows of a column as refused for a reason."""
        at = np.flatnonzero(where)
        if not len(at):
            return
        self.bad |= where
        self.refused[header] = self.refused[header] | where if header in self.refused else where
        cells = self.batch.columns.get(header)
        value = cells.at(int(at[0])) if cells is not None else None
        self.to.findings.add(self.to.label, header, key, self.batch.rows[at].tolist(), value, detail)

    def _mask(self, rows: npt.NDArray[np.intp]) -> Mask:
        mask = np.zeros(self.size, dtype=bool)
        mask[rows] = True
        return mask

    def _refuse_uncached(self, header: str) -> None:
        rows = [row for row, name in self.to.uncached if name == header]
        if rows:
            self.refuse(np.isin(self.batch.rows, rows), header, "uncached")

    def _read_numbers(self, header: str) -> Numbers:
        mark = self.decisions.decimal.get(header, ".")
        found = columns.numbers(self.batch.columns[header], mark)
        for reason, rows in found.refused.items():
            self.refuse(self._mask(rows), header, reason, MARKS[mark])
        merged = self.to.merged(header, self.batch.rows)
        if merged is not None:
            self.refuse(merged & ~found.missing, header, "merged")
        return found

    def _currencies(self) -> Currencies:
        """The currency of each row's amounts."""
        of_row = self.plan.columns.get("currency")
        written = None if of_row is None else self._currency_words(of_row)
        used = dict.fromkeys(h for c in amounts(self.plan) for h in headers_of(self.plan.columns[c]))
        marked = [(self.numbers[h], bracketed(h)) for h in used]
        found = money.currencies(written, marked, self.decisions.currency, self.size)
        if used:
            shown = next(iter(used))
            self.refuse(found.contradicted, shown, "other_currency", "one currency for each row")
            self.refuse(found.unclear, shown, "unclear_currency")
        return found

    def _currency_words(self, tree: Formula, column: str = "currency") -> pa.Array:
        return self._words(tree, column, lambda t: text.currencies(t, self.decisions.currency), "")

    def _column(self, name: str, tree: Formula) -> pa.Array:
        column = self.to.table.column(name)
        if name == "rate":
            return self._rate(tree)
        if name.endswith("currency"):
            return None if amounts(self.plan) and name == "currency" else self._currency_words(tree, name)
        if column.one_of:
            words = ", ".join(column.one_of)
            return self._words(tree, name, lambda t: text.one_of(t, self.plan.table, name), words)
        if column.type == pa.string():
            longest = self.to.limits.cell_length
            return self._words(tree, name, lambda t: text.plain(t, longest), f"{longest:,}")
        return self._days(tree, name) if column.type == pa.date32() else self._number(name, tree)

    def _cells(self, tree: Formula) -> Cells:
        if isinstance(tree, Text):
            return Cells(pa.array([tree.value or None] * self.size, pa.string()))
        assert isinstance(tree, Column)  # noqa: S101 # the plan allows nothing else
        return self.batch.columns[tree.name]

    def _words(self, tree: Formula, name: str, read: Callable[[pa.Array], text.Words], detail: str) -> pa.Array:
        found = read(self._cells(tree).text)
        for reason, where in found.refused.items():
            self.refuse(where, self._header(name), reason, detail)
        wrong = [where for where in found.refused.values() if where.any()]
        return pc.if_else(pa.array(np.logical_or.reduce(wrong)), None, found.text) if wrong else found.text

    def _header(self, name: str) -> str:
        """The file's header of a column, or the formula as written."""
        tree = self.plan.columns[name]
        return tree.name if isinstance(tree, Column) else self.plan.written[name]

    def _days(self, tree: Formula, name: str) -> pa.Array:
        header = self._header(name)
        found = columns.days(self._cells(tree), self.decisions.order.get(header))
        for reason, rows in found.refused.items():
            self.refuse(self._mask(rows), header, reason)
        return found.days

    def _number(self, name: str, tree: Formula) -> pa.Array:
        result = evaluate(tree, self.numbers, self.size)
        header = self._header(name)
        self.refuse(result.divided_by_zero & ~result.missing, header, "divided_by_zero")
        missing = result.missing
        if name in amounts(self.plan):
            values, beyond = money.minor(result.value, self.currencies)
        elif self.to.table.column(name).type == pa.float64():
            return pa.array(floats(result.value), pa.float64(), mask=missing)
        else:
            values, beyond = self._whole(name, result.value, missing)
        self.refuse(beyond & ~missing, header, "too_large")
        return pa.array(values, pa.int64(), mask=missing)

    def _whole(self, name: str, value: Exact, missing: Mask) -> tuple[Ints, Mask]:
        """Line numbers as they are; hours in millionths."""
        if name != "hours":
            self.refuse(~is_whole(value) & ~missing, self._header(name), "not_whole")
            return bounded(rounded(value, 0))
        self.refuse(np.asarray(value.over < 0, dtype=bool) & ~missing, self._header(name), "below_zero")
        return bounded(rounded(value, HOURS))

    def _rate(self, tree: Formula) -> pa.Array:
        """Rates as plain decimals."""
        result = evaluate(tree, self.numbers, self.size)
        missing = result.missing
        self.refuse(np.asarray(result.value.over <= 0, dtype=bool) & ~missing, self._header("rate"), "not_positive")
        under = result.value.under
        unders = [under] * self.size if isinstance(under, int) else under.tolist()
        pairs = zip(result.value.over.tolist(), unders, missing.tolist(), strict=True)
        return pa.array([None if gone else text.decimal(o, u) for o, u, gone in pairs], pa.string())

    def _refuse_missing(self, column: str, values: pa.Array) -> None:
        null = np.asarray(values.is_null().to_numpy(zero_copy_only=False), dtype=bool)
        tree = self.plan.columns[column]
        for header in (self._header(column), *headers_of(tree)):
            null &= ~self.refused.get(header, np.zeros(self.size, dtype=bool))
        key = "missing" if isinstance(tree, Column | Text) else "missing_in_formula"
        self.refuse(null, self._header(column), key)
