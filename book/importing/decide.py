"""From what the columns tell to how they are read; what stays open becomes a question."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date

from book.importing import dates, formula, numerals
from book.importing.mapping import Source
from book.importing.numerals import Number
from book.importing.options import ReadOptions
from book.importing.questions import Choice, Question
from book.importing.recognise import Plan
from book.importing.survey import Calendar, Notation, Survey, amounts, bracketed
from book.importing.vocabulary import currencies_of


@dataclass(frozen=True, slots=True)
class Decisions:
    """How the columns of one file are read: decimal mark and order of dates by header, the currency where none is borne, and the
    guessed columns that are left out because none of their words is known.
    """

    decimal: dict[str, str]
    order: dict[str, str]
    currency: str | None
    left_out: tuple[str, ...] = ()
    questions: list[Question] = field(default_factory=list)


def decide(plan: Plan, survey: Survey, options: ReadOptions, label: str) -> Decisions:
    """The decisions, with the questions that are open."""
    asked: list[Question] = []
    source = plan.source
    decimal = {h: d for h, n in survey.numbers.items() if (d := _decimal(h, n, source, options, asked, label))}
    order = {h: o for h, c in survey.days.items() if (o := _order(h, c, source, options, asked, label))}
    currency = source.currency or options.currency
    left_out = tuple(name for name, known in survey.known_words.items() if not known)
    if "currency" not in plan.columns and currency is None:
        asked += _open_marks(plan, survey, label)
    elif currency is None:
        asked += _open_words(plan, survey, label)
    return Decisions(decimal, order, currency, left_out, asked)


def _for(said: str | Map[str, str] | None, header: str) -> str | None:
    return said if said is None or isinstance(said, str) else said.get(header)


def _decimal(
    header: str, notation: Notation, source: Source, options: ReadOptions, asked: list[Question], label: str
) -> str | None:
    said = _for(source.decimal, header)
    if said:
        return said
    if notation.point != notation.comma:
        return "." if notation.point else ","
    both = notation.point and notation.comma
    if not both and not notation.either:
        return None
    if options.decimal is None:
        samples = notation.sure if both else notation.either
        asks = "Is the decimal mark a point or a comma?"
        if both:
            asks = (
                "Some numbers have a decimal point, some a decimal comma. Which one is right? The others are refused."
            )
        choices = tuple(_choice(mark, _as_numbers(samples, mark)) for mark in ".,")
        asked.append(Question("--decimal", asks, label, header, choices, mixed=both))
    return options.decimal


def _choice(value: str, read: tuple[tuple[str, str], ...]) -> Choice:
    return Choice(value, ", ".join(f"“{text}” is {meant or 'refused'}" for text, meant in read), read)


def _as_numbers(samples: list[str], mark: str) -> tuple[tuple[str, str], ...]:
    read = [(text, numerals.parse(text, mark)) for text in samples]
    return tuple((text, format(n.value, "f") if isinstance(n, Number) else "") for text, n in read)


def _order(
    header: str, calendar: Calendar, source: Source, options: ReadOptions, asked: list[Question], label: str
) -> str | None:
    said = _for(source.date_order, header)
    if said or calendar.orders is None:
        return said
    if len(calendar.orders) == 1:
        return next(iter(calendar.orders))
    possible = calendar.orders or calendar.every
    if options.date_order in possible:
        return options.date_order
    choices = tuple(_choice(o, _as_days(calendar.samples, o)) for o in dates.ORDERS if o in possible)
    asks = "In which order are day, month and year written?"
    if not calendar.orders:
        asks = "The dates are written in several orders. Which one is right? The others are refused."
    asked.append(Question("--date-order", asks, label, header, choices, mixed=not calendar.orders))
    return None


def _as_days(samples: list[str], order: str) -> tuple[tuple[str, str], ...]:
    read = [(text, dates.parse(text, order)) for text in samples]
    return tuple((text, str(day) if isinstance(day, date) else "") for text, day in read)


def _open_marks(plan: Plan, survey: Survey, label: str) -> list[Question]:
    """A question for the first mark of several currencies among the amounts."""
    for header in _amount_headers(plan, survey):
        for codes in (bracketed(header), *sorted(survey.numbers[header].marks)):
            if len(codes) > 1:
                return [_which(codes, label, header)]
    return []


def _open_words(plan: Plan, survey: Survey, label: str) -> list[Question]:
    for word in sorted(survey.currency_words):
        if len(codes := currencies_of(word)) > 1:
            return [_which(codes, label, plan.written["currency"])]
    return []


def _which(codes: tuple[str, ...], label: str, header: str) -> Question:
    choices = tuple(Choice(code, f"amounts in {code}") for code in codes)
    return Question(
        "--currency", "Its currency mark stands for several currencies. Which one is it?", label, header, choices
    )


def _amount_headers(plan: Plan, survey: Survey) -> list[str]:
    found = dict.fromkeys(h for c in amounts(plan) for h in formula.columns(plan.columns[c]))
    return [h for h in found if h in survey.numbers]
