"""What a person may say about an import, and what no file may exceed."""

from __future__ import annotations

from dataclasses import dataclass, field

from book.importing.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on files and on the child process that parses them. `ratio`: unpacked to packed size of a compressed file;
    `seconds`: of the whole reading, by the clock.
    """

    file_bytes: int = 4 * 2**30
    unpacked_bytes: int = 2 * 2**30
    ratio: int = 200
    files: int = 1000
    columns: int = 1000
    cell_length: int = 32_767
    rows: int = 50_000_000
    memory_bytes: int = 3 * 2**30
    seconds: int = 1800


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """`mapping`: what `--map` says. The others answer questions: `encoding` of text files; `decimal` mark ("." or ",") and
    `date_order` (ymd, dmy, mdy, roc) of columns that could be read in several ways; `currency` (ISO code) of amounts that bear
    none, and what a mark such as ¥ stands for.
    """

    mapping: Mapping = field(default_factory=Mapping)
    encoding: str | None = None
    decimal: str | None = None
    date_order: str | None = None
    currency: str | None = None
    limits: Limits = field(default_factory=Limits)
