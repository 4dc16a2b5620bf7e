"""From a file to its grids: text, Excel or Parquet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from book.importing import encoding
from book.importing.delimited import Delimited
from book.importing.grid import Grid, Known, known_in
from book.importing.mapping import Mapping, Source
from book.importing.options import ReadOptions
from book.importing.questions import Question
from book.importing.remarks import Remark
from book.importing.sources import File
from book.importing.vocabulary import every_word, simple


@dataclass(frozen=True, slots=True)
class Opened:
    """The tables of a file, remarks about what was passed over, and what has to be asked before it can be read."""

    grids: tuple[Grid, ...] = ()
    remarks: tuple[Remark, ...] = ()
    question: Question | None = None


def open_file(file: File, options: ReadOptions, scratch: Path) -> Opened:
    """Opens a file. Raises FileRefusedError."""
    if file.kind == "parquet":
        from book.importing.parquet import Parquet

        return Opened((Parquet(file.path, file.name, options.limits),))
    if file.kind == "excel":
        from book.importing.excel import sheets

        found, remarks = sheets(file.path, _known(options.mapping), options.mapping, options.limits)
        return Opened(tuple(found), tuple(remarks))
    return _text(file, options, scratch)


def _known(mapping: Mapping) -> Known:
    return known_in(every_word() | said_headers(mapping))


def _text(file: File, options: ReadOptions, scratch: Path) -> Opened:
    source = merged([s for _, s in options.mapping.of(file.name, None)])
    seen = encoding.look(file.path)
    name = encoding.decide(file.path, seen, source.encoding or options.encoding)
    if isinstance(name, Question):
        return Opened(question=name)
    plain = name in ("utf-8", "utf-8-sig")
    if plain and not seen.is_utf8:
        raise encoding.not_written_in(name)
    path = file.path if plain else encoding.as_utf8(file.path, name, scratch)
    grid = Delimited(path, file.name, _known(options.mapping), source, options.limits, quotes=seen.has_quotes)
    if name != "utf-8":
        grid.settings["encoding"] = name
    return Opened((grid,))


def merged(sources: list[Source]) -> Source:
    """How a file is to be opened, where several of its sources say it: the first that does."""
    keys = ("encoding", "delimiter", "header_row")
    found = {key: next((v for s in sources if (v := getattr(s, key)) is not None), None) for key in keys}
    return Source.model_validate(found)


def said_headers(mapping: Mapping) -> frozenset[str]:
    """The simple forms of the headers that a mapping names alone: they tell a header row, too."""
    texts = [t for of_table in mapping.sources.values() for s in of_table for t in s.columns.values() if t]
    return frozenset(simple(t) for t in texts)
