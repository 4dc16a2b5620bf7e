"""Which column of a file is which column of the book: guessed, said by a person, saved and read again.

    order_lines:
      file: order_lines.csv
      columns:
        account_id: CustomerID
        net_amount: UnitPrice * Quantity * (1 - Discount)

What a mapping does not say is guessed; a column given as `null` is left out.
"""

from __future__ import annotations

import fnmatch
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from book import schema
from book.errors import KamError

HEADING = "# How files become the book's tables. Change it and give it back with --map.\n"


DecimalMark = Literal[".", ","]
DateOrder = Literal["ymd", "dmy", "mdy", "roc"]


class MappingError(KamError):
    """A mapping that cannot be used; the sentence names the file, the place and the remedy."""


class Source(BaseModel):
    """One file (or sheet) of a table. `file` and `sheet` may have * and ?; without `file` every file of that table is meant.

    `encoding`, `delimiter`, `header_row` (as a spreadsheet counts), `decimal`, `date_order` and `currency` answer what the
    reader would otherwise find out or ask; `decimal` and `date_order` of all columns, or of each by its header.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    file: str | None = None
    sheet: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    decimal: DecimalMark | dict[str, DecimalMark] | None = None
    date_order: DateOrder | dict[str, DateOrder] | None = None
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    columns: dict[str, str | None] = {}

    def names(self, file: str, sheet: str | None) -> bool:
        """Whether this source speaks of that file and sheet."""
        return _like(file, self.file) and (self.sheet is None or _like(sheet or "", self.sheet))


def _like(name: str, pattern: str | None) -> bool:
    return pattern is None or name == pattern or fnmatch.fnmatchcase(name.casefold(), pattern.casefold())


class Mapping(BaseModel):
    """The sources of each table, by the table's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: dict[str, tuple[Source, ...]] = {}

    @field_validator("sources")
    @classmethod
    def _known(cls, sources: dict[str, tuple[Source, ...]]) -> dict[str, tuple[Source, ...]]:
        for table, of_table in sources.items():
            if table not in schema.TABLES:
                raise ValueError(f"there is no table {table}; the tables are {', '.join(schema.TABLES)}")
            for source in of_table:
                _check_columns(table, source)
        return sources

    def of(self, file: str, sheet: str | None) -> list[tuple[str, Source]]:
        """The tables and sources that name a file; those that name it outright, else those that name none."""
        all_ = [(table, s) for table, of_table in self.sources.items() for s in of_table if s.names(file, sheet)]
        return [(t, s) for t, s in all_ if s.file] or all_


def _check_columns(table: str, source: Source) -> None:
    usable = [c.name for c in schema.TABLES[table].columns if not c.derived]
    for column in source.columns:
        if column not in usable:
            raise ValueError(f"{table} has no column {column}; it has {', '.join(usable)}")


def parse(text: str, where: str) -> Mapping:
    """The mapping that a YAML text writes. Raises MappingError naming `where`, the place and the remedy."""
    try:
        data = yaml.load(text, Loader=_Unique)  # noqa: S506 # a SafeLoader that also refuses duplicate keys
    except yaml.YAMLError as error:
        raise MappingError(f"{where}: not readable as YAML: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict):
        raise MappingError(
            f"{where}: a mapping has the names of tables ({', '.join(schema.TABLES)}) on its first level."
        )
    try:
        return Mapping(sources={str(t): _several(s) for t, s in data.items()})
    except ValidationError as error:
        raise MappingError(f"{where}: {_sentence(error)}") from error


def load(path: Path) -> Mapping:
    """The mapping in a file. Raises MappingError."""
    try:
        return parse(path.read_text(encoding="utf-8-sig"), path.name)
    except OSError as error:
        raise MappingError(f"{path}: the mapping cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise MappingError(f"{path}: the mapping is not UTF-8 text; save it as UTF-8.") from error


def dump(mapping: Mapping) -> str:
    """The mapping as YAML, to be saved and given back; `parse` of it gives the same mapping."""
    data: dict[str, Any] = {}
    for table, sources in mapping.sources.items():
        items = [s.model_dump(exclude_defaults=True) for s in sources]
        data[table] = items[0] if len(items) == 1 else items
    return HEADING + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)


def _several(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(p) for p in first["loc"][1:])
    return f"{place + ': ' if place else ''}{first['msg'].removeprefix('Value error, ')}."


class _Unique(yaml.SafeLoader):
    """Refuses a key that is there twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(k, deep=True) for k, _ in node.value]
        twice = next((k for i, k in enumerate(keys) if k in keys[:i]), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"{twice} is there twice", node.start_mark)
        return super().construct_mapping(node, deep)
