"""An import of a million clean order lines, as a process, against the barest ways to get the same rows into SQLite."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from bench.data import MILLION_LINES, Maker, Size
from bench.figures import Figure, programs

SIZE = Size(accounts=20_000, lines=MILLION_LINES)
MONEY = ("list_amount", "net_amount", "cost_amount")


def files(folder: Path) -> tuple[Path, pa.Table]:
    """accounts.csv and order_lines.csv as an ERP exports them, and the lines as Arrow."""
    tables = Maker(SIZE).tables()
    pa_csv.write_csv(tables["accounts"].select(["account_id", "name", "owner"]), folder / "accounts.csv")
    lines = tables["order_lines"].drop_columns(["list_base", "net_base", "cost_base"])
    written = lines
    for name in MONEY:
        major = pc.divide(pc.cast(written.column(name), pa.float64()), 100.0)
        written = written.set_column(written.column_names.index(name), name, major)
    (folder / "exports").mkdir()
    pa_csv.write_csv(written, folder / "exports" / "order_lines.csv")
    return folder / "exports" / "order_lines.csv", lines


def bare(lines: pa.Table, file: Path) -> float:
    """ADBC writes the rows into an empty SQLite file."""
    import adbc_driver_sqlite.dbapi as adbc

    plain = pa.table(
        {
            n: c.cast(pa.int32()) if c.type == pa.date32() else c
            for n, c in zip(lines.column_names, lines.columns, strict=True)
        }
    )
    start = time.perf_counter()
    with adbc.connect(str(file)) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("order_lines", plain, mode="create")
        connection.commit()
    return time.perf_counter() - start


def command(*words: object) -> float:
    start = time.perf_counter()
    subprocess.run([str(word) for word in words], check=True, capture_output=True)
    return time.perf_counter() - start


def run() -> list[Figure]:
    """In turns: bare, ours, sqlite-utils."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        file, lines = files(folder)
        taken: dict[str, list[float]] = {"bare": [], "ours": [], "utils": []}
        for turn in range(3):
            book = folder / f"kam{turn}.db"
            command(sys.executable, "-m", "bot", "import", folder / "accounts.csv", "--book", book)
            taken["bare"].append(bare(lines, folder / f"bare{turn}.db"))
            taken["ours"].append(
                command(sys.executable, "-m", "bot", "import", file, "--book", book, "--base-currency", "EUR")
            )
            if turn == 0:
                utils = programs() / "sqlite-utils"
                taken["utils"].append(
                    command(utils, "insert", folder / f"utils{turn}.db", "order_lines", file, "--csv")
                )
        best = {name: min(each) for name, each in taken.items()}
    return [
        Figure("kam import of 1M order lines, the whole process", best["ours"], "s"),
        Figure("bare ADBC ingest of the same rows", best["bare"], "s"),
        Figure("sqlite-utils insert of the same file", best["utils"], "s"),
        Figure("ours / bare ADBC", best["ours"] / best["bare"], "x", ("<=", 8.0)),
        Figure("sqlite-utils / ours", best["utils"] / best["ours"], "x", (">=", 4.0)),
    ]
