"""One number as people write it: 1,234.56, 1.234,56, (1,234), 1234-, NT$ 1,234, 12 %, １２３, 1.2E+05.

`parse` reads a text once the column's decimal mark is known; `evidence` says what a text tells about that mark.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from book.importing.vocabulary import currencies_of, vocabulary

LONGEST = 60
LARGEST_POWER = 18  # 10**18 and more cannot be an amount
FINEST_POWER = -40
MARK = re.compile(
    r"^(?P<before>[^\d.,+\-()']*?)\s*(?P<body>[-+]?[\d.,' _]*\d[\d.,' _]*(?:[eE][-+]?\d{1,3})?)\s*(?P<after>[^\d]*)$"
)
BODIES = {
    ".": re.compile(r"(?:\d+|\d{1,3}(?:[,' ]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})(?:\.\d*)?|\.\d+"),
    ",": re.compile(r"(?:\d+|\d{1,3}(?:[.' ]\d{3})+)(?:,\d*)?|,\d+"),
}
IN_BRACKETS = re.compile(r"([^\d()]*)\(([^()]*)\)([^\d()]*)")
ONE_MARK = re.compile(r"(\d*)([.,])(\d*)")
DASHES = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "﹣": "-",
        "’": "'",
        "‘": "'",
        "，": ",",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "_": " ",
    }
)


class Mark(Enum):
    """What a text tells about the decimal mark of its column."""

    POINT = "."
    COMMA = ","
    EITHER = "?"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the currencies its mark may stand for (none: no mark)."""

    value: Decimal
    currencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a text is not taken: a key of `reasons.yaml`."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Parts:
    negative: bool
    body: str
    percent: bool
    currencies: tuple[str, ...]


def parse(text: str, decimal: str) -> Number | Refused | None:
    """The number that `text` writes with that decimal mark ("." or ","); None where it says that there is none."""
    plain = _simple(text)
    early = _special(plain)
    if early is not _GO_ON:
        return early
    parts = _parts(plain)
    if isinstance(parts, Refused):
        return parts
    value = _value(parts.body, decimal)
    if value is None:
        return Refused("not_a_number")
    if value and not FINEST_POWER <= int(value.as_tuple().exponent) <= value.adjusted() < LARGEST_POWER:
        return Refused("too_large" if value.adjusted() >= LARGEST_POWER else "too_fine")
    return Number(_signed(value, parts), parts.currencies)


def evidence(text: str) -> Mark:
    """What the text tells about the decimal mark; NOTHING for whole numbers and for what is not a number."""
    parts = _parts(_simple(text))
    if isinstance(parts, Refused):
        return Mark.NOTHING
    body = re.split("[eE]", parts.body)[0].strip(" +-")
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return Mark.POINT if body.rfind(".") > body.rfind(",") else Mark.COMMA
    if points > 1 or commas > 1:
        return Mark.COMMA if points else Mark.POINT
    return _of_one_mark(re.sub("[' ]", "", body), grouped=any(c in body for c in "' "))


def currencies(text: str) -> tuple[str, ...]:
    """The codes that a number's currency mark may stand for; none without a mark."""
    parts = _parts(_simple(text))
    return () if isinstance(parts, Refused) else parts.currencies


def _of_one_mark(body: str, *, grouped: bool) -> Mark:
    found = ONE_MARK.fullmatch(body)
    if not found:
        return Mark.NOTHING
    whole, mark, fraction = found.groups()
    could_group = len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0") and not grouped
    return Mark.EITHER if could_group else Mark(mark)


def _signed(value: Decimal, parts: _Parts) -> Decimal:
    """With its sign and as a share of 100. Not by arithmetic, which rounds to the context's 28 digits."""
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign ^ parts.negative, digits, int(exponent) - 2 * parts.percent))


def whole(value: Decimal, places: int) -> int:
    """The value times 10**places, exactly; `places` is at least the number of its decimals."""
    sign, digits, exponent = value.as_tuple()
    number: int = int("".join(map(str, digits))) * 10 ** (int(exponent) + places)
    return -number if sign else number


_GO_ON = Refused("")


def _simple(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(DASHES).strip()


def _special(plain: str) -> Number | Refused | None:
    low = plain.casefold()
    if not plain or low in vocabulary().no_value:
        return None
    if low in vocabulary().not_numbers:
        return Refused("not_finite")
    if plain.upper() in vocabulary().error_cells:
        return Refused("error_cell")
    return Refused("too_long") if len(plain) > LONGEST else _GO_ON


def _parts(plain: str) -> _Parts | Refused:
    inner, signs = _unwrapped(plain)
    percent = inner.endswith("%") or inner.startswith("%")
    inner = inner.strip("% ") if percent else inner
    outer, inner = _signs(inner)
    found = MARK.match(inner)
    if not found:
        return Refused("not_a_number")
    currencies = _currencies([m for m in (found["before"].strip(), found["after"].strip()) if m])
    innermost, body = _signs(found["body"].strip())
    signs += outer + innermost
    if isinstance(currencies, Refused) or (percent and currencies) or len(signs) > 1:
        return Refused("not_a_number")
    return _Parts(signs == "-", body, percent, currencies)


def _unwrapped(plain: str) -> tuple[str, str]:
    """(5), NT$(5) and (5) EUR are 5 with a minus."""
    found = IN_BRACKETS.fullmatch(plain)
    return (f"{found[1]}{found[2]} {found[3]}".strip(), "-") if found else (plain, "")


def _signs(text: str) -> tuple[str, str]:
    """The sign before or after a text, and the text without it."""
    if text.startswith(("-", "+")):
        return text[0], text[1:].strip()
    if text.endswith("-"):
        return "-", text[:-1].strip()
    return "", text


def _currencies(marks: list[str]) -> tuple[str, ...] | Refused:
    """The codes that all marks allow; refused where a mark is no currency or two contradict one another."""
    codes: tuple[str, ...] = ()
    for mark in marks:
        allowed = currencies_of(mark)
        codes = tuple(c for c in allowed if c in codes) if codes else allowed
        if not codes:
            return Refused("not_a_number")
    return codes


def _value(body: str, decimal: str) -> Decimal | None:
    digits, *exponent = re.split("[eE]", body)
    if not BODIES[decimal].fullmatch(digits.strip()):
        return None
    plain = re.sub(f"[' {',' if decimal == '.' else '.'}]", "", digits).replace(decimal, ".")
    return Decimal(f"{plain}E{exponent[0]}" if exponent else plain)
