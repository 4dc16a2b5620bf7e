"""How the tests of the readers call them: in this process, so that a failure shows where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from book.importing import mapping
from book.importing.convert import ROW
from book.importing.job import Job
from book.importing.options import ReadOptions
from book.importing.staged import Problem, Report

ORDERS = "account_id,order_id,order_date,net_amount"


@dataclass(frozen=True)
class Outcome:
    """Rows by table, and the report."""

    tables: dict[str, list[dict[str, Any]]]
    report: Report

    @property
    def lines(self) -> list[dict[str, Any]]:
        return self.tables.get("order_lines", [])

    def column(self, name: str, table: str = "order_lines") -> list[Any]:
        return [row[name] for row in self.tables[table]]

    @property
    def only_problem(self) -> Problem:
        (problem,) = self.report.problems
        return problem


def read_paths(*paths: Path, folder: Path, **options: Any) -> Outcome:
    """What the child process would leave, as rows."""
    folder.mkdir(exist_ok=True)
    job = Job(replace(ReadOptions(), **options), folder, lambda *_: None)
    report = job.run(paths)
    tables: dict[str, list[dict[str, Any]]] = {}
    for part in job.parts:
        with pa.OSFile(str(folder / part.name)) as file:
            rows = pa.ipc.open_file(file).read_all().drop_columns([ROW]).to_pylist()
        tables.setdefault(part.table, []).extend(rows)
    return Outcome(tables, report)


def read_text(text: str | bytes, tmp_path: Path, name: str = "orders.csv", map_: str = "", **options: Any) -> Outcome:
    """The outcome of one text file."""
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    if map_:
        options["mapping"] = mapping.parse(map_, "map.yaml")
    return read_paths(path, folder=tmp_path / "work", **options)


def amounts(values: list[str], tmp_path: Path, **options: Any) -> Outcome:
    """Order lines whose net amounts are written in some way."""
    rows = "".join(f'\nA,{n},2005-02-03,"{value}"' for n, value in enumerate(values))
    return read_text(ORDERS + rows, tmp_path, **options)


def days(values: list[str], tmp_path: Path, **options: Any) -> Outcome:
    """Order lines whose dates are written in some way."""
    rows = "".join(f'\nA,{n},"{value}",1' for n, value in enumerate(values))
    return read_text(ORDERS + rows, tmp_path, **options)
