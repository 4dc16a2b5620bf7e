"""Seeded random small books full of edge cases, as rows for the oracle and as a folder of CSV files for the product."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.book import Book, Day, Row
from tests.oracle.rubric import RATINGS

EDGES = (0, 1, 90, 364, 365, 366, 729, 730, 731)
SIGNAL_EDGES = (0, 1, 364, 365, 366, 539, 540, 541)
CATEGORIES = ("valves", "pumps", "seals", "hoses", "filters", "gauges", "motors")
KINDS = ("equipment", "consumable", "service", "project", "other")
ROUND_AMOUNTS = (100_00, 250_00, 1_000_00, 5_000_00, 12_345_67)
MANY_PROFILES = ("normal",) * 8
PROFILES = (
    *MANY_PROFILES,
    "never",
    "old",
    "returns",
    "cancelled",
    "one_off",
    "cover",
    "ratchet",
    "equal_orders",
    "tiny",
)


class Maker:
    """One book. Its traits (what the company records at all) and its accounts are drawn from the seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.day = date(2024, 1, 1) + timedelta(days=self.random.randrange(1000))
        self.traits = {name: self.chance(p) for name, p in TRAITS.items()}
        self.book: Book = {n: [] for n in ("accounts", "order_lines", "concessions", "touches", "signals")}
        self.orders = 0

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def ago(self, furthest: int = 900, edges: tuple[int, ...] = EDGES) -> date:
        """A day before D: on a border of a window, or any; now and then after D."""
        if self.chance(0.04):
            return self.day + timedelta(days=self.random.randint(1, 40))
        days = self.random.choice(edges) if self.chance(0.3) else self.random.randint(0, furthest)
        return self.day - timedelta(days=days)

    def amount(self) -> int:
        if self.chance(0.25):
            return self.random.choice(ROUND_AMOUNTS)
        return int(10 ** self.random.uniform(3, 6.7))

    def line(self, account: str, order: str, on: date, net: int, **more: Any) -> Row:
        """One order line with whatever the company records of it."""
        row: Row = {"account_id": account, "order_id": order, "order_date": on, "net_amount": net}
        row["line_no"] = 1 + sum(line["order_id"] == order for line in self.book["order_lines"])
        row |= self.amounts(net) | self.terms(on)
        if self.traits["categories"] and self.chance(0.9):
            row["category"] = self.random.choice(CATEGORIES)
        if self.traits["kinds"] and self.chance(0.9):
            row["kind"] = self.random.choice(KINDS)
        row |= more
        self.book["order_lines"].append(row)
        return row

    def amounts(self, net: int) -> Row:
        found: Row = {}
        if self.traits["lists"] and self.chance(0.7):
            found["list_amount"] = net * self.random.choice((90, 100, 100, 105, 120, 150)) // 100
        if self.traits["costs"] and (self.traits["costs_complete"] or self.chance(0.8)):
            found["cost_amount"] = net * self.random.randint(40, 115) // 100
        return found

    def terms(self, on: date) -> Row:
        found: Row = {}
        if self.traits["terms"] and self.chance(0.85):
            found["due_date"] = on + timedelta(days=self.random.choice((0, 14, 30, 30, 60)))
        if self.traits["payments"] and self.chance(0.75):
            found["paid_date"] = on + timedelta(days=self.random.choice((0, 10, 30, 45, 90, 200)))
        return found

    def order(self, account: str, on: date | None = None, net: int | None = None, **more: Any) -> str:
        """One order of one to three lines, sometimes of several dates, sometimes with a return."""
        self.orders += 1
        order = f"O{self.orders:04d}"
        if on is not None or net is not None:
            self.line(account, order, on or self.ago(), self.amount() if net is None else net, **more)
            return order
        first = self.ago(self.furthest())
        for _ in range(self.random.randint(1, 3)):
            later = timedelta(days=self.random.randint(0, 40)) if self.chance(0.2) else timedelta()
            sign = -1 if self.chance(0.08) else 0 if self.chance(0.03) else 1
            self.line(account, order, first + later, sign * self.amount())
        return order

    def furthest(self) -> int:
        return 1000 if self.traits["prior"] else 500

    def before(self, days: int) -> date:
        return self.day - timedelta(days=days)

    def account(self, number: int) -> None:
        """One account of a random profile with its orders, concessions, touches and signals."""
        account = f"{number:04d}"
        row: Row = {"account_id": account, "name": f"Customer {number}"}
        if self.chance(0.8):
            row["owner"] = self.random.choice(("Ann", "Bo"))
        if number > 1 and self.chance(0.15):
            row["parent_id"] = f"{self.random.randint(1, number - 1):04d}"
        self.book["accounts"].append(row)
        getattr(self, self.random.choice(PROFILES))(account)
        self.give(account)
        self.visit(account)
        self.observe(account)

    def normal(self, account: str) -> None:
        for _ in range(self.random.choice((1, 2, 4, 8, 15))):
            self.order(account)

    def never(self, account: str) -> None:
        """No order at all (what it may have are signals, touches, concessions)."""

    def old(self, account: str) -> None:
        self.order(account, self.before(self.random.choice((365, 366, 500, 730, 731, 900))))

    def returns(self, account: str) -> None:
        """More came back than went out."""
        self.order(account, self.before(30), -self.amount())
        self.order(account, self.before(self.random.choice((20, 400))), 50_00)

    def cancelled(self, account: str) -> None:
        """Revenue of exactly 0, in one order or in two."""
        order = self.order(account, self.before(40), 777_77)
        if self.chance(0.5):
            self.line(account, order, self.before(40), -777_77)
        else:
            self.order(account, self.before(39), -777_77)

    def one_off(self, account: str) -> None:
        """P3 on its borders: share 0.60, day 365, 0.05 afterwards."""
        days = self.random.choice((364, 365, 366, 500))
        self.order(account, self.before(days), 6_000_00 * self.random.choice((1, 1, 10)))
        self.order(account, self.before(days + 10), self.random.choice((3_700_00, 3_999_99, 4_000_00)))
        if self.chance(0.7):
            self.order(account, self.before(days - 5), self.random.choice((299_99, 300_00, 1_00)))

    def cover(self, account: str) -> None:
        """Costs known of about 80 % of the window's net."""
        known = self.random.choice((800_00, 799_99, 800_01))
        self.order(account, self.before(50), known, cost_amount=known // 2)
        self.order(account, self.before(60), 1_000_00 - known, cost_amount=None)

    def ratchet(self, account: str) -> None:
        """P5 on its borders: 0.15, up by 0.02, growth of 0."""
        now = self.random.choice((8_500_00, 8_700_00, 8_500_01))
        before = self.random.choice((8_700_00, 8_500_00, 8_701_00))
        for days, net in ((100, now), (400, before)):
            self.order(account, self.before(days), net, list_amount=None)
            if self.traits["ledger"]:
                self.concede(account, self.before(days), 10_000_00 - net)

    def equal_orders(self, account: str) -> None:
        """Two largest orders of the same net."""
        for days in self.random.sample((10, 200, 364, 365, 400, 730), 2):
            self.order(account, self.before(days), 5_000_00)
        self.order(account, self.before(self.random.choice((5, 300, 600))), 100_00)

    def cancel_the_book(self) -> None:
        """Returns that bring the book's revenue of W to 0 or just beside it."""
        nets = (x["net_amount"] for x in Day(self.book, self.day).window(self.book["order_lines"], "order_date"))
        account = self.book["accounts"][0]["account_id"]
        self.order(account, self.before(8), -sum(nets) + self.random.choice((-1, 0, 0, 1)))

    def tiny(self, account: str) -> None:
        self.order(account, self.before(3), 1)

    def concede(self, account: str, on: date, value: int) -> None:
        row: Row = {"account_id": account, "granted_on": on, "value": value}
        row["concession_id"] = f"C{len(self.book['concessions']):04d}"
        if self.chance(0.5):
            row["counter_commitment"] = "volume"
        self.book["concessions"].append(row)

    def give(self, account: str) -> None:
        if self.traits["ledger"] and self.chance(0.5):
            for _ in range(self.random.randint(1, 4)):
                self.concede(account, self.ago(), 0 if self.chance(0.1) else self.amount() // 10)

    def visit(self, account: str) -> None:
        if not self.traits["touches"] or self.chance(0.25):
            return
        for _ in range(self.random.randint(1, 6)):
            row: Row = {"account_id": account, "on_date": self.ago(600)}
            row["touch_id"] = f"T{len(self.book['touches']):04d}"
            row["hours"] = Fraction(self.random.choice((0, 1, 6, 10, 33, 80)), self.random.choice((1, 4)))
            self.book["touches"].append(row)

    def observe(self, account: str) -> None:
        density = self.random.choice((0.0, 0.3, 0.7, 1.0)) if self.traits["signals"] else 0.0
        for key in (*RATINGS, "service_points", "joint_projects", "complaints", "annual_potential"):
            if self.chance(density):
                for _ in range(self.random.choice((1, 1, 1, 2, 3))):
                    self.signal(account, key)

    def signal(self, account: str, key: str) -> None:
        on = self.ago(300, SIGNAL_EDGES)
        if self.book["signals"] and self.chance(0.3):
            on = self.book["signals"][-1]["observed_on"]
        row = {"account_id": account, "key": key, "value": self.value(key), "observed_on": on, "source": "rep"}
        self.book["signals"].append(row)

    def value(self, key: str) -> Fraction:
        if key == "annual_potential":
            return Fraction(self.random.choice((0, 1000, self.amount(), self.amount() * 10)), 100)
        if key in ("service_points", "joint_projects", "complaints"):
            return Fraction(self.random.randint(0, 8))
        return Fraction(self.random.randint(0, 20), 2) if self.chance(0.3) else Fraction(self.random.randint(4, 10))


TRAITS = {
    "lists": 0.6,
    "costs": 0.8,
    "costs_complete": 0.6,
    "terms": 0.8,
    "payments": 0.8,
    "categories": 0.85,
    "kinds": 0.85,
    "ledger": 0.75,
    "touches": 0.75,
    "signals": 0.85,
    "prior": 0.75,
}


def generate(seed: int) -> tuple[Book, date]:
    """A book and its day D; the same seed gives the same book."""
    maker = Maker(seed)
    for number in range(1, maker.random.choice((1, 4, 6, 8, 10, 14, 20, 25)) + 1):
        maker.account(number)
    if maker.chance(0.06):
        maker.cancel_the_book()
    maker.random.shuffle(maker.book["order_lines"])
    return maker.book, maker.day
