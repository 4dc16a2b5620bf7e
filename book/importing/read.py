"""Reads a company's files: a child process parses them within limits, so that no file can do worse than be refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import pyarrow as pa

from book.errors import KamError
from book.importing.convert import ROW
from book.importing.options import ReadOptions
from book.importing.questions import NeedsAnswer
from book.importing.reader import Progress, Reader
from book.importing.staged import ORIGIN, Report, Staged
from book.importing.wire import OPTIONS, PARTS, QUESTIONS, REPORT
from book.importing.written import Part

_Rows = tuple[pa.Table, pa.Table]
"""Rows and their origins."""


def read(
    paths: Sequence[Path],
    options: ReadOptions | None = None,
    progress: Progress | None = None,
    *,
    reader: Reader | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Staged:
    """Typed rows and a report of the files at some paths (a folder: the files in it).

    `reader`: a process already begun. `meanwhile`: called while it works. Raises NeedsAnswer where only a person can decide how
    a file is to be read, ReadingFailedError where the reading process ended early, and KamError for a mapping that does not
    fit. Rows and files that are refused are in the report.
    """
    options = options or ReadOptions()
    with nullcontext(reader) if reader else Reader() as child:
        child.begin({"paths": [str(p.absolute()) for p in paths], "options": OPTIONS.dump_python(options, mode="json")})
        if meanwhile is not None:
            meanwhile()
        child.follow(options.limits, progress)
        return _result(child.folder)


def _result(folder: Path) -> Staged:
    if (folder / "error.txt").exists():
        raise KamError((folder / "error.txt").read_text(encoding="utf-8"))
    if (folder / "questions.json").exists():
        raise NeedsAnswer(QUESTIONS.validate_json((folder / "questions.json").read_bytes()))
    report = REPORT.validate_json((folder / "report.json").read_bytes())
    return _staged(folder, PARTS.validate_json((folder / "parts.json").read_bytes()), report)


def _staged(folder: Path, parts: Sequence[Part], report: Report) -> Staged:
    labels = pa.array([p.label for p in parts], pa.string())
    taken: dict[str, list[_Rows]] = {}
    left: dict[str, list[_Rows]] = {}
    present: dict[str, frozenset[str]] = {}
    for place, part in enumerate(parts):
        for found, name in ((taken, part.name), (left, part.left)):
            rows = pa.ipc.open_file(pa.memory_map(str(folder / name))).read_all()
            found.setdefault(part.table, []).append(
                (rows.drop_columns([ROW]), _origins(rows.column(ROW), labels, place))
            )
        present[part.table] = present.get(part.table, frozenset()) | part.present
    joined = {name: _joined(several) for name, several in taken.items()}
    return Staged(
        {name: rows for name, (rows, _) in joined.items()},
        present,
        report,
        {name: origins for name, (_, origins) in joined.items()},
        {name: _joined(several) for name, several in left.items()},
    )


def _joined(several: Sequence[_Rows]) -> _Rows:
    rows, origins = zip(*several, strict=True)
    return pa.concat_tables(rows), pa.concat_tables(origins)


def _origins(rows: pa.ChunkedArray, labels: pa.Array, place: int) -> pa.Table:
    """Where rows of one part came from."""
    indices = pa.array([place], pa.int32()).take(pa.nulls(len(rows), pa.int32()).fill_null(0))
    return pa.Table.from_arrays([pa.DictionaryArray.from_arrays(indices, labels), rows], schema=ORIGIN)
