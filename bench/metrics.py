"""Metrics and verdicts of a whole book against hand-written SQL and pandas; how time grows; one account of many."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import by_hand
from bench.data import FULL, LAST_DAY, MILLION_LINES, Maker, Size, write_duckdb, write_sqlite
from bench.figures import Figure, peak_memory
from book.metrics.run import fetch_metrics
from book.stores.base import Store
from book.stores.duckdb import DuckDBStore
from book.stores.sqlite import SQLiteStore
from scoring.calibration import calibrate
from scoring.engine import context, score
from scoring.rubric import Rubric, load_default

GROWTH = (Size(2_000, 50_000), Size(20_000, 500_000), FULL)
ON_SQLITE = Size(40_000, MILLION_LINES)
SINGLE = 200


def rubric_of(store: Store) -> Rubric:
    default = load_default()
    return calibrate(fetch_metrics(store, LAST_DAY, default), default, LAST_DAY, "bench").rubric


def ours(store: Store, rubric: Rubric) -> Any:
    """Metrics and verdicts of every account: totals, tiers, types, pitfalls."""
    table = fetch_metrics(store, LAST_DAY, rubric)
    return score(table, rubric, context(table, rubric), LAST_DAY)


def theirs(store: Store) -> Any:
    """The metrics alone, by hand."""
    return by_hand.metrics(store, LAST_DAY), by_hand.signals(store, LAST_DAY)


def interleaved(one: Callable[[], object], other: Callable[[], object], times: int) -> tuple[float, float]:
    """Median seconds of each, taken in turns: the machine is shared."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for work, found in zip((one, other), taken, strict=True):
            start = time.perf_counter()
            work()
            found.append(time.perf_counter() - start)
    return statistics.median(taken[0]), statistics.median(taken[1])


def on_duckdb(folder: Path) -> list[Figure]:
    file = folder / "full.duckdb"
    tables = Maker(FULL).tables()
    write_duckdb(tables, file)
    store = DuckDBStore(file)
    rubric = rubric_of(store)
    mine, hand = interleaved(lambda: ours(store, rubric), lambda: theirs(store), 5)
    store.close()
    start = time.perf_counter()
    by_hand.with_pandas(tables, LAST_DAY)
    pandas = time.perf_counter() - start
    del tables
    command = [sys.executable, "-m", "bench.metrics", str(file)]
    child = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return [
        Figure("DuckDB, 200k accounts / 5M lines: metrics and verdicts", mine, "s"),
        Figure("DuckDB: hand-written SQL, metrics alone", hand, "s"),
        Figure("DuckDB: ours / by hand", mine / hand, "x", ("<=", 1.5)),
        Figure("DuckDB: peak memory of a process that does it", child["memory"], "GiB", ("<=", 1.5)),
        Figure("pandas, plainly / ours", pandas / mine, "x", (">=", 4.0)),
    ]


def growth(folder: Path) -> list[Figure]:
    """Seconds per million lines, small against large."""
    found = []
    for size in GROWTH:
        file = folder / f"growth{size.lines}.duckdb"
        if size is FULL:
            file = folder / "full.duckdb"
        else:
            write_duckdb(Maker(size).tables(), file)
        store = DuckDBStore(file)
        rubric = rubric_of(store)
        taken = statistics.median(interleaved(lambda s=store, r=rubric: ours(s, r), lambda: None, 5)[:1])  # type: ignore[misc]
        found.append(Figure(f"DuckDB, {size.lines:,} lines", taken, "s"))
        store.close()
    per_line = found[-1].value / GROWTH[-1].lines / (found[-2].value / GROWTH[-2].lines)
    return [*found, Figure("time per line, 5M against 500k lines", per_line, "x", ("<=", 1.3))]


def on_sqlite(folder: Path) -> list[Figure]:
    file = folder / "million.db"
    write_sqlite(Maker(ON_SQLITE).tables(), file)
    store = SQLiteStore(file)
    rubric = rubric_of(store)
    mine, hand = interleaved(lambda: ours(store, rubric), lambda: theirs(store), 3)
    store.close()
    return [
        Figure("SQLite, 40k accounts / 1M lines: metrics and verdicts", mine, "s"),
        Figure("SQLite: hand-written SQL, metrics alone", hand, "s"),
        Figure("SQLite: ours / by hand", mine / hand, "x", ("<=", 1.25)),
    ]


def one_account(folder: Path) -> list[Figure]:
    """One account out of 5M lines on SQLite, warm, from Python."""
    file = folder / "full.db"
    write_sqlite(Maker(FULL).tables(), file)
    store = SQLiteStore(file)
    rubric = load_default()
    ids = store.fetch("SELECT account_id FROM accounts ORDER BY account_id").column(0).to_pylist()
    known = context(fetch_metrics(store, LAST_DAY, rubric, {one: one for one in ids[:1000]}), rubric)

    def ask(account: str) -> float:
        start = time.perf_counter()
        table = fetch_metrics(store, LAST_DAY, rubric, {account: account})
        score(table, rubric, known, LAST_DAY).verdict(0)
        return (time.perf_counter() - start) * 1000

    picked = ids[:: len(ids) // SINGLE]
    for account in picked[:20]:
        ask(account)
    taken = sorted(ask(account) for account in picked)
    store.close()
    return [
        Figure("SQLite, one account of 5M lines, warm: median", statistics.median(taken), "ms", ("<=", 20.0)),
        Figure("SQLite, one account of 5M lines, warm: 95 %", taken[int(len(taken) * 0.95)], "ms"),
    ]


def run() -> list[Figure]:
    """All of it, in a temporary folder (about 4 GB)."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        parts = (on_duckdb, growth, on_sqlite, one_account)
        return [figure for part in parts for figure in part(folder)]


def main() -> None:
    """Scores the book in a file and says how much memory that took, as JSON."""
    store = DuckDBStore(Path(sys.argv[1]))
    found = ours(store, load_default())
    print(json.dumps({"accounts": len(found), "memory": peak_memory()}))


if __name__ == "__main__":
    main()
