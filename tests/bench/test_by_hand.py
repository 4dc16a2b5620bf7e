"""What the metrics are measured against computes the same metrics."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from bench.by_hand import metrics, with_pandas
from bench.data import LAST_DAY, Maker, Size, write_duckdb, write_sqlite
from book.metrics.run import fetch_metrics
from book.stores.base import Store
from book.stores.duckdb import DuckDBStore
from book.stores.sqlite import SQLiteStore
from scoring.rubric import load_default
from scoring.table import MetricTable

TABLES = Maker(Size(accounts=60, lines=1500), seed=3).tables()


def store(engine: str, folder: Path) -> Store:
    file = folder / f"book.{engine}"
    if engine == "duckdb":
        write_duckdb(TABLES, file)
        return DuckDBStore(file)
    write_sqlite(TABLES, file)
    return SQLiteStore(file)


def same(ours: MetricTable, name: str, theirs: list[float | None]) -> None:
    other = np.array([math.nan if value is None else value for value in theirs], dtype=np.float64)
    assert np.allclose(ours.column(name), other, rtol=1e-9, atol=1e-9, equal_nan=True), name


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_sql_by_hand(engine: str, tmp_path: Path) -> None:
    opened = store(engine, tmp_path)
    ours, theirs = fetch_metrics(opened, LAST_DAY, load_default()), metrics(opened, LAST_DAY)
    assert len(theirs.column_names) == 28
    for name in theirs.column_names[1:]:
        same(ours, name, theirs.column(name).to_pylist())
    opened.close()


def test_pandas(tmp_path: Path) -> None:
    opened = store("duckdb", tmp_path)
    ours, theirs = fetch_metrics(opened, LAST_DAY, load_default()), with_pandas(TABLES, LAST_DAY)
    for name in theirs.columns:
        same(ours, name, theirs[name].tolist())
    opened.close()
