"""Writes the sample book's CSV files from `cast.yaml`: `python -m book.sample.make`. The same bytes on every run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from book import sample
from book.sample.cast import Cast, Member, read
from book.sample.orders import FIRST_YEAR, Sold, lines_of
from book.schema import TABLES

Cell = str | int | float | date | None
ABOUT_A_YEAR = timedelta(days=364)
ASKED_OF = {
    "satisfaction": "customer",
    "customer_benefit": "customer",
    "service_points": "system",
    "joint_projects": "system",
}
RATINGS_END = 10


def files() -> dict[str, str]:
    """File name to content, of every table."""
    cast = read()
    rows = {
        "accounts": _accounts(cast),
        "order_lines": _order_lines(cast),
        "concessions": _concessions(cast),
        "touches": _touches(cast),
        "signals": _signals(cast),
        "rates": ((base, cast.currency, day, rate) for base in cast.per_euro for day, rate in cast.rates.items()),
    }
    return {f"{table}.csv": _csv(table, made) for table, made in rows.items()}


def write(folder: Path) -> None:
    """Write every file into the folder."""
    for name, text in files().items():
        (folder / name).write_bytes(text.encode())


def _csv(table: str, rows: Iterable[Sequence[Cell]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in TABLES[table].columns if not column.derived])
    writer.writerows(rows)
    return out.getvalue()


def _chance(cast: Cast, member: Member, about: str) -> Random:
    """Chance of its own for each account and table: a change in one account leaves the others as they are."""
    return Random(f"{cast.seed} {member.id} {about}")  # noqa: S311 - a sample, not a secret


def _accounts(cast: Cast) -> Iterator[Sequence[Cell]]:
    for m in cast.accounts:
        currency = m.currency or cast.currency
        yield (
            *(m.id, m.name, m.aliases, m.parent, m.industry, m.region, m.country),
            *(m.owner, m.team, currency, m.status, m.since),
        )


def _order_lines(cast: Cast) -> Iterator[Sequence[Cell]]:
    """Lines of one account and day are one order; orders are numbered by day."""
    sold = [line for member in cast.accounts for line in lines_of(member, cast, _chance(cast, member, "orders"))]
    orders: dict[tuple[date, str], list[Sold]] = {}
    for line in sold:
        orders.setdefault((line.order_date, line.account_id), []).append(line)
    for number, key in enumerate(sorted(orders), start=1):
        for position, line in enumerate(orders[key], start=1):
            yield _order_line(f"SO{key[0].year}-{number:05d}", position, line)


def _order_line(order_id: str, line_no: int, line: Sold) -> Sequence[Cell]:
    return (
        *(line.account_id, order_id, line_no, line.order_date, line.product, line.category, line.kind, line.quantity),
        *(_money(line.list_amount), _money(line.net_amount), _money(line.cost_amount)),
        *(line.currency, line.due_date, line.paid_date),
    )


def _money(cents: int | None) -> str | None:
    return None if cents is None else f"{Decimal(cents).scaleb(-2):.2f}"


def _concessions(cast: Cast) -> Iterator[Sequence[Cell]]:
    given = sorted((row[0], member.id, member, row) for member in cast.accounts for row in member.gives)
    for number, (on, account_id, member, (_, kind, value, counter, expires, reason)) in enumerate(given, start=1):
        euro = f"{value}.00"
        yield (f"C{number:04d}", account_id, on, kind, euro, cast.currency, counter, expires, member.owner, reason)


def _touches(cast: Cast) -> Iterator[Sequence[Cell]]:
    made = sorted(touch for member in cast.accounts for touch in _touches_of(member, _chance(cast, member, "touches")))
    for number, (on, account_id, kind, quarters) in enumerate(made, start=1):
        yield f"T{number:05d}", account_id, on, kind, f"{quarters / 4:g}"


def _touches_of(member: Member, chance: Random) -> Iterator[tuple[date, str, str, int]]:
    """Visits, calls and tickets of a year, the last on the day `until`, that sum to the year's hours."""
    for index, hours in enumerate(member.hours):
        if not hours or member.until is None:
            continue
        first, last = _span(FIRST_YEAR + index, member.since, member.until)
        count = max(1, min(24, hours // 4))
        for position in range(count):
            part = (position + 1) / count
            day = first + timedelta(days=round((last - first).days * part))
            quarters = hours * 4 * (position + 1) // count - hours * 4 * position // count
            yield day, member.id, _touch_kind(quarters, chance), quarters


def _span(year: int, since: date, until: date) -> tuple[date, date]:
    """From when to when touches of a year are dated."""
    first = max(date(year, 1, 8), since) if since.year == year else date(year, 1, 8)
    return first, until if until.year == year else date(year, 12, 14)


def _touch_kind(quarters: int, chance: Random) -> str:
    short = ("call", "ticket", "call")
    long = ("visit", "project", "visit", "ticket")
    kinds = long if quarters > 12 else short
    return kinds[int(chance.random() * len(kinds))]


def _signals(cast: Cast) -> Iterator[Sequence[Cell]]:
    made = [row for member in cast.accounts for row in _signals_of(member, cast)]
    return iter(sorted(made, key=lambda row: (str(row[3]), str(row[0]))))


def _signals_of(member: Member, cast: Cast) -> Iterator[Sequence[Cell]]:
    """What was observed, a year earlier (a little different) and last; complaints one by one; single rows as said."""
    chance = _chance(cast, member, "signals")
    if member.asked is not None:
        earlier = member.asked - ABOUT_A_YEAR
        for key, value in member.ratings().items():
            if earlier >= max(member.since, date(FIRST_YEAR, 1, 1)):
                yield _signal(member, key, _before(key, value, chance), earlier)
            yield _signal(member, key, value, member.asked)
        yield from _complaints(member, member.asked)
    for on, key, value in member.seen:
        yield _signal(member, key, value, on)


def _before(key: str, value: int, chance: Random) -> int:
    """What it was a year before: near."""
    if key == "annual_potential":
        return round(value * (0.9 + 0.12 * chance.random()) / 1000) * 1000
    return min(RATINGS_END, max(0, value + (0, 0, -1, 0, 1, -1)[int(chance.random() * 6)]))


def _complaints(member: Member, asked: date) -> Iterator[Sequence[Cell]]:
    count = member.complaints
    if count == 0:
        yield _signal(member, "complaints", 0, asked)
    for position in range(count or 0):
        day = date(asked.year, 1, 15) + timedelta(days=300 * position // max(count or 1, 1))
        yield _signal(member, "complaints", 1, max(day, member.since + timedelta(days=14)))


def _signal(member: Member, key: str, value: int, on: date) -> Sequence[Cell]:
    source = "customer" if key == "complaints" else ASKED_OF.get(key, "rep")
    author = member.owner if source == "rep" else None
    return member.id, key, value, on, source, author, None


if __name__ == "__main__":
    write(sample.path())
