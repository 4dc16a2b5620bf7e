"""What the child leaves in the folder: Arrow files by part, and the report that belongs to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from book.importing.findings import Findings
from book.importing.mapping import Mapping
from book.importing.remarks import Remark
from book.importing.staged import FileRead, Report


@dataclass(slots=True)
class Part:
    """The rows of one file or sheet: an Arrow file of that name, and one (`left`) of the rows that were refused.

    `columns`: those of the book that the file had.
    """

    name: str
    table: str
    label: str
    columns: frozenset[str]
    has_currency: bool = False
    taken: int = 0
    refused: int = 0

    @property
    def left(self) -> str:
        """The Arrow file of the rows that were refused."""
        return f"left.{self.name}"

    @property
    def present(self) -> frozenset[str]:
        """The book's columns that the file had; a currency that its amounts bore counts."""
        return self.columns | ({"currency"} if self.has_currency else set())


def report_of(
    parts: Sequence[Part], files: Sequence[FileRead], findings: Findings, warnings: tuple[Remark, ...], mapping: Mapping
) -> Report:
    """The report of a whole reading."""
    taken, refused = Counter[str](), Counter[str]()
    for part in parts:
        taken[part.table] += part.taken
        refused[part.table] += part.refused
    return Report(
        files=tuple(files),
        mapping=mapping,
        problems=findings.problems(),
        warnings=warnings,
        counts=dict(taken),
        refused={table: n for table, n in refused.items() if n},
    )
