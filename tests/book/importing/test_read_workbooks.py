"""Workbooks and Parquet files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from book.importing import mapping
from book.importing.options import Limits
from book.importing.remarks import Remark
from tests.book.importing.reading import Outcome, read_paths

HEADER = ["Customer ID", "Order ID", "Date", "Amount"]
LINE = ["00123", 1001, datetime(2005, 2, 3), 12.5]


def workbook(tmp_path: Path, fill: Callable[[Any], None], **options: Any) -> Outcome:
    """The outcome of a workbook whose first sheet is called Lines."""
    book = openpyxl.Workbook()
    book.active.title = "Lines"
    fill(book)
    path = tmp_path / "book.xlsx"
    book.save(path)
    return read_paths(path, folder=tmp_path / "work", **options)


def rows(*lines: list[Any]) -> Callable[[Any], None]:
    def fill(book: Any) -> None:
        for line in lines:
            book.active.append(line)

    return fill


def test_typed_cells_become_what_they_say(tmp_path: Path) -> None:
    found = workbook(
        tmp_path,
        rows([], ["Sales 2005"], HEADER, LINE, ["B", "0002", 38386, 0.1 + 0.2], ["C", 3.0, "2005/2/3", "NT$ 1,234.5"]),
    )
    assert found.column("account_id") == ["00123", "B", "C"]
    assert found.column("order_id") == ["1001", "0002", "3"]
    assert found.column("order_date") == [date(2005, 2, 3)] * 3
    assert found.column("net_amount") == [1250, 30, 123450]
    assert found.column("currency") == [None, None, "TWD"]
    assert found.report.mapping.sources["order_lines"][0].header_row == 3


def test_an_error_and_a_formula_without_a_result_are_refused_where_they_stand(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        rows(HEADER, LINE, ["B", 2, datetime(2005, 2, 3), "=D2*2"], ["C", 3, datetime(2005, 2, 3), 1])(book)
        book.active["D4"] = "#REF!"
        book.active["D4"].data_type = "e"

    found = workbook(tmp_path, fill)
    assert found.column("account_id") == ["00123"]
    places = {p.row: p for p in found.report.problems}
    assert places[3].reason == "is a formula without a stored result"
    assert "save it" in places[3].remedy
    assert (places[4].value, places[4].reason) == ("#REF!", "is an error of the spreadsheet")


def test_a_formula_without_a_result_in_an_unused_column_is_no_matter(tmp_path: Path) -> None:
    found = workbook(tmp_path, rows([*HEADER, "Remark"], [*LINE, "=1+1"]))
    assert found.report.problems == ()


def test_merged_ids_hold_for_all_their_rows_but_merged_amounts_are_refused(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        rows(HEADER, LINE, [None, 1001, datetime(2005, 2, 3), 2], LINE, [None, 1002, datetime(2005, 2, 3), None])(book)
        for area in ("A2:A3", "A4:A5", "D4:D5"):
            book.active.merge_cells(area)

    found = workbook(tmp_path, fill)
    assert found.column("account_id") == ["00123", "00123"]
    assert found.column("net_amount") == [1250, 200]
    assert "over several rows" in found.only_problem.reason
    assert found.only_problem.rows == (4, 5)


def test_hidden_sheets_are_passed_over_unless_a_mapping_names_them(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        rows(HEADER, LINE)(book)
        hidden = book.create_sheet("Old")
        hidden.append(HEADER)
        hidden.append(["Z", *LINE[1:]])
        hidden.sheet_state = "hidden"

    found = workbook(tmp_path, fill)
    assert found.column("account_id") == ["00123"]
    assert found.report.warnings == (Remark("sheet_hidden", {"file": "book.xlsx", "sheet": "Old"}),)
    said = mapping.parse("order_lines: {file: book.xlsx, sheet: Old}", "map.yaml")
    assert "Z" in workbook(tmp_path, fill, mapping=said).column("account_id")


def test_every_sheet_that_is_a_table_is_read_and_the_others_are_said(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        rows(HEADER, LINE)(book)
        for name, lines in {
            "客戶": [["客戶編號", "客戶名稱"], ["00123", "甲"]],
            "Notes": [["Remember the milk"]],
            "Empty": [],
        }.items():
            sheet = book.create_sheet(name)
            for line in lines:
                sheet.append(line)

    found = workbook(tmp_path, fill)
    assert found.report.counts == {"order_lines": 1, "accounts": 1}
    assert found.report.problems == ()
    (passed,) = found.report.warnings
    assert (passed.key, passed.slots["sheet"], passed.slots["why"]) == ("sheet_passed", "Notes", "columns_unknown")


def test_the_mapping_of_a_workbook_reads_the_same_again(tmp_path: Path) -> None:
    fill = rows(["Report"], HEADER, LINE)
    first = workbook(tmp_path, fill)
    said = mapping.parse(mapping.dump(first.report.mapping), "map.yaml")
    assert workbook(tmp_path, fill, mapping=said) == first


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 2**25)
    assert "packed more than 200 to 1" in read_paths(path, folder=tmp_path / "work").only_problem.reason
    small = replace(Limits(), unpacked_bytes=2**20)
    assert "unpacks to" in read_paths(path, folder=tmp_path / "work", limits=small).only_problem.reason


def test_an_archive_of_other_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "files.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a,b")
    assert "Unpack it" in read_paths(path, folder=tmp_path / "work").only_problem.remedy


def test_open_document_sheets_are_read(tmp_path: Path) -> None:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{h}</text:p></table:table-cell>' for h in HEADER
    )
    line = (
        '<table:table-cell office:value-type="string"><text:p>007</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="12"/>'
        '<table:table-cell office:value-type="date" office:date-value="2005-02-03"/>'
        '<table:table-cell office:value-type="float" office:value="2.5" table:formula="of:=1+1.5"/>'
    )
    (found, refused) = (
        ods(tmp_path, cells, line),
        ods(tmp_path, cells, line + '<table:table-cell table:formula="of:=1"/>'),
    )
    assert (found.column("account_id"), found.column("net_amount")) == (["007"], [250])
    assert found.column("order_date") == [date(2005, 2, 3)]
    assert "without a stored result" in refused.only_problem.reason


def ods(tmp_path: Path, *lines: str) -> Outcome:
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    table = f'<table:table table:name="Lines">{body}</table:table>'
    content = f"<office:spreadsheet>{table}</office:spreadsheet>"
    content = f"<office:document-content {spaces}><office:body>{content}</office:body></office:document-content>"
    path = tmp_path / "book.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:manifest"/>')
        archive.writestr("content.xml", content)
    return read_paths(path, folder=tmp_path / "work")


def test_parquet_types_are_understood(tmp_path: Path) -> None:
    table = pa.table(
        {
            "customer_id": ["007", "008"],
            "order_id": [1, 2],
            "order_date": pa.array([datetime(2005, 2, 3, 23), None], pa.timestamp("us")),
            "net_amount": pa.array([Decimal("12.50"), Decimal("1")], pa.decimal128(9, 2)),
            "quantity": [1.5, float("nan")],
            "category": pa.array(["a", "b"]).dictionary_encode(),
            "tags": [["x"], []],
        }
    )
    pq.write_table(table, tmp_path / "lines.parquet")
    found = read_paths(tmp_path / "lines.parquet", folder=tmp_path / "work")
    (line,) = found.lines
    assert (line["order_id"], line["order_date"], line["net_amount"], line["quantity"]) == (
        "1",
        date(2005, 2, 3),
        1250,
        1.5,
    )
    assert {(p.row, p.column) for p in found.report.problems} == {(2, "order_date"), (2, "quantity")}
    assert found.report.files[0].notes == (Remark("nested_columns", {"n": 1}),)
