"""A real export, raw as it came, with a mapping of two formulas."""

from __future__ import annotations

import csv
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from book.importing import mapping
from book.importing.options import ReadOptions
from book.importing.read import read
from book.importing.staged import Staged
from tests.data import ROOT, northwind

EXAMPLE = ROOT / "docs" / "examples" / "northwind.yaml"


@pytest.fixture(scope="module")
def staged() -> Staged:
    return read([northwind()], ReadOptions(mapping=mapping.load(EXAMPLE)))


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (northwind() / "order_lines.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def cents(*factors: str, discount: str = "0") -> int:
    product = Decimal(1)
    for factor in factors:
        product *= Decimal(factor)
    return int((product * (1 - Decimal(discount)) * 100).to_integral_value(ROUND_HALF_UP))


def test_every_row_of_both_files_is_taken(staged: Staged, rows: list[dict[str, str]]) -> None:
    assert staged.report.problems == ()
    assert staged.report.counts == {"accounts": 91, "order_lines": len(rows)}


def test_amounts_are_exact_to_the_cent(staged: Staged, rows: list[dict[str, str]]) -> None:
    net = [cents(r["UnitPrice"], r["Quantity"], discount=r["Discount"]) for r in rows]
    assert staged.tables["order_lines"].column("net_amount").to_pylist() == net
    assert staged.tables["order_lines"].column("list_amount").null_count == len(rows), (
        "that price list is not the order's day's"
    )


def test_ids_dates_and_texts_are_those_of_the_file(staged: Staged, rows: list[dict[str, str]]) -> None:
    lines = staged.tables["order_lines"]
    assert lines.column("account_id").to_pylist() == [r["CustomerID"] for r in rows]
    assert lines.column("order_date").to_pylist() == [date.fromisoformat(r["OrderDate"]) for r in rows]
    assert lines.column("product").to_pylist() == [r["Product"].strip() for r in rows]
    assert lines.column("currency").null_count == len(rows)


def test_each_row_knows_its_file_and_row(staged: Staged) -> None:
    origins = staged.origins["order_lines"].to_pylist()
    assert origins[0] == {"file": "order_lines.csv", "row": 2}
    assert [o["row"] for o in origins] == list(range(2, len(origins) + 2))


def test_the_mapping_that_was_used_reads_the_same_again(staged: Staged, tmp_path: Path) -> None:
    saved = tmp_path / "map.yaml"
    saved.write_text(mapping.dump(staged.report.mapping), encoding="utf-8")
    again = read([northwind()], ReadOptions(mapping=mapping.load(saved)))
    assert again.report.mapping == staged.report.mapping
    assert all(again.tables[name].equals(rows) for name, rows in staged.tables.items())


def test_progress_names_the_file_and_ends_at_its_rows() -> None:
    told: list[tuple[str, int, int | None]] = []
    read([northwind() / "customers.csv"], progress=lambda *step: told.append(step))
    assert told[0] == ("customers.csv", 0, None)


def test_without_the_mapping_the_report_says_what_is_missing() -> None:
    report = read([northwind()]).report
    (problem,) = report.problems
    assert problem.file == "order_lines.csv"
    assert "net_amount" in str(problem)
    assert "--map" in str(problem)
