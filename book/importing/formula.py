"""The small language of a mapping: `UnitPrice * Quantity * (1 - Discount)`.

Columns, number constants, + - * /, parentheses; a column whose name has spaces stands in double quotes or backticks; 'text' in
single quotes is a constant text and stands alone. Nothing else: no names of functions, no attributes, nothing to execute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from book.errors import KamError

LONGEST = 1000
DEEPEST = 50
TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)(?![\w.])|(?P<name>[^\W\d]\w*)|"(?P<quoted>[^"]+)"|`(?P<ticked>[^`]+)`
    |'(?P<text>[^']*)'|(?P<sign>[-+*/()]))\s*""",
    re.VERBOSE,
)


class FormulaError(KamError):
    """A formula that cannot be read; the sentence names the formula and the place."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file, by its header."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A number in the formula."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text:
    """A constant text."""

    value: str


@dataclass(frozen=True, slots=True)
class Negative:
    """The negative of a part."""

    part: Formula


@dataclass(frozen=True, slots=True)
class Operation:
    """Two parts joined by one of + - * /."""

    sign: str
    left: Formula
    right: Formula


Formula = Column | Constant | Text | Negative | Operation


def parse(text: str) -> Formula:
    """The formula as a tree. Raises FormulaError saying what is wrong and where."""
    if len(text) > LONGEST:
        raise FormulaError(f"The formula {text[:40]}… is longer than {LONGEST} characters; make it shorter.")
    parser = _Parser(text)
    formula = parser.sum(0)
    parser.end()
    if not isinstance(formula, Text) and any(isinstance(p, Text) for p in parts(formula)):
        raise FormulaError(f"In the formula {text} a text stands among numbers; a 'text' must stand alone.")
    return formula


def parts(formula: Formula) -> Iterator[Formula]:
    """The formula itself and every part of it."""
    yield formula
    match formula:
        case Negative(part):
            yield from parts(part)
        case Operation(_, left, right):
            yield from parts(left)
            yield from parts(right)


def columns(formula: Formula) -> tuple[str, ...]:
    """The headers that a formula reads, each once, in order."""
    return tuple(dict.fromkeys(p.name for p in parts(formula) if isinstance(p, Column)))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0
        self.kind, self.value = "", ""
        self.advance()

    def advance(self) -> None:
        if self.place >= len(self.text.rstrip()):
            self.kind, self.value = "end", "the end"
            return
        found = TOKEN.match(self.text, self.place)
        if found is None or found.lastgroup is None:
            raise self.error(f"“{self.text[self.place :].strip()[:1]}” is not understood")
        self.kind, self.value, self.place = found.lastgroup, found[found.lastgroup], found.end()

    def error(self, reason: str) -> FormulaError:
        usable = "columns (with spaces: in double quotes), numbers, + - * / and parentheses"
        return FormulaError(f"In the formula {self.text} {reason}; a formula has {usable}.")

    def take(self) -> str:
        value = self.value
        self.advance()
        return value

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.value in signs

    def sum(self, depth: int) -> Formula:
        left = self.product(depth)
        while self.is_sign("+", "-"):
            left = Operation(self.take(), left, self.product(depth))
        return left

    def product(self, depth: int) -> Formula:
        left = self.factor(depth)
        while self.is_sign("*", "/"):
            left = Operation(self.take(), left, self.factor(depth))
        return left

    def factor(self, depth: int) -> Formula:
        if depth > DEEPEST:
            raise self.error("the parentheses are nested too deeply")
        if self.is_sign("-"):
            self.advance()
            return Negative(self.factor(depth + 1))
        if self.is_sign("("):
            self.advance()
            inner = self.sum(depth + 1)
            self.close()
            return inner
        return self.leaf()

    def close(self) -> None:
        if not self.is_sign(")"):
            raise self.error("a parenthesis is not closed")
        self.advance()

    def leaf(self) -> Formula:
        kind = self.kind
        if kind == "number":
            return Constant(Decimal(self.take()))
        if kind == "text":
            return Text(self.take())
        if kind in ("name", "quoted", "ticked"):
            return Column(self.take())
        raise self.error(f"a column or a number is missing before “{self.value}”")

    def end(self) -> None:
        if self.kind != "end":
            raise self.error(f"“{self.value}” stands where + - * or / is expected")
