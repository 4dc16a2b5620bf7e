"""Amounts in the book's base currency, exactly, by the dated rate that was valid on the day (`domain.md` §1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from book.importing.exact import Exact, rounded, times

AS_READ = 2
"""Decimals of amounts that bear no currency: the readers count them in hundredths."""
DATED = {"order_lines": "order_date", "concessions": "granted_on"}
AMOUNTS = {
    "order_lines": {"list_amount": "list_base", "net_amount": "net_base", "cost_amount": "cost_base"},
    "concessions": {"value": "value_base"},
}
Mask = npt.NDArray[np.bool_]


def decimals(currency: str | None) -> int:
    """Decimals of a currency's minor unit (ISO 4217 as babel knows it): 2 of EUR, 0 of JPY; 2 without a currency."""
    if currency is None:
        return AS_READ
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency))


@dataclass(frozen=True, slots=True)
class Rates:
    """Dated rates into the base currency."""

    base: str | None
    by_currency: Mapping[str, tuple[tuple[int, Fraction], ...]]

    @classmethod
    def of(cls, base: str | None, rows: Iterable[Mapping[str, Any]]) -> Rates:
        """From rows of the table `rates`, days as numbers since 1970-01-01.

        A pair the other way round is taken where there is none straight.
        """
        straight: dict[str, dict[int, Fraction]] = {}
        turned: dict[str, dict[int, Fraction]] = {}
        for row in rows:
            day, rate = int(row["valid_from"]), Fraction(str(row["rate"]))
            if row["to_currency"] == base:
                straight.setdefault(str(row["from_currency"]), {})[day] = rate
            elif row["from_currency"] == base:
                turned.setdefault(str(row["to_currency"]), {})[day] = 1 / rate
        return cls(base, {key: tuple(sorted(dated.items())) for key, dated in (turned | straight).items()})

    def factors(
        self, currency: str | None, days: npt.NDArray[np.int64]
    ) -> tuple[list[Fraction], npt.NDArray[np.int64]]:
        """The rates of a currency, and which of them each day takes; -1: none is valid yet."""
        if currency is None or currency == self.base or self.base is None:
            return [Fraction(1)], np.zeros(len(days), dtype=np.int64)
        dated = self.by_currency.get(currency, ())
        starts = np.array([day for day, _ in dated], dtype=np.int64)
        return [rate for _, rate in dated], np.searchsorted(starts, days, side="right") - 1


def with_base(name: str, rows: pa.Table, rates: Rates) -> tuple[pa.Table, Mask]:
    """The rows with their amounts in the base currency; and which rows have no rate (their base amounts mean nothing).

    Amounts of rows that bore no currency were read in hundredths; they are brought to their currency's minor unit, too.
    """
    lost: Mask = np.zeros(rows.num_rows, dtype=bool)
    groups = list(_groups(name, rows, rates, lost))
    for amount, base in AMOUNTS[name].items():
        rows = _converted(rows, amount, base, groups, rates.base)
    return rows.drop_columns(["bare"]), lost


def unrated(name: str, rows: pa.Table, rates: Rates) -> Mask:
    """Which rows bear a currency that has no rate on their day, among rows of which not everything could be read."""
    found: Mask = np.zeros(rows.num_rows, dtype=bool)
    known = pc.and_(pc.is_valid(rows.column("currency")), pc.is_valid(rows.column(DATED[name]))).to_numpy()
    at = np.flatnonzero(known)
    if len(at):
        lost: Mask = np.zeros(len(at), dtype=bool)
        bare = pa.array(np.zeros(len(at), dtype=bool))
        for _ in _groups(name, rows.take(pa.array(at)).append_column("bare", bare), rates, lost):
            pass
        found[at] = lost
    return found


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows of one currency and rate. `read`: decimals in which their amounts were read."""

    rows: npt.NDArray[np.int64]
    currency: str | None
    rate: Fraction
    read: int


def _groups(name: str, rows: pa.Table, rates: Rates, lost: Mask) -> Iterable[_Group]:
    """The groups of rows; notes the rows without a rate in `lost`."""
    currencies = rows.column("currency").to_numpy(zero_copy_only=False)
    bare = rows.column("bare").to_numpy(zero_copy_only=False)
    days = rows.column(DATED[name]).cast(pa.int32()).to_numpy().astype(np.int64)
    coded = pa.array(currencies, pa.string()).dictionary_encode()
    codes = pc.fill_null(coded.indices, -1).to_numpy()
    names = [None, *coded.dictionary.to_pylist()]
    for code, currency in enumerate(names, start=-1):
        for is_bare in (False, True):
            mine = np.flatnonzero((codes == code) & (bare == is_bare))
            if len(mine) == 0:
                continue
            found, which = rates.factors(currency, days[mine])
            lost[mine[which < 0]] = True
            for place, rate in enumerate(found):
                at = mine[which == place]
                if len(at):
                    yield _Group(at, currency, rate, AS_READ if is_bare else decimals(currency))


def _converted(
    rows: pa.Table, amount: str, base: str, groups: Collection[_Group], base_currency: str | None
) -> pa.Table:
    column = rows.column(amount)
    if all(group.read == decimals(group.currency) and group.currency == base_currency for group in groups):
        return rows.append_column(base, column)
    own = pc.fill_null(column, 0).to_numpy().copy()
    converted = own.copy()
    for group in groups:
        values, mine = own[group.rows], decimals(group.currency)
        if group.read != mine:
            values = _scaled(values, Fraction(10) ** (mine - group.read))
        factor = group.rate * Fraction(10) ** (decimals(base_currency or group.currency) - mine)
        own[group.rows] = values
        converted[group.rows] = values if factor == 1 else _scaled(values, factor)
    missing = pc.is_null(column)
    rows = rows.set_column(rows.column_names.index(amount), amount, _nullable(own, missing))
    return rows.append_column(base, _nullable(converted, missing))


def _scaled(values: npt.NDArray[np.int64], factor: Fraction) -> npt.NDArray[np.int64]:
    scaled = rounded(Exact(times(values, factor.numerator), factor.denominator), 0)
    return np.asarray(scaled, dtype=np.int64)


def _nullable(values: npt.NDArray[np.int64], missing: pa.ChunkedArray) -> pa.Array:
    return pa.array(values, pa.int64(), mask=missing.to_numpy())
