"""Numbers that people type into a form: 10%, 30, 1,5, € 1.234,56, 30萬. What can be read two ways is not guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from book.importing.currency import decimals
from book.importing.numerals import Mark, Number, Refused, evidence, parse
from book.schema import MAX_MINOR

Unit = Literal["money", "ratio", "days", "count", "rating"]
Why = Literal["not_a_number", "two_ways", "percent", "currency", "too_large", "below_zero", "not_whole", "beyond_scale"]
LARGE = {"萬": 4, "万": 4, "億": 8, "亿": 8}
"""In Chinese, amounts are said in ten thousands and hundred millions: so many zeros each."""
MOST = Decimal(MAX_MINOR) / 100
SCALE = (0, 10)
GROUPED = re.compile(r"[^\d,.]*\d{1,3},\d{3}[^\d,.]*")
"""A comma before three digits: in money with fewer decimals than that, it can only stand between thousands, as we write it."""
IN_DAYS = re.compile(r"(?<=\d)\s*(?:days?|天|日)$", re.IGNORECASE)
SIGNED: tuple[Unit, ...] = ("money", "ratio")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a text is not taken."""

    why: Why


def number(text: str, unit: Unit, currency: str | None = None) -> Decimal | Wrong | None:
    """The number of that unit that a text writes; None for a text that says there is none (empty, -, n/a).

    In a field of percentages 10 and 10% are the same, 0.10. `currency`: of amounts; the mark of another one is refused.
    """
    plain = IN_DAYS.sub("", text.strip()) if unit == "days" else text.strip()
    zeros = LARGE.get(plain[-1:], 0)
    plain = plain[:-1] if zeros else plain
    mark = evidence(plain)
    if unit == "money" and currency and decimals(currency) < 3 and not zeros and GROUPED.fullmatch(plain):
        mark = Mark.POINT
    if mark is Mark.EITHER:
        return Wrong("two_ways")
    found = parse(plain, "," if mark is Mark.COMMA else ".")
    if found is None:
        return None
    if isinstance(found, Refused):
        return Wrong("too_large" if found.reason == "too_large" else "not_a_number")
    return _of_unit(found, unit, currency, zeros, percent="%" in plain or "％" in plain)


def _of_unit(found: Number, unit: Unit, currency: str | None, zeros: int, *, percent: bool) -> Decimal | Wrong:
    if percent and (unit != "ratio" or zeros):
        return Wrong("percent")
    if found.currencies and (unit != "money" or (currency is not None and currency not in found.currencies)):
        return Wrong("currency")
    value = found.value.scaleb(zeros - (2 if unit == "ratio" and not percent else 0))
    return _bounded(value, unit)


def _bounded(value: Decimal, unit: Unit) -> Decimal | Wrong:
    if abs(value) > MOST:
        return Wrong("too_large")
    if unit == "rating" and not SCALE[0] <= value <= SCALE[1]:
        return Wrong("beyond_scale")
    if value < 0 and unit not in SIGNED:
        return Wrong("below_zero")
    return Wrong("not_whole") if unit == "count" and value != value.to_integral_value() else value
