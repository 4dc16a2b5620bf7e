"""The words by which columns, values and currencies are recognised: `headers.yaml`, read once and checked."""

from __future__ import annotations

import functools
import re
import unicodedata

from pydantic import BaseModel, ConfigDict

from book import schema
from scoring.shipped import read_yaml

FILE = "headers.yaml"
BRACKETS = re.compile(r"[(\[{](.*?)[)\]}]")


class Recognised(BaseModel):
    """How one table is recognised.

    `names`: words in a file's or sheet's name. `needs`: columns without which it is not this table; of `one_of` one must be
    there. `columns`: the words of each column, the surest first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: tuple[str, ...]
    needs: tuple[str, ...]
    one_of: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]]


class Vocabulary(BaseModel):
    """All of `headers.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tables: dict[str, Recognised]
    values: dict[str, dict[str, tuple[str, ...]]]
    total_words: tuple[str, ...]
    no_value: frozenset[str]
    not_numbers: frozenset[str]
    error_cells: frozenset[str]
    currencies: dict[str, tuple[str, ...]]


@functools.cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary. Raises ValueError where it names a table or column that the book does not have."""
    words = Vocabulary.model_validate(read_yaml("book.importing", FILE))
    for table, recognised in words.tables.items():
        for column in recognised.columns:
            schema.TABLES[table].column(column)
    return words


def simple(text: str) -> str:
    """A header or word as it is compared: without case, width, spaces and punctuation."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def without_brackets(header: str) -> str:
    """A header less what stands in brackets: `Amount (EUR)` gives `Amount `."""
    return BRACKETS.sub("", unicodedata.normalize("NFKC", header))


def in_brackets(header: str) -> str | None:
    """What stands in a header's first brackets: `金額（NT$）` gives `NT$`."""
    found = BRACKETS.search(unicodedata.normalize("NFKC", header))
    return found.group(1).strip() if found else None


@functools.cache
def words_of(table: str) -> dict[str, tuple[str, ...]]:
    """By column, the simple forms of its words; the column's own name comes first."""
    columns = vocabulary().tables[table].columns
    return {c: tuple(dict.fromkeys(simple(w) for w in (c, *words))) for c, words in columns.items()}


@functools.cache
def every_word() -> frozenset[str]:
    """The simple forms of all words of all columns: how a header row is told from others."""
    return frozenset(w for table in vocabulary().tables for words in words_of(table).values() for w in words)


@functools.cache
def total_words() -> frozenset[str]:
    """The simple forms of the words of a total row."""
    return frozenset(simple(w) for w in vocabulary().total_words)


@functools.cache
def values_of(table: str, column: str) -> dict[str, str]:
    """A file's word (simple) to the book's word, for columns with a fixed list; empty for others."""
    one_of = schema.TABLES[table].column(column).one_of
    known = vocabulary().values.get(f"{table}.{column}", {})
    return {simple(w): word for word in one_of for w in (word, *known.get(word, ()))}


@functools.cache
def _currency_marks() -> dict[str, tuple[str, ...]]:
    marks = vocabulary().currencies
    return {unicodedata.normalize("NFKC", mark).upper(): codes for mark, codes in marks.items()}


def currencies_of(mark: str) -> tuple[str, ...]:
    """The currency codes that a mark may stand for: `NT$` one, `¥` two, an ISO code itself, none for anything else."""
    text = unicodedata.normalize("NFKC", mark).strip().upper()
    if text in _currency_marks():
        return _currency_marks()[text]
    return (text,) if text in _codes() else ()


@functools.cache
def _codes() -> frozenset[str]:
    from babel.core import get_global

    return frozenset(get_global("all_currencies"))


@functools.cache
def decimals_of(currency: str) -> int:
    """Decimals of a currency's minor unit: 2 of EUR, 0 of JPY."""
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency))
