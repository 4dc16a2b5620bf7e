"""Which table a file is, and which of its columns (or formulas over them) is which column of the book."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from book import schema
from book.importing import formula
from book.importing.findings import shown
from book.importing.formula import Column, Formula, FormulaError, Text
from book.importing.mapping import Mapping, MappingError, Source
from book.importing.refusal import FileRefusedError
from book.importing.vocabulary import simple, vocabulary, without_brackets, words_of

GIVEN_LATER = frozenset({"line_no", "concession_id", "touch_id"})
"""Parts of keys that the import makes where a file has none."""
SHOWN_HEADERS = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file or sheet becomes a table. `columns`: by the book's column, the formula that gives it; `written`: the same as a
    mapping writes it; `guessed`: the columns that nobody said; `source`: what was said.
    """

    table: str
    source: Source
    columns: dict[str, Formula]
    written: dict[str, str]
    guessed: frozenset[str]

    @property
    def headers(self) -> tuple[str, ...]:
        """The file's columns that are read."""
        return tuple(dict.fromkeys(h for f in self.columns.values() for h in formula.columns(f)))

    def without(self, column: str) -> Plan:
        """The same with one column left out, and said so."""
        source = self.source.model_copy(update={"columns": {**self.source.columns, column: None}})
        columns = {c: f for c, f in self.columns.items() if c != column}
        written = {c: w for c, w in self.written.items() if c != column}
        return Plan(self.table, source, columns, written, self.guessed - {column})


def needed(table: str) -> tuple[str, ...]:
    """The columns without which a row of that table is refused by the readers."""
    columns = schema.TABLES[table].columns
    return tuple(c.name for c in columns if c.required and not c.derived and c.name not in GIVEN_LATER)


def plans(header: Sequence[str], file: str, sheet: str | None, mapping: Mapping) -> list[Plan]:
    """What to read from a file with that header: as said for it, else as recognised.

    Raises MappingError where the mapping names a column that is not there, FileRefusedError where nothing is recognised.
    """
    said = mapping.of(file, sheet)
    named = [(table, source) for table, source in said if source.file]
    if named:
        return [_complete(_plan(t, s, header, file), header) for t, s in named]
    return [_recognised(header, f"{file} {sheet or ''}", dict(reversed(said)), file)]


def _recognised(header: Sequence[str], name: str, said: Map[str, Source], file: str) -> Plan:
    """The table of which most columns are there; a word in the file's name counts as two."""
    possible = [_plan(t, said.get(t, Source()), header, None if t in said else file) for t in vocabulary().tables]
    whole = [p for p in possible if not _lacking(p)]
    if whole:
        return max(whole, key=lambda p: len(p.columns) + 2 * _named_so(p.table, name))
    nearest = max(possible, key=lambda p: (len(needed(p.table)) - len(_lacking(p))) * 2 + _named_so(p.table, name))
    raise _refusal(nearest, header)


def _named_so(table: str, name: str) -> bool:
    return any(simple(word) in simple(name) for word in vocabulary().tables[table].names)


def _complete(plan: Plan, header: Sequence[str]) -> Plan:
    if _lacking(plan):
        raise _refusal(plan, header)
    return plan


def _lacking(plan: Plan) -> list[str]:
    """Columns that the table needs and the plan has not."""
    recognised = vocabulary().tables[plan.table]
    lacking = [c for c in dict.fromkeys((*recognised.needs, *needed(plan.table))) if c not in plan.columns]
    if recognised.one_of and not any(c in plan.columns for c in recognised.one_of):
        lacking.append(" or ".join(recognised.one_of))
    return lacking


def _refusal(plan: Plan, header: Sequence[str]) -> FileRefusedError:
    lacking = _lacking(plan)
    more = f" and {len(header) - SHOWN_HEADERS} more" if len(header) > SHOWN_HEADERS else ""
    seen = ", ".join(map(shown, header[:SHOWN_HEADERS])) + more
    if len(plan.columns) < 2:
        reason = f"its columns are not those of any table of the book (it has {seen})"
    else:
        reason = f"it looks like {plan.table}, but {', '.join(lacking)} is missing (it has {seen})"
    example = f"{plan.table}: {{columns: {{{lacking[0].split(' ')[0]}: …}}}}"
    remedy = f"Say which column or formula it is in a file given with --map, such as {example}."
    key = "columns_unknown" if len(plan.columns) < 2 else "columns_missing"
    return FileRefusedError(reason, remedy, key, ", ".join(lacking).replace(" or ", "/"))


def _plan(table: str, source: Source, header: Sequence[str], file: str | None) -> Plan:
    """What is said, and for the rest the columns whose header is known. `file` None: a said column may be absent."""
    columns: dict[str, Formula] = {}
    written: dict[str, str] = {}
    for column, text in source.columns.items():
        if text is not None and (found := _said(table, column, text, header, file)) is not None:
            columns[column], written[column] = found, text
    taken = {f.name for f in columns.values() if isinstance(f, Column)}
    guessed = _guessed(table, [h for h in header if h not in taken], source)
    columns |= {c: Column(h) for c, h in guessed.items()}
    order = [c for c in schema.TABLES[table].names if c in columns]
    return Plan(table, source, {c: columns[c] for c in order}, {**written, **guessed}, frozenset(guessed))


def _said(table: str, column: str, text: str, header: Sequence[str], file: str | None) -> Formula | None:
    """The formula that a mapping gives for a column; None where a general mapping does not fit this file."""
    if (alone := _header(text, header)) is not None:
        return Column(alone)
    tree = formula.parse(text)
    absent = [h for h in formula.columns(tree) if _header(h, header) is None]
    if absent and file is not None:
        known = ", ".join(map(shown, header[:SHOWN_HEADERS]))
        raise MappingError(
            f"{file}: {table}.{column} uses the column “{absent[0]}”, which is not there; it has {known}."
        )
    if absent:
        return None
    kind = schema.TABLES[table].column(column).type
    if kind in (pa.string(), pa.date32()) and not isinstance(tree, Column | Text):
        raise FormulaError(f"{table}.{column} is no number: give it one column or a 'text', not {text}.")
    return _renamed(tree, header)


def _header(name: str, header: Sequence[str]) -> str | None:
    """The file's header of that name, be it written a little differently."""
    if name in header:
        return name
    return next((h for h in header if simple(h) == simple(name)), None) if simple(name) else None


def _renamed(tree: Formula, header: Sequence[str]) -> Formula:
    """The formula with the headers as the file writes them."""
    match tree:
        case Column(name):
            return Column(_header(name, header) or name)
        case formula.Negative(part):
            return formula.Negative(_renamed(part, header))
        case formula.Operation(sign, left, right):
            return formula.Operation(sign, _renamed(left, header), _renamed(right, header))
    return tree


def _guessed(table: str, header: Sequence[str], source: Source) -> dict[str, str]:
    """Column to header by the known words, the surest word first; a header counts once."""
    by_word: dict[str, str] = {}
    for one in reversed(header):
        by_word[simple(without_brackets(one))] = one
    by_word |= {simple(one): one for one in reversed(header)}
    found: dict[str, str] = {}
    for column, words in words_of(table).items():
        if column in source.columns:
            continue
        match = next((by_word[w] for w in words if w in by_word and by_word[w] not in found.values()), None)
        if match is not None:
            found[column] = match
    return found
