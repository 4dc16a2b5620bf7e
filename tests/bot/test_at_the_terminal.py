"""On a real terminal: a choice among several accounts, a progress bar, completion in the shell."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.cli.completion import account_names
from tests.data import ROOT


def at_terminal(*arguments: str, typed: bytes = b"", folder: Path, error_alone: bool = False) -> tuple[int, str]:
    """Runs `kam` on a pseudo terminal and types; gives the exit code and what the screen showed."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "80"}
    out = subprocess.DEVNULL if error_alone else follower
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment,
        stdin=follower,
        stdout=out,
        stderr=follower,
    )
    os.close(follower)
    os.write(leader, typed)
    shown, deadline = b"", time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([leader], [], [], 0.2)[0]:
            try:
                shown += os.read(leader, 65536)
            except OSError:
                break
        elif process.poll() is not None:
            break
    code = process.wait(timeout=60)
    os.close(leader)
    return code, shown.decode("utf-8", "replace")


def test_a_person_chooses_among_several(book: Path) -> None:
    code, shown = at_terminal("classify", "asia", typed=b"", folder=book.parent)
    assert code == 0, shown
    code, shown = at_terminal("classify", "acme h", folder=book.parent)
    assert code == 0, shown
    assert "ACME Hydraulics Asia" in shown
    code, shown = at_terminal("classify", "al", typed=b"1\n", folder=book.parent)
    assert code == 0, shown
    assert "Several accounts match al" in shown
    code, shown = at_terminal("classify", "al", typed=b"\n", folder=book.parent)
    assert code == 1
    assert "Nothing was chosen." in shown


def test_an_import_shows_its_progress(book: Path) -> None:
    lines = ["account_id,order_id,line_no,order_date,net_amount,currency"]
    lines += [f"001001,N{n},1,2025-10-0{n % 9 + 1},10.00,EUR" for n in range(300_000)]
    (book.parent / "more.csv").write_text("\n".join(lines), encoding="utf-8")
    code, shown = at_terminal("import", "more.csv", folder=book.parent, error_alone=True)
    assert code == 0, shown
    assert "more.csv" in shown
    assert "rows" in shown


@pytest.mark.usefixtures("book")
def test_names_of_accounts_are_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert account_names("acm") == ["ACME", "ACME Industrial Group", "ACME Hydraulics Asia", "ACME Service Parts"]
    assert {"艾克美工業", "艾克美工业"} <= set(account_names("艾克"))
    monkeypatch.setenv("KAM_BOOK", "absent.db")
    assert account_names("acm") == []
