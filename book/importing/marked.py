"""Numbers that bear the same mark down a column (NT$ 1,234.50): taken off all of them at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from book.importing import numerals

WORTH = 200
"""From so many texts on it is worth looking for a mark that they share."""
AROUND = re.compile(r"(?P<before>[^0-9.,+\-()%']*)[-+]?[0-9.,]*[0-9](?P<after>[^0-9.,+\-()%']*)")


@dataclass(frozen=True, slots=True)
class Shared:
    """What stands before and after a number, spaces included, and the currencies that it may mean."""

    before: str
    after: str
    currencies: tuple[str, ...]

    def taken_off(self, texts: pa.Array) -> pa.Array:
        """The texts without it; null where a text bears something else."""
        borne = pc.and_(pc.starts_with(texts, self.before), pc.ends_with(texts, self.after))
        bare = pc.utf8_slice_codeunits(texts, len(self.before), -len(self.after) if self.after else None)
        return pc.if_else(borne, bare, pa.scalar(None, pa.string()))


def of(text: str) -> Shared | None:
    """What a number bears; None where that is no currency."""
    found = AROUND.fullmatch(text)
    codes = numerals.currencies(text) if found else ()
    return Shared(found["before"], found["after"], codes) if found and codes else None
