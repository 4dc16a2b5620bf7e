"""Figures for people: every metric with its unit and period, in the reader's language and the book's currency.

Nothing is computed here beyond rounding for the eye (half up). Babel is imported when the first figure is written.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Any

from prompts.words import Words, words
from scoring.rubric import Rubric
from scoring.shipped import read_yaml

MORE_DECIMALS = 3
CENTS = 2
LARGE = 1
"""Decimals of an amount in ten thousands or hundred millions."""
MINUS = "-"
WIDE_GAP = "） "


@dataclass(frozen=True)
class Figures:
    """Writes figures. `currency`: ISO code of the book's base currency, None where the book knows none."""

    lang: str
    currency: str | None
    rubric: Rubric

    @property
    def words(self) -> Words:
        """The words of the same language."""
        return words(self.lang)

    def label(self, metric: str) -> str:
        """A metric's, criterion's or signal's name: the rubric's if it has one, else ours, else the name itself."""
        named = self.rubric.criteria.get(metric) or self.rubric.signals.get(metric)
        return named.label.in_(self.lang) if named else self.words.get(f"metrics.{metric}", metric)

    def beside_period(self, metric: str) -> str:
        """A metric's name where its period stands beside it: not every language says twice that it is the prior one."""
        return self.words.get(f"beside_period.{metric}", self.label(metric))

    def unit(self, metric: str) -> str:
        """money, ratio, days, count, rating, hours, points, levels or percentage_points. What nobody knows is a rating."""
        subject, _, form = metric.rpartition(".")
        if subject and form in _data()["forms"]:
            return str(_data()["forms"][form])
        known = self.rubric.criteria.get(metric) or self.rubric.signals.get(metric)
        return known.unit if known else str(_data()["units"].get(metric, "rating"))

    def period(self, metric: str) -> str:
        """The period that a metric speaks of ("over the last 12 months"); empty if it has none."""
        criterion = self.rubric.criteria.get(metric)
        kind = _periods().get(criterion.metric if criterion else metric)
        if kind is None:
            return ""
        days, year = int(self.rubric.setting("window_days")), 365
        exact = days != year and f"period.{kind}_days" in self.words.table
        return self.words(f"period.{kind}_days", days=days) if exact else self.words(f"period.{kind}")

    def beyond(self, metric: str, value: float | None) -> str:
        """What is wrong with a value that a metric cannot have, in words; "" if nothing is."""
        criterion = self.rubric.criteria.get(metric)
        return beyond(
            criterion.metric if criterion else metric, self.unit(metric), value, self.words, self.label(metric)
        )

    def value(self, metric: str, value: float | None, *, beside: float | None = None) -> str:
        """A metric's value with its unit; the word for not known if it is None.

        `beside`: a threshold shown next to it; the two look alike only if they are equal.
        """
        if value is None or math.isnan(value):
            return self.words("unknown")
        if math.isinf(value):
            return self.words("figure.never")
        for more in range(MORE_DECIMALS + 1):
            text = self._written(metric, value, more)
            alone = beside is None or not math.isfinite(beside) or value == beside
            if alone or text != self._written(metric, beside or 0.0, more):
                return text
        return text

    def target(self, metric: str, needed: float, now: float) -> str:
        """A value to be reached from `now`, rounded away from it, so that the value that is shown does reach it."""
        exact = round(needed, 9)  # an exact bound plus float dust is that bound
        return self._written(metric, exact, 0, ROUND_CEILING if needed > now else ROUND_FLOOR)

    def said(self, metric: str, value: float | None) -> str:
        """A value with unit and period; the period is left out of what is not known."""
        period = self.period(metric) if value is not None else ""
        text = self.value(metric, value)
        return self.words("figure.with_period", value=text, period=period) if period else text

    def named(self, metric: str, value: float | None, *, beside: float | None = None) -> str:
        """Name, value, unit and period, as part of a sentence. `beside` as in `value`."""
        if value is not None and math.isinf(value) and f"never.{metric}" in self.words.table:
            return self.words(f"never.{metric}")
        period = self.period(metric) if value is not None else ""
        label = self.words.inline(self.beside_period(metric) if period else self.label(metric))
        text = self.value(metric, value, beside=beside)
        form = "named_with_period" if period else "named"
        return self.words(f"figure.{form}", label=label, value=text, period=period).replace(WIDE_GAP, WIDE_GAP[0])

    def threshold(self, subject: str, operator: str, bound: float | str) -> str:
        """A comparison in words: "at least 15%". A bound that is another figure says whose it is."""
        text = self._bound(subject, bound)
        for one in _data()["against"]:
            if (one["subject"], one["operator"]) == (subject, operator):
                return self.words(f"against.{one['figure']}", value=text)
        return self.words(f"operators.{operator}", threshold=text)

    def money(self, amount: float | None, _of: str = "amount") -> str:
        """An amount in whole major units with the currency's symbol; small ones with cents. `_of`: of what."""
        return self.words("unknown") if amount is None else self._money(amount, 0, ROUND_HALF_UP)

    def _money(self, amount: float, more: int, rounding: str) -> str:
        small = abs(amount) < _data()["small_money"] and amount != round(amount)
        decimals = CENTS + more if small or more else 0
        size, unit = self._size(amount)
        if unit:
            number = _plain(_exact(amount) / size, LARGE + more, self.words.locale, rounding)
        else:
            number = _plain(amount, decimals, self.words.locale, rounding, fixed=True)
        sign = MINUS if number.startswith(MINUS) else ""
        return f"{sign}{self._symbol()}{number.removeprefix(MINUS)}{unit}"

    def _size(self, amount: float) -> tuple[int, str]:
        """The unit in which the language counts large amounts (萬, 億), and its size; none in English."""
        units = {int(size): str(unit) for size, unit in _data()["large_money"].get(self.lang, {}).items()}
        return next(((size, units[size]) for size in sorted(units, reverse=True) if abs(amount) >= size), (1, ""))

    def ratio(self, ratio: float | None, _of: str = "share") -> str:
        """0.123 as 12.3%. `_of`: of what; for those who keep what is written (`facts.py`)."""
        return self.words("unknown") if ratio is None else self._written("coverage", ratio, 0)

    def score(self, score: float | None, _of: str = "points") -> str:
        """A score of 0 to 100 or a part of it, to 0.1. `_of`: which."""
        return self.words("unknown") if score is None else _plain(score, 1, self.words.locale)

    def change(self, change: float) -> str:
        """A change of a score, to 0.1, with its sign."""
        text = self.number(change)
        return f"+{text}" if change > 0 and text != "0" else text

    def number(self, number: float, decimals: int = 1, _of: str = "points") -> str:
        """A plain number with at most these decimals. `_of`: of what."""
        return _plain(number, decimals, self.words.locale)

    def day(self, day: date) -> str:
        """A date as people write it."""
        from babel.dates import format_date

        return str(format_date(day, format="long", locale=self.words.locale))

    def _symbol(self) -> str:
        """The currency's symbol; a space parts letters from digits."""
        if self.currency is None:
            return ""
        from babel.numbers import get_currency_symbol

        symbol = _data()["symbols"].get(self.currency) or get_currency_symbol(self.currency, locale=self.words.locale)
        return f"{symbol} " if symbol[-1].isalpha() else str(symbol)

    def _written(self, metric: str, value: float, more: int, rounding: str = ROUND_HALF_UP) -> str:
        unit, signed = self.unit(metric), metric in _data()["signed"]
        if unit == "money":
            return self._money(value, more, rounding)
        percent = unit in {"ratio", "percentage_points"}
        scaled = _exact(value) * 100 if percent else _exact(value)
        number = _plain(scaled, _data()["decimals"][unit] + more, self.words.locale, rounding)
        if (signed or unit == "percentage_points") and scaled > 0 and number != "0":
            number = f"+{number}"
        if unit == "count":
            return number
        one = {"days": "day", "levels": "level"}.get(unit, unit) if number == "1" else unit
        return self.words(f"figure.{one}", n=number)

    def _bound(self, subject: str, bound: float | str) -> str:
        if isinstance(bound, str):
            return self.words.join(bound.split("/"), "list_or")
        return self.value(subject, bound)


