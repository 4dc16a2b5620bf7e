"""One date as people write it: 2005/2/3, 3.2.2005, 2005年2月3日, 民國94年2月3日, 3 Feb 2005, 38386 (Excel).

A numeric date is read by an order: ymd, dmy, mdy, or roc (years of the Republic of China, 民國). `orders` says which orders
could have written a text; the column decides, or the person is asked.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from book.importing.numerals import Refused
from book.importing.vocabulary import vocabulary

ORDERS = ("ymd", "dmy", "mdy", "roc")
FIRST_YEAR, LAST_YEAR = 1900, 2199
ROC = 1911
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(1, 109_575)  # 1899-12-31 to 2199-12-31
WRITTEN_SERIALS = range(20_000, 80_000)  # in a text file only these (1954 to 2119) are taken for serials
SHORT_YEARS = range(1950, 2100)

TIME = re.compile(
    r"(?:t|\s|(?=上午|下午))\s*(?:上午|下午|[ap]\.?m\.?)?\s*\d{1,2}(?::\d{2}){1,2}(?:[.,]\d+)?\s*(?:上午|下午|[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
CHINESE = re.compile(
    r"(?:(?P<era>(?:中華|中华)?民[國国])\s*)?(?P<y>\d{1,4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日號号]?"
)
ROC_SIGNED = re.compile(
    r"(?:(?:中華|中华)?民[國国]|r\.?o\.?c\.?)\s*(?P<y>\d{1,3})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})", re.IGNORECASE
)
THREE = re.compile(r"(\d{1,4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,4})")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
DAY_FIRST = re.compile(r"(\d{1,2})[\s.\-/]*([a-z]{3,9})[\s.,\-/]*(\d{4})", re.IGNORECASE)
MONTH_FIRST = re.compile(r"([a-z]{3,9})[\s.\-/]*(\d{1,2})(?:st|nd|rd|th)?[\s.,\-/]+(\d{4})", re.IGNORECASE)
SERIAL = re.compile(r"(\d{1,6})(?:\.\d+)?")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def parse(text: str, order: str | None, *, number: bool = False) -> date | Refused | None:
    """The day that `text` writes; None where it says that there is none.

    `order` is the column's (None where nothing in it needs one). `number`: the cell was a number in a spreadsheet, so a serial.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or plain.casefold() in vocabulary().no_value:
        return None
    if plain.upper() in vocabulary().error_cells:
        return Refused("error_cell")
    day = _serial(plain, SERIALS) if number else None
    day = day or _certain(plain) or _by_order(plain, order)
    if day is None:
        return Refused("not_a_date")
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else Refused("date_out_of_range")


def orders(text: str) -> frozenset[str]:
    """The orders that could have written a date; empty where the text needs none, or is no date."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or _certain(plain):
        return frozenset()
    return frozenset(o for o in ORDERS if _by_order(plain, o))


def _without_time(plain: str) -> str:
    return TIME.sub("", plain).strip()


def _certain(plain: str) -> date | None:
    """The day where the text needs no order."""
    text = _without_time(plain)
    if found := CHINESE.fullmatch(text):
        return _chinese(found)
    if found := ROC_SIGNED.fullmatch(text):
        return _roc(int(found["y"]), int(found["m"]), int(found["d"]))
    if found := THREE.fullmatch(text):
        return _certain_three(found)
    if found := COMPACT.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    return _named(text) or _serial(text, WRITTEN_SERIALS)


def _chinese(found: re.Match[str]) -> date | None:
    year = int(found["y"])
    if found["era"] is None and len(found["y"]) < 4:
        return None  # 94年2月3日 does not say which era
    return (_roc if found["era"] else _day)(year, int(found["m"]), int(found["d"]))


def _roc(year: int, month: int, day: int) -> date | None:
    """A day of the Republic's years, which began with 1."""
    return _day(year + ROC, month, day) if year else None


def _certain_three(found: re.Match[str]) -> date | None:
    first, mark, second, third = found.groups()
    if len(first) == 4 and len(third) <= 2:
        return _day(int(first), int(second), int(third))
    if len(first) <= 2 and len(third) == 4 and mark == ".":
        return _day(int(third), int(second), int(first))  # no country writes month.day.year
    return None


def _by_order(plain: str, order: str | None) -> date | None:
    text = _without_time(plain)
    if found := CHINESE.fullmatch(text):
        return _short(order, found["y"], found["m"], found["d"]) if order in ("ymd", "roc") else None
    found = THREE.fullmatch(text)
    if not found:
        return _roc_compact(text) if order == "roc" else None
    first, _, second, third = found.groups()
    if len(third) > 2:
        return _long(order, first, second, third)
    if order == "dmy":
        return _short(order, third, second, first)
    if order == "mdy":
        return _short(order, third, first, second)
    return _short(order, first, second, third)


def _long(order: str | None, first: str, second: str, third: str) -> date | None:
    """3/2/2005."""
    if len(third) != 4 or len(first) > 2 or order not in ("dmy", "mdy"):
        return None
    day, month = (first, second) if order == "dmy" else (second, first)
    return _day(int(third), int(month), int(day))


def _short(order: str | None, year: str, month: str, day: str) -> date | None:
    """A year of one to three digits; two-digit years are those from 1969 to 2068, as everywhere else."""
    if order == "roc":
        full = int(year) + ROC if len(year) <= 3 else 0
        return _day(full, int(month), int(day)) if full in SHORT_YEARS else None
    if order is None or len(year) != 2:
        return None
    return _day(int(year) + (1900 if int(year) >= 69 else 2000), int(month), int(day))


def _roc_compact(text: str) -> date | None:
    """0940203, as Taiwan's tax offices write it."""
    found = re.fullmatch(r"(\d{2,3})(\d{2})(\d{2})", text)
    return _short("roc", found[1], found[2], found[3]) if found else None


def _named(text: str) -> date | None:
    if found := DAY_FIRST.fullmatch(text):
        return _day(int(found[3]), _month(found[2]), int(found[1]))
    if found := MONTH_FIRST.fullmatch(text):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    return None


def _month(name: str) -> int:
    """1 to 12; 0 for what is no month."""
    matching = [i for i, month in enumerate(MONTHS, 1) if month.startswith(name.casefold())]
    return matching[0] if len(matching) == 1 else 9 * (name.casefold() == "sept")


def _serial(text: str, allowed: range) -> date | None:
    found = SERIAL.fullmatch(text)
    return EXCEL_EPOCH + timedelta(int(found[1])) if found and int(found[1]) in allowed else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
