"""Makes the font file: `python -m bot.pictures.fonts.make NotoSansCJK-Regular.ttc` (see README.md)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from bot.pictures import fonts

TRADITIONAL = 3
"""Position of the Traditional Chinese font in the collection."""
SIGNS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2028),
    *range(0x2030, 0x203B),
    *range(0x2190, 0x219A),
    *range(0x25A0, 0x2600),
    *(0x20AC, 0x2122, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x221E, 0xFFFD),
)
NAMES = "裏恒粧碁銹峯堃邨栢喆犇燊垚芃氹埗塱羗"
"""Characters of names in Taiwan and Hong Kong that the standards leave out."""
DROPPED = ["BASE", "GPOS", "VORG", "vhea", "vmtx", "GDEF"]
TRAILS = range(0x40, 0xFF)


def characters() -> set[str]:
    """What the font is reduced to."""
    level_1, level_2 = _two_bytes("big5", range(0xA1, 0xC7)), _two_bytes("big5", range(0xC9, 0xFA))
    shared = {char for char in level_2 if _in("euc_kr", char) or _in("shift_jis", char)}
    return level_1 | shared | _two_bytes("gb2312", range(0xA1, 0xF8)) | {chr(code) for code in SIGNS} | set(NAMES)


def _two_bytes(codec: str, leads: Iterable[int]) -> set[str]:
    """Characters that a codec writes in two bytes, the first of these."""
    pairs = (bytes([lead, trail]) for lead in leads for trail in TRAILS)
    return {
        char for pair in pairs for char in pair.decode(codec, errors="ignore") if len(char.encode(codec)) == len(pair)
    }


def _in(codec: str, char: str) -> bool:
    return bool(char.encode(codec, errors="ignore"))


def make(collection: Path, to: Path) -> None:
    """Write the reduced font."""
    from fontTools import subset

    options = subset.Options(
        font_number=TRADITIONAL,
        layout_features=["locl"],
        layout_scripts=["hani.ZHS"],
        drop_tables=DROPPED,
        notdef_outline=True,
        name_IDs=["*"],
        hinting=False,
        recalc_timestamp=False,
    )
    font = subset.load_font(str(collection), options)
    reducer = subset.Subsetter(options)
    reducer.populate(text="".join(characters()))
    reducer.subset(font)
    subset.save_font(font, str(to), options)


if __name__ == "__main__":
    make(Path(sys.argv[1]), fonts.path())
