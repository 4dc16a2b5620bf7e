"""The process that parses: `python -m book.importing.child FOLDER`, bounded in memory, which leaves its results in the folder.

The job comes on standard input, one line of JSON. Afterwards the folder has `parts.json` and `report.json`, or `questions.json`,
or `error.txt` with one sentence. On standard output goes progress: file, rows done and rows estimated, one JSON list a line.
Anything else that happens (no memory, a parser that crashes) ends the process, and `Reader` says so.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TextIO

from book.errors import KamError
from book.importing.job import Job
from book.importing.options import ReadOptions
from book.importing.questions import NeedsAnswer
from book.importing.wire import OPTIONS, PARTS, QUESTIONS, REPORT
from book.quick import without_pandas

PAUSE = 0.1
"""Seconds between two reports of progress."""


def main() -> None:
    """Reads what the job says; without one (the asking process has ended) nothing."""
    without_pandas()
    channel = _own_output()
    folder = Path(sys.argv[1])
    line = sys.stdin.readline()
    if not line:
        return
    job = json.loads(line)
    options = OPTIONS.validate_python(job["options"])
    _limit_memory(options)
    _run([Path(p) for p in job["paths"]], options, folder, channel)


def _own_output() -> TextIO:
    """Standard output for progress alone: what libraries print goes to standard error."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return channel


def _limit_memory(options: ReadOptions) -> None:
    try:
        import resource
    except ImportError:  # no such limit on Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = options.limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _run(paths: list[Path], options: ReadOptions, folder: Path, channel: TextIO) -> None:
    last = 0.0

    def tell(file: str, done: int, total: int | None) -> None:
        nonlocal last
        if done == 0 or time.monotonic() - last > PAUSE:
            last = time.monotonic()
            print(json.dumps([file, done, total]), file=channel, flush=True)  # the channel to the parent

    job = Job(options, folder, tell)
    try:
        report = job.run(paths)
    except NeedsAnswer as needs:
        (folder / "questions.json").write_bytes(QUESTIONS.dump_json(needs.questions))
    except KamError as error:
        (folder / "error.txt").write_text(str(error), encoding="utf-8")
    else:
        (folder / "parts.json").write_bytes(PARTS.dump_json(job.parts))
        (folder / "report.json").write_bytes(REPORT.dump_json(report))


if __name__ == "__main__":
    main()
