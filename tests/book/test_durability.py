"""Nothing in between: a killed import, a full disk, two imports at once, a reader meanwhile; with real processes."""

from __future__ import annotations

import json
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from book.book import Book
from bot.cli.interrupts import INTERRUPTED
from tests.data import ROOT

pytestmark = pytest.mark.slow

LINES = 20_000
KILLS = 6
MORE_KILLS = 40


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "bot", *map(str, words)]


def run(*words: object, **how: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), cwd=ROOT, capture_output=True, text=True, check=False, **how)


def lines(folder: Path, name: str, net: int, count: int = LINES, first: int = 0) -> Path:
    """Order lines of a hundred accounts, all of one net amount."""
    head = "account_id,order_id,line_no,order_date,net_amount,currency"
    rows = [f"A{n % 100},O{n},1,2025-0{n % 9 + 1}-1{n % 10},{net}.00,EUR" for n in range(first, first + count)]
    file = folder / name
    file.write_text("\n".join([head, *rows]), encoding="utf-8")
    return file


def contents(location: Path) -> tuple[int, int, int]:
    """Lines, their net in major units, and standing imports; of a book that is whole."""
    with Book(location) as book:
        if location.suffix == ".db":
            assert sqlite3.connect(location).execute("PRAGMA integrity_check").fetchone() == ("ok",)
        row = book.store.fetch("SELECT count(*) AS n, coalesce(sum(net_base), 0) AS s FROM order_lines").to_pylist()[0]
        imports = book.store.fetch("SELECT count(*) AS n FROM imports WHERE undone_at IS NULL").to_pylist()[0]["n"]
        assert len(book.ledger.events("rubric")) >= 0, "the ledger reads"
        return int(row["n"]), int(row["s"]) // 100, int(imports)


