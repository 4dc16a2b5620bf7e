"""Files as they come: encodings, delimiters, headers, blank and total rows, folders, and what is no table at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from book.importing import mapping
from book.importing.formula import FormulaError
from book.importing.mapping import MappingError
from book.importing.options import Limits
from book.importing.questions import NeedsAnswer
from book.importing.remarks import Remark
from tests.book.importing.reading import ORDERS, read_paths, read_text

TRADITIONAL = "客戶編號,客戶名稱,地區\n001,台灣積體電路製造股份有限公司,新竹\n002,鴻海精密工業股份有限公司,新北\n"
SIMPLIFIED = "客户编号,客户名称,地区\n001,华为技术有限公司,深圳\n002,中国石油化工集团公司,北京\n"
LINE = "\nA,1,2005-02-03,5"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "big5"])
def test_traditional_chinese_is_read_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    found = read_text(TRADITIONAL.encode(encoding), tmp_path, "客戶.csv")
    assert found.column("name", "accounts")[1] == "鴻海精密工業股份有限公司"
    assert found.column("account_id", "accounts") == ["001", "002"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "gbk"])
def test_simplified_chinese_is_read_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    found = read_text(SIMPLIFIED.encode(encoding), tmp_path, "客户.csv")
    assert found.column("name", "accounts")[0] == "华为技术有限公司"


def test_an_uncertain_encoding_is_asked_with_a_preview(tmp_path: Path) -> None:
    data = "customer id,name\nA,王\nB,李\n".encode("big5")
    with pytest.raises(NeedsAnswer, match="--encoding") as caught:
        read_text(data, tmp_path, "accounts.csv")
    (question,) = caught.value.questions
    assert "A,王" in next(c.preview for c in question.choices if c.value == "big5")
    found = read_text(data, tmp_path, "accounts.csv", encoding="big5")
    assert found.column("name", "accounts") == ["王", "李"]
    assert found.report.mapping.sources["accounts"][0].encoding == "big5"


def test_a_wrong_encoding_is_one_sentence(tmp_path: Path) -> None:
    found = read_text("customer id,name\nA,Müller".encode("latin-1"), tmp_path, encoding="utf-8")
    assert "not written in utf-8" in str(found.only_problem)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiters_and_line_ends_are_found_out(delimiter: str, end: str, tmp_path: Path) -> None:
    text = (ORDERS + LINE).replace(",", delimiter).replace("\n", end)
    assert read_text(text, tmp_path).column("net_amount") == [500]


def test_quoted_cells_may_hold_delimiters_quotes_and_lines(tmp_path: Path) -> None:
    text = 'customer id,name\n1,"Smith, ""Sons"" & Co"\n2,"Two\nlines"\n3,Three'
    found = read_text(text, tmp_path)
    assert found.column("name", "accounts") == ['Smith, "Sons" & Co', "Two\nlines", "Three"]


def test_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    text = f"Sales report\nprinted 2005-03-01\n\n{ORDERS}{LINE}\nA,2,2005-02-03,x"
    found = read_text(text, tmp_path)
    assert found.column("net_amount") == [500]
    assert found.only_problem.row == 6
    assert found.report.files[0].notes == (Remark("above_header", {"n": 2, "row": 4}),)


def test_blank_and_total_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    text = f"{ORDERS}{LINE}\n,,,\n\n小計,,,5\n{LINE[1:].replace('1', '2', 1)}\nTotal:,,,10\n"
    found = read_text(text, tmp_path)
    assert found.report.problems == ()
    assert found.column("net_amount") == [500, 500]
    assert Remark("total_rows", {"n": 2}) in found.report.files[0].notes


def test_a_total_word_does_not_hide_a_customer_of_that_name(tmp_path: Path) -> None:
    found = read_text(f"{ORDERS}\nTotal,1,2005-02-03,5", tmp_path)
    assert found.column("account_id") == ["Total"]


def test_duplicate_and_blank_headers_are_told_apart(tmp_path: Path) -> None:
    found = read_text(f"{ORDERS},net_amount,{LINE},7,8", tmp_path)
    assert found.column("net_amount") == [500]
    assert found.report.files[0].notes == (
        Remark("header_blank", {"columns": "6", "name": "Column 6"}),
        Remark("header_twice", {"names": ("net_amount (2)",)}),
    )


def test_a_delimiter_at_the_end_of_each_line_is_nothing(tmp_path: Path) -> None:
    found = read_text(f"{ORDERS},{LINE},\nB,2,2005-02-03,6,", tmp_path)
    assert found.column("net_amount") == [500, 600]
    assert found.report.files[0].notes == ()


def test_short_rows_are_filled_up_and_long_ones_refused(tmp_path: Path) -> None:
    found = read_text(f"{ORDERS},product{LINE}\nA,2,2005-02-03,6,p,q", tmp_path)
    assert found.column("product") == [None]
    assert "more cells than the header" in found.only_problem.reason
    assert found.only_problem.row == 3


def test_a_folder_gives_all_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "a.csv").write_text(ORDERS + LINE)
    (folder / "b.tsv").write_text("客戶編號\t客戶名稱\nA\t甲", encoding="utf-8")
    (folder / "readme.md").write_text("no table")
    found = read_paths(folder, folder=tmp_path / "work")
    assert found.report.counts == {"order_lines": 1, "accounts": 1}
    assert found.report.warnings == (Remark("folder_passed", {"folder": "export", "n": 1, "files": ("readme.md",)}),)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b" \n \n", "is empty"),
        ("a.pdf", b"%PDF-1.7", "a PDF"),
        ("a.csv", b"\x00\x00\x02\x03" * 50, "NUL"),
        ("a.xlsx", b"PK\x03\x04 no archive", "damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be read as a workbook"),
        ("a.parquet", b"PAR1 nothing PAR1", "cannot be read as Parquet"),
        ("a.csv", b"fish,bird\n1,2", "not those of any table"),
        ("a.csv", b"customer id,order id,date\nA,1,2005-02-03", "net_amount is missing"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(name: str, data: bytes, says: str, tmp_path: Path) -> None:
    found = read_text(data, tmp_path, name)
    problem = found.only_problem
    assert says in problem.reason
    assert (problem.file, problem.row) == (name, None)
    assert "\n" not in str(problem)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    found = read_paths(tmp_path / "none.csv", folder=tmp_path / "work")
    assert "no such file" in found.only_problem.reason


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"rows": 2}, "more than 2 rows"),
        ({"columns": 3}, "more than 3"),
        ({"file_bytes": 20}, "more than 20"),
        ({"cell_length": 3}, "longer than a cell may be"),
    ],
)
def test_limits_are_kept(limits: dict[str, int], says: str, tmp_path: Path) -> None:
    text = ORDERS + "".join(f"\nLONG,{n},2005-02-03,1" for n in range(4))
    found = read_text(text, tmp_path, limits=replace(Limits(), **limits))
    assert says in found.only_problem.reason
    assert found.lines == [] or limits.get("rows")


def test_a_mapping_names_columns_formulas_and_constants(tmp_path: Path) -> None:
    map_ = """
