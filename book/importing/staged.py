"""What the readers hand over: typed rows, where each came from, and a report of what was found and refused."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from book.importing.mapping import Mapping
from book.importing.remarks import Remark

ORIGIN = pa.schema([pa.field("file", pa.dictionary(pa.int32(), pa.string())), pa.field("row", pa.int64())])


@dataclass(frozen=True, slots=True)
class Problem:
    """Rows refused for one reason: the first of them, and how many there are.

    `file` names the sheet too; `row` is the row as a spreadsheet counts it (None: the whole file); `value` is as written, cut
    to a readable length; `rows` are the first few rows; `count` is how many rows in all. `key` and `detail`: the reason as
    `reasons.yaml` (of a whole file, `FileRefusedError`) names it, for other words; "" where nothing does.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    reason: str
    remedy: str
    rows: tuple[int, ...] = ()
    count: int = 1
    key: str = ""
    detail: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            p for p in (self.file, self.row and f"row {self.row}", self.column and f"column {self.column}") if p
        )
        value = f" “{self.value}”" if self.value is not None else ""
        more = f" ({self.count} rows)" if self.count > 1 else ""
        return f"{place}:{value} {self.reason}{more}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file or sheet: the table it became (None: not read), rows taken, and what was done on the way."""

    file: str
    table: str | None
    rows: int
    notes: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was read. `mapping` is the one used, guesses and answers included: saved and given back it reads the same.

    `problems`: rows that were left out, grouped. `warnings`: what was taken, or passed over, but should be known.
    `counts`: staged rows by table. `refused`: rows left out by table.
    """

    files: tuple[FileRead, ...] = ()
    mapping: Mapping = field(default_factory=Mapping)
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Remark, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)

    @property
    def refused_in_all(self) -> int:
        """Rows and whole files that cannot be taken, each counted once however many problems it has."""
        return sum(self.refused.values()) + sum(one.row is None and not one.rows for one in self.problems)


@dataclass(frozen=True, slots=True)
class Staged:
    """Rows ready to be applied, by table.

    `tables`: columns of `book/schema.py` less the derived ones, all nullable: `line_no`, `concession_id` and `touch_id` may be
    null and are then given by the import. Money is in minor units of the row's currency; where the currency is null (the row
    bears none) it is in hundredths. `present`: the columns that the files had. `origins`: for each row its file and row number.
    `left`: rows that were refused with their origins, null where a cell could not be read, so that what else is wrong with them
    is found too.
    """

    tables: dict[str, pa.Table]
    present: dict[str, frozenset[str]]
    report: Report
    origins: dict[str, pa.Table] = field(default_factory=dict)
    left: dict[str, tuple[pa.Table, pa.Table]] = field(default_factory=dict)
