"""Cells as they came from a file: the texts as written, and which of them were numbers in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of a batch. `text`: strings, null where blank; `number`: true where the cell was a typed number, which is
    then written with a decimal point; None where no cell was.
    """

    text: pa.Array
    number: Mask | None = None

    def __len__(self) -> int:
        return len(self.text)

    @property
    def blank(self) -> Mask:
        """Where there is nothing."""
        return np.asarray(self.text.is_null().to_numpy(zero_copy_only=False), dtype=bool)

    def at(self, row: int) -> str | None:
        """The text of one cell."""
        value: str | None = self.text[row].as_py()
        return value

    def take(self, rows: npt.NDArray[np.intp]) -> Cells:
        """Some of the cells."""
        return Cells(self.text.take(pa.array(rows)), None if self.number is None else self.number[rows])


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file: `rows` are their numbers as a person counts them (the first line of the file is 1)."""

    rows: npt.NDArray[np.int64]
    columns: dict[str, Cells]

    def __len__(self) -> int:
        return len(self.rows)


def tidy(text: pa.Array) -> pa.Array:
    """Strings without the spaces around them; null where nothing is left."""
    trimmed = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