order_lines:
  columns:
    account_id: Who
    net_amount: ("Unit price" - Rebate) * Pieces / 2
    kind: "'service'"
    product: null
"""
    text = "Who,Order no,Date,Unit price,Rebate,Pieces,Product\nA,1,2005-02-03,10.01,0.02,3,P"
    (line,) = read_text(text, tmp_path, map_=map_).lines
    assert (line["account_id"], line["net_amount"], line["kind"], line["product"]) == ("A", 1499, "service", None)


def test_a_formula_over_a_blank_or_a_zero_divisor_is_refused(tmp_path: Path) -> None:
    map_ = "order_lines: {columns: {net_amount: Price / Pieces}}"
    text = "customer id,order id,date,Price,Pieces\nA,1,2005-02-03,1,\nA,2,2005-02-03,1,0\nA,3,2005-02-03,1,3"
    found = read_text(text, tmp_path, map_=map_)
    assert found.column("net_amount") == [33]
    assert {p.reason: p.rows for p in found.report.problems} == {
        "has no result because a column of it is blank": (2,),
        "divides by zero": (3,),
    }


def test_one_file_may_give_two_tables(tmp_path: Path) -> None:
    map_ = "order_lines: {file: all.csv}\naccounts: {file: all.csv, columns: {name: Firm}}"
    found = read_text(f"{ORDERS},Firm{LINE},Smith", tmp_path, "all.csv", map_)
    assert found.column("name", "accounts") == ["Smith"]
    assert found.column("net_amount") == [500]


@pytest.mark.parametrize(
    ("map_", "says"),
    [
        ("order_lines: {file: orders.csv, columns: {net_amount: Prise}}", "“Prise”, which is not there"),
        ("order_lines: {columns: {net_amuont: a}}", "has no column net_amuont"),
        ("orders: {}", "there is no table orders"),
        ("order_lines: {file: x, file: y}", "is there twice"),
        ("[1", "not readable as YAML"),
    ],
)
def test_a_wrong_mapping_is_one_sentence(map_: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=says):
        read_text(ORDERS + LINE, tmp_path, map_=map_)


def test_a_formula_cannot_give_a_text(tmp_path: Path) -> None:
    with pytest.raises(FormulaError, match="no number"):
        read_text(ORDERS + LINE, tmp_path, map_="order_lines: {file: orders.csv, columns: {product: order_id * 2}}")


def test_the_guessed_mapping_reads_the_same_again(tmp_path: Path) -> None:
    text = "報表\n客戶編號;單號;日期;金額(NT$);數量\nA;1;94/2/3;1.234,50;1,5"
    first = read_text(text.encode("big5"), tmp_path, encoding="big5", date_order="roc")
    assert first.column("order_date") == [date(2005, 2, 3)]
    again = read_text(text.encode("big5"), tmp_path, map_=mapping.dump(first.report.mapping))
    assert again == first


def test_the_other_tables_are_recognised(tmp_path: Path) -> None:
    texts = {
        "concessions.csv": "account_id,granted_on,kind,value,counter_commitment\nA,2005-02-03,折扣,12.5,volume",
        "拜訪.csv": "客戶編號,拜訪日期,拜訪類型,時數\nA,2005-02-03,拜訪,1.5",
        "signals.csv": "account_id,key,value,observed_on,source\nA,openness,7.5,2005-02-03,業務",
        "rates.csv": "from,to,date,rate\nNT$,EUR,2005-02-03,0.0250",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = read_paths(*(tmp_path / name for name in texts), folder=tmp_path / "work")
    assert found.report.problems == ()
    assert found.tables["concessions"][0]["value"] == 1250
    assert found.tables["concessions"][0]["kind"] == "discount"
    assert found.tables["touches"][0]["hours"] == 1_500_000
    assert found.tables["signals"][0]["source"] == "rep"
    assert found.tables["rates"][0] == {
        "from_currency": "TWD",
        "to_currency": "EUR",
        "valid_from": date(2005, 2, 3),
        "rate": "0.025",
    }