@pytest.fixture(params=["db", "duckdb"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    location = tmp_path / f"kam.{request.param}"
    assert run("import", lines(tmp_path, "first.csv", 1), "--book", location).returncode == 0
    return location


def kill_imports(location: Path, folder: Path, kills: int, seed: int) -> None:
    """Kills imports that double every amount, at moments spread over their whole time."""
    doubled, single = lines(folder, "second.csv", 2), folder / "first.csv"
    start = time.monotonic()
    assert run("import", doubled, "--book", location).returncode == 0
    whole = time.monotonic() - start
    chance = random.Random(seed)
    for kill in range(kills):
        before = contents(location)
        file = single if kill % 2 == 0 else doubled
        process = subprocess.Popen(
            command("import", file, "--book", location), cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        time.sleep(chance.uniform(0.2, 1.1) * whole)
        process.send_signal(signal.SIGKILL)
        said, _ = process.communicate()
        after = contents(location)
        net = LINES * (1 if file == single else 2)
        assert after in (before, (LINES, net, before[2] + 1)), f"seed {seed}, kill {kill}"
        if "Changed" in said or "Unchanged" in said:
            assert after[1] == net, "what was acknowledged is there"
        assert run("import", file, "--book", location).returncode == 0
        assert contents(location)[1] == net


def test_a_killed_import_is_whole_or_nothing(filled: Path, tmp_path: Path) -> None:
    kill_imports(filled, tmp_path, KILLS, seed=1)
    assert not list(tmp_path.glob("*.part*"))


def test_many_killed_imports(filled: Path, tmp_path: Path) -> None:
    kill_imports(filled, tmp_path, MORE_KILLS, seed=2)


def limited(size: int) -> Any:
    """No file of the process may grow beyond `size` bytes, as on a full disk."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [100_000, 1_000_000, 2_500_000])
def test_a_full_disk_is_said_in_a_sentence_and_changes_nothing(tmp_path: Path, size: int) -> None:
    location = tmp_path / "kam.db"
    assert run("import", lines(tmp_path, "first.csv", 1), "--book", location).returncode == 0
    before = contents(location)
    ran = run("import", lines(tmp_path, "second.csv", 2, 3 * LINES), "--book", location, preexec_fn=limited(size))
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1, ran.stderr
    assert contents(location) == before
    assert run("import", tmp_path / "second.csv", "--book", location).returncode == 0


def test_two_imports_at_once_are_as_one_after_the_other(tmp_path: Path) -> None:
    location = tmp_path / "kam.db"
    files = [lines(tmp_path, f"{n}.csv", 1, first=n * LINES) for n in range(3)]
    processes = [
        subprocess.Popen(
            command("import", f, "--book", location),
            cwd=ROOT,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        for f in (*files, files[0])
    ]
    said = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, said
    assert contents(location) == (3 * LINES, 3 * LINES, 3)


def test_a_reader_sees_the_book_before_or_after(tmp_path: Path) -> None:
    location = tmp_path / "kam.db"
    run("import", lines(tmp_path, "first.csv", 1), "--book", location)
    process = subprocess.Popen(
        command("import", lines(tmp_path, "second.csv", 2), "--book", location), cwd=ROOT, stdout=subprocess.DEVNULL
    )
    seen = set()
    while process.poll() is None:
        with Book(location) as book:
            seen.add(book.store.fetch("SELECT sum(net_base) FROM order_lines").column(0)[0].as_py() // 100)
    assert process.returncode == 0
    assert seen <= {LINES, 2 * LINES}


@pytest.mark.parametrize("wait", [0.5, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3])
def test_an_interrupted_import_says_so_and_leaves_nothing_half_done(tmp_path: Path, wait: float) -> None:
    location = tmp_path / "kam.db"
    file = lines(tmp_path, "first.csv", 1, 10 * LINES)
    process = subprocess.Popen(command("import", file, "--book", location), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    time.sleep(wait)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    if process.returncode == INTERRUPTED:
        assert said.strip() == "Interrupted; the book is whole."
        assert not location.exists() or contents(location)[0] in (0, 10 * LINES)
    else:
        assert process.returncode in (0, -signal.SIGINT), said  # it was through, or Python was not up or going down


@pytest.mark.parametrize("damage", ["middle", "head"])
def test_a_damaged_book_is_named(tmp_path: Path, damage: str) -> None:
    location = tmp_path / "kam.db"
    run("import", lines(tmp_path, "first.csv", 1), "--book", location)
    content = bytearray(location.read_bytes())
    at = len(content) // 2 if damage == "middle" else 0
    content[at : at + 60_000] = random.Random(3).randbytes(60_000)
    location.write_bytes(content)
    ran = run("score", "--json", "--book", location)
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False), ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


def test_places_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    file = lines(tmp_path, "first.csv", 1, 10)
    for location in (tmp_path / "no" / "such" / "kam.db", tmp_path, Path("/proc/kam.db")):
        ran = run("import", file, "--book", location)
        assert (ran.returncode, "Traceback" in ran.stderr) == (1, False), ran.stderr
        assert ran.stderr.strip()


def test_a_killed_undo_is_whole_or_nothing(tmp_path: Path) -> None:
    location = tmp_path / "kam.db"
    run("import", lines(tmp_path, "first.csv", 1), "--book", location)
    for kill in range(4):
        run("import", lines(tmp_path, "second.csv", 2), "--book", location)
        process = subprocess.Popen(command("import", "--undo", "--book", location), cwd=ROOT, stdout=subprocess.DEVNULL)
        time.sleep(0.3 + 0.15 * kill)
        process.kill()
        process.wait()
        assert contents(location)[1] in (LINES, 2 * LINES)


def test_scores_of_a_copy_made_during_an_import_are_those_of_one_state(tmp_path: Path) -> None:
    location = tmp_path / "kam.db"
    run("import", lines(tmp_path, "first.csv", 1), "--book", location)
    process = subprocess.Popen(
        command("import", lines(tmp_path, "second.csv", 2), "--book", location), cwd=ROOT, stdout=subprocess.DEVNULL
    )
    time.sleep(0.5)
    assert run("backup", tmp_path / "copy.db", "--book", location).returncode == 0
    process.wait()
    revenue = json.loads(run("score", "--json", "--book", tmp_path / "copy.db").stdout)["book"]["revenue"]
    assert revenue in (LINES, 2 * LINES)
