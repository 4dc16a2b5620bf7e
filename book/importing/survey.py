"""Goes through a file's rows once to find out how its numbers, dates and currencies are written; asks where that is open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from book import schema
from book.importing import columns, dates, formula, marked, numerals
from book.importing.cells import Batch, Cells
from book.importing.columns import ISO
from book.importing.formula import Column
from book.importing.numerals import Mark
from book.importing.recognise import Plan
from book.importing.vocabulary import currencies_of, in_brackets, simple, values_of

AMOUNTS = frozenset({"list_amount", "net_amount", "cost_amount", "value"})
COMMA = r"^-?([0-9]*,([0-9]{1,2}|[0-9]{4,})|([0-9]{4,}|0),[0-9]+|[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(\.[0-9]{3}){2,})$"
POINT = r"^-?([0-9]{1,3}(,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(,[0-9]{3}){2,})$"
OPEN = r"^-?[1-9][0-9]{0,2}[.,][0-9]{3}$"
SAMPLES = 3
LETTERS = re.compile(r"[^\d.,()' +\-%]")


@dataclass(slots=True)
class Notation:
    """What a column of numbers tells: whether a decimal point or comma was surely met, samples that could be either, and the
    currencies that its marks may mean.
    """

    point: bool = False
    comma: bool = False
    either: list[str] = field(default_factory=list)
    sure: list[str] = field(default_factory=list)
    marks: set[tuple[str, ...]] = field(default_factory=set)


@dataclass(slots=True)
class Calendar:
    """What a column of dates tells: the orders that every date needing one could have; None before the first such date."""

    orders: frozenset[str] | None = None
    every: frozenset[str] = frozenset()
    samples: list[str] = field(default_factory=list)
    read: dict[str, frozenset[str]] = field(default_factory=dict)


class Survey:
    """What the columns of one file or sheet tell, header by header."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.numbers = {h: Notation() for h in numeric(plan)}
        self.days = {h: Calendar() for h in headers_of(plan, pa.date32())}
        self.currency_words: set[str] = set()
        self.known_words = dict.fromkeys(_worded(plan), False)

    def look(self, batches: Iterable[Batch]) -> None:
        """Goes through all rows."""
        for batch in batches:
            for header, notation in self.numbers.items():
                _note_numbers(batch.columns[header], notation)
            for header, calendar in self.days.items():
                _note_days(batch.columns[header], calendar)
            self._note_words(batch)

    def _note_words(self, batch: Batch) -> None:
        column = self.plan.columns.get("currency")
        if isinstance(column, Column):
            self.currency_words |= set(pc.unique(batch.columns[column.name].text).drop_null().to_pylist())
        for name, known in self.known_words.items():
            column = self.plan.columns[name]
            if not known and isinstance(column, Column):
                words = pc.unique(batch.columns[column.name].text).drop_null().to_pylist()
                table = values_of(self.plan.table, name)
                self.known_words[name] = not words or any(simple(word) in table for word in words)


def numeric(plan: Plan) -> tuple[str, ...]:
    """The headers that are read as numbers."""
    kinds = (pa.int64(), pa.float64())
    table = schema.TABLES[plan.table]
    found = [c for c in plan.columns if table.column(c).type in kinds or c == "rate"]
    return tuple(dict.fromkeys(h for c in found for h in formula.columns(plan.columns[c])))


def headers_of(plan: Plan, kind: pa.DataType) -> tuple[str, ...]:
    """The headers of the columns of one type."""
    table = schema.TABLES[plan.table]
    found = [f for c, f in plan.columns.items() if table.column(c).type == kind]
    return tuple(dict.fromkeys(f.name for f in found if isinstance(f, Column)))


def amounts(plan: Plan) -> tuple[str, ...]:
    """The columns of the book that are money here."""
    return tuple(c for c in plan.columns if c in AMOUNTS and plan.table in ("order_lines", "concessions"))


def _worded(plan: Plan) -> tuple[str, ...]:
    """Guessed columns whose words are from a fixed list."""
    return tuple(c for c in plan.columns if c in plan.guessed and schema.TABLES[plan.table].column(c).one_of)


def _note_numbers(cells: Cells, notation: Notation) -> None:
    texts, point = columns.unsure(cells)
    notation.point |= point
    texts = texts.filter(pc.invert(_noted(texts, texts, notation)))
    while len(texts) >= marked.WORTH and (shared := marked.of(texts[0].as_py())):
        bare = shared.taken_off(texts)
        sure = pc.fill_null(pc.match_substring_regex(bare, columns.SURE), fill_value=False)
        met = pc.or_(sure, _noted(bare, texts, notation))
        if not pc.any(met).as_py():
            break
        notation.marks.add(shared.currencies)
        notation.point |= bool(pc.any(pc.match_substring(bare.filter(sure), ".")).as_py())
        texts = texts.filter(pc.invert(met))
    for text in texts.to_pylist():
        _note_mark(notation, numerals.evidence(text), [text])
        if LETTERS.search(text) and (codes := numerals.currencies(text)):
            notation.marks.add(codes)


def _noted(bare: pa.Array, texts: pa.Array, notation: Notation) -> pa.Array:
    """Notes what the bare numbers tell, with the texts as samples; gives which of them were noted."""
    every = pa.array(np.zeros(len(texts), dtype=bool))
    for pattern, mark in ((COMMA, Mark.COMMA), (POINT, Mark.POINT), (OPEN, Mark.EITHER)):
        met = pc.fill_null(pc.match_substring_regex(bare, pattern), fill_value=False)
        _note_mark(notation, mark, texts.filter(met)[:SAMPLES].to_pylist())
        every = pc.or_(every, met)
    return every


def _note_mark(notation: Notation, mark: Mark, texts: list[str]) -> None:
    if not texts or mark is Mark.NOTHING:
        return
    notation.point |= mark is Mark.POINT
    notation.comma |= mark is Mark.COMMA
    samples = notation.either if mark is Mark.EITHER else notation.sure
    samples += texts[: SAMPLES - len(samples)]


def _note_days(cells: Cells, calendar: Calendar) -> None:
    text = cells.text if cells.number is None else cells.text.filter(pa.array(~cells.number))
    distinct = pc.unique(text).drop_null()
    for day in distinct.filter(pc.invert(pc.match_substring_regex(distinct, ISO))).to_pylist():
        if day in calendar.read:
            continue
        possible = calendar.read[day] = dates.orders(day)
        if not possible:
            continue
        if calendar.orders is None or not possible >= calendar.orders or len(calendar.samples) < SAMPLES:
            calendar.samples = [*calendar.samples[: SAMPLES - 1], day]
        calendar.orders = possible if calendar.orders is None else calendar.orders & possible
        calendar.every |= possible


def bracketed(header: str) -> tuple[str, ...]:
    """The currencies that a header such as `Amount (NT$)` names."""
    inside = in_brackets(header)
    return currencies_of(inside) if inside else ()
