"""Numbers, dates and currencies as companies write them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from book.importing.questions import NeedsAnswer
from book.importing.remarks import Remark
from tests.book.importing.reading import amounts, days, read_text


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        (["1,234.56", "7"], [123456, 700]),
        (["1.234,56", "7"], [123456, 700]),
        (["1.234.567", "12,5"], [123456700, 1250]),
        (["(1,234)", "0.5"], [-123400, 50]),
        (["1234-", "-2"], [-123400, -200]),
        (["１２３．４５", "５"], [12345, 500]),
        (["1'234.50", "1 234.50"], [123450, 123450]),
        (["12 %", "1.2E+03"], [12, 120000]),
        (["0.005", "-0.005", "0.004999999999999999"], [1, -1, 0]),
        (["34.7999992", "1e2"], [3480, 10000]),
    ],
)
def test_amounts_become_cents_whatever_their_notation(written: list[str], cents: list[int], tmp_path: Path) -> None:
    assert amounts(written, tmp_path).column("net_amount") == cents


def test_the_decimal_mark_is_decided_column_by_column(tmp_path: Path) -> None:
    text = "customer id;order id;date;net amount;quantity\nA;1;2005-02-03;1.234,56;1.5\nA;2;2005-02-03;2.000;2.5"
    found = read_text(text, tmp_path)
    assert found.column("net_amount") == [123456, 200000]
    assert found.column("quantity") == [1.5, 2.5]
    assert found.report.mapping.sources["order_lines"][0].decimal == {"net amount": ",", "quantity": "."}


def test_an_ambiguous_decimal_mark_is_asked_with_a_preview(tmp_path: Path) -> None:
    with pytest.raises(NeedsAnswer) as caught:
        amounts(["1,234", "5"], tmp_path)
    (question,) = caught.value.questions
    assert (question.option, question.column) == ("--decimal", "net_amount")
    assert [(c.value, c.preview) for c in question.choices] == [(".", "“1,234” is 1234"), (",", "“1,234” is 1.234")]


@pytest.mark.parametrize(("answer", "cents"), [(".", [123400, 500]), (",", [123, 500])])
def test_the_answer_decides_the_decimal_mark(answer: str, cents: list[int], tmp_path: Path) -> None:
    assert amounts(["1,234", "5"], tmp_path, decimal=answer).column("net_amount") == cents


def test_an_answer_does_not_overrule_what_a_column_shows(tmp_path: Path) -> None:
    assert amounts(["1,234.5", "5"], tmp_path, decimal=",").column("net_amount") == [123450, 500]


@pytest.mark.parametrize(
    ("written", "code", "minor"),
    [
        ("NT$ 1,234.50", "TWD", 123450),
        ("US$1,234.50", "USD", 123450),
        ("€ 1.234,50", "EUR", 123450),
        ("1.234,50 EUR", "EUR", 123450),
        ("新台幣1,234.5元", "TWD", 123450),
        ("JP¥ 1234.5", "JPY", 1235),
        ("HK$ (5.00)", "HKD", -500),
    ],
)
def test_currency_marks_are_understood(written: str, code: str, minor: int, tmp_path: Path) -> None:
    (line,) = amounts([written], tmp_path).lines
    assert (line["currency"], line["net_amount"]) == (code, minor)


def test_a_mark_of_several_currencies_is_asked(tmp_path: Path) -> None:
    with pytest.raises(NeedsAnswer, match=r"--currency CNY.*--currency JPY"):
        amounts(["¥ 1234.50"], tmp_path)
    (line,) = amounts(["¥ 1234.50"], tmp_path, currency="JPY").lines
    assert (line["currency"], line["net_amount"]) == ("JPY", 1235)


def test_a_currency_in_the_header_or_a_column_counts(tmp_path: Path) -> None:
    text = "客戶編號,訂單編號,訂單日期,金額（NT$）\nA,1,2005-02-03,12.5"
    assert read_text(text, tmp_path).column("currency") == ["TWD"]
    text = "customer id,order id,date,amount,currency\nA,1,2005-02-03,¥ 12.5,jpy\nA,2,2005-02-03,12.5,RMB"
    found = read_text(text, tmp_path)
    assert list(zip(found.column("currency"), found.column("net_amount"), strict=True)) == [("JPY", 13), ("CNY", 1250)]


def test_a_mark_that_contradicts_its_row_is_refused(tmp_path: Path) -> None:
    text = "customer id,order id,date,amount,currency\nA,1,2005-02-03,€ 12.5,USD"
    found = read_text(text, tmp_path)
    assert found.lines == []
    assert "contradicts the currency" in found.only_problem.reason


@pytest.mark.parametrize(
    "written",
    [
        "2005/2/3",
        "2005-02-03",
        "2005.2.3",
        "20050203",
        "2005年2月3日",
        "民國94年2月3日",
        "民国94年2月3日",
        "３８３８６",
        "38386",
        "3 Feb 2005",
        "Feb 3, 2005",
        "3.2.2005",
        "2005-02-03T10:11:12Z",
        "2005/2/3 下午 03:04:05",
    ],
)
def test_dates_are_understood_in_every_form(written: str, tmp_path: Path) -> None:
    assert days([written], tmp_path).column("order_date") == [date(2005, 2, 3)]


def test_one_date_can_decide_the_order_of_its_column(tmp_path: Path) -> None:
    assert days(["3/2/2005", "25/12/2005"], tmp_path).column("order_date") == [date(2005, 2, 3), date(2005, 12, 25)]


def test_an_ambiguous_order_of_dates_is_asked(tmp_path: Path) -> None:
    with pytest.raises(NeedsAnswer, match=r"--date-order dmy: “3/2/2005” is 2005-02-03; --date-order mdy"):
        days(["3/2/2005"], tmp_path)
    assert days(["3/2/2005"], tmp_path, date_order="mdy").column("order_date") == [date(2005, 3, 2)]
    assert days(["94/2/3"], tmp_path, date_order="roc").column("order_date") == [date(2005, 2, 3)]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("NaN", "is not a finite number"),
        ("-inf", "is not a finite number"),
        ("1e99", "is too large for an amount"),
        ("99999999999999999", "is too large for an amount"),
        ("12,34.5", "is not a number"),
        ("abc", "is not a number"),
        ("#DIV/0!", "is an error of the spreadsheet"),
        ("-", "is missing"),
        ("", "is missing"),
        ("9" * 400, "is too long for a number"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_place_and_a_remedy(value: str, reason: str, tmp_path: Path) -> None:
    found = amounts(["5.25", value], tmp_path)
    problem = found.only_problem
    assert (problem.file, problem.row, problem.column) == ("orders.csv", 3, "net_amount")
    assert problem.reason.startswith(reason)
    assert problem.remedy
    assert found.column("net_amount") == [525]
    assert found.report.refused == {"order_lines": 1}


@pytest.mark.parametrize("value", ["2005-02-30", "31/31/2005", "soon", "1850-01-01", "民國0年1月1日"])
def test_what_is_no_date_is_refused(value: str, tmp_path: Path) -> None:
    found = days(["2005-02-03", value], tmp_path)
    assert "date" in found.only_problem.reason
    assert len(found.lines) == 1


def test_equal_problems_are_grouped(tmp_path: Path) -> None:
    found = amounts(["1.5", *["x"] * 20, "y"], tmp_path)
    problem = found.only_problem
    assert (problem.count, problem.row, problem.value, problem.rows) == (21, 3, "x", (3, 4, 5, 6, 7))
    assert str(problem).startswith("orders.csv, row 3, column net_amount: “x” is not a number")


def test_ids_keep_their_leading_zeros(tmp_path: Path) -> None:
    text = 'customer id,order id,date,amount\n00012,0007,2005-02-03,1\n"=""00012""",0008,2005-02-03,2'
    found = read_text(text, tmp_path)
    assert found.column("account_id") == ["00012", "00012"]
    assert found.column("order_id") == ["0007", "0008"]


def test_words_of_kinds_are_translated_and_unknown_ones_refused(tmp_path: Path) -> None:
    text = "客戶編號,訂單編號,訂單日期,金額,種類\nA,1,2005-02-03,1,設備\nA,2,2005-02-03,1,耗材\nA,3,2005-02-03,1,蔬菜"
    found = read_text(text, tmp_path)
    assert found.column("kind") == ["equipment", "consumable"]
    assert "蔬菜" in str(found.only_problem)
    assert "equipment" in found.only_problem.remedy


def test_a_guessed_kind_without_any_known_word_is_left_out_and_said(tmp_path: Path) -> None:
    text = "customer id,order id,date,amount,product type\nA,1,2005-02-03,1,Cheese"
    found = read_text(text, tmp_path)
    assert found.column("kind") == [None]
    said = {"header": "product type", "table": "order_lines", "column": "kind"}
    assert found.report.files[0].notes == (Remark("words_unknown", said),)
    assert found.report.mapping.sources["order_lines"][0].columns["kind"] is None
