"""What is inside a workbook that is a ZIP archive: bounds before it is unpacked, and cells that the reader cannot see."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from book.importing.options import Limits
from book.importing.refusal import FileRefusedError

CHUNK = 8 * 2**20
SMALL = 16 * 2**20
"""A part that unpacks to less than this may be packed as tightly as it likes."""
FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
ERROR = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<", re.DOTALL)
TEXT_RESULT = re.compile(rb"\bt=[\"']str[\"']")
PLACE = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")
ODS_FORMULA = re.compile(rb"<table:table-cell\b(?=[^>]*\btable:formula=)(?![^>]*\boffice:value-type=)[^>]*>")
DAMAGED = ("it is damaged, or no workbook", "Open it in a spreadsheet program and save it again.")


@dataclass(frozen=True, slots=True)
class Unseen:
    """Cells of a sheet, as (row from 1, column from 0): formulas without a stored result, and errors with their text."""

    uncached: frozenset[tuple[int, int]] = frozenset()
    errors: tuple[tuple[int, int, str], ...] = ()


def check(path: Path, limits: Limits) -> list[str]:
    """The names of the archive's parts. Raises FileRefusedError for a bomb or a damaged archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileRefusedError(*DAMAGED) from error
    if any(p.flag_bits & 1 for p in parts):
        raise FileRefusedError("it is protected by a password", "Save it without one.", "file_password")
    _check_sizes(parts, limits)
    return [p.filename for p in parts]


def _check_sizes(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    size = sum(p.file_size for p in parts)
    if size > limits.unpacked_bytes:
        raise FileRefusedError(
            f"it unpacks to {size:,} bytes, more than {limits.unpacked_bytes:,}", "Split it into smaller files."
        )
    for part in parts:
        if part.file_size > SMALL and part.file_size > limits.ratio * max(1, part.compress_size):
            reason = f"a part of it is packed more than {limits.ratio} to 1, as in archives made to exhaust a computer"
            raise FileRefusedError(reason, "Open it in a spreadsheet program and export the sheet as CSV.")


def unseen(path: Path, sheet: str) -> Unseen:
    """The cells of an .xlsx sheet that the reader gives as blank though they are not."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, sheet)
            if part is None:
                return Unseen()
            with archive.open(part) as stream:
                return _scan(stream)
    except (zipfile.BadZipFile, ElementTree.ParseError, OSError, EOFError, KeyError) as error:
        raise FileRefusedError(*DAMAGED) from error


def refuse_uncached_ods(path: Path) -> None:
    """Raises FileRefusedError where a formula of an .ods file has no stored result."""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
        if any(ODS_FORMULA.search(text) for text in _pieces(stream, b"</table:table-row>")):
            reason = "it has formulas without a stored result"
            raise FileRefusedError(reason, "Open the file in a spreadsheet program, save it, and import it again.")


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Where in the archive a sheet lies."""
    relation = next(
        (
            key_value
            for node in _nodes(archive, "xl/workbook.xml", "sheet")
            if node.get("name") == sheet
            for key, key_value in node.items()
            if key.endswith("}id")
        ),
        None,
    )
    for node in _nodes(archive, "xl/_rels/workbook.xml.rels", "Relationship"):
        if node.get("Id") == relation:
            target = node.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _nodes(archive: zipfile.ZipFile, part: str, tag: str) -> Iterator[ElementTree.Element]:
    root = ElementTree.fromstring(archive.read(part))  # noqa: S314 # expat bounds entities, the process bounds the rest
    return (node for node in root.iter() if node.tag.rpartition("}")[2] == tag)


def _scan(stream: IO[bytes]) -> Unseen:
    uncached: set[tuple[int, int]] = set()
    errors: list[tuple[int, int, str]] = []
    for text in _pieces(stream, b"</row>"):
        for found in FORMULA.finditer(text) if b"<f" in text or b":f" in text else ():
            if (place := _place(found[1])) and not TEXT_RESULT.search(found[1]):
                uncached.add(place)
        for found in ERROR.finditer(text) if b't="e"' in text or b"t='e'" in text else ():
            if place := _place(found[1]):
                errors.append((*place, found[2].decode("utf-8", "replace")))
    return Unseen(frozenset(uncached), tuple(errors))


def _place(attributes: bytes) -> tuple[int, int] | None:
    found = PLACE.search(attributes)
    if found is None or len(found[1]) > 3:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return int(found[2]), column - 1


def _pieces(stream: IO[bytes], end: bytes) -> Iterator[bytes]:
    """The stream in pieces that end where a row ends."""
    rest = b""
    while chunk := stream.read(CHUNK):
        rest += chunk
        cut = rest.rfind(end)
        if cut >= 0:
            yield rest[: cut + len(end)]
            rest = rest[cut + len(end) :]
    yield rest
