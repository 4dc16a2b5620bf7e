"""What was done on the way of an import, in words: every remark in three languages; options only on the command line."""

from __future__ import annotations

import ast
import re

import pytest

from book.importing.remarks import Remark, why
from bot.remarks import remark
from prompts.words import LANGUAGES, words
from tests.data import ROOT

SAMPLES = {
    "header_blank": Remark("header_blank", {"columns": "6", "name": "Column 6"}),
    "header_twice": Remark("header_twice", {"names": ("Net (2)", "Net (3)")}),
    "above_header": Remark("above_header", {"n": 2, "row": 4}),
    "nested_columns": Remark("nested_columns", {"n": 1}),
    "words_unknown": Remark("words_unknown", {"header": "Type", "table": "order_lines", "column": "kind"}),
    "blank_rows": Remark("blank_rows", {"n": 1200}),
    "total_rows": Remark("total_rows", {"n": 2}),
    "not_read": Remark("not_read", why("it is empty", "file_empty", "")),
    "folder_passed": Remark("folder_passed", {"folder": "export", "n": 9, "files": ("a.md", "b.doc")}),
    "sheet_hidden": Remark("sheet_hidden", {"file": "book.xlsx", "sheet": "Old"}),
    "sheet_passed": Remark(
        "sheet_passed",
        {"file": "book.xlsx", "sheet": "Notes", **why("it has no such columns", "columns_missing", "account_id, name")},
    ),
    "signal_unknown": Remark("signal_unknown", {"signal": "hunch"}),
    "base_adopted": Remark("base_adopted", {"currency": "EUR"}),
    "named_by_id": Remark("named_by_id", {"n": 3}),
    "repeated_rows": Remark("repeated_rows", {"table": "order_lines", "n": 1}),
}


def made() -> set[str]:
    """The keys of all remarks that the code makes."""
    found = set()
    for file in (ROOT / "book").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Remark":
                assert isinstance(node.args[0], ast.Constant)
                found.add(str(node.args[0].value))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_remark_has_words_everywhere(lang: str) -> None:
    assert made() == set(SAMPLES)
    said = words(lang)
    assert {key.split(".")[-1] for key in said.table if key.startswith("imports.remarks.")} == set(SAMPLES)
    for one in SAMPLES.values():
        assert "{" not in remark(one, said, "terminal") + remark(one, said, "slack")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_slack_names_no_option_and_no_column_of_the_tables(lang: str) -> None:
    for key, one in SAMPLES.items():
        if key != "folder_passed":  # nobody sends a folder
            told = remark(one, words(lang), "slack")
            assert "--" not in told
            assert not re.search("order_lines|header_row|account_id", told), told


def test_the_command_line_names_its_options() -> None:
    for lang in LANGUAGES:
        for key in ("header_twice", "above_header", "words_unknown", "sheet_hidden"):
            assert "--map" in remark(SAMPLES[key], words(lang), "terminal")


def test_a_sheet_that_was_passed_over_is_said_with_its_reason() -> None:
    told = remark(SAMPLES["sheet_passed"], words("zh-TW"), "slack")
    assert told.startswith("book.xlsx 的工作表「Notes」未讀取：缺少欄位：客戶編號與名稱。")
    assert "it has no such columns" in remark(SAMPLES["sheet_passed"], words("en"), "terminal")


def test_what_a_file_says_does_not_steer() -> None:
    hostile = Remark("sheet_hidden", {"file": "a\x1b[2J.xlsx", "sheet": "x\u202ey"})
    for where in ("terminal", "slack"):
        assert not re.search("[\x1b\u202e]", remark(hostile, words("en"), where))  # type: ignore[arg-type]
