"""Numbers as people type them into a form; what can be read in two ways is an error, never a guess."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.numbers import Unit, Wrong, number


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("10%", "ratio", "0.10"),
        ("10", "ratio", "0.10"),
        ("-2,5 %", "ratio", "-0.025"),
        ("１０％", "ratio", "0.10"),
        ("1,5", "days", "1.5"),
        ("30", "days", "30"),
        ("€ 1.234,56", "money", "1234.56"),
        ("1,234.56", "money", "1234.56"),
        ("1.234.567", "money", "1234567"),
        ("1 234 567", "money", "1234567"),
        ("30萬", "money", "300000"),
        ("1.5亿", "money", "150000000"),
        ("(500)", "money", "-500"),
        ("5,000", "money", "5000"),
        ("€5,000", "money", "5000"),
        ("504,440 €", "money", "504440"),
        ("30 days", "days", "30"),
        ("1 day", "days", "1"),
        ("30 天", "days", "30"),
        ("30日", "days", "30"),
        ("0", "count", "0"),
        ("7.5", "rating", "7.5"),
    ],
)
def test_numbers_are_read_as_they_are_meant(text: str, unit: Unit, value: str) -> None:
    assert number(text, unit, "EUR") == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "why"),
    [
        ("1.234", "money", "two_ways"),
        ("1,234", "days", "two_ways"),
        ("ten", "days", "not_a_number"),
        ("=1+1", "money", "not_a_number"),
        ("1.2.3", "money", "not_a_number"),
        ("1,234萬", "money", "two_ways"),
        ("30 days", "count", "not_a_number"),
        ("days", "days", "not_a_number"),
        ("10%", "days", "percent"),
        ("$ 5", "money", "currency"),
        ("€5", "count", "currency"),
        ("1e17", "money", "too_large"),
        ("9" * 30, "money", "too_large"),
        ("9" * 50_000, "money", "not_a_number"),
        ("inf", "money", "not_a_number"),
        ("NaN", "ratio", "not_a_number"),
        ("-1", "days", "below_zero"),
        ("1.5", "count", "not_whole"),
        ("11", "rating", "beyond_scale"),
        ("-1", "rating", "beyond_scale"),
    ],
)
def test_what_is_no_number_of_the_unit_says_why(text: str, unit: Unit, why: str) -> None:
    assert number(text, unit, "EUR") == Wrong(why)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "  ", "-", "n/a"])
def test_what_says_that_there_is_none_is_none(text: str) -> None:
    assert number(text, "money") is None


def test_a_comma_is_a_decimal_where_the_currency_may_have_three() -> None:
    assert number("5,000", "money", "KWD") == Wrong("two_ways")
    assert number("5,000", "money") == Wrong("two_ways")
