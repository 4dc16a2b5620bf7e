"""What holds for every file: nothing but a sentence comes of bad bytes, and no row is lost or invented."""

from __future__ import annotations

import csv
import io
import tempfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from book.errors import KamError
from book.importing import columns, dates, marked, numerals
from book.importing.cells import Cells
from book.importing.exact import Exact
from book.importing.numerals import Number, Refused
from tests.book.importing.reading import Outcome, amounts, read_paths

UGLY = [
    *(
        "",
        " ",
        "0",
        "-",
        "NaN",
        "inf",
        "1e400",
        "1E-400",
        "(5)",
        "5-",
        "--5",
        "1,2,3",
        "1.2.3",
        "１２",
        "¥5",
        "%",
        "5%",
    ),
    *(
        "=1+1",
        '="007"',
        "#REF!",
        "2005-02-30",
        "民國94年2月3日",
        "2005/2/3",
        "Total",
        "合計",
        '"',
        "'",
        "\t",
        "a\nb",
        "a;b",
        "a,b",
    ),
    *("\u202e", "\ufeff", "𝟙𝟚", "٣", "١٢٣", "1_000", "0x10", "1e5", "½", "²", "NT$ 5", "€", "true", "null", "A" * 100),
]
CELLS = st.one_of(st.sampled_from(UGLY), st.text(max_size=12), st.decimals(allow_nan=None, places=3).map(str))
NUMERIC = st.text("0123456789.,-+() 'eE%１２", min_size=1, max_size=14)
MARKED = st.tuples(
    st.sampled_from(["NT$ ", "NT$", "US$ ", "$", "EUR ", "¥", ""]),
    st.from_regex(r"[-+]?[0-9]{1,3}(,[0-9]{3}){0,2}(\.[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(["", "", " EUR", " 元", "€"]),
).map("".join)
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
ANSWERS = {"decimal": ".", "date_order": "dmy", "currency": "EUR", "encoding": "gb18030"}


def outcome_of(data: bytes, name: str, **options: Any) -> Outcome | None:
    """What comes of a file; None where the answer is one sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            return read_paths(path, folder=Path(folder) / "work", **options)
        except KamError:
            return None


@SLOW
@given(st.binary(max_size=400), st.sampled_from([".csv", ".xlsx", ".parquet", ""]), st.booleans())
def test_any_bytes_end_in_rows_or_a_sentence(data: bytes, ending: str, answered: bool) -> None:
    outcome_of(data, f"file{ending}", **(ANSWERS if answered else {}))


@SLOW
@given(
    st.lists(st.lists(CELLS, max_size=6), max_size=12),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-16", "gb18030"]),
)
def test_every_row_is_taken_or_refused_or_blank_or_a_total(
    rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["customer id", "order id", "date", "amount", "quantity"])
    writer.writerows(rows)
    text = stream.getvalue().replace("\0", "").encode(encoding, "ignore")
    found = outcome_of(text, "orders.csv", **(ANSWERS | {"encoding": encoding}))
    if found is None or not found.tables:
        return
    assert len(found.lines) == found.report.counts["order_lines"]
    left_out = sum(
        int(str(note.slots["n"])) for note in found.report.files[0].notes if note.key in ("blank_rows", "total_rows")
    )
    if found.report.mapping.sources["order_lines"][0].header_row is None:
        assert len(found.lines) + found.report.refused.get("order_lines", 0) + left_out == len(rows)


@SLOW
@given(st.lists(NUMERIC | MARKED, min_size=1, max_size=30), st.sampled_from(".,"), st.sampled_from((1, marked.WORTH)))
def test_a_column_reads_as_its_cells_do_one_by_one(texts: list[str], mark: str, worth: int) -> None:
    cells = Cells(pa.array([t.strip() or None for t in texts], pa.string()))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(marked, "WORTH", worth)
        found = columns.numbers(cells, mark)
    refused = {int(row): reason for reason, rows in found.refused.items() for row in rows}
    for row, text in enumerate(cells.text.to_pylist()):
        one = None if text is None else numerals.parse(text, mark)
        assert refused.get(row) == (one.reason if isinstance(one, Refused) else None)
        assert found.missing[row] == (not isinstance(one, Number))
        if isinstance(one, Number):
            assert fraction(found.value, row) == one.value
            assert found.marks[0 if found.mark is None else found.mark[row]] == one.currencies


def fraction(value: Exact, row: int) -> Decimal:
    assert isinstance(value.under, int)
    return Decimal(int(value.over[row])) / Decimal(value.under)


@SLOW
@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False),
    st.sampled_from([(".", ","), (",", "."), (".", "'"), (",", " "), (".", "")]),
    st.sampled_from(["{}", "NT$ {}", "{} EUR", "US${}"]),
    st.booleans(),
)
def test_an_amount_in_any_notation_is_that_amount(
    value: Decimal, notation: tuple[str, str], shape: str, bracketed: bool
) -> None:
    mark, group = notation
    digits = f"{abs(value):,f}".replace(",", "g").replace(".", mark).replace("g", group)
    negative = f"({digits})" if bracketed else f"-{digits}"
    written = shape.format(negative if value < 0 else digits)
    with tempfile.TemporaryDirectory() as folder:
        (cents,) = amounts([written], Path(folder), decimal=mark).column("net_amount")
    assert cents == int((value * 100).to_integral_value(ROUND_HALF_UP))


@given(
    st.dates(min_value=dates.date(1950, 1, 1), max_value=dates.date(2099, 12, 31)),
    st.sampled_from(["ymd", "dmy", "mdy", "roc"]),
)
def test_a_date_in_its_order_is_that_date(day: dates.date, order: str) -> None:
    y, m, d = day.year, day.month, day.day
    written = {"ymd": f"{y}/{m}/{d}", "dmy": f"{d}/{m}/{y}", "mdy": f"{m}/{d}/{y}", "roc": f"{y - 1911}/{m}/{d}"}[order]
    assert dates.parse(written, order) == day


def workbook_bytes() -> bytes:
    book = openpyxl.Workbook()
    for row in (["customer id", "order id", "date", "amount"], ["A", 1, "2005-02-03", 5], ["B", 2, "2005-02-03", "=1"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet_bytes() -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({"customer id": ["A"], "order id": [1], "date": ["2005-02-03"], "amount": [5.0]}), stream)
    return stream.getvalue()


@pytest.mark.slow
@settings(deadline=None, max_examples=1500, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from([".xlsx", ".parquet", ".csv"]))
def test_damaged_files_end_in_rows_or_a_sentence(data: st.DataObject, ending: str) -> None:
    whole = bytearray({".xlsx": WORKBOOK, ".parquet": PARQUET, ".csv": TEXT}[ending])
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    outcome_of(bytes(whole[: data.draw(st.integers(1, len(whole)))]), f"file{ending}", **ANSWERS)


WORKBOOK, PARQUET = workbook_bytes(), parquet_bytes()
TEXT = '客戶編號,訂單編號,訂單日期,金額\nA,1,2005-02-03,"1,234"\nB,2,民國94年2月3日,NT$ 5\n'.encode("big5") * 3
