"""What an import in the DM tells: all that is wrong at once, what was passed over, what a person there can do; a locked book."""

from __future__ import annotations

import contextlib
import io
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from book.stores import sqlite
from bot.slack.kit import texts_of
from tests.book.holding import held
from tests.bot.slack.running import Running, running, words_in
from tests.bot.slack.test_importing import ACCOUNTS, LINES, click, drop, known

MIXED = LINES + b'A1,001001,2025-04-03,"1.234,50"\nA2,001001,2025-06-05,"2,345.50"\n'


@pytest.fixture
def impatient(imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A bot that waits for a locked book for a moment only."""
    monkeypatch.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS, "busy_timeout=300"))
    with running(Path(shutil.copy(imported, tmp_path / "kam.db"))) as made:
        yield made


@contextlib.contextmanager
def spoken(bot: Running, lang: str) -> Iterator[None]:
    bot.run(f"language {lang}", "ada")
    yield
    bot.run("language slack", "ada")


def workbook() -> bytes:
    """A title above the header, a hidden sheet, and one that is no table."""
    book = openpyxl.Workbook()
    accounts, old, notes = book.active, book.create_sheet("舊資料"), book.create_sheet("說明")
    assert accounts is not None
    for row in (("客戶清單",), (), ("客戶編號", "客戶名稱"), ("009003", "和風餐飲")):
        accounts.append(row)
    old.append(("客戶編號", "客戶名稱"))
    old.sheet_state = "hidden"
    notes.append(("請記得更新",))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_every_problem_of_a_row_is_told_at_once(bot: Running) -> None:
    refused = drop(bot, LINES + b"1,999999,2025-13-01,abc\n2,001001,2025-11-01,5\n", "orders.csv")
    shown = words_in(refused)
    for said in ("is not a date", "is not a number", "is an account that is neither in the book nor in these files"):
        assert said in shown
    assert "a row or file has a problem" in shown


def test_what_was_passed_over_is_said_in_the_readers_language_with_what_to_do(bot: Running) -> None:
    with spoken(bot, "zh-TW"):
        shown = words_in(drop(bot, workbook(), "客戶.xlsx"))
    assert "標題列（第 3 列）上方的 1 列已略過。如果標題在別的列，請刪除標題上方的內容後重新傳送。" in shown
    assert "客戶.xlsx 的工作表「舊資料」是隱藏的，未讀取。如果也要匯入，請取消隱藏後重新傳送。" in shown
    assert "客戶.xlsx 的工作表「說明」未讀取：" in shown
    assert "--" not in shown
    assert "was not read" not in shown


def test_a_notation_that_is_mixed_is_asked_with_what_becomes_of_the_rest(bot: Running) -> None:
    with spoken(bot, "zh-TW"):
        asked = drop(bot, MIXED, "orders.csv")
    assert "其他的在檔案中更正之前無法接受" in asked.text
    assert ".：「1.234,50」無法接受、「2,345.50」會讀成 2345.50" in words_in(asked).replace("\n", "")
    assert {one["value"].split('"decimal":"')[1][0] for one in _answers(asked.blocks)} == {".", ","}


def _answers(blocks: list[dict[str, object]]) -> list[dict[str, str]]:
    buttons: list[dict[str, str]] = [
        one
        for block in blocks
        if block["type"] == "actions"
        for one in block["elements"]  # type: ignore[attr-defined]
    ]
    return [one for one in buttons if one["action_id"].startswith("import_answer")]


def test_a_locked_book_is_said_and_the_import_can_be_tried_again(impatient: Running) -> None:
    message = drop(impatient, ACCOUNTS)
    with held(impatient.book):
        assert click(impatient, message, "import_take").text.startswith("Another program has been writing in the book")
        told = len(impatient.seen("ada", "dm"))
        time.sleep(1)  # the audit trail meets the lock, too
        assert len(impatient.seen("ada", "dm")) == told, "one word is enough"
    assert "009001" not in known(impatient)
    assert click(impatient, message, "import_take").text.startswith("Imported, in rows: 2 new")


def test_a_dry_run_on_a_locked_book_ends_in_a_sentence_of_the_readers_language(impatient: Running) -> None:
    impatient.run("language zh-TW", "ada")
    with held(impatient.book):
        told = drop(impatient, ACCOUNTS)
    assert told.text.startswith("另一個程式一直在寫入客戶簿，我已停止等待；沒有任何變更。")
    assert told.text in texts_of(told.blocks)
