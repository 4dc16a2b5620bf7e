"""In which encoding a text file is written: known, found out, or asked. The file is then read as UTF-8."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from book.importing.questions import Choice, Question
from book.importing.refusal import FileRefusedError
from book.importing.vocabulary import every_word, simple

CHUNK = 4 * 2**20
SAMPLE = 2**20
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
CANDIDATES = ("gb18030", "big5", "cp1252")
CODECS = {"big5": "big5hkscs"}
FEW, SURE, UNSURE = 10, 0.9, 0.75
PREVIEW_LINES, PREVIEW_WIDTH = 3, 50


@dataclass(frozen=True, slots=True)
class Look:
    """What one pass over a file's bytes tells. `bom`: the encoding it announces; `ascii_zero`: a NUL byte was met."""

    bom: str | None
    is_utf8: bool
    has_nul: bool
    has_quotes: bool


def look(path: Path) -> Look:
    """Reads the whole file once."""
    decoder, is_utf8, nul, quotes, bom, first = codecs.getincrementaldecoder("utf-8")(), True, False, False, None, True
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if first:
                bom, first = next((name for mark, name in BOMS.items() if chunk.startswith(mark)), None), False
            nul, quotes = nul or b"\0" in chunk, quotes or b'"' in chunk
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
    return Look(bom, is_utf8 and _decodes(decoder, b"", final=True), nul, quotes)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def decide(path: Path, seen: Look, given: str | None) -> str | Question:
    """The encoding's name, or the question to ask. Raises FileRefusedError for what is no text."""
    if seen.bom:
        return seen.bom
    if given:
        return _known(given)
    if seen.has_nul:
        return _without_bom(path)
    if seen.is_utf8:
        return "utf-8"
    with path.open("rb") as stream:
        sample = stream.read(SAMPLE)
    return _weighed(path, sample)


def as_utf8(path: Path, encoding: str, scratch: Path) -> Path:
    """A copy of the file in UTF-8. Raises FileRefusedError where it is not in that encoding."""
    copy = scratch / f"{len(list(scratch.iterdir()))}.txt"
    try:
        with (
            path.open(encoding=CODECS.get(encoding, encoding), newline="") as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            while text := source.read(CHUNK):
                if "\0" in text:
                    raise FileRefusedError(
                        "it has NUL characters, so it is no text", "Export it again as CSV in UTF-8."
                    )
                target.write(text)
    except UnicodeError as error:
        raise not_written_in(encoding) from error
    return copy


def not_written_in(encoding: str) -> FileRefusedError:
    """A file that has bytes which its encoding does not have."""
    return FileRefusedError(f"it is not written in {encoding}", "Say the right one with --encoding.")


def _known(name: str) -> str:
    try:
        info = codecs.lookup(name)
    except LookupError:
        info = None
    if info is None or not info._is_text_encoding:
        raise FileRefusedError(
            f"there is no encoding {name}", "Use utf-8, utf-16, gb18030, big5, cp1252 or another name of one."
        )
    return info.name


def _without_bom(path: Path) -> str:
    """UTF-16 without a byte order mark has a NUL in every other byte of its ASCII parts."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) / 8 and min(even, odd) == 0:
        return "utf-16-le" if odd else "utf-16-be"
    raise FileRefusedError(
        "it has NUL bytes, so it is no text", "Give the export itself (CSV, Excel or Parquet), or export it again."
    )


def _weighed(path: Path, sample: bytes) -> str | Question:
    texts = {name: text for name in CANDIDATES if (text := _try(sample, name)) is not None}
    if not texts:
        raise FileRefusedError("its encoding is unknown", "Say it with --encoding, or export it again in UTF-8.")
    headers = {name: _known_headers(text) for name, text in texts.items()}
    best = max(headers, key=lambda n: headers[n])
    if headers[best] >= 2 and all(headers[best] > 2 * headers[n] for n in headers if n != best):
        return best
    return _by_characters(sample, texts) or _question(path, texts)


def _try(sample: bytes, name: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(CODECS.get(name, name))().decode(sample)
    except UnicodeDecodeError:
        return None


def _known_headers(text: str) -> int:
    """How many known headers that are not plain ASCII stand in the first lines."""
    cells = re.split(r"[,;\t|\n\r]", "\n".join(text.splitlines()[:20]))
    return sum(not c.isascii() and simple(c.strip(' "')) in every_word() for c in cells)


def _by_characters(sample: bytes, texts: dict[str, str]) -> str | None:
    """Common characters are told from rare ones by where the standards put them; a clear winner decides."""
    shares = {name: COMMON[name](sample, texts[name]) for name in texts}
    ranked = sorted(shares, key=lambda n: -shares[n])
    runner_up = shares[ranked[1]] if len(ranked) > 1 else 0.0
    enough = sum(b > 127 for b in sample) >= FEW
    return ranked[0] if enough and shares[ranked[0]] >= SURE and runner_up <= UNSURE else None


def _pairs(sample: bytes, single: Callable[[int], bool]) -> list[tuple[int, int]]:
    """The two-byte characters of a text."""
    pairs, place = [], 0
    while place < len(sample) - 1:
        if single(sample[place]):
            place += 1
        else:
            pairs.append((sample[place], sample[place + 1]))
            place += 2
    return pairs


def _common_gb(sample: bytes, _text: str) -> float:
    """GB 2312 puts the common characters (level 1) in rows B0 to D7; punctuation and full-width forms in A1 and A3."""
    pairs = _pairs(sample, lambda b: b < 128)
    common = sum((0xB0 <= a <= 0xD7 or a in (0xA1, 0xA3)) and b >= 0xA1 for a, b in pairs)
    return common / len(pairs) if pairs else 0.0


def _common_big5(sample: bytes, _text: str) -> float:
    """Big5 puts the common characters (level 1) in rows A4 to C6; punctuation in A1 to A3."""
    pairs = _pairs(sample, lambda b: b < 128)
    return sum(0xA1 <= a <= 0xC6 for a, _ in pairs) / len(pairs) if pairs else 0.0


def _common_western(_sample: bytes, text: str) -> float:
    """Accented letters stand among plain ones."""
    foreign = [i for i, c in enumerate(text) if not c.isascii()]
    plain = [i for i in foreign if text[i] in "€£°" or (text[i].isalpha() and _beside_plain(text, i))]
    return len(plain) / len(foreign) if foreign else 0.0


def _beside_plain(text: str, i: int) -> bool:
    around = text[max(i - 1, 0) : i + 2]
    return any(c.isascii() and c.isalpha() for c in around)


COMMON: dict[str, Callable[[bytes, str], float]] = {
    "gb18030": _common_gb,
    "big5": _common_big5,
    "cp1252": _common_western,
}


def _question(path: Path, texts: dict[str, str]) -> Question:
    choices = tuple(Choice(name, _preview(text)) for name, text in texts.items())
    return Question("--encoding", "It is not clear in which encoding this file is written.", path.name, None, choices)


def _preview(text: str) -> str:
    lines = [line for line in text.splitlines() if not line.isascii()][:PREVIEW_LINES]
    return " / ".join("".join(c for c in line[:PREVIEW_WIDTH] if c.isprintable()) for line in lines)
