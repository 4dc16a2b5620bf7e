"""The process that reads: whatever becomes of it, the answer is one sentence, and nothing is left behind."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from book.errors import KamError
from book.importing import job, reader
from book.importing.mapping import parse
from book.importing.options import Limits, ReadOptions
from book.importing.questions import NeedsAnswer
from book.importing.read import read
from book.importing.reader import Reader, ReadingFailedError
from tests.book.importing.reading import ORDERS

LINE = "\nA,1,2005-02-03,5"


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS + LINE)
    return path


def child_that(does: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Puts a child in the place of the real one: first it reports progress, then it does something."""
    package = tmp_path / "stand_in" / "stand_in_child.py"
    package.parent.mkdir()
    package.write_text(f"import os, sys, time\nprint('[\"orders.csv\", 0, null]', flush=True)\n{does}\n")
    monkeypatch.setenv("PYTHONPATH", str(package.parent), prepend=os.pathsep)
    monkeypatch.setattr(reader, "CHILD", "stand_in_child")


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("os.kill(os.getpid(), 9)", "orders.csv cannot be read"),
        ("os.kill(os.getpid(), 11)", "orders.csv cannot be read"),
        ("raise ValueError('odd')", "its parser failed (ValueError: odd)"),
        ("raise MemoryError", "orders.csv needs more than 3.0 GiB of memory"),
        ("print('memory allocation of 9 bytes failed', file=sys.stderr); os.abort()", "needs more than 3.0 GiB"),
        ("raise OSError(28, 'No space left on device')", "The disk is full"),
        ("print('half a line', end='', flush=True); os._exit(1)", "orders.csv cannot be read"),
    ],
)
def test_a_child_that_dies_is_one_sentence(
    does: str, says: str, orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child_that(does, monkeypatch, tmp_path)
    with pytest.raises(ReadingFailedError) as caught:
        read([orders])
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_child_that_takes_too_long_is_ended(orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child_that("time.sleep(60)", monkeypatch, tmp_path)
    with pytest.raises(ReadingFailedError, match=r"orders\.csv was not read within 1 seconds"):
        read([orders], ReadOptions(limits=replace(Limits(), seconds=1)))


def test_questions_and_mistakes_come_through(orders: Path) -> None:
    with pytest.raises(KamError, match="“Prise”, which is not there"):
        read([orders], ReadOptions(mapping=parse("order_lines: {file: orders.csv, columns: {product: Prise}}", "map")))
    orders.write_text(ORDERS + '\nA,1,2005-02-03,"1,234"')
    with pytest.raises(NeedsAnswer) as caught:
        read([orders])
    assert caught.value.questions[0].option == "--decimal"


def test_nothing_is_left_in_the_temporary_folder(orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    staged = read([orders])
    assert list(scratch.iterdir()) == []
    assert staged.tables["order_lines"].column("net_amount").to_pylist() == [500]


def test_an_import_of_nothing_has_no_tables(tmp_path: Path) -> None:
    staged = read([tmp_path])
    assert staged.tables == {}
    assert "no file that can be read" in staged.report.problems[0].reason


def test_the_memory_limit_holds(orders: Path) -> None:
    with pytest.raises(ReadingFailedError, match=r"needs more than 0\.1 GiB of memory") as caught:
        read([orders], ReadOptions(limits=replace(Limits(), memory_bytes=2**26)))
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize("keep", [0, job.KEEP])
def test_ragged_rows_are_met_in_small_and_in_large_files(
    keep: int, orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "KEEP", keep)
    orders.write_text(ORDERS + LINE + "\nB,2,2005-02-03\nC,3,2005-02-03,7,too many")
    found = job.Job(ReadOptions(), tmp_path, lambda _file, _done, _total: None)
    report = found.run([orders])
    assert report.counts == {"order_lines": 1}
    assert report.refused == {"order_lines": 2}


def test_a_reader_without_a_job_ends_with_its_asker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with Reader() as idle:
        assert idle.folder.parent == scratch
    assert list(scratch.iterdir()) == []
