"""Columns of text: words of a fixed list, currency codes, and everything else as it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from book.importing.vocabulary import currencies_of, simple, values_of, vocabulary

Mask = npt.NDArray[np.bool_]
PROTECTED = r'^="([^"]*)"$'
"""How a CSV keeps a spreadsheet from changing an id."""


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words (null where blank or refused) and which rows are refused, by reason."""

    text: pa.Array
    refused: dict[str, Mask]


def plain(text: pa.Array, longest: int) -> Words:
    """Text as written."""
    if pc.any(pc.starts_with(text, '="')).as_py():
        text = pc.replace_substring_regex(text, PROTECTED, r"\1")
    refused = {}
    if (pc.max(pc.binary_length(text)).as_py() or 0) > longest:
        refused["cell_too_long"] = _mask(pc.greater(pc.utf8_length(text), longest))
    errors = pa.array(sorted(vocabulary().error_cells), pa.string())
    wrong = _mask(pc.is_in(text, value_set=errors))
    if wrong.any():
        refused["error_cell"] = wrong
    return Words(text, refused)


def one_of(text: pa.Array, table: str, column: str) -> Words:
    """The book's words for a file's."""
    known = values_of(table, column)
    return _translated(text, lambda word: known.get(simple(word)) or "not_one_of", set(known.values()))


def currencies(text: pa.Array, default: str | None) -> Words:
    """Currency codes for codes and marks; `default` decides a mark of several."""

    def code(word: str) -> str | None:
        if word.casefold() in vocabulary().no_value:
            return None
        codes = currencies_of(word)
        if len(codes) == 1:
            return codes[0]
        if default in codes:
            return default
        return "unclear_currency" if codes else "unknown_currency"

    return _translated(text, code, None)


def _translated(text: pa.Array, translate: Callable[[str], str | None], allowed: set[str] | None) -> Words:
    """Each distinct word translated; what comes out as a reason (in small letters, not allowed as a word) is refused."""
    coded = text.dictionary_encode()
    made = [translate(word) for word in coded.dictionary.to_pylist()]
    wrong = [m is not None and (m not in allowed if allowed is not None else m.islower()) for m in made]
    good = pa.array([None if bad else m for m, bad in zip(made, wrong, strict=True)], pa.string())
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    refused: dict[str, Mask] = {}
    for reason in {m for m, bad in zip(made, wrong, strict=True) if bad and m}:
        ids = [i for i, m in enumerate(made) if m == reason and wrong[i]]
        refused[reason] = np.isin(codes, ids)
    return Words(good.take(coded.indices), refused)


def _mask(found: pa.Array) -> Mask:
    return np.asarray(pc.fill_null(found, fill_value=False).to_numpy(zero_copy_only=False), dtype=bool)


def decimal(over: int, under: int) -> str:
    """A fraction as a decimal: exactly where it has an end (a rate as written does), else to 28 digits."""
    return format(Decimal(over) / Decimal(under), "f")
