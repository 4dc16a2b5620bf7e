"""What the book already knows that an import has to fit: its accounts, currency, rates and the imports before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from book.stores.base import Store

State = tuple[int, int]
"""Highest number of an import and how many were undone: changes with everything that changes the book's tables."""


@dataclass(frozen=True, slots=True)
class Known:
    """`parents` and `currencies` by account; `named`: some account has a name of its own, so a table of accounts is kept;
    `base`: the base currency, None before the first import with amounts (or if none bore a currency).
    """

    state: State
    parents: Mapping[str, str | None]
    currencies: Mapping[str, str | None]
    named: bool
    base: str | None
    rates: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, store: Store) -> Known:
        """Reads it."""
        rows = store.fetch("SELECT account_id, name, parent_id, currency FROM accounts")
        ids, names, parents, currencies = (rows.column(i).to_pylist() for i in range(4))
        rates = store.fetch(f"SELECT from_currency, to_currency, {_days(store)} AS valid_from, rate FROM rates")
        return cls(
            state=state(store),
            parents=dict(zip(ids, parents, strict=True)),
            currencies=dict(zip(ids, currencies, strict=True)),
            named=any(one != other for one, other in zip(ids, names, strict=True)),
            base=base_currency(store),
            rates=tuple(rates.to_pylist()),
        )


def _days(store: Store) -> str:
    """`valid_from` as days since 1970-01-01, in the engine's words."""
    return {
        "sqlite": "valid_from",
        "duckdb": "valid_from - DATE '1970-01-01'",
        "postgres": "valid_from - DATE '1970-01-01'",
    }[store.dialect]


def state(store: Store) -> State:
    """The state of the book's tables."""
    row = store.fetch("SELECT max(import_id) AS last, count(undone_at) AS undone FROM imports").to_pylist()[0]
    return int(row["last"] or 0), int(row["undone"])


def base_currency(store: Store) -> str | None:
    """The currency that the standing imports fixed."""
    found = store.fetch("SELECT max(base_currency) FROM imports WHERE undone_at IS NULL").column(0)
    base: str | None = found[0].as_py()
    return base