def beyond(metric: str, unit: str, value: float | None, words: Words, label: str = "") -> str:
    """What is wrong with a value that a metric cannot have; "" if nothing is. Without a label it stands beside its field."""
    held = _data()["bounds"]
    least, most = held["metrics"].get(metric) or held["units"].get(unit) or (None, None)
    below = value is not None and least is not None and value < least
    bound = least if below else most
    if value is None or bound is None or not (below or value > bound):
        return ""
    said = f"{bound * 100:g}%" if unit == "ratio" else f"{bound:g}"
    return words(f"beyond.{'' if label else 'this_'}{'least' if below else 'most'}", label=label, bound=said)


@lru_cache(maxsize=4096)
def _plain(
    number: float | Decimal, decimals: int, locale: str, rounding: str = ROUND_HALF_UP, *, fixed: bool = False
) -> str:
    """A rounded number; zeros at the end only if `fixed`."""
    from babel.numbers import format_decimal

    rounded = _exact(number).quantize(Decimal(1).scaleb(-decimals), rounding)
    places = ("0" if fixed else "#") * decimals
    return str(format_decimal(rounded + 0, format=f"#,##0.{places}" if decimals else "#,##0", locale=locale))


def _exact(number: float | Decimal) -> Decimal:
    """The decimal that the number is written as."""
    return number if isinstance(number, Decimal) else Decimal(repr(float(number)))


@cache
def _data() -> Mapping[str, Any]:
    return dict(read_yaml("prompts", "figures.yaml"))


@cache
def _periods() -> Mapping[str, str]:
    """Period by metric."""
    return {metric: period for period, metrics in _data()["periods"].items() for metric in metrics}
