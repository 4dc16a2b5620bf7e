"""From the paths a person gives to the files to read: what each really is, by its content."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from book.importing.options import Limits
from book.importing.refusal import FileRefusedError
from book.importing.remarks import Remark

TEXT_ENDINGS = frozenset({".csv", ".tsv", ".tab", ".txt"})
EXCEL_ENDINGS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
PARQUET_ENDINGS = frozenset({".parquet", ".pq"})
ENDINGS = TEXT_ENDINGS | EXCEL_ENDINGS | PARQUET_ENDINGS
SHOWN = 5
"""How many files that were passed over are named."""
READABLE = "CSV, TSV, Excel (.xlsx, .xls, .xlsb, .ods) and Parquet"
ZIP, OLE, PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
OTHERS = {
    b"%PDF": "a PDF",
    b"\x1f\x8b": "compressed with gzip",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x89PNG": "a picture",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file to read. `kind` is text, excel or parquet; `size` in bytes."""

    path: Path
    kind: str
    size: int

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read, those refused with why, and remarks about what was passed over."""

    files: tuple[File, ...]
    refused: tuple[tuple[str, FileRefusedError], ...]
    remarks: tuple[Remark, ...]


def find(paths: Sequence[Path], limits: Limits) -> Found:
    """The files of some paths; a folder gives the files directly in it, by name."""
    files: list[File] = []
    refused: list[tuple[str, FileRefusedError]] = []
    remarks: list[Remark] = []
    for path in dict.fromkeys(paths):
        for candidate in _candidates(path, refused, remarks):
            try:
                files.append(_examined(candidate, limits))
            except FileRefusedError as error:
                refused.append((candidate.name, error))
    if len(files) > limits.files:
        many = FileRefusedError(f"there are {len(files)} files, more than {limits.files}", "Import fewer at a time.")
        refused.append((str(paths[0]), many))
        files = files[: limits.files]
    return Found(tuple(files), tuple(refused), tuple(remarks))


def _candidates(path: Path, refused: list[tuple[str, FileRefusedError]], remarks: list[Remark]) -> list[Path]:
    if not path.is_dir():
        return [path]
    try:
        inside = sorted(path.iterdir())
    except OSError as error:
        refused.append(
            (str(path), FileRefusedError(f"the folder cannot be read ({_why(error)})", "Check its permissions."))
        )
        return []
    chosen = [
        p for p in inside if p.suffix.lower() in ENDINGS and not p.name.startswith((".", "~$")) and not p.is_dir()
    ]
    passed = [p.name for p in inside if p not in chosen and not p.name.startswith((".", "~$"))]
    if passed:
        names = tuple(passed[:SHOWN])
        remarks.append(Remark("folder_passed", {"folder": path.name or str(path), "n": len(passed), "files": names}))
    if not chosen:
        nothing = FileRefusedError("the folder has no file that can be read", f"Put {READABLE} files in it.")
        refused.append((path.name or str(path), nothing))
    return chosen


def _examined(path: Path, limits: Limits) -> File:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileRefusedError("it is not an ordinary file", f"Give {READABLE} files or a folder of them.")
        with path.open("rb") as stream:
            head = stream.read(8192)
    except OSError as error:
        raise FileRefusedError(f"it cannot be read ({_why(error)})", "Check the name and its permissions.") from error
    if status.st_size > limits.file_bytes:
        raise FileRefusedError(
            f"it has {status.st_size:,} bytes, more than {limits.file_bytes:,}", "Split it into smaller files."
        )
    if not head.strip():
        raise FileRefusedError("it is empty", "Export it again.", "file_empty")
    return File(path, _kind(path, head), status.st_size)


def _why(error: OSError) -> str:
    return (error.strerror or os.strerror(error.errno or 0)).lower()


def _kind(path: Path, head: bytes) -> str:
    if head.startswith(PARQUET):
        return "parquet"
    if head.startswith((ZIP, OLE)):
        return "excel"
    for magic, what in OTHERS.items():
        if head.startswith(magic):
            raise FileRefusedError(
                f"it is {what}, not a table", f"Give {READABLE} files.", "file_kind", path.suffix.lower()
            )
    ending = path.suffix.lower()
    if ending in PARQUET_ENDINGS | EXCEL_ENDINGS and b"\0" in head:
        raise FileRefusedError(f"it is damaged, or no {ending} file", "Export it again.")
    return "text"
