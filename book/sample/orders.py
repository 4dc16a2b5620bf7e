"""Order lines of one account of the sample book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from book.sample.cast import Cast, Member, of_year

FIRST_YEAR = 2023


@dataclass(frozen=True, slots=True)
class Sold:
    """One line; amounts in whole cents of the account's currency, None = our records hold none."""

    account_id: str
    order_date: date
    product: str
    category: str
    kind: str
    quantity: int
    list_amount: int | None
    net_amount: int
    cost_amount: int | None
    currency: str
    due_date: date
    paid_date: date | None


@dataclass(frozen=True, slots=True)
class Season:
    """One account in one of the three years."""

    member: Member
    cast: Cast
    chance: Random
    index: int


def lines_of(member: Member, cast: Cast, chance: Random) -> list[Sold]:
    """All lines of the account, by date, the last orders of which may be left unpaid."""
    made = [line for index in range(3) for line in _year(Season(member, cast, chance, index))]
    made = _left_unpaid(made, member, cast)
    made += [_said(member, cast, line) for line in member.lines]
    return sorted(made, key=lambda line: line.order_date)


def _year(season: Season) -> Iterator[Sold]:
    """Orders spread over the year, of sizes that add up to about the year's net."""
    member, chance, index = season.member, season.chance, season.index
    count = member.orders[index]
    sizes = [0.55 + 0.9 * chance.random() for _ in range(count)]
    left = 0.0
    for position, size in enumerate(sizes):
        on = _day(FIRST_YEAR + index, (position + 0.15 + 0.7 * chance.random()) / count, member.since)
        left += member.net[index] * 1000 * size / sum(sizes)
        for line in _order(season, on, left):
            left -= line.net_amount / 100 / season.cast.per_euro.get(line.currency, 1)
            yield line


def _day(year: int, part: float, since: date) -> date:
    """A working day that far into the year, or into what is left of it since the account exists."""
    first = max(date(year, 1, 2), since if since.year == year else date(year, 1, 2))
    last = date(year, 12, 23)
    day = first + timedelta(days=int((last - first).days * part))
    return day - timedelta(days=max(0, day.weekday() - 4))


def _order(season: Season, on: date, target: float) -> Iterator[Sold]:
    """One to three lines worth about `target` in the base currency."""
    count = 1 + int(season.chance.random() * 3)
    lag = of_year(season.member.pays, season.index) * (0.8 + 0.4 * season.chance.random())
    paid = on + timedelta(days=int(lag))
    due = on + timedelta(days=season.member.terms)
    when = (on, due, paid if paid <= season.cast.last_day else None)
    for _ in range(count):
        yield _line(season, when, target / count)


def _line(season: Season, when: tuple[date, date, date | None], target: float) -> Sold:
    member, cast = season.member, season.cast
    category = _pick(cast.mixes[member.mix], season.chance)
    product, price = _product(cast.products[category].items, target, season.chance)
    currency = member.currency or cast.currency
    unit = price * cast.per_euro.get(currency, 1) * 100
    kept = 10_000 - _about(max(of_year(member.discount, season.index), 0.01), 0.01, season.chance)
    quantity = max(1, round(target / (price * kept / 10_000)))
    net = quantity * unit * kept // 10_000
    spent = 10_000 - _about(of_year(member.margin, season.index), 0.02, season.chance)
    return Sold(
        account_id=member.id,
        order_date=when[0],
        product=product,
        category=category,
        kind=cast.products[category].kind,
        quantity=quantity,
        list_amount=quantity * unit if member.list else None,
        net_amount=net,
        cost_amount=net * spent // 10_000 if member.cost else None,
        currency=currency,
        due_date=when[1],
        paid_date=when[2],
    )


def _about(share: float, spread: float, chance: Random) -> int:
    """The share in ten-thousandths, give or take the spread."""
    return round(10_000 * (share + spread * (2 * chance.random() - 1)))


def _pick(weights: Mapping[str, int], chance: Random) -> str:
    """One of the keys, as often as its weight says."""
    point = chance.random() * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return key


def _product(items: Mapping[str, int], target: float, chance: Random) -> tuple[str, int]:
    """A product that fits the amount; the cheapest where none does."""
    fitting = [item for item in items.items() if item[1] <= target]
    return fitting[int(chance.random() * len(fitting))] if fitting else min(items.items(), key=lambda item: item[1])


def _left_unpaid(lines: list[Sold], member: Member, cast: Cast) -> list[Sold]:
    """The last orders that fell due before the last day stay unpaid."""
    due = sorted({line.order_date for line in lines if line.due_date < cast.last_day})
    late = set(due[len(due) - member.unpaid :])
    return [replace(line, paid_date=None) if line.order_date in late else line for line in lines]


def _said(member: Member, cast: Cast, line: tuple[date, str, str, int, int, int, date, date | None]) -> Sold:
    on, category, product, quantity, net, cost, due, paid = line
    return Sold(
        account_id=member.id,
        order_date=on,
        product=product,
        category=category,
        kind=cast.products[category].kind,
        quantity=quantity,
        list_amount=quantity * cast.products[category].items[product] * 100,
        net_amount=net * 100,
        cost_amount=cost * 100,
        currency=member.currency or cast.currency,
        due_date=due,
        paid_date=paid,
    )
