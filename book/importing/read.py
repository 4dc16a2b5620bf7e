"""Reads a company's files: a child process parses them within limits, so that no file can do worse than be refused."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa

from book.errors import KamError
from book.importing.convert import ROW
from book.importing.options import ReadOptions
from book.importing.questions import NeedsAnswer
from book.importing.staged import ORIGIN, Report, Staged
from book.importing.wire import OPTIONS, PARTS, QUESTIONS, REPORT
from book.importing.written import Part

Progress = Callable[[str, int, int | None], None]
"""Called with a file (and sheet), its rows done, and about how many there are (None: not known yet)."""
CHILD = "book.importing.child"
NO_MEMORY = ("MemoryError", "memory allocation", "bad_alloc", "malloc")
DISK_FULL = "No space left on device"


class ReadingFailedError(KamError):
    """The process that reads ended without a result: out of memory or time, or a parser crashed."""


def read(paths: Sequence[Path], options: ReadOptions | None = None, progress: Progress | None = None) -> Staged:
    """Typed rows and a report of the files at some paths (a folder: the files in it).

    Raises NeedsAnswer where only a person can decide how a file is to be read, ReadingFailedError where the reading process
    ended early, and KamError for a mapping that does not fit. Rows and files that are refused are in the report.
    """
    options = options or ReadOptions()
    with tempfile.TemporaryDirectory(prefix="kam-import-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        job = {"paths": [str(p.absolute()) for p in paths], "options": OPTIONS.dump_python(options, mode="json")}
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        _run_child(folder, options, progress)
        return _result(folder)


def _run_child(folder: Path, options: ReadOptions, progress: Progress | None) -> None:
    command = [sys.executable, "-m", CHILD, str(folder)]
    with (folder / "errors.txt").open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 # our own module
            command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, stderr=errors, text=True, encoding="utf-8"
        )
    late = threading.Event()
    timer = threading.Timer(options.limits.seconds, _end, (process, late))
    timer.start()
    try:
        current = _follow(process, progress)
        code = process.wait()
    finally:
        timer.cancel()
        process.kill()  # after an interruption; without effect on one that has ended
        process.wait()
    if late.is_set():
        raise ReadingFailedError(
            f"{current} was not read within {options.limits.seconds} seconds; split it into smaller files."
        )
    if code != 0:
        raise ReadingFailedError(_why(folder, current, options))


def _end(process: subprocess.Popen[str], late: threading.Event) -> None:
    late.set()
    process.kill()


def _follow(process: subprocess.Popen[str], progress: Progress | None) -> str:
    """Passes progress on until the process ends. Returns the file it was at last."""
    assert process.stdout is not None  # noqa: S101 # asked for
    current = "The import"
    with process.stdout as lines:
        for line in lines:
            if not line.endswith("\n"):
                break  # cut off by a kill
            current, done, total = json.loads(line)
            if progress is not None:
                progress(current, done, total)
    return current


def _why(folder: Path, current: str, options: ReadOptions) -> str:
    said = (folder / "errors.txt").read_text(encoding="utf-8", errors="replace")
    last = said.strip().splitlines()[-1] if said.strip() else "it ended without a word"
    if any(word in said for word in NO_MEMORY):
        size = options.limits.memory_bytes / 2**30
        return f"{current} needs more than {size:.1f} GiB of memory to be read; split it into smaller files."
    if DISK_FULL in said:
        return (
            f"The disk is full: no room for a temporary copy of {current} in {folder.parent}. Make room and try again."
        )
    return f"{current} cannot be read: its parser failed ({last[:200]}). Export the file again, as CSV if need be."


def _result(folder: Path) -> Staged:
    if (folder / "error.txt").exists():
        raise KamError((folder / "error.txt").read_text(encoding="utf-8"))
    if (folder / "questions.json").exists():
        raise NeedsAnswer(QUESTIONS.validate_json((folder / "questions.json").read_bytes()))
    report = REPORT.validate_json((folder / "report.json").read_bytes())
    return _staged(folder, PARTS.validate_json((folder / "parts.json").read_bytes()), report)


def _staged(folder: Path, parts: Sequence[Part], report: Report) -> Staged:
    labels = pa.array([p.label for p in parts], pa.string())
    tables: dict[str, list[pa.Table]] = {}
    origins: dict[str, list[pa.Table]] = {}
    present: dict[str, frozenset[str]] = {}
    for place, part in enumerate(parts):
        rows = pa.ipc.open_file(pa.memory_map(str(folder / part.name))).read_all()
        tables.setdefault(part.table, []).append(rows.drop_columns([ROW]))
        origins.setdefault(part.table, []).append(_origins(rows.column(ROW), labels, place))
        present[part.table] = present.get(part.table, frozenset()) | part.present
    joined = {name: pa.concat_tables(t) for name, t in tables.items()}
    return Staged(joined, present, report, {name: pa.concat_tables(o) for name, o in origins.items()})


def _origins(rows: pa.ChunkedArray, labels: pa.Array, place: int) -> pa.Table:
    """Where rows of one part came from."""
    indices = pa.array([place], pa.int32()).take(pa.nulls(len(rows), pa.int32()).fill_null(0))
    return pa.Table.from_arrays([pa.DictionaryArray.from_arrays(indices, labels), rows], schema=ORIGIN)
