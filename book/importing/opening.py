"""From a file to its grids: text, Excel or Parquet."""

from __future__ import annotations

from pathlib import Path

from book.importing import encoding
from book.importing.delimited import Delimited
from book.importing.grid import Grid, known_in
from book.importing.mapping import Mapping, Source
from book.importing.options import ReadOptions
from book.importing.questions import Question
from book.importing.sources import File
from book.importing.vocabulary import every_word, simple


def grids(file: File, options: ReadOptions, scratch: Path) -> list[Grid] | Question:
    """The tables of a file, or what has to be asked first. Raises FileRefusedError."""
    return _text(file, options, scratch)


def _text(file: File, options: ReadOptions, scratch: Path) -> list[Grid] | Question:
    said = options.mapping.of(file.name, None)
    source = merged([s for _, s in said])
    seen = encoding.look(file.path)
    named = encoding.decide(file.path, seen, source.encoding or options.encoding)
    if isinstance(named, Question):
        return named
    plain = named in ("utf-8", "utf-8-sig")
    if plain and not seen.is_utf8:
        raise encoding.not_written_in(named)
    path = file.path if plain else encoding.as_utf8(file.path, named, scratch)
    words = every_word() | said_headers(options.mapping)
    grid = Delimited(path, file.name, known_in(words), source, options.limits, quotes=seen.has_quotes)
    if named != "utf-8":
        grid.settings["encoding"] = named
    return [grid]


def merged(sources: list[Source]) -> Source:
    """How a file is to be opened, where several of its sources say it: the first that does."""
    keys = ("encoding", "delimiter", "header_row")
    found = {key: next((v for s in sources if (v := getattr(s, key)) is not None), None) for key in keys}
    return Source.model_validate(found)


def said_headers(mapping: Mapping) -> frozenset[str]:
    """The simple forms of the headers that a mapping names alone: they tell a header row, too."""
    texts = [t for of_table in mapping.sources.values() for s in of_table for t in s.columns.values() if t]
    return frozenset(simple(t) for t in texts)
