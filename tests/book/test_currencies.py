"""Amounts of several currencies: converted exactly, by the rate of their day, into one base."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.book import Book
from book.errors import ImportRefused
from book.importing.currency import Rates, with_base
from tests.book.staging import TERMS, account, line, staged

EUR = replace(TERMS, base_currency="EUR")


def rate(currency: str, day: date, value: str, to: str = "EUR") -> dict[str, Any]:
    return {"from_currency": currency, "to_currency": to, "valid_from": day, "rate": value}


def based(book: Book) -> list[tuple[str, int, int]]:
    rows = book.store.fetch("SELECT currency, net_amount, net_base FROM order_lines ORDER BY order_id").to_pylist()
    return [tuple(row.values()) for row in rows]  # type: ignore[misc]


def test_the_rate_of_the_day_converts_half_up_to_the_cent(any_book: Book) -> None:
    rates = [rate("USD", date(2025, 1, 1), "0.9"), rate("USD", date(2025, 6, 30), "0.85")]
    lines = [
        line("1", "O1", 101, currency="USD", order_date=date(2025, 6, 29)),
        line("1", "O2", 110, currency="USD"),
        line("1", "O3", -110, currency="USD"),
        line("1", "O4", 5, currency="EUR"),
    ]
    any_book.take(staged(rates=rates, order_lines=lines), EUR)
    assert based(any_book) == [("USD", 101, 91), ("USD", 110, 94), ("USD", -110, -94), ("EUR", 5, 5)]


def test_a_missing_rate_names_the_pair_and_is_refused(new_book: Book) -> None:
    rows = staged(order_lines=[line("1", "O1", 5, currency="USD"), line("1", "O2", 5, currency="EUR")])
    with pytest.raises(ImportRefused) as caught:
        new_book.take(rows, EUR)
    problem = caught.value.report.problems[0]
    assert (problem.value, problem.row) == ("USD", 2)
    assert "into EUR" in problem.remedy or "into EUR" in problem.reason


def test_several_currencies_need_a_choice(new_book: Book) -> None:
    rows = staged(order_lines=[line("1", "O1", 5, currency="USD"), line("1", "O2", 5, currency="EUR")])
    with pytest.raises(ImportRefused, match="--base-currency"):
        new_book.take(rows, TERMS)


def test_the_base_is_fixed_by_the_first_import(new_book: Book) -> None:
    new_book.take(staged(order_lines=[line("1", "O1", 5, currency="EUR")]), TERMS)
    assert new_book.base_currency == "EUR"
    with pytest.raises(ImportRefused, match="kept in EUR"):
        new_book.take(staged(order_lines=[line("1", "O2", 5)]), replace(TERMS, base_currency="USD"))


def test_an_amount_without_a_currency_has_its_accounts_or_the_base(any_book: Book) -> None:
    rows = staged(
        accounts=[account("1", currency="JPY"), account("2")],
        order_lines=[line("1", "O1", 12_300), line("2", "O2", 12_300)],
        rates=[rate("JPY", date(2020, 1, 1), "0.006")],
    )
    any_book.take(rows, EUR)
    assert based(any_book) == [("JPY", 123, 74), ("EUR", 12_300, 12_300)]


def test_a_rate_the_other_way_round_serves(any_book: Book) -> None:
    rows = staged(
        order_lines=[line("1", "O1", 100, currency="USD")], rates=[rate("EUR", date(2020, 1, 1), "1.25", to="USD")]
    )
    any_book.take(rows, EUR)
    assert based(any_book) == [("USD", 100, 80)]


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=20), st.fractions(Fraction(1, 10**6), 10**4))
def test_conversion_is_exact(amounts: list[int], factor: Fraction) -> None:
    decimal = Fraction(f"{float(factor):.6f}") or Fraction(1)
    table = staged(order_lines=[line("1", str(i), a, currency="USD") for i, a in enumerate(amounts)]).tables[
        "order_lines"
    ]
    table = table.append_column("bare", [[False] * len(amounts)])
    rates = Rates.of(
        "EUR", [{"from_currency": "USD", "to_currency": "EUR", "valid_from": 0, "rate": str(float(decimal))}]
    )
    exact = [a * Fraction(str(float(decimal))) for a in amounts]
    wanted = [int(abs(x) + Fraction(1, 2)) * (1 if x > 0 else -1) for x in exact]
    if max(map(abs, wanted)) < 2**62:
        assert with_base("order_lines", table, rates)[0].column("net_base").to_pylist() == wanted
